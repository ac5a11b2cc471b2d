"""Chinese repetitions said in English, which `repeat` reads: 每两周周三 is `every 2 weeks wed`.

What is no repetition, or one with several readings, is answered with `Refused`: why, and the English that may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType


class Refused(ValueError):
    """`reason` is one of `repeat.REASONS`; `offers` are what the author may have meant, in English."""

    def __init__(self, reason: str, *offers: str, stem: str = "") -> None:
        super().__init__(reason)
        self.reason, self.offers, self.stem = reason, offers, stem


NUM = r"[\d一二两三四五六七八九十]{1,3}"
_WEEK = "(?:周|星期|礼拜)"
_DAY = "[一二三四五六日天1-7]"
_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九十")} | {"两": 2, "初": 0, "廿": 20, "卅": 30, "正": 1}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NTH = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th"}
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_SIMPLIFIED = str.maketrans("週毎個禮號農曆陰兩雙單間節後", "周每个礼号农历阴两双单间节后")

_FESTIVALS: Mapping[str, str] = MappingProxyType(
    {
        "春节": "lunar 1-1",
        "大年初一": "lunar 1-1",
        "元宵": "lunar 1-15",
        "端午": "lunar 5-5",
        "七夕": "lunar 7-7",
        "中秋": "lunar 8-15",
        "重阳": "lunar 9-9",
        "腊八": "lunar 12-8",
        "除夕": "lunar 12-30",
        "大年三十": "lunar 12-30",
        "元旦": "yearly 01-01",
        "妇女": "yearly 03-08",
        "三八": "yearly 03-08",
        "劳动": "yearly 05-01",
        "五一": "yearly 05-01",
        "青年": "yearly 05-04",
        "五四": "yearly 05-04",
        "儿童": "yearly 06-01",
        "六一": "yearly 06-01",
        "教师": "yearly 09-10",
        "国庆": "yearly 10-01",
        "十一国庆": "yearly 10-01",
        "圣诞": "yearly 12-25",
    }
)

# What an author writes into the rule though it has a field of its own: taken out, the rest is what may be meant.
_HOUR = rf"(?<![周期拜])(?:\d{{1,2}}|[一二两三四五六七八九十]{{1,3}})(?:[点时]|:(?=\d))(?:半|[一三]刻|{NUM}分?|钟|整)*"
_PART = "(?:早上|上午|中午|下午|晚上|傍晚|夜里|凌晨|半夜|早|晚)"
_HOLIDAYS = "除外|除了|顺延|照常|不办|停|跳过|假|节"
_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "condition": rf"[,(].*?(?:{_HOLIDAYS})[^)]*[)]?|(?:除了|除外|遇|逢?节假日|法定).*",
        "limit": rf"[,(]?共?{NUM}[次期场回][)]?$|[,(]?(?:直?到|至|截止)(?!{_WEEK}).*",
        "clock": rf"{_PART}?{_HOUR}(?:[-到至~]{_PART}?{_HOUR})?(?:开始|起)?|{_PART}$",
    }
)


def number(text: str) -> int:
    """八 15 十五 二十 廿九 初八 as a number."""
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, ones = text.removeprefix("初").partition("十")
        return (_DIGITS.get(tens, 0) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    return sum(_DIGITS.get(char, 0) for char in text)


def in_english(text: str) -> str:
    """What a text with Chinese in it (NFKC, lower case, no blanks) says. Raises Refused."""
    plain = _plain(text)
    if re.match("[a-z]", plain):  # weekly 周四
        return _english_words(plain)
    if re.fullmatch("不重复|不定期|无|没有|(?:仅|只|单|就)?一次|(?:仅|只)?[单1]次", plain):
        raise Refused("irregular" if "定期" in plain else "once")
    _several(plain)
    for reason, pattern in _ELSEWHERE.items():
        if (rest := re.sub(pattern, "", plain).strip(",、()")) != plain:
            raise Refused(reason, *((rest,) if rest else ()))
    return _year(plain) or _weeks(plain) or _days(plain) or _months(plain) or _unknown(plain)


def _plain(text: str) -> str:
    """The same without variants of characters and words."""
    text = (
        text.translate(_SIMPLIFIED).replace("号", "日").replace("每逢", "每").replace("天天", "每天").replace("的", "")
    )
    if re.match("[a-z]", text):
        return text
    for name, char in zip(_DAYS, "一二三四五六日", strict=True):  # 每周thu
        text = re.sub(rf"(?:{_WEEK}(?={name}))?{name}[a-z]*", f"周{char}", text)
    text = re.sub(rf"^每?({NUM})?个?({_WEEK}|月|季度?|年|天)[一1]次(?=.|$)", lambda m: f"每{m[1] or ''}{m[2]}", text)
    return text.removesuffix("一次") if len(text) > len("一次") else text


def _english_words(text: str) -> str:
    words = re.sub(rf"[、,]?{_WEEK}({_DAY})", lambda m: f" {_DAYS[_weekday(m[1])]}", text)
    if re.search("[一-鿿]", words):
        raise Refused("unknown")
    return words


def _weekday(char: str) -> int:
    return 6 if char in "日天7" else "一二三四五六".find(char) if char in "一二三四五六" else int(char) - 1


def _several(plain: str) -> None:
    """What is more than one day for one rule, or none that a calendar can say."""
    if re.search("周末", plain):
        raise Refused("weekend", "weekly sat", "weekly sun", "weekly sat,sun")
    if re.fullmatch(rf"(?:每|[一1])个?{_WEEK}.*[两二三四五六\d]次", plain):
        raise Refused("twice-a-week")
    if re.match("每?半个?月|(?:每|[一1])个?月.*[两二三四\\d]次", plain):
        raise Refused("twice-a-month")
    if re.match("每?个?(?:半?小时|钟头|分钟)", plain):
        raise Refused("hourly")
    if re.search("倒数", plain) and not re.search("倒数第?[一1]", plain):
        raise Refused("nth-last")
    if re.search("清明|冬至|立[春夏秋冬]|[春秋]分|夏至", plain):
        raise Refused("solar-term")
    if match := re.fullmatch(
        rf"(每.*?月)第?({NUM})个?(?:{_WEEK}{_DAY})?[、,和及与]+第?({NUM})个?({_WEEK}{_DAY})", plain
    ):
        raise Refused("several-days", *(f"{match[1]}第{n}个{match[4]}" for n in (match[2], match[3])))
    if match := re.fullmatch(rf"(每.*?月)({NUM})日?((?:[、,和及与]+{NUM}日?)+)", plain):
        raise Refused("several-days", *(_of_month(match[1], n) for n in [match[2], *re.findall(NUM, match[3])]))
    first_days = "初[一二三四五六七八九十]"
    if re.match(f"(?:农历|阴历)每个?月|每个?月(?:农历|阴历)|(?:每个?月|每|逢)?{first_days}", plain):
        raise Refused("lunar-monthly")


def _of_month(month: str, day: str) -> str:
    return f"{month}{day}日" if number(day) <= 28 else f"{month}末"


def _year(plain: str) -> str:
    if festival := _FESTIVALS.get(plain.removeprefix("每年").removesuffix("节")):
        return festival
    day = f"初[一二三四五六七八九十]|[廿卅][一二三四五六七八九]?|{NUM}"
    match = re.fullmatch(rf"(?:每年)?(农历|阴历)?(?:每年)?({NUM}|[正冬腊])月({day})日?", plain)
    if match and (match[1] or match[2] in _LUNAR_MONTHS or match[3][0] in "初廿卅"):
        return f"lunar {_LUNAR_MONTHS.get(match[2]) or number(match[2])}-{number(match[3])}"
    if match := re.fullmatch(rf"每({NUM})?年(?:({NUM})月({NUM})日?)?", plain):
        return f"every {number(match[1] or '1')} years" + (
            f" {number(match[2])}-{number(match[3])}" if match[2] else ""
        )
    if match := re.fullmatch(rf"每年{NUM}月(?:份)?(.+)", plain):
        raise Refused("yearly-weekday", f"每12个月{match[1]}")
    return ""


def _weeks(plain: str) -> str:
    if re.fullmatch("(?:每个?)?(?:工作日|周一[到至~-]周?五)", plain):
        return "weekdays"
    if match := re.match(f"每?[单双]数?(?={_WEEK})(?:{_WEEK})?", plain):
        return f"odd weeks {_english_days(plain[match.end() :])}".strip()
    if match := re.match(f"每?隔(?:一|1)?个?{_WEEK}", plain):
        return f"every 2 weeks {_english_days(plain[match.end() :])}".strip()
    if match := re.match(f"每({NUM})个?{_WEEK}", plain):
        return f"every {number(match[1])} weeks {_english_days(plain[match.end() :])}".strip()
    if match := re.match(f"每个?(?={_WEEK})", plain):
        return f"weekly {_english_days(plain[match.end() :])}".strip()
    if re.fullmatch(f"(?:{_WEEK}{_DAY}(?:[、,和及与/到至~-]|(?={_WEEK})|$))+", plain):
        raise Refused("how-often", f"每{plain}")
    return ""


def _english_days(text: str) -> str:
    """周一三五, 一、三, 周六和周日, 周二到周五 as mon,wed,fri and so on; "" stays ""."""
    if match := re.fullmatch(f"{_WEEK}?({_DAY})[到至~-]{_WEEK}?({_DAY})", text):
        first, last = _weekday(match[1]), _weekday(match[2])
        return ",".join(_DAYS[first : last + 1]) if first < last else _unknown(text)
    chars = re.sub(f"每|{_WEEK}|[、,，和及与跟/]", "", text)
    if not re.fullmatch(f"{_DAY}*", chars):
        raise Refused("unknown")
    return ",".join(_DAYS[_weekday(char)] for char in chars)


def _days(plain: str) -> str:
    if re.fullmatch("每[天日]", plain):
        return "daily"
    if re.fullmatch("每?隔(?:一|1)?[天日]", plain):
        return "every 2 days"
    if match := re.fullmatch(f"每({NUM})[天日]", plain):
        return f"every {number(match[1])} days"
    return ""


def _months(plain: str) -> str:
    if match := re.match("每个?(?:季度?|半年|月)", plain):
        months = {"季": 3, "半": 6, "月": 1}[match[0].removeprefix("每").removeprefix("个")[0]]
        return f"every {months} months {_english_day_of_month(plain[match.end() :])}".strip()
    if match := re.match(f"每?隔(?:一|1)?个?月|每({NUM})个?月", plain):
        return f"every {number(match[1] or '2')} months {_english_day_of_month(plain[match.end() :])}".strip()
    if re.match("(?:第|最后)", plain):
        raise Refused("how-often", f"每月{plain}")
    return ""


def _english_day_of_month(text: str) -> str:
    if text in ("最后一天", "最后1天", "末", "底", "月末", "月底", "最后一日"):
        return "last"
    if match := re.fullmatch(f"({NUM})日|(\\d{{1,2}})", text):
        return str(number(match[1] or match[2]))
    if re.fullmatch(NUM, text):  # 每月十五: the 15th, or that of the moon
        raise Refused("lunar-or-not", f"monthly {number(text)}")
    if match := re.fullmatch(
        f"(?:第({NUM})|最后一|最后1|最后|倒数第?[一1]|首|末)个?(?:{_WEEK}([一二三四五六日天])|(工作日))", text
    ):
        nth = number(match[1]) if match[1] else 1 if text.startswith("首") else -1
        if nth not in (*_NTH, -1, 5):
            raise Refused("unknown")
        day = "weekday" if match[3] else _DAYS[_weekday(match[2])]
        return f"{'last' if nth == -1 else _NTH.get(nth, '5th')} {day}"
    if match := re.fullmatch(f"{_WEEK}({_DAY})", text):
        day = _DAYS[_weekday(match[1])]
        raise Refused("which-weekday", f"monthly 1st {day}", f"monthly last {day}", f"weekly {day}")
    return _unknown(text) if text else ""


def _unknown(_text: str) -> str:
    raise Refused("unknown")
