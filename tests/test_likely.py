"""What was meant by a date, a time, a length or a zone: every reading of it, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from qunbook import catalogue, likely
from qunbook.fields import Count, Duration, HoursField, LocalDate, LocalStart, Offset, Zone

KINDS = {
    "start": (likely.start, LocalStart),
    "day": (likely.day, LocalDate),
    "hours": (likely.hours, HoursField),
    "duration": (likely.duration, Duration),
    "count": (likely.count, Count),
    "zone": (likely.zone, Zone),
    "offset": (likely.offset, Offset),
}
PIECES = [
    *"0123456789:-/. ", "2026", "12", "03", "年", "月", "日", "点", "半", "晚上", "早上", "中午", "凌晨", "周四", "一", "十",
    "pm", "am", "h", "m", "小时", "分钟", "noon", "midnight", "Dec", "thu", "T-", "E+", "d", "前", "后", "提前", "当天", "before", "天", "UTC", "+", "T", "Z", "到", "个", "(", ")",
]  # fmt: skip


def right(kind, text):
    try:
        TypeAdapter(KINDS[kind][1]).validate_python(text)
    except ValidationError:
        return False
    return True


@given(st.sampled_from(sorted(KINDS)), st.lists(st.sampled_from(PIECES), max_size=9).map("".join) | st.text())
def test_what_is_offered_is_right(kind, text):
    """Whatever is written, each offer is a spelling that is taken, and what is sure is one; each reason has words."""
    found = KINDS[kind][0](text)
    assert all(right(kind, offer) for offer in found.offers)
    assert not found.sure or len(found.offers) == 1
    assert not found.why or catalogue.word(f"why.{found.why}", "zh") != found.why


@pytest.mark.parametrize(
    "kind, text, offers, sure",
    [
        ("start", "2026年12月3日 早上9点", "2026-12-03 09:00", True),
        ("start", "2026-12-03 晚8点半", "2026-12-03 20:30", True),
        ("start", "2026-12-03 晚上12点", "2026-12-03 00:00|2026-12-04 00:00", False),
        ("start", "2026-12-03 中午12点", "2026-12-03 12:00", True),
        ("start", "2026-12-03 中午1点", "2026-12-03 13:00", True),
        ("start", "2026-12-03 凌晨1点", "2026-12-03 01:00", True),
        ("start", "2026-12-03 晚上1点", "2026-12-04 01:00", True),
        ("start", "2026-12-03 12am", "2026-12-03 00:00", True),
        ("start", "2026-12-03 12pm", "2026-12-03 12:00", True),
        ("start", "2026-12-03 0:30 pm", "", False),
        ("start", "2026-12-31 24:00", "2027-01-01 00:00", True),
        ("start", "12/03/2026 8pm", "2026-12-03 20:00|2026-03-12 20:00", False),
        ("start", "12/13/2026 20:30", "2026-12-13 20:30", True),
        ("start", "3.12.2026 20:30", "2026-12-03 20:30", True),
        ("start", "2026-12-03 20:30-21:30", "2026-12-03 20:30", False),
        ("start", "2026-12-03 20:30 PST", "", False),  # the time alone would be another moment
        ("start", "2026-12-03T20:30:00-08:00", "", False),
        ("start", "46359", "2026-12-03", False),  # what LibreOffice shows for 2026-12-03 as a number
        ("start", "2026/12/3 0:00:00", "2026-12-03|2026-12-03 00:00", False),
        ("day", "2026-02-30", "", False),
        ("day", "31/12/2026", "2026-12-31", True),
        ("day", "2026-12-04 周四", "", False),  # a Friday
        ("day", "2027-01-31;", "2027-01-31", True),
        ("day", "📅 **2027-01-31**", "2027-01-31", True),
        ("day", "2027-01-31, 2027-02-28", "", False),  # never the first of several
        ("day", "2027-01-31 20:30", "2027-01-31", False),
        ("hours", "9-5", "09:00-17:00|21:00-05:00", False),
        ("hours", "9am-5pm", "09:00-17:00", True),
        ("hours", "9-11am", "09:00-11:00", True),
        ("hours", "晚8点到10点", "20:00-22:00", True),
        ("hours", "20:00-24:00", "20:00-00:00", True),
        ("hours", "22:00—01:00", "22:00-01:00", True),
        ("duration", "一个半小时", "1h30m", True),
        ("duration", "90 minutes", "90m", True),
        ("duration", "1小时30分钟", "1h30m", True),
        ("duration", "2h30", "2h30m", True),
        ("duration", "PT1H30M", "1h30m", True),
        ("duration", "90", "90m", False),
        ("duration", "2", "2m|2h", False),
        ("duration", "20:30-22:00", "1h30m", False),
        ("offset", "提前三天", "T-3d", False),
        ("offset", "前一天晚上8点", "T-1d 20:00", False),
        ("offset", "活动前一天", "T-1d", False),
        ("offset", "提前半小时", "T-30m", False),
        ("offset", "开场前30分钟", "T-30m", False),
        ("offset", "当天早上9点", "T 09:00", False),
        ("offset", "结束后2小时", "E+2h", False),
        ("offset", "3 days before", "T-3d", False),
        ("offset", "the day before at 8pm", "T-1d 20:00", False),
        ("offset", "1 hour after", "E+1h", False),
        ("offset", "T-1d 8pm", "T-1d 20:00", False),
        ("offset", "T-1d, 晚8点", "T-1d 20:00", False),
        ("offset", "T-1d 8", "T-1d 08:00|T-1d 20:00", False),
        ("offset", "2026-12-01", "", False),
        ("offset", "第三天", "D+2|D+3", False),  # people count from 1, D from 0
        ("offset", "第三天晚上8点", "D+2 20:00|D+3 20:00", False),
        ("offset", "day 1", "D+0|D+1", False),
        ("duration", "24小时内", "24h", True),
        ("duration", "三天之内", "3d", True),
        ("duration", "within 2 hours", "2h", True),
        ("count", "十次", "10", True),
        ("count", "1,000", "1000", True),
        ("zone", "北京时间", "Asia/Shanghai", True),
        ("zone", "PST", "America/Los_Angeles", False),
        ("zone", "EST", "America/New_York", False),  # a zone by that name exists, five hours behind all year
        ("zone", "CST", "Asia/Shanghai|America/Chicago", False),
        ("zone", "GMT+1", "Europe/Berlin|Europe/Paris|Africa/Lagos", False),
        ("zone", "Pacific Time", "America/Los_Angeles", False),
        ("zone", "localtime", "", False),  # another place on every machine
        ("zone", "america/new_york", "America/New_York", False),
        ("zone", "posix/Asia/Shanghai", "", False),
    ],
)  # fmt: skip
def test_readings(kind, text, offers, sure):
    """Every reading of what people write is offered; it is sure only where there is one."""
    found = KINDS[kind][0](text)
    assert not right(kind, text)
    assert (found.offers, found.sure) == (tuple(offers.split("|")) if offers else (), sure)


@pytest.mark.parametrize(
    "text, code",
    [("中国", "CN"), ("cn", "CN"), ("Hong Kong", "HK"), ("ＣＮ", "CN"), ("UK", "GB"), ("火星", ""), ("XYZ", "")],
)
def test_countries(text, code):
    """A country is known by its name, and its code in any spelling."""
    assert likely.country(text) == code
