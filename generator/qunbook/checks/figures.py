"""A run that took place must have its figures: how many came, and what the event set out to measure.

What is not written down on the day is guessed a month later, and the curve of the series has a hole. Add `attendance`,
`signups`, or the figure under `actual`.
"""

from __future__ import annotations

from collections.abc import Iterator

from qunbook.diagnostic import Arg, Word
from qunbook.finding import Check, Finding
from qunbook.kinds.event import Event
from qunbook.kinds.metric import Metric
from qunbook.kinds.run import Run
from qunbook.model import Playbook
from qunbook.queries import run_figure, title
from qunbook.settings import Settings

ATTENDANCE = Word("figure.attendance", {}, "到场人数 `attendance`", "`attendance`")
SIGNUPS = Word("figure.signups", {}, "报名人数 `signups`", "`signups`")


def find(playbook: Playbook, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every law is asked alike
    for run in playbook.all(Run):
        if run.status == "done" and (missing := tuple(_missing(playbook, run))):
            yield Finding(run, ("status",), "QB640", {"run": title(playbook, run), "missing": missing})


def _missing(playbook: Playbook, run: Run) -> Iterator[Arg]:
    if run.attendance is None:
        yield ATTENDANCE
    event = playbook.find(Event, run.event)
    for measure in event.metrics if event else ():
        name = measure.metric or measure.name or ""
        metric = playbook.find(Metric, measure.metric)
        each_time = measure.name or (metric and metric.cadence == "per_event")
        if name == "attendance-rate" and run.attendance is None:
            continue  # said already
        if each_time and name != "attendance" and run_figure(playbook, run, name) is None:
            yield SIGNUPS if name == "attendance-rate" else f"{metric.name} `{name}`" if metric else f"`{name}`"


CHECK = Check(("QB640",), find)
