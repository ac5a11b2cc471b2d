"""Entries of events: what each says, with who is on duty; the dates of one person; turns of a rota; terms of a camp."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial

from qunbook import deadlines, queries
from qunbook.calendar import cover
from qunbook.calendar.occurrence import Occurrence, zone_of
from qunbook.calendar.stamps import Stamp
from qunbook.calendar.zones import later
from qunbook.enums import ENUMS
from qunbook.kinds.community import Community, Term
from qunbook.kinds.event import Duty, Event, Venue
from qunbook.kinds.person import Person
from qunbook.kinds.role import Role
from qunbook.model import Entity
from qunbook.queries import Shift, first_id
from qunbook.render.feed_book import DAY, FeedBook, Told
from qunbook.render.ics import Entry
from qunbook.render.ics_read import Seen, seen
from qunbook.render.ics_series import Words, series, some

CAMP_HOUR = timedelta(minutes=30)
"""How long an entry for a moment of a camp is shown: calendars want an end."""


def of_events(book: FeedBook, events: Iterable[Event]) -> Iterator[Told]:
    return (_of_event(book, event) for event in events)


def _of_event(book: FeedBook, event: Event) -> Told:
    key = f"event/{first_id(event)}"

    def tell() -> Told:
        words, zone = _teller(book, event), book.handbook.timezone
        apart = tuple(_stood_in_for(book, event))
        entries = series(event, key, zone, book.holidays, book.window, _stamp(book, event), words, apart)
        told = _of_these_years(book, event, tuple(entries))
        return Told(told, _plain(book.occurrences(event, book.window)))

    return book.once(key, tell)


def _stood_in_for(book: FeedBook, event: Event) -> Iterator[Occurrence]:
    """The dates on which, by the run's own file, others are on duty than the series says."""
    noted = {run.date for run in queries.runs_of(book.playbook, event) if run.duty}
    for one in book.occurrences(event, book.window) if noted else ():
        if one.on in noted and not one.extra and queries.is_stood_in_for(book.playbook, event, one):
            yield one


