"""Who and what is taken twice: held against every pair of dates, worked out another way, in random handbooks."""

import random
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, product
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from checked import TODAY, found, loaded, told
from qunbook import pipeline
from qunbook.catalogue import spell
from qunbook.settings import Settings

LAST = TODAY + timedelta(days=180)
PEOPLE, COMMUNITIES = ("an", "bo", "cai"), {"main": "读书会", "side": "side"}
ROLES = {  # who is in office from when to when
    "host": [("an", None, None)],
    "scribe": [("bo", None, date(2027, 2, 1)), ("cai", date(2027, 2, 2), None)],
    "guard": [("cai", None, None), ("an", date(2027, 4, 1), None)],
}
RULES = {
    "weekly thu": "FREQ=WEEKLY;BYDAY=TH",
    "weekly mon,thu": "FREQ=WEEKLY;BYDAY=MO,TH",
    "every 2 weeks thu": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
    "daily": "FREQ=DAILY",
    "monthly 1st thu": "FREQ=MONTHLY;BYDAY=1TH",
    "monthly 3rd thu": "FREQ=MONTHLY;BYDAY=3TH",
    "monthly last": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "": "",
}
ZONES = ("Asia/Shanghai", "Europe/London", "America/New_York")


def clock(text):
    return time.fromisoformat(text)


def an_event(rng, number):
    """What a random event says, as plain values."""
    rule = rng.choice([*RULES])
    first = next(iter(rrulestr(RULES[rule], dtstart=datetime(2026, 11, 24, 12)))).date() if rule else date(2026, 12, 3)
    whole = rng.random() < 0.2
    said = {
        "id": f"e{number}",
        "community": rng.choice([*COMMUNITIES]),
        "rule": rule,
        "first": first + timedelta(weeks=0 if "month" in rule or not rule else rng.choice([0, 0, 5])),
        "clock": None if whole else clock(rng.choice(["00:30", "08:00", "19:00", "20:00", "20:30", "23:30"])),
        "minutes": rng.choice([1440, 2880]) if whole else rng.choice([30, 60, 90, 240]),
        "zone": rng.choice([None, None, *ZONES]),
        "until": date(2027, 1, 31) if rule and rng.random() < 0.3 else None,
        "status": rng.choice(["active", "active", "active", "planned", "paused", "archived"]),
        "importance": rng.choice(["routine", "normal", "major"]),
        "visibility": rng.choice(["member", "member", "staff"]),
        "mode": rng.choice(["online", "offline", "hybrid"]),
        "venue": rng.choice([None, "Room A", "room  a", "Hall"]),
        "duty": [],
        "exceptions": {},
    }
    for role in rng.sample([*ROLES], rng.choice([0, 1, 2])):
        rota = rng.sample(PEOPLE, 2) if rng.random() < 0.3 else []
        hours = rng.choice([None, None, ("20:00", "20:30"), ("21:00", "22:00"), ("23:30", "00:30")])
        said["duty"].append((role, rota, hours))
    for at in rng.sample(range(5), rng.choice([0, 1, 2]) if rule else 0):
        said["exceptions"][at] = rng.choice(["cancel", "move", "change"])
    return said


def dates_of(said):
    """The dates of the series as (number, date that the rule gives), by dateutil."""
    noon = datetime.combine(said["first"], time(12))
    end = datetime.combine(said["until"] or LAST, time(23))
    every = rrulestr(RULES[said["rule"]], dtstart=noon).between(noon, end, inc=True) if said["rule"] else [noon]
    return [(number, at.date()) for number, at in enumerate(every)]


def moment(day, at, zone):
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def held(said):
    """What really takes place, as (number, day, start, end, exception's verb)."""
    zone = said["zone"] or "Asia/Shanghai"
    for number, planned in dates_of(said):
        verb = said["exceptions"].get(number)
        if verb == "cancel":
            continue
        day = planned + timedelta(days=1 if verb == "move" else 0)
        minutes = 120 if verb == "change" and said["clock"] else said["minutes"]
        if said["clock"] is None:
            yield number, day, day, day + timedelta(minutes=minutes), verb
        else:
            start = moment(day, said["clock"], zone)
            yield number, day, start, start + timedelta(minutes=minutes), verb


def hours_on(day, hours, zone):
    first, last = map(clock, hours)
    return moment(day, first, zone), moment(day if last > first else day + timedelta(days=1), last, zone)


def shift_hours(said, day, start, end, hours):
    """A shift's spans: of a timed event the evening before or the same day, whichever has more of it."""
    zone = said["zone"] or "Asia/Shanghai"
    if said["clock"] is None:
        return [hours_on(day + timedelta(days=n), hours, zone) for n in range((end - start).days)]
    both = [hours_on(day, hours, zone), hours_on(day - timedelta(days=1), hours, zone)]
    shared = [max(timedelta(), min(b, end) - max(a, start)) for a, b in both]
    return [both[1] if shared[1] > shared[0] else both[0]]


