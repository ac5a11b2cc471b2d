"""The command line: the only module that prints and exits. What a command needs to know of the world it asks `world`.

Exit codes: 0 clean, 1 problems in the content or on the disk, 2 wrong usage, 3 a bug of ours, 130 interrupted.
Heavy libraries are imported inside the command that needs them: `check` runs on every save.
"""

from __future__ import annotations

import gc
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, cast

import typer

from qunbook import __version__
from qunbook.messages import say

if TYPE_CHECKING:
    from qunbook.diagnostic import Diagnostic
    from qunbook.job import Job
    from qunbook.kinds.handbook import Handbook
    from qunbook.pipeline import Loaded
    from qunbook.settings import Audience, Language, Settings
    from qunbook.sitebuilder import Outcome, Process, Remark
    from qunbook.world import History

CLEAN, PROBLEMS, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130
TRACEBACK = "--traceback"

app = typer.Typer(
    name="qunbook",
    help="A Git folder of Markdown in; a handbook site, calendar feeds and checklists out.",
    epilog="Exit codes: 0 clean, 1 problems, 2 wrong usage, 3 a bug of ours.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


class Lang(StrEnum):
    ZH = "zh"
    EN = "en"


class Edition(StrEnum):
    MEMBER = "member"
    STAFF = "staff"
    ALL = "all"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"not a date: {text!r} (write YYYY-MM-DD)") from None


Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The handbook's folder: the one that holds content/.")]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings fail as well.")]
In = Annotated[
    Lang | None, typer.Option("--lang", help="Language of messages; else the handbook's, else the locale's.")
]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=_day,
        metavar="DATE",
        help="The day that counts as today; else as_of in handbook.md, else SOURCE_DATE_EPOCH, else today.",
    ),
]
Which = Annotated[Edition, typer.Option("--edition", help="The readers for whom to make it.")]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit. The one place that catches everything."""
    gc.disable()  # a run is short and makes no cycles to speak of; looking for them is a tenth of its time
    given = list(sys.argv[1:] if arguments is None else arguments)
    asked = TRACEBACK in given
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a C locale must not turn Chinese into a crash
    try:
        app([argument for argument in given if argument != TRACEBACK], prog_name="qunbook")
        sys.exit(CLEAN)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # `qunbook check | head` has read enough
        sys.exit(PROBLEMS)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        sys.exit(_failure(error, given, asked))


def _failure(error: Exception, given: Sequence[str], traceback_asked: bool) -> int:
    from qunbook import world
    from qunbook.artifact import BrokenFeedError

    language = _language_of(given)
    if isinstance(error, OSError) and error.filename and error.strerror:
        _say("cannot-write", language, path=error.filename, text=error.strerror)
        return PROBLEMS
    if traceback_asked or world.wants_traceback():
        import traceback

        traceback.print_exception(error)
    if isinstance(error, BrokenFeedError):
        path, wrong = error.args
        _say("broken-feed", language, path=path, what="; ".join(wrong[:3]))
    else:
        _say("bug", language, name=type(error).__name__, text=error)
    _say("bug-help", language, version=__version__)
    return BUG


def _language_of(given: Sequence[str]) -> Language:
    """The language of messages when nothing is known but the command line as it was typed."""
    from qunbook import world

    asked = next((value for name, value in pairwise(given) if name == "--lang"), "")
    return cast("Language", asked) if asked in ("zh", "en") else world.locale_language()


# Saying ----------------------------------------------------------------------------------------------------------


def _say(key: str, language: Language, /, **args: object) -> None:
    """A sentence for people goes to stderr; stdout is for what was asked for."""
    print(say(key, language, **args), file=sys.stderr, flush=True)


def _stop(code: int, key: str, language: Language, /, **args: object) -> NoReturn:
    _say(key, language, **args)
    raise typer.Exit(code)


def _spoken(lang: Lang | None, handbook: Handbook | None = None) -> Language:
    from qunbook import world

    if lang:
        return lang.value
    return cast("Language", handbook.language) if handbook else world.locale_language()


def _coloured() -> bool:
    """Whether stdout takes colours (no-color.org; CLICOLOR_FORCE as other tools read it)."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("CLICOLOR_FORCE") or os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def _report(name: str, found: Iterable[Diagnostic], loaded: Loaded, language: Language) -> None:
    from qunbook.report import REPORTERS, Report

    reporter = next(reporter for reporter in REPORTERS if reporter.name == name)
    text = reporter.report(Report(tuple(found), loaded.sources, len(loaded.sources), language, _coloured()))
    if text:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        sys.stdout.flush()


