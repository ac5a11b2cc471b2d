"""A word of the trade, or of our own; its body is the definition."""

from __future__ import annotations

from typing import Annotated

from qunbook.fields import Line, Name
from qunbook.model import Kind, Label
from qunbook.thing import Thing


class Term(Thing):
    kind = "term"

    english: Annotated[Line | None, Label("英文", "English", "英文说法", "in English")] = None
    avoid: Annotated[tuple[Name, ...], Label("少用", "avoid", "不要再用的说法", "words to use it instead of")] = ()


KIND = Kind("term", "glossary", Term, "术语", "term", "glossary", visibility="public")
