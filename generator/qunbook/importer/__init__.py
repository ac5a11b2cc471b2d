"""From a calendar of any make to events of a handbook: bytes in, files to write and a report out; nothing is guessed.

`plan.plan` is the whole way: `lines` reads the bytes with tolerance, `items` makes values of a VEVENT, `together`,
`onward` and `series` make events of those that belong together, `again` knows those that an import before has made,
`files` gives the others an id and their front matter, `told` says what became of each.
Whatever is written happens on exactly the dates that the calendar gives; what cannot be said so is not written.
"""