# Reading and checking --------------------------------------------------------------------------------------------


def _load(folder: Path, lang: Lang | None) -> Loaded:
    if not folder.is_dir():
        _stop(USAGE, "no-folder", _spoken(lang), path=folder)
    if not (folder / "content").is_dir():
        _stop(USAGE, "no-handbook", _spoken(lang), path=folder)
    from qunbook import pipeline

    return pipeline.load(folder)


def _tell_gap(past: History, settings: Settings, language: Language) -> None:
    if past.gap:
        _say("shallow-git" if past.gap == "shallow" else "no-git", language, as_of=settings.as_of)


@app.callback(invoke_without_command=True)
def about(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
    _traceback: Annotated[
        bool, typer.Option(TRACEBACK, help="On a bug of ours, print where it happened (or set QUNBOOK_DEBUG=1).")
    ] = False,
) -> None:
    """A Git folder of Markdown in; a handbook site, calendar feeds and checklists out."""
    if version:
        print(f"qunbook {__version__}")
        raise typer.Exit


class Format(StrEnum):
    HUMAN = "human"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"


@app.command()
def check(
    folder: Folder = Path(),
    strict: Strict = False,
    format: Annotated[Format, typer.Option("--format", help="How to print what was found.")] = Format.HUMAN,
    lang: In = None,
    as_of: AsOf = None,
) -> None:
    """Read the content and report everything that is wrong with it."""
    from qunbook import pipeline, world

    loaded = _load(folder, lang)
    settings = world.settings(loaded.handbook, as_of)
    found = pipeline.check(loaded, settings)
    _report(format.value, found, loaded, _spoken(lang, loaded.handbook))
    raise typer.Exit(PROBLEMS if pipeline.failed(found, strict) else CLEAN)


# Rendering and building ------------------------------------------------------------------------------------------


def _editions(edition: Edition) -> tuple[Audience, ...]:
    return ("member", "staff") if edition is Edition.ALL else (cast("Audience", edition.value),)


def _checked(
    loaded: Loaded, settings: Settings, strict: bool, language: Language, kept: Path | None
) -> tuple[Diagnostic, ...]:
    """Report, and stop before anything is written if the content is not good enough."""
    from qunbook import pipeline

    found = pipeline.check(loaded, settings)
    if found:
        _report("human", found, loaded, language)
    if pipeline.failed(found, strict):
        key = "not-built" if pipeline.failed(found) else "not-built-strict"
        _stop(PROBLEMS, key, language, path=kept or "build")
    return found


@app.command()
def render(
    folder: Folder = Path(),
    out: Annotated[Path | None, typer.Option("--out", help="Where to; else build/docs in the handbook.")] = None,
    edition: Which = Edition.ALL,
    strict: Strict = False,
    lang: In = None,
    as_of: AsOf = None,
) -> None:
    """Write only the Markdown, feeds and JSON, without the site builder."""
    from qunbook import pipeline, world
    from qunbook.parallel import cores, each
    from qunbook.write import ForeignFolder, Written, write

    loaded = _load(folder, lang)
    language = _spoken(lang, loaded.handbook)
    past = world.history(folder)
    settings = world.settings(loaded.handbook, as_of, past)
    found = _checked(loaded, settings, strict, language, out)
    landings = world.landings(folder, past, loaded.handbook.timezone, settings.as_of)
    _tell_gap(past, settings, language)
    root = out or folder / "build" / "docs"

    audiences = _editions(edition)
    apart = cores() >= 2 * len(audiences)

    def one(audience: Audience) -> Written:
        return write(pipeline.render(loaded, settings, audience, found, landings, apart=apart), root / audience)

    try:
        written = each(one, audiences)
    except ForeignFolder as error:
        _stop(USAGE, "foreign-folder", language, path=error)
    for audience, done in zip(audiences, written, strict=True):
        numbers = {"changed": len(done.changed), "kept": len(done.kept), "removed": len(done.removed)}
        _say("rendered", language, edition=audience, **numbers)


