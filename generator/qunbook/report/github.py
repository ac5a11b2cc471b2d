"""Workflow commands that GitHub Actions turns into annotations on the lines of a pull request.

GitHub shows ten annotations of a level for each step, so errors come first. Every value is escaped as the runner's own
toolkit escapes it; text of an author cannot start a command of its own, because each line here starts with ours.
"""

from __future__ import annotations

from qunbook import catalogue
from qunbook.diagnostic import Diagnostic, Severity
from qunbook.report.base import Report, Reporter, shown

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def report(report: Report) -> str:
    order = list(Severity)
    ordered = sorted(report.diagnostics, key=lambda diagnostic: order.index(diagnostic.severity))
    return "\n".join(_command(report, diagnostic) for diagnostic in ordered)


def _command(report: Report, diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    properties = {
        "file": shown(diagnostic.path),
        "line": str(span.line),
        "endLine": str(span.end_line),
        "title": f"{diagnostic.code} {catalogue.entry(diagnostic.code).name}",
    }
    if span.line == span.end_line:  # GitHub refuses columns of an annotation on several lines
        properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    message, help = (shown(report.text(diagnostic, part)) for part in ("message", "help"))
    said = f"{message}\n{help}" if help else message
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_LEVELS[diagnostic.severity]} {listed}::{_data(said)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


REPORTER = Reporter("github", report)
