// Usage: TZ=<reader's zone> node javascript.mjs ical.js|node-ical FIRST LAST FEED.ics ...
// Prints what that reader shows from FIRST to LAST (UTC dates, LAST excluded) as JSON: for each feed a list of
// [start, end, status, summary]. A start or end is a UTC moment, or a date for a whole day (the end is exclusive).
import { readFileSync } from "node:fs";

const [reader, first, last, ...files] = process.argv.slice(2);
const from = new Date(first + "T00:00:00Z");
const to = new Date(last + "T00:00:00Z");
const iso = (date) => date.toISOString().replace(".000Z", "Z");
const within = (start) => {
  const at = new Date(start.includes("T") ? start : start + "T00:00:00Z");
  return at >= from && at < to;
};

function icaljs(ICAL, text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const found = [];
  const shown = (time) => (time.isDate ? time.toString() : iso(time.toJSDate()));
  const seen = (start, end, item) => {
    if (within(shown(start))) {
      const { summary, component } = item;
      found.push([shown(start), shown(end), component.getFirstPropertyValue("status"), summary]);
    }
  };
  const events = calendar.getAllSubcomponents("vevent");
  const overrides = new Map();
  for (const override of events.filter((e) => e.hasProperty("recurrence-id"))) {
    const uid = override.getFirstPropertyValue("uid");
    overrides.set(uid, [...(overrides.get(uid) ?? []), override]);
  }
  for (const component of events.filter((e) => !e.hasProperty("recurrence-id"))) {
    const uid = component.getFirstPropertyValue("uid");
    const event = new ICAL.Event(component, { exceptions: overrides.get(uid) ?? [] });
    if (!event.isRecurring()) {
      seen(event.startDate, event.endDate, event);
      continue;
    }
    const dates = event.iterator();
    for (let date = dates.next(); date && date.toJSDate() < to; date = dates.next()) {
      const { startDate, endDate, item } = event.getOccurrenceDetails(date);
      seen(startDate, endDate, item);
    }
  }
  return found;
}

function nodeIcal(ical, text) {
  const found = [];
  // whole days are local midnights there
  const day = (date) =>
    [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  const seen = (start, end, whole, event) => {
    const shown = whole ? day : iso;
    const summary = event.summary?.val ?? event.summary;
    if (within(shown(start))) found.push([shown(start), shown(end), event.status, summary]);
  };
  // a day more on both sides: the window is in UTC, whole days are not
  const margin = 86_400_000;
  const window = { from: new Date(+from - margin), to: new Date(+to + margin) };
  for (const event of Object.values(ical.sync.parseICS(text))) {
    if (event.type !== "VEVENT") continue;
    if (!event.rrule) {
      seen(event.start, event.end, event.datetype === "date", event);
      continue;
    }
    for (const one of ical.expandRecurringEvent(event, window)) seen(one.start, one.end, one.isFullDay, one.event);
  }
  return found;
}

const { default: library } = await import(reader);
const read = reader === "ical.js" ? icaljs : nodeIcal;
const found = files.map((file) => [file, read(library, readFileSync(file, "utf8"))]);
console.log(JSON.stringify(Object.fromEntries(found)));
