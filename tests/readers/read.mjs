// Usage: TZ=<reader's zone> node read.mjs ical.js|node-ical FEED.ics FIRST LAST
// Prints what that reader shows from FIRST to LAST (UTC dates, LAST excluded), as sorted JSON:
// [uid, start, status], where start is a UTC moment, or a date for a whole day.
import { readFileSync } from "node:fs";

const [reader, file, first, last] = process.argv.slice(2);
const text = readFileSync(file, "utf8");
const from = new Date(first + "T00:00:00Z");
const to = new Date(last + "T00:00:00Z");
const iso = (date) => date.toISOString().replace(".000Z", "Z");

async function icaljs() {
  const { default: ICAL } = await import("ical.js");
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const found = [];
  const start = (time) => (time.isDate ? time.toString() : iso(time.toJSDate()));
  const seen = (uid, time, item) => {
    const at = time.isDate ? new Date(time.toString() + "T00:00:00Z") : time.toJSDate();
    if (at >= from && at < to) {
      found.push([uid, start(time), item.component.getFirstPropertyValue("status")]);
    }
    return at < to;
  };
  const events = calendar.getAllSubcomponents("vevent");
  for (const component of events.filter((event) => !event.hasProperty("recurrence-id"))) {
    const uid = component.getFirstPropertyValue("uid");
    const event = new ICAL.Event(component, {
      exceptions: events.filter((e) => e.hasProperty("recurrence-id") && e.getFirstPropertyValue("uid") === uid),
    });
    if (!event.isRecurring()) {
      seen(uid, event.startDate, event);
      continue;
    }
    const dates = event.iterator();
    for (let date = dates.next(); date; date = dates.next()) {
      const details = event.getOccurrenceDetails(date);
      if (!seen(uid, details.startDate, details.item) && date.toJSDate() >= to) break;
    }
  }
  return found;
}

async function nodeIcal() {
  const { default: ical } = await import("node-ical");
  const found = [];
  const day = (date) =>
    [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  const seen = (event, date, whole) => {
    const start = whole ? day(date) : iso(date);
    const at = new Date(whole ? start + "T00:00:00Z" : start);
    if (at >= from && at < to) found.push([event.uid, start, event.status]);
  };
  for (const event of Object.values(ical.sync.parseICS(text))) {
    if (event.type !== "VEVENT") continue;
    if (!event.rrule) {
      seen(event, event.start, event.datetype === "date");
      continue;
    }
    // a day more on both sides: the window is in UTC, whole days are not
    const margin = 86_400_000;
    const window = { from: new Date(+from - margin), to: new Date(+to + margin) };
    for (const one of ical.expandRecurringEvent(event, window)) {
      seen({ uid: event.uid, status: one.event.status }, one.start, one.isFullDay);
    }
  }
  return found;
}

const found = await (reader === "ical.js" ? icaljs() : nodeIcal());
console.log(JSON.stringify(found.sort()));
