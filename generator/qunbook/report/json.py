"""For programs: everything that is known of each problem. Columns count code points from 1, ends are exclusive."""

from __future__ import annotations

import json
from typing import Any

from qunbook import catalogue
from qunbook.catalogue import Arg, spell
from qunbook.diagnostic import Diagnostic, Severity
from qunbook.report.base import Report, Reporter
from qunbook.source import Span

VERSION = 1


def report(report: Report) -> str:
    told = {
        "version": VERSION,
        "language": report.language,
        "files": report.files,
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "notes": report.count(Severity.NOTE),
        "diagnostics": [_diagnostic(report, diagnostic) for diagnostic in report.diagnostics],
    }
    # ASCII only: a file name that is no Unicode, or a terminal that is no UTF-8, cannot break the output.
    return json.dumps(told, ensure_ascii=True, indent=1)


def _diagnostic(report: Report, diagnostic: Diagnostic) -> dict[str, Any]:
    fix = diagnostic.fix
    return {
        "code": diagnostic.code,
        "name": catalogue.entry(diagnostic.code).name,
        "severity": str(diagnostic.severity),
        "path": diagnostic.path,
        "range": _range(diagnostic.span),
        "message": report.text(diagnostic, "message"),
        "label": report.text(diagnostic, "label"),
        "help": report.text(diagnostic, "help") or None,
        "entity": diagnostic.entity or None,
        "args": {name: _arg(report, arg) for name, arg in diagnostic.args.items()},
        "related": [
            {"path": other.path, "range": _range(other.span), "message": report.word(f"related.{other.message}")}
            for other in diagnostic.related
        ],
        "fix": {"range": _range(fix.span), "text": fix.text, "safe": fix.safe} if fix else None,
    }


def _arg(report: Report, arg: Arg) -> Any:
    if isinstance(arg, tuple):
        return [_arg(report, part) for part in arg]
    return arg if isinstance(arg, str | int) else spell(arg, report.language)


def _range(span: Span) -> dict[str, int]:
    return {"line": span.line, "column": span.column, "endLine": span.end_line, "endColumn": span.end_column}


REPORTER = Reporter("json", report)