@app.command()
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

    with sitebuilder.ready(_editions(edition) if (folder / "mkdocs.yml").is_file() else ()) as processes:
        _build(folder, _editions(edition), processes, as_of, out or folder / "site", strict, lang)


def _build(
    folder: Path, editions: tuple[Audience, ...], processes: Mapping[str, Process], as_of: date | None, site: Path,
    strict: bool, lang: Lang | None,
) -> None:  # fmt: skip
    from qunbook import pipeline, sitebuilder, world
    from qunbook.parallel import cores, each
    from qunbook.write import ForeignFolder

    loaded = _load(folder, lang)
    language = _spoken(lang, loaded.handbook)
    if not processes:
        _stop(USAGE, "no-settings", language, path=folder)
    past = world.history(folder)
    settings = world.settings(loaded.handbook, as_of, past)
    found = _checked(loaded, settings, strict, language, site)
    landings = world.landings(folder, past, loaded.handbook.timezone, settings.as_of)
    _tell_gap(past, settings, language)
    if not settings.feed_key and "staff" in editions:
        _say("no-feed-key", language)

    def one(audience: Audience) -> Job:
        pages = pipeline.render(loaded, settings, audience, found, landings, apart=cores() >= 2 * len(editions))
        return sitebuilder.prepare(
            folder, audience, pages, site, **sitebuilder.facts(loaded.handbook, audience, settings.as_of)
        )

    try:
        with sitebuilder.alone(folder):
            jobs = each(one, editions)
            _publish(folder, jobs, processes, world.site_epoch(past, settings.as_of), site, strict, language)
    except sitebuilder.Busy:
        _stop(PROBLEMS, "busy", language)
    except (ForeignFolder, sitebuilder.NotASite) as error:
        _stop(USAGE, "foreign-folder", language, path=error)


def _publish(
    folder: Path, jobs: Sequence[Job], processes: Mapping[str, Process], epoch: int, site: Path, strict: bool,
    language: Language,
) -> None:  # fmt: skip
    from time import monotonic

    from qunbook import sitebuilder

    began = monotonic()
    with _progress(jobs, language) as progress:
        outcomes = sitebuilder.build(folder, jobs, processes, epoch, progress)
    for outcome in outcomes:
        _tell(outcome, language)
    bad = [outcome for outcome in outcomes if outcome.fault or (strict and outcome.warnings)]
    for outcome in bad:
        _say("site-failed", language, edition=outcome.job.edition, path=site)
        _say("site-log", language, path=folder / "build" / f"site.{outcome.job.edition}.log")
    if bad:
        raise typer.Exit(BUG if any(outcome.fault == "crash" for outcome in bad) else PROBLEMS)
    for job in jobs:
        sitebuilder.publish(job)
        seconds = f"{monotonic() - began:.1f}"
        _say("built", language, edition=job.edition, pages=job.pages, path=site / job.edition, seconds=seconds)


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
            _say("building", language, edition=job.edition, pages=job.pages)
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


@app.command()
def serve(
    folder: Folder = Path(),
    edition: Annotated[Edition, typer.Option("--edition", help="The readers whose pages to show.")] = Edition.MEMBER,
    address: Annotated[str, typer.Option("--address", metavar="HOST:PORT", help="Where to listen.")] = "127.0.0.1:8000",
    lang: In = None,
) -> None:
    """Preview the site, and reload the page whenever a file in content/ changes."""
    import subprocess

    from qunbook import pipeline, sitebuilder, world
    from qunbook.job import JOB

    if edition is Edition.ALL:
        raise typer.BadParameter("one preview shows one edition: member or staff", param_hint="--edition")
    loaded = _load(folder, lang)
    language = _spoken(lang, loaded.handbook)
    if not (folder / "mkdocs.yml").is_file():
        _stop(USAGE, "no-settings", language, path=folder)
    settings = world.settings(loaded.handbook, None)
    found = pipeline.check(loaded, settings)
    if pipeline.failed(found):
        _report("human", found, loaded, language)
        raise typer.Exit(PROBLEMS)
    _say("serving", language, address=address)
    command = [sys.executable, "-m", "mkdocs", "serve", "-f", str(folder / "mkdocs.yml"), "-a", address]
    environment = sitebuilder.environment(None) | {"QUNBOOK_EDITION": edition.value}
    environment.pop(JOB, None)
    try:
        code = subprocess.run(command, check=False, env=environment).returncode
    except KeyboardInterrupt:
        code = CLEAN
    raise typer.Exit(PROBLEMS if code > 0 else CLEAN)


