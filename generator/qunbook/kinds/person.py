"""A person of the team. Members see a name, the roles, and what the person agreed to show."""

from __future__ import annotations

from typing import Annotated, ClassVar

from qunbook.fields import Bool, Choice, Line, LocalDate, Name, Zone
from qunbook.model import Kind, Label, Part, Seen
from qunbook.settings import Audience
from qunbook.thing import Thing


class Contact(Part):
    member: Annotated[Line | None, Label("对成员", "for members", "成员怎么找他", "how members reach them")] = None
    staff: Annotated[
        Line | None, Label("对运营", "for staff", "运营怎么找他", "how staff reach them"), Seen("staff")
    ] = None


class Dated(Part):
    short = "name"

    name: Annotated[Name, Label("名称", "name", "证书或培训的名字", "of the certificate or training")]
    date: Annotated[LocalDate | None, Label("日期", "date", "哪一天", "when")] = None


class Person(Thing):
    kind = "person"

    ALWAYS: ClassVar[frozenset[str]] = frozenset(
        {"name", "status", "external", "visibility", "formerly", "consent", "aliases", "lint"}
    )

    status: Annotated[
        Annotated[str, Choice("person_status")], Label("状态", "status", "在岗或已离岗", "active or inactive")
    ] = "active"
    joined: Annotated[LocalDate | None, Label("加入", "joined", "哪天加入", "when they joined")] = None
    left: Annotated[LocalDate | None, Label("离开", "left", "哪天离开", "when they left")] = None
    city: Annotated[Name | None, Label("城市", "city", "在哪座城市", "where they live")] = None
    timezone: Annotated[Zone | None, Label("时区", "time zone", "与手册不同时才写", "only if not the handbook's")] = (
        None
    )
    skills: Annotated[tuple[Name, ...], Label("技能", "skills", "会什么", "what they can do")] = ()
    expertise: Annotated[tuple[Line, ...], Label("专长", "expertise", "能分享什么", "what they can share")] = ()
    external: Annotated[Bool, Label("外部", "external", "不是团队成员", "not one of the team")] = False
    key: Annotated[Bool, Label("关键人物", "key person", "能带动别人", "moves others"), Seen("staff")] = False
    contact: Annotated[Contact, Label("联系", "contact", "怎么找到他", "how to reach them")] = Contact()
    accounts: Annotated[
        dict[str, Line], Label("账号", "accounts", "平台: 账号，只给运营看", "platform: id, staff only"), Seen("staff")
    ] = {}
    certificates: Annotated[tuple[Dated, ...], Label("证书", "certificates", "发过的证书", "certificates given")] = ()
    training: Annotated[tuple[Dated, ...], Label("培训", "training", "学过什么", "training done")] = ()
    consent: Annotated[
        tuple[Name, ...], Label("同意公开", "consent", "本人同意公开的字段名", "the fields they agreed to show")
    ] = ()
    feed: Annotated[Bool, Label("个人日历", "own feed", "要不要个人日历", "whether they get a feed"), Seen("staff")] = (
        True
    )

    def fields_for(self, audience: Audience) -> frozenset[str]:
        """Below staff: a name, and what the person agreed to show (`consent`)."""
        allowed = super().fields_for(audience)
        return allowed if audience == "staff" else allowed & (self.ALWAYS | set(self.consent))


KIND = Kind("person", "people", Person, "成员", "person", "people", visibility="member")