def _of_these_years(book: FeedBook, event: Event, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries of an event. A series that makes way for days off or for changes of clocks, or in which a duty passes
    on, says something else when the years of the feeds go on, though nobody edits it: it changed with the new year.
    """
    makes_way = {
        day.date() if isinstance(day, datetime) else day
        for entry in entries
        for day in (*entry.skipped, entry.instead_of)
        if day
    }
    roles = filter(None, (book.playbook.find(Role, duty.role) for duty in event.duty if not duty.rota))
    passes_on = any(holder.since or holder.until for role in roles for holder in role.holders)
    told = {exception.on for exception in event.exceptions} | {
        run.date for run in queries.runs_of(book.playbook, event)
    }
    if not passes_on and makes_way <= told:
        return entries
    new_year = Stamp(datetime.combine(book.window.first, time(), UTC))
    return tuple(replace(one, stamp=max(one.stamp, new_year)) if one.rule or one.instead_of else one for one in entries)


def _plain(found: Iterable[Occurrence]) -> tuple[Seen, ...]:
    return tuple(seen(one.start, one.end, not one.held) for one in found)


def _stamp(book: FeedBook, event: Event) -> Stamp:
    """An event's entries are made of its own file, its community's, and those of the roles and people on duty."""
    runs = queries.runs_of(book.playbook, event)
    roles = [book.playbook.find(Role, duty.role) for duty in event.duty]
    held = {holder.person for role in roles if role for holder in role.holders}
    turns = {person for duty in event.duty for person in duty.rota} | {one.person for run in runs for one in run.duty}
    people = [book.playbook.find(Person, id) for id in sorted(held | turns)]
    files: tuple[Entity | None, ...] = (event, book.playbook.find(Community, event.community), *roles, *people, *runs)
    return book.stamp(files)


# One person, one rota --------------------------------------------------------------------------------------------


def of_person(book: FeedBook, events: Iterable[Event], person: Person) -> Iterator[Told]:
    """What a person must attend: where they are on duty (their own dates, if others take turns) or a guest."""
    dates: dict[str, list[Occurrence]] = defaultdict(list)
    for event, one, _ in queries.roster(book.playbook, book.window.first, book.window.last).get(person.id, ()):
        if one not in dates[event.id][-1:]:  # in two roles they still go once
            dates[event.id].append(one)
    for event in events:
        yield from _of_person(book, event, person, tuple(dates.get(event.id, ())))


def _of_person(book: FeedBook, event: Event, person: Person, on_duty: tuple[Occurrence, ...]) -> Iterator[Told]:
    guest = any(guest.person == person.id for guest in event.guests)
    found = book.occurrences(event, book.window) if guest or on_duty else ()
    invited = {
        run.date for run in queries.runs_of(book.playbook, event) for guest in run.guests if guest.person == person.id
    }
    if guest or (found and len(on_duty) == len(found)):
        yield _of_event(book, event)
        return
    theirs = on_duty
    if invited:
        extra = (one for one in book.occurrences(event, book.window) if one.on in invited and one not in on_duty)
        theirs = (*on_duty, *extra)
    if theirs:
        key, stamp, tell = f"event/{first_id(event)}", _stamp(book, event), _teller(book, event)
        yield Told(tuple(some(theirs, key, book.window, stamp, tell)), _plain(theirs))


def turns(book: FeedBook, events: Iterable[Event]) -> Iterator[Told]:
    """Who has which turn of each rota, with the hours of cover: one entry a turn, up to the horizon."""
    for event in events:
        by_turns = {duty.role for duty in event.duty if duty.rota}
        for one in book.occurrences(event, book.ahead) if by_turns else ():
            if one.held:
                shifts = [shift for shift in queries.on_duty(book.playbook, event, one) if shift.role.id in by_turns]
                yield from (_turn(book, event, one, shifts, index) for index in range(len(shifts)))


def _turn(book: FeedBook, event: Event, one: Occurrence, shifts: Sequence[Shift], index: int) -> Told:
    shift = shifts[index]
    again = sum(before.role.id == shift.role.id for before in shifts[:index])  # a morning and an evening
    key = f"duty/{first_id(event)}/{first_id(shift.role)}/{one.on}{f'/{again + 1}' if again else ''}"
    start, end = (
        cover.span(shift.hours, one, zone_of(event, book.handbook.timezone)) if shift.hours else (one.start, one.end)
    )
    people = book.listed(person.name for person in shift.people) or book.say("nobody")
    page = book.page(event)
    entry = Entry(
        key, _stamp(book, event), book.say("on_duty", people=people, event=one.name or event.name), start, end,
        "\n".join((_shift(book, shift), *((book.say("page"), page) if page else ()))), url=page,
        categories=(shift.role.name,), busy=False,
    )  # fmt: skip
    return Told((entry,), (seen(start, end),))


# What an entry says ----------------------------------------------------------------------------------------------


def _teller(book: FeedBook, event: Event) -> Callable[[Occurrence | None], Words]:
    """What the entries of an event say; a date of its own may have another name, place, link or people."""
    page, categories, usual = book.page(event), tuple(_categories(book, event)), tuple(_usual_duty(book, event))

    def tell(one: Occurrence | None) -> Words:
        change = queries.changed(event, one) if one else None
        url = (change and change.url) or event.url or ""
        name = (one and one.name) or event.name
        duty = (_shift(book, shift) for shift in queries.on_duty(book.playbook, event, one)) if one else usual
        paragraphs = (*_what_happened(book, one), *_what_it_is(book, event, duty, url, page))
        return Words(
            book.say("cancelled", it=name) if one and not one.held else name,
            "\n".join(paragraphs),
            place((change and change.venue) or event.venue) or (url if event.mode == "online" else ""),
            page or url,
            categories,
        )

    return tell


def _what_happened(book: FeedBook, one: Occurrence | None) -> Iterator[str]:
    if one and one.status == "moved":
        yield book.say("was", it=one.on.isoformat())
    if one and one.reason:
        yield book.say("reason", it=one.reason)


def _what_it_is(book: FeedBook, event: Event, duty: Iterable[str], url: str, page: str) -> Iterator[str]:
    if why := event.summary or event.intent:
        yield why
    yield from duty
    if url:  # on a line of its own, or programs take the full stop into the address
        yield from (book.say("link"), url)
    if page:
        yield from (book.say("page"), page)


def _usual_duty(book: FeedBook, event: Event) -> Iterator[str]:
    """Who is on duty at a series as a whole: those who take turns, or who hold the role all the time."""
    for duty in event.duty:
        if role := book.playbook.find(Role, duty.role):
            yield _duty_line(book, role, _usual_people(book, event, duty, role), duty.hours)


def _usual_people(book: FeedBook, event: Event, duty: Duty, role: Role) -> str:
    if duty.rota:
        found = (book.playbook.find(Person, id) for id in duty.rota)
        names = dict.fromkeys(person.name for person in found if person and queries.is_active(person))
        people = book.listed(names)
        return book.say("in_turn", people=people) if len(names) > 1 else people
    window = book.window
    steady = queries.steady_holders(book.playbook, role, window.first, window.last, event.community)
    return book.listed(person.name for person in steady)


def _shift(book: FeedBook, shift: Shift) -> str:
    return _duty_line(book, shift.role, book.listed(person.name for person in shift.people), shift.hours)


def _duty_line(book: FeedBook, role: Role, people: str, hours: object) -> str:
    line = book.say("duty_of", role=role.name, people=people) if people else book.say("duty", role=role.name)
    return book.say("hours", it=line, hours=str(hours)) if hours else line


def place(venue: Venue | None) -> str:
    return " · ".join(filter(None, (venue.name, venue.address))) if venue else ""


def _categories(book: FeedBook, event: Event) -> Iterator[str]:
    if community := book.playbook.find(Community, event.community):
        yield community.name
    if event.type:
        yield type_name(book, event.type)


def type_name(book: FeedBook, type: str) -> str:
    words = ENUMS["event_type"].get(type, (type, type))
    own = book.handbook.enums.get("event_type", {}).get(type)
    zh, en = (own.zh, own.en) if own else words
    return zh if book.language == "zh" else en


# Camps -----------------------------------------------------------------------------------------------------------


def terms(book: FeedBook, community: Community) -> Iterator[Told]:
    """The terms of a camp, each as one long entry."""
    for term in _terms(book, community):
        whole = _whole(book, community, term)
        yield book.once(whole.key, partial(Told, (whole,), (seen(whole.start, whole.end),)))


def camp_days(book: FeedBook, community: Community) -> Iterator[Told]:
    """What the workflows of a camp have for each day of its terms (`D+3`)."""
    for term in _terms(book, community):
        whole = _whole(book, community, term)
        yield from (_camp_day(book, whole, one) for one in deadlines.camp_days(book.playbook, community, term))


def _terms(book: FeedBook, community: Community) -> Iterator[Term]:
    window = book.window
    if queries.is_active(community):
        yield from (term for term in community.terms if window.first <= term.end and term.start <= window.last)


def _whole(book: FeedBook, community: Community, term: Term) -> Entry:
    name = book.say("term_name", community=community.name, term=term.name) if term.name else community.name
    return Entry(
        f"term/{first_id(community)}/{term.start}", book.stamp((community,)), name, term.start, term.end + DAY,
        community.summary or community.purpose, url=book.page(community), categories=(community.name,), busy=False,
    )  # fmt: skip


def _camp_day(book: FeedBook, whole: Entry, day: deadlines.Deadline) -> Told:
    start = day.due
    end = later(start, CAMP_HOUR) if isinstance(start, datetime) else start + DAY
    role = book.playbook.find(Role, day.role)
    told = replace(
        whole, key=f"camp/{day.key}", stamp=book.stamp(day.made_of), summary=day.what, start=start, end=end,
        description="\n".join((whole.summary, *((book.say("who", it=role.name),) if role else ()))),
    )  # fmt: skip
    return Told((told,), (seen(start, end),))