# Comparing -------------------------------------------------------------------------------------------------------


class DiffFormat(StrEnum):
    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


@app.command()
def diff(
    base: Annotated[str, typer.Argument(metavar="BASE", help="A Git revision, or another handbook's folder.")],
    head: Annotated[
        str | None, typer.Argument(metavar="HEAD", help="The same for the new side; else the files as they are.")
    ] = None,
    folder: Annotated[Path, typer.Option("--dir", metavar="DIR", help="The handbook's folder.")] = Path(),
    format: Annotated[DiffFormat, typer.Option("--format", help="How to print the changes.")] = DiffFormat.TEXT,
    lang: In = None,
    as_of: AsOf = None,
) -> None:
    """Say what a change does to people: dates, duty, roles, rules, who sees what. Exit 1 if calendars lose an event."""
    from tempfile import TemporaryDirectory

    from qunbook import diff as difference
    from qunbook import diff_report, pipeline, world

    with TemporaryDirectory(prefix="qunbook-") as scratch:
        old = _side(base, folder, Path(scratch, "base"), lang)
        new = _side(head, folder, Path(scratch, "head"), lang) if head is not None else _load(folder, lang)
    language = _spoken(lang, new.handbook)
    settings = world.settings(new.handbook, as_of)
    changes = difference.changes(old.playbook, new.playbook, settings)
    match format:
        case DiffFormat.TEXT:
            print(diff_report.text(changes, language))
        case DiffFormat.MARKDOWN:
            print(diff_report.markdown(changes, language))
        case DiffFormat.JSON:
            print(diff_report.as_json(changes))
    _tell_errors(base, old, pipeline.check(old, settings), language)
    found = pipeline.check(new, settings)
    _tell_errors(head or say("diff-worktree", language), new, found, language)
    raise typer.Exit(PROBLEMS if changes.vanished or pipeline.failed(found) else CLEAN)


def _side(name: str, folder: Path, into: Path, lang: Lang | None) -> Loaded:
    """One side of a comparison: a handbook's folder, else a revision of the one in `folder`."""
    from qunbook import pipeline, world

    if name and (Path(name) / "content").is_dir():  # a variable that CI left empty is no folder
        return pipeline.load(Path(name))
    if not folder.is_dir():
        _stop(USAGE, "no-folder", _spoken(lang), path=folder)
    found = world.revision(folder, name, into)
    if not found:
        _stop(USAGE, "diff-unknown" if found is None else "diff-no-content", _spoken(lang), revision=name, path=folder)
    return pipeline.load(into)


def _tell_errors(side: str, loaded: Loaded, found: Iterable[Diagnostic], language: Language) -> None:
    """Which errors one side has, on stderr: stdout holds the changes."""
    from qunbook.report import Report, concise

    errors = tuple(one for one in found if one.severity == "error")
    if errors:
        _say("diff-wrong", language, side=side, count=len(errors))
        print(concise.REPORTER.report(Report(errors, loaded.sources, len(loaded.sources), language)), file=sys.stderr)


# Beginning -------------------------------------------------------------------------------------------------------


