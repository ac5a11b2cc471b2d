"""One line a problem, as editors' problem matchers read it: `path:line:column: severity code: message`."""

from __future__ import annotations

from qunbook.diagnostic import Diagnostic
from qunbook.report.base import Report, Reporter, shown


def report(report: Report) -> str:
    return "\n".join(_line(report, diagnostic) for diagnostic in report.diagnostics)


def _line(report: Report, diagnostic: Diagnostic) -> str:
    place = f"{shown(diagnostic.path)}:{diagnostic.span.line}:{diagnostic.span.column}"
    message, help = (shown(report.text(diagnostic, part)) for part in ("message", "help"))
    divider = "；" if report.language == "zh" else "; "
    return f"{place}: {diagnostic.severity} {diagnostic.code}: {message}" + (f"{divider}{help}" if help else "")


REPORTER = Reporter("concise", report)
