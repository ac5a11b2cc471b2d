"""For people: each problem with the line it is in, a mark under it, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.catalogue import Language
from qunbook.diagnostic import Diagnostic, Related, Severity
from qunbook.report.base import Report, Reporter, shown, width
from qunbook.source import Span

_COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m", Severity.NOTE: "\x1b[1;36m"}
_BLUE, _BOLD, _OFF = "\x1b[1;34m", "\x1b[1m", "\x1b[0m"
_CODES_NAMED = 4


def report(report: Report) -> str:
    """Every diagnostic in full, then one line that counts and one that says where to read on."""
    blocks = ["\n".join(_block(report, diagnostic, help)) for diagnostic, help in _with_help(report)]
    return "\n\n".join([*blocks, "\n".join(_summary(report))])


def _with_help(report: Report) -> Iterator[tuple[Diagnostic, str]]:
    """Each diagnostic with what to do: what is offered, else what mends its kind, which is said once."""
    said: set[str] = set()
    for diagnostic in report.diagnostics:
        offered = report.text(diagnostic, "help")
        usual = "" if offered or diagnostic.code in said else report.mending(diagnostic)
        said.update((diagnostic.code,) if usual else ())
        yield diagnostic, offered or usual


def _block(report: Report, diagnostic: Diagnostic, help: str) -> Iterator[str]:
    paint = _Paint(report.color)
    tint = _COLOURS[diagnostic.severity]
    span, related = diagnostic.span, diagnostic.related
    margin = max(len(str(place.line)) for place in (span, *(other.span for other in related)))
    gap, bar = " " * margin, paint(_BLUE, "|")
    message = shown(report.text(diagnostic, "message"))
    severity = report.word(f"severity.{diagnostic.severity}")
    yield f"{paint(tint, f'{severity}[{diagnostic.code}]')}: {paint(_BOLD, message)}"
    yield f"{gap}{paint(_BLUE, '-->')} {shown(diagnostic.path)}:{span.line}:{span.column}"
    line = report.line(diagnostic.path, span.line)
    if line is not None:
        yield f"{gap} {bar}"
        yield f"{paint(_BLUE, f'{span.line:>{margin}} |')} {shown(line)}".rstrip()
        label = shown(report.text(diagnostic, "label"))
        yield f"{gap} {bar} {paint(tint, f'{_carets(line, span)} {label}'.rstrip())}"
    for other in related:
        yield from _related(report, other, margin, paint)
    if help:
        yield f"{gap} {paint(_BLUE, '=')} {_HELP[report.language]}: {shown(help)}"


def _related(report: Report, other: Related, margin: int, paint: _Paint) -> Iterator[str]:
    gap, span = " " * margin, other.span
    yield f"{gap}{paint(_BLUE, ':::')} {shown(other.path)}:{span.line}:{span.column}"
    if (line := report.line(other.path, span.line)) is not None:
        yield f"{paint(_BLUE, f'{span.line:>{margin}} |')} {shown(line)}".rstrip()
        said = f"{_carets(line, span).replace('^', '-')} {report.word(f'related.{other.message}')}"
        yield f"{gap} {paint(_BLUE, '|')} {paint(_BLUE, said)}"


def _carets(line: str, span: Span) -> str:
    """Blanks up to the place and `^` under it, in the columns of a terminal."""
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    before, marked = width(shown(line[:start])), width(shown(line[start:end]))
    return " " * before + "^" * max(1, marked)


_HELP: dict[Language, str] = {"zh": "建议", "en": "help"}


def _summary(report: Report) -> Iterator[str]:
    errors, warnings, notes = (report.count(severity) for severity in Severity)
    files = report.files
    if not report.diagnostics:
        yield {"zh": f"检查了 {files} 个文件，没有问题", "en": f"checked {files} files, no problems"}[report.language]
        return
    spoiled = len({diagnostic.path for diagnostic in report.diagnostics})
    counted = _counted(report.language, errors, warnings, notes)
    if report.language == "zh":
        yield f"检查了 {files} 个文件：{spoiled} 个文件里有 {counted}"
    else:
        yield f"checked {_many(files, 'file')}: {counted} in {_many(spoiled, 'file')}"
    codes = sorted({diagnostic.code for diagnostic in report.diagnostics})
    named = " ".join(codes[:_CODES_NAMED]) + (" …" if len(codes) > _CODES_NAMED else "")
    yield {
        "zh": f"为什么、怎么改：qunbook explain {codes[0]}",
        "en": f"why, and what to do: qunbook explain {codes[0]}",
    }[report.language] + (f"（{named}）" if report.language == "zh" else f" ({named})") * (len(codes) > 1)


def _counted(language: Language, *counts: int) -> str:
    names = {"zh": ("个错误", "个警告", "个提示"), "en": ("error", "warning", "note")}[language]
    if language == "zh":
        return "、".join(f"{n} {name}" for n, name in zip(counts, names, strict=True) if n)
    return ", ".join(_many(n, name) for n, name in zip(counts, names, strict=True) if n)


def _many(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


class _Paint:
    """Puts colour around text, or does not."""

    def __init__(self, color: bool) -> None:
        self.color = color

    def __call__(self, tint: str, text: str) -> str:
        return f"{tint}{text}{_OFF}" if self.color else text


REPORTER = Reporter("human", report)