@app.command()
def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The new handbook's folder: empty, or still to be made.")
    ],
    language: Annotated[Lang, typer.Option("--language", help="The handbook's language.")] = Lang.ZH,
    example: Annotated[bool, typer.Option("--example", help="Begin with the whole example handbook.")] = False,
    lang: In = None,
) -> None:
    """Begin a handbook: content, settings and the files for Git, CI and a preview."""
    from qunbook import skeleton, world
    from qunbook.write import write_new

    spoken = _spoken(lang or language)
    if folder.exists() and (not folder.is_dir() or _holds_files(folder)):
        _stop(USAGE, "not-empty", spoken, path=folder)
    written = write_new(skeleton.repository(language.value, world.today("UTC"), example=example), folder)
    if folder.resolve() == Path.cwd():
        _say("began-here", spoken, files=len(written))
    else:
        _say("began", spoken, path=folder, files=len(written))


def _holds_files(folder: Path) -> bool:
    """Anything but what `git init` makes."""
    return any(path.name != ".git" for path in folder.iterdir())


@app.command()
def new(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="event, rule, role, workflow …")],
    id: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="The file's name without .md. A run or a retro: EVENT/DATE, or EVENT alone for the next one.",
        ),
    ],
    folder: Annotated[Path, typer.Option("--dir", metavar="DIR", help="The handbook's folder.")] = Path(),
    lang: In = None,
    as_of: AsOf = None,
) -> None:
    """Write a commented skeleton of a new file into content/, and say what it still lacks."""
    from qunbook import pipeline, skeleton, world
    from qunbook.artifact import Artifact
    from qunbook.kinds import KINDS
    from qunbook.write import write_new

    loaded = _load(folder, lang)
    language = _spoken(lang, loaded.handbook)
    wanted = next((known for known in KINDS if kind in (known.name, known.zh)), None)
    if not wanted:
        kinds = ", ".join(known.name for known in KINDS)
        _stop(USAGE, "unknown-kind", language, kind=kind, kinds=kinds)
    settings = world.settings(loaded.handbook, as_of)
    id = skeleton.whole_id(wanted, id, loaded.playbook, settings.as_of)
    if rule := skeleton.wrong_id(wanted, id):
        _stop(USAGE, "bad-id", language, id=id, rule=say(rule, language))
    path = skeleton.path_of(wanted, id)
    if id in loaded.playbook.ids.get(wanted.name, ()) or (folder / path).exists():
        _stop(PROBLEMS, "exists", language, path=path)
    text = skeleton.new(wanted, id, loaded.playbook, settings.as_of, language)
    write_new([Artifact.text(path, text)], folder)
    _say("made", language, path=path)
    loaded = pipeline.load(folder)
    if missing := [
        found for found in pipeline.check(loaded, settings) if found.path == path and found.severity == "error"
    ]:
        _report("human", missing, loaded, language)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A calendar (.ics) of any program; - for stdin.")],
    folder: Folder = Path(),
    community: Annotated[
        str | None, typer.Option("--community", metavar="ID", help="Where the events belong; else the only one.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="ID", help="The role that answers for them; else the community's.")
    ] = None,
    since: Annotated[
        date | None,
        typer.Option("--since", parser=_day, metavar="DATE", help="Leave out what is over before this day."),
    ] = None,
    lang: In = None,
    as_of: AsOf = None,
) -> None:
    """Write the events of a calendar into content/events/, and list what could not be said. Exit 1 if there is any."""
    from qunbook import world
    from qunbook.importer import place, plan, told
    from qunbook.importer.lines import MAX_BYTES
    from qunbook.importer.remarks import Refused
    from qunbook.write import write_new

    loaded = _load(folder, lang)
    language = _spoken(lang, loaded.handbook)
    if str(file) != "-" and not file.is_file():
        address = str(file).startswith(("http:", "https:", "webcal:"))
        _stop(USAGE, "import-address" if address else "import-no-file", language, path=file)
    try:
        where = place.chosen(loaded.playbook, community, owner, language)
        found = plan.plan(_bytes_of(file, MAX_BYTES + 1), loaded, world.settings(loaded.handbook, as_of), where, since)
    except Refused as error:
        _stop(USAGE if isinstance(error, place.NoPlaceError) else PROBLEMS, error.key, language, **error.told)
    write_new([one.artifact for one in found.taken], folder)
    if text := told.text(found, language):
        print(text)
    refused = sum(remark.level == "refused" for remark in found.remarks)
    numbers = {"events": found.events, "written": len(found.taken), "known": len(found.known), "refused": refused}
    _say("import-done", language, file=file, **numbers)
    if found.taken:
        _say("import-next", language)
    raise typer.Exit(CLEAN if found.is_whole else PROBLEMS)


