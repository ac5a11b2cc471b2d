"""Dates as plain values: when things happen, which days are off, what clashes. No iCalendar text is written here."""
