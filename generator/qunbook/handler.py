"""The way in and out for python-frontmatter: `frontmatter.load(path, handler=Handler(Event))` reads with our strict
reader, `frontmatter.dumps(post, handler=...)` writes the one canonical spelling.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args, get_origin

from frontmatter.default_handlers import BaseHandler
from pydantic import BaseModel

from qunbook import catalogue
from qunbook.diagnostic import Severity
from qunbook.document import parse
from qunbook.source import decode
from qunbook.spelling import block


class FrontMatterError(ValueError):
    """Front matter that `load` could not take as it is; the message has one line for each error."""


class Handler(BaseHandler):
    """Reads as `document.parse` does; writes keys in the order of `model`'s fields, the others after them."""

    def __init__(self, model: type[BaseModel] | None = None) -> None:
        self.model = model

    def detect(self, text: str) -> bool:
        """Does `text` begin like a file of content?"""
        return text.startswith("---\n")

    def split(self, text: str) -> tuple[str, str]:
        """The front matter and the body. Raises ValueError where there is no front matter, as the library expects."""
        lines = text.split("\n")
        if lines[0].rstrip() != "---":
            raise ValueError("no front matter")
        end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
        if end is None:
            raise ValueError("front matter is never closed")
        return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :])

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        """The data. Raises FrontMatterError for what `check` calls an error: a tool should not write it back mended."""
        document = parse(decode("", f"---\n{fm}\n---\n".encode()))
        wrong = [problem for problem in document.diagnostics if problem.severity is Severity.ERROR]
        if wrong or not document.readable:
            raise FrontMatterError(
                "\n".join(f"{problem.span.line}: {catalogue.text(problem, 'message', 'en')}" for problem in wrong)
            )
        return document.data

    def export(self, metadata: Mapping[str, object], **_: object) -> str:
        """The front matter without its fences and without a line end at the end."""
        return block(ordered(metadata, self.model)).rstrip("\n")

    def format(self, post: Any, **_: object) -> str:
        """The whole file, with one line end at the end."""
        metadata = self.export(post.metadata)
        fenced = f"---\n{metadata}\n---\n" if metadata else "---\n---\n"
        body = post.content.strip()  # as the library does when it loads
        return f"{fenced}{body}\n" if body else fenced


def ordered(value: Any, model: type[BaseModel] | None) -> Any:
    """Plain data with the keys of every mapping in the order in which its model has them, what it is called first."""
    if isinstance(value, Mapping):
        fields = model.model_fields if model else {}
        known = [name for name in ("name", *(name for name in fields if name != "name")) if name in value]
        names = [*known, *(name for name in value if name not in known)]
        return {
            name: ordered(value[name], _part(fields[name].annotation) if name in fields else None) for name in names
        }
    if isinstance(value, list | tuple):
        return [ordered(item, model) for item in value]
    return value


def _part(annotation: Any) -> type[BaseModel] | None:
    """The one model inside an annotation, whatever tuple or union it is in."""
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, BaseModel):
        return annotation
    return next((part for argument in get_args(annotation) if (part := _part(argument))), None)
