"""`qunbook build`: the whole way to a site; and how it tells how far it is."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qunbook.cli.handbook import editions, load, ready
from qunbook.cli.options import AsOf, Edition, Folder, In, Lang, Strict, Which
from qunbook.cli.speech import BUG, PROBLEMS, USAGE, spoken, stop, tell
from qunbook.messages import say

if TYPE_CHECKING:
    from qunbook.job import Job
    from qunbook.settings import Audience, Language
    from qunbook.sitebuilder import Outcome, Process, Remark


def build(
    folder: Folder = Path(),
    edition: Which = Edition.ALL,
    as_of: AsOf = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where to; else site in the handbook.")] = None,
    strict: Strict = False,
    lang: In = None,
) -> None:
    """Check, render and build the site. When something is wrong, the last good site stays as it is."""
    from qunbook import sitebuilder

    with sitebuilder.ready(editions(edition) if (folder / "mkdocs.yml").is_file() else ()) as processes:
        _build(folder, edition, processes, as_of, out or folder / "site", strict, lang)


def _build(
    folder: Path, edition: Edition, processes: Mapping[str, Process], as_of: date | None, site: Path, strict: bool,
    lang: Lang | None,
) -> None:  # fmt: skip
    from qunbook import sitebuilder, world
    from qunbook.parallel import each
    from qunbook.write import ForeignFolder

    loaded = load(folder, lang)
    language = spoken(lang, loaded.handbook)
    if not processes:
        stop(USAGE, "no-settings", language, path=folder)
    handbook = ready(folder, loaded, edition, as_of, strict, language, kept=site)
    as_of = handbook.settings.as_of
    if not handbook.settings.feed_key and "staff" in handbook.editions:
        tell("no-feed-key", language)

    def one(audience: Audience) -> Job:
        facts = sitebuilder.facts(loaded.handbook, audience, as_of)
        return sitebuilder.prepare(folder, audience, handbook.artifacts(audience), site, **facts)

    try:
        with sitebuilder.alone(folder):
            jobs = each(one, handbook.editions)
            _publish(folder, jobs, processes, world.site_epoch(handbook.past, as_of), site, strict, language)
    except sitebuilder.Busy:
        stop(PROBLEMS, "busy", language)
    except (ForeignFolder, sitebuilder.NotASite) as error:
        stop(USAGE, "foreign-folder", language, path=error)


def _publish(
    folder: Path, jobs: Sequence[Job], processes: Mapping[str, Process], epoch: int, site: Path, strict: bool,
    language: Language,
) -> None:  # fmt: skip
    """Let MkDocs build what was prepared, and put the new sites in place only if all of them are good."""
    from time import monotonic

    from qunbook import sitebuilder

    began = monotonic()
    with _progress(jobs, language) as progress:
        outcomes = sitebuilder.build(folder, jobs, processes, epoch, progress)
    for outcome in outcomes:
        _tell(outcome, language)
    bad = [outcome for outcome in outcomes if outcome.fault or (strict and outcome.warnings)]
    for outcome in bad:
        tell("site-failed", language, edition=outcome.job.edition, path=site)
        tell("site-log", language, path=folder / "build" / f"site.{outcome.job.edition}.log")
    if bad:
        raise typer.Exit(BUG if any(outcome.fault == "crash" for outcome in bad) else PROBLEMS)
    for job in jobs:
        sitebuilder.publish(job)
        seconds = f"{monotonic() - began:.1f}"
        tell("built", language, edition=job.edition, pages=job.pages, path=site / job.edition, seconds=seconds)


def _tell(outcome: Outcome, language: Language) -> None:
    said: tuple[tuple[str, tuple[Remark, ...]], ...] = (("error", outcome.errors), ("warning", outcome.warnings))
    for severity, remarks in said:
        for remark in remarks:
            print(f"{say(severity, language)}: {say(remark.key, language, **remark.args)}", file=sys.stderr)


@contextmanager
def _progress(jobs: Sequence[Job], language: Language) -> Iterator[Any]:
    """A bar for each edition on a terminal, one plain line elsewhere."""
    if not sys.stderr.isatty():
        for job in jobs:
            tell("building", language, edition=job.edition, pages=job.pages)
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {
            job.edition: bars.add_task(say("progress-build", language, edition=job.edition), total=job.pages)
            for job in jobs
        }
        yield lambda edition, done, total: bars.update(tasks[edition], completed=done, total=total)