def _bytes_of(file: Path, limit: int) -> bytes:
    """At most so many bytes of a file, or of stdin for `-`."""
    if str(file) == "-":
        return sys.stdin.buffer.read(limit)
    with file.open("rb") as opened:
        return opened.read(limit)


class TodayFormat(StrEnum):
    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


@app.command()
def today(
    folder: Folder = Path(),
    person: Annotated[str, typer.Option("--person", metavar="ID", help="Only what concerns this person.")] = "",
    format: Annotated[TodayFormat, typer.Option("--format", help="How to print it.")] = TodayFormat.TEXT,
    fail_on_overdue: Annotated[bool, typer.Option("--fail-on-overdue", help="Exit 1 if anything is late.")] = False,
    lang: In = None,
    as_of: AsOf = None,
) -> None:
    """Say what happens today, who is on duty, what is due and what is late: for a group's bot, every morning."""
    from qunbook import today as day_of
    from qunbook import today_report as told
    from qunbook import world
    from qunbook.kinds.person import Person

    loaded = _load(folder, lang)
    language = _spoken(lang, loaded.handbook)
    if person and not loaded.playbook.find(Person, person):
        _stop(USAGE, "no-such-person", language, id=person)
    found = day_of.today(loaded.playbook, world.settings(loaded.handbook, as_of).as_of, person)
    match format:
        case TodayFormat.JSON:
            print(told.as_json(found))
        case TodayFormat.MARKDOWN:
            print(told.markdown(found, loaded.playbook, language))
        case TodayFormat.TEXT:
            print(told.text(found, loaded.playbook, language))
    raise typer.Exit(PROBLEMS if fail_on_overdue and found.late else CLEAN)


# Looking up ------------------------------------------------------------------------------------------------------


@app.command()
def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="A diagnostic's code, e.g. QB201.")],
    lang: In = None,
) -> None:
    """Say why a diagnostic exists and what to do about it, with a wrong and a mended example."""
    from difflib import get_close_matches

    from qunbook import catalogue

    language = _spoken(lang)
    wanted = code.upper()
    if wanted not in catalogue.codes():
        _say("unknown-code", language, code=code)
        # a letter O for a nought is the commonest slip
        if near := get_close_matches(wanted.replace("O", "0"), catalogue.codes(), 1):
            _say("did-you-mean", language, word=near[0])
        raise typer.Exit(USAGE)
    print(_explanation(wanted, language))


def _explanation(code: str, language: Language) -> str:
    from qunbook import catalogue

    entry = catalogue.entry(code)
    message = re.sub(r"\{\w+\}", "…", entry.text("message", language))
    told = (
        ("explain-why", entry.text("why", language)),
        ("explain-fix", entry.text("fix", language)),
        ("explain-bad", entry.bad),
        ("explain-good", entry.good),
    )
    parts = (f"{say(key, language)}\n{_indented(text)}" for key, text in told if text.strip())
    return "\n\n".join((f"{say(entry.severity, language)}[{code}] {entry.name}: {message}", *parts))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip("\n").splitlines())


@app.command()
def schema(
    folder: Folder = Path(),
    check_only: Annotated[bool, typer.Option("--check", help="Write nothing; fail if a file is stale.")] = False,
    lang: In = None,
) -> None:
    """Write the JSON Schemas of the front matter and of the JSON API to schemas/."""
    from qunbook.schemas import schemas
    from qunbook.write import replace

    language = _spoken(lang)
    stale = [
        artifact
        for artifact in schemas()
        if not (path := folder / artifact.path).is_file() or path.read_bytes() != artifact.data
    ]
    for artifact in stale:
        if check_only:
            _say("stale-schemas", language, path=artifact.path)
        else:
            (folder / artifact.path).parent.mkdir(parents=True, exist_ok=True)
            replace(folder / artifact.path, artifact.data)
            _say("made", language, path=artifact.path)
    raise typer.Exit(PROBLEMS if stale and check_only else CLEAN)