def stays(said):
    """Every (kind, who, from, to) that an event takes, with the day it begins."""
    if said["status"] not in ("active", "planned"):
        return
    for number, day, start, end, verb in held(said):
        if day < TODAY - timedelta(days=3) or day > LAST:
            continue
        timed = said["clock"] is not None
        if timed and said["importance"] != "routine" and said["visibility"] != "staff":
            yield "QB433", COMMUNITIES[said["community"]], start, end
        venue = "Hall" if verb == "change" else said["venue"]
        if venue and said["mode"] != "online":
            yield "QB431", venue.lower().replace(" ", ""), start, end
        for role, rota, hours in said["duty"]:
            there = [rota[number % 2]] if rota else [
                who for who, since, until in ROLES[role] if (not since or since <= day) and (not until or day <= until)
            ]  # fmt: skip
            spans = shift_hours(said, day, start, end, hours) if hours else [(start, end)]
            for who in there:
                for first, last in spans:
                    if timed or hours or said["mode"] != "online":
                        yield "QB430", who, first, last


def expected(events):
    """Every pair of events that share somebody at the same time: who, and the local days of the later beginnings."""
    taken = {said["id"]: list(stays(said)) for said in events}
    zones = {said["id"]: ZoneInfo(said["zone"] or "Asia/Shanghai") for said in events}
    names, days = defaultdict(set), defaultdict(set)
    for one, other in combinations(sorted(taken), 2):
        for (kind, who, start, end), (kind2, who2, start2, end2) in product(taken[one], taken[other]):
            same = (kind, who) == (kind2, who2) and isinstance(start, datetime) == isinstance(start2, datetime)
            if same and start < end2 and start2 < end:
                late, _, id = max((start, end, one), (start2, end2, other))
                names[kind, one, other].add(who)
                days[kind, one, other].add(late.astimezone(zones[id]).date() if isinstance(late, datetime) else late)
    return {pair: (names[pair], sorted(days[pair])) for pair in names}


def written(said):
    at = f" {said['clock']:%H:%M}" if said["clock"] else ""
    lines = [f"name: {said['id']}", f"community: {said['community']}", "owner: host", "reviewed: 2026-11-01"]
    lines += [
        f"start: {said['first']}{at}",
        f"duration: {said['minutes']}m",
        f"mode: {said['mode']}",
        "on_holiday: keep",
    ]
    lines += [f"{key}: {said[key]}" for key in ("status", "importance", "visibility")]
    lines += [f"repeat: {said['rule']}"] if said["rule"] else []
    lines += [f"timezone: {said['zone']}"] if said["zone"] else []
    lines += [f"until: {said['until']}"] if said["until"] else []
    lines += [f"venue: {{name: {said['venue']}}}"] if said["venue"] else []
    for role, rota, hours in said["duty"]:
        lines += ["duty:"] if "duty:" not in lines else []
        lines += [f"  - role: {role}"]
        lines += [f"    rota: [{', '.join(rota)}]"] if rota else []
        lines += [f"    hours: {'-'.join(hours)}"] if hours else []
    dates = dict(dates_of(said))
    for number, verb in said["exceptions"].items():
        if number in dates:
            lines += ["exceptions:"] if "exceptions:" not in lines else []
            to = {
                "cancel": "cancel: true",
                "move": f"move: {dates[number] + timedelta(days=1)}{at}",
                "change": "change: {venue: {name: Hall}" + (", duration: 120m}" if said["clock"] else "}"),
            }[verb]
            lines += [f"  - on: {dates[number]}", f"    {to}", "    reason: so"]
    return f"=== events/{said['id']}.md\n---\n" + "\n".join(lines) + "\n---\nCome.\n"


def base():
    text = "=== handbook.md\n---\nname: H\ntimezone: Asia/Shanghai\nowner: host\ncalendar: {horizon: 180d}\n---\nB.\n"
    text += "=== events/reading-night.md -\n=== communities/side.md\n---\nname: side\ntype: main\npurpose: p\nplatform: wechat_group\nowner: host\n---\nB.\n"
    for who in PEOPLE:
        text += f"=== people/{who}.md\n---\nname: {who}\njoined: 2026-01-10\n---\n"
    for role, holders in ROLES.items():
        rows = ", ".join(
            "{" + f"person: {who}" + (f", since: {a}" if a else "") + (f", until: {b}" if b else "") + "}"
            for who, a, b in holders
        )
        text += f"=== roles/{role}.md\n---\nname: {role}\nduties: [d]\nholders: [{rows}]\n---\nB.\n"
    return text


