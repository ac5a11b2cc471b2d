"""Every way to tell what a check found. A reporter makes text of a `Report`; only the command line prints it."""

from qunbook.report import concise, github, human, json
from qunbook.report.base import Report, Reporter

REPORTERS: tuple[Reporter, ...] = (human.REPORTER, concise.REPORTER, json.REPORTER, github.REPORTER)

__all__ = ["REPORTERS", "Report", "Reporter"]