@pytest.mark.parametrize("seed", range(80))
def test_random_handbooks(seed):
    """Each pair of series is told exactly if two of their dates overlap for somebody: with whom, when, how often."""
    rng = random.Random(seed)
    events = [an_event(rng, number) for number in range(7)]
    problems = pipeline.check(loaded(base() + "".join(map(written, events))), Settings(TODAY, "en"))
    assert [one for one in problems if one.severity == "error"] == []
    got = {
        (one.code, one.args["first"], one.args["second"]): (
            {name.lower().replace(" ", "") for name in spell(one.args["who"], "en").split(", ")},
            one.args["dates"],
            one.args["count"],
        )
        for one in problems
        if one.code in ("QB430", "QB431", "QB433")
    }
    want = {
        pair: (names, tuple(map(str, days[:3])) + ("…",) * (len(days) > 3), len(days))
        for pair, (names, days) in expected(events).items()
    }
    unsaid = {
        key
        for key in want
        if key[0] == "QB433"
        and any(want[code, *key[1:]][2] >= want[key][2] for code in ("QB430", "QB431") if (code, *key[1:]) in want)
    }  # who mends what was told of the pair mends that as well
    assert got == {pair: told for pair, told in want.items() if pair not in unsaid}


def an(id, start="2026-12-03 20:30", **more):
    said = {
        "start": start,
        "duration": "60m",
        "repeat": "weekly thu",
        "importance": "routine",
        "mode": "offline",
        **more,
    }
    lines = "".join(f"{key}: {value}\n" for key, value in said.items() if value)
    return f"=== events/{id}.md\n---\nname: {id}\ncommunity: main\nowner: host\nreviewed: 2026-11-01\n{lines}---\nB.\n"


WHOLE = {"start": "2026-12-03", "duration": "1d"}


@pytest.mark.parametrize(
    "one, other, codes",
    [
        ({"duty": "[{role: host, hours: 20:30-21:00}]"}, {"start": "2026-12-03 21:00", "duty": "[host]"}, []),
        ({"duty": "[{role: host, hours: 20:30-21:30}]"}, {"start": "2026-12-03 21:00", "duty": "[host]"}, ["QB430"]),
        ({"duty": "[{role: host, hours: 20:00-21:30}]"}, {"start": "2026-12-03 19:30", "duty": "[host]"}, ["QB430"]),
        ({**WHOLE, "duty": "[{role: host, hours: 20:00-21:00}]"}, {"duty": "[host]"}, ["QB430"]),
        ({**WHOLE, "duty": "[{role: host, hours: 09:00-12:00}]"}, {"duty": "[host]"}, []),
        ({**WHOLE, "duty": "[host]"}, {"duty": "[host]"}, []),
        ({**WHOLE, "duty": "[host]"}, {**WHOLE, "duty": "[host]"}, ["QB430"]),
        ({**WHOLE, "duty": "[host]"}, {**WHOLE, "duty": "[host]", "mode": "online"}, []),
        ({**WHOLE, "duty": "[host]"}, {**WHOLE, "start": "2026-12-04", "repeat": "weekly fri", "duty": "[host]"}, []),
        ({**WHOLE, "venue": "{name: 大厅}"}, {**WHOLE, "venue": "{name: 大厅}"}, ["QB431"]),
        ({"venue": "{name: ３F 大厅}"}, {"venue": "{name: 3f大厅}"}, ["QB431"]),
        ({"venue": "{name: 大厅}"}, {"venue": "{name: 大厅}", "mode": "online"}, []),
        (
            {"venue": "{name: 大厅}", "exceptions": "[{on: 2026-12-10, change: {venue: {name: 书房}}, reason: 修}]"},
            {"venue": "{name: 书房}"},
            ["QB431"],
        ),
        (
            {"venue": "{name: 大厅}", "count": "1", "exceptions": "[{on: 2026-12-03, change: {venue: {name: 院子}}, reason: 修}]"},
            {"venue": "{name: 大厅}"},
            [],
        ),
        ({"duty": "[host, guard]", "start": "2026-12-03 23:30"}, {"duty": "[host]", "start": "2026-12-04 00:15", "repeat": "weekly fri"}, ["QB430"]),
    ],
)  # fmt: skip
def test_where_somebody_has_to_be(one, other, codes):
    """A shift takes its hours, a changed date its other room, and whole days clash with whole days on site."""
    text = base() + an("one", **one) + an("other", **other)
    assert [code for code, path, _ in found(text) if code in ("QB430", "QB431", "QB433")] == codes


def test_members_are_told_of_dates_that_the_team_was_not():
    """One shared turn of a rota does not silence that the community is called to two events every week."""
    more = {"importance": "normal"}
    rota = an("one", duty="[{role: host, rota: [an, bo, cai]}]", **more)
    text = base() + rota + an("other", duty="[host]", **more)
    assert sorted(code for code, _, _ in found(text) if code.startswith("QB43")) == ["QB430", "QB433"]


def test_many_names_are_some_names():
    """With a crowd on duty in two places the first three are named, and how many there are."""
    crowd = "".join(f"=== people/p{n}.md\n---\nname: P{n}\njoined: 2026-01-10\n---\n" for n in range(6))
    role = "=== roles/crew.md\n---\nname: crew\nduties: [d]\nholders: [p0, p1, p2, p3, p4, p5]\n---\nB.\n"
    text = base() + crowd + role + an("one", duty="[crew]") + an("other", duty="[crew]")
    said = [one for one in told(text) if "分身乏术" in one]
    assert said == ["P0、P1、P2等 6 人在“one”和“other”之间分身乏术"]
