"""The command that reads many exports into one store."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from wag_analyzer.cli.batch_desk import Desk, EnoughError
from wag_analyzer.cli.console import say
from wag_analyzer.cli.options import LEVELS, RULED, WHO, Run, format_option, run_and_settings
from wag_analyzer.errors import ExportError, SettingsError
from wag_analyzer.report.sentences import sentence
from wag_analyzer.settings import Settings

if TYPE_CHECKING:
    from wag_analyzer.batch.find import Found, Shard
    from wag_analyzer.batch.run import Plan
    from wag_analyzer.batch.store import Store

__all__ = ["batch"]

_AGO: Final = re.compile(r"(\d{1,5})([dh])\Z")
_SHARD: Final = re.compile(r"(\d{1,6})/(\d{1,6})\Z")


def _since(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime | None:
    """Return the time on this machine's clock of a day, a time, or so many days (7d) or hours (12h) ago."""
    if value is None:
        return None
    if ago := _AGO.match(value):
        return datetime.now().astimezone() - timedelta(**{"days" if ago[2] == "d" else "hours": int(ago[1])})
    try:
        return datetime.fromisoformat(value).astimezone()
    except (ValueError, OverflowError):
        raise click.BadParameter(f"{value!r} is no time; write a day as 2025-06-30, or 7d or 12h for so long ago") from None


def _shard(_context: click.Context, _option: click.Parameter, value: str | None) -> "Shard | None":
    """Return one of several parts, as 3/8."""
    from wag_analyzer.batch.find import Shard  # noqa: PLC0415 - start-up

    if value is None:
        return None
    found = _SHARD.match(value)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise click.BadParameter(f"{value!r} is no part; write the third of eight as 3/8")
    return Shard(int(found[1]), int(found[2]))


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@run_and_settings(*WHO, *RULED, "date_order", "locale", "tz", "max_loss", "session_gap", "reply_model", "draws")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="STORE", help="Store to fill; made when missing.")
@click.option("--jobs", type=click.IntRange(1, 1024), default=None, help="Files read at once. [as many as there are cores]")
@click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler whose workers read, such as tcp://10.0.0.5:8786. [this machine]")
@click.option("--only", type=click.Choice(["messages"]), default=None, help="Keep the messages alone: no people, ties and findings.")
@click.option("--since", metavar="WHEN", callback=_since, help="Only files changed since a day (2025-06-30) or within 7d or 12h.")
@click.option(
    "--shard", metavar="K/N", callback=_shard, help="Only the K-th of N parts of the files; each part may run on another machine."
)
@click.option("--force", is_flag=True, help="Read files again that the store has.")
@click.option("--dry-run", is_flag=True, help="Say what would be read; write nothing.")
@click.option(
    "--keep-going/--no-keep-going", default=True, help="Whether to go on after a file that cannot be read. [keep going]", show_default=False
)
@click.option("--fail-on", type=click.Choice(LEVELS), help="Exit with 1 when a finding is at or above this level.")
@click.option(
    "--wait", type=click.FloatRange(0), default=0.0, metavar="SECONDS", help="How long to wait while another run fills STORE. [0]"
)
@format_option("text", "jsonl")
def batch(folder: Path, run: Run, settings: Settings, **asked: Any) -> int:
    """Read every export in DIR and the folders below into one store.

    What stands in a file decides whether it is an export. Each is read apart from the others: one that cannot be read, or that needs
    more memory than there is, is told and stops nothing. A file is known by the SHA-256 of its bytes, so a second run reads only what is
    new, and one that was stopped, by whatever, goes on where it was. STORE may then be given wherever an export may: wag messages STORE.

    JSON lines: one object a file in the order of their names, last a summary. STORE/summary.csv has one row an export.
    Exit codes: 1 findings at or above --fail-on; 3 nothing could be read; 4 some files could not, or lost lines beyond --max-loss.
    """
    from wag_analyzer.batch.run import batch as go  # noqa: PLC0415 - start-up
    from wag_analyzer.batch.store import Store  # noqa: PLC0415

    signal.signal(signal.SIGTERM, _stopped)
    files = _files(folder, asked)
    desk = Desk(run, files, is_json=(asked["form"] or ("jsonl" if run.json else "text")) == "jsonl", stops=not asked["keep_going"])
    with _plan(settings, asked) as plan:
        if plan.is_dry:
            go(Store(asked["output"]), files, plan, desk.take)
        else:
            _filled(Store.made(asked["output"]), files, plan, desk, asked["wait"])
    desk.end(asked["output"], plan)
    return desk.code(asked["fail_on"], settings.max_loss)


def _stopped(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _files(folder: Path, asked: dict[str, Any]) -> "list[Found]":
    from wag_analyzer.batch.find import found  # noqa: PLC0415 - start-up
    from wag_analyzer.case.files import same_file  # noqa: PLC0415

    if not folder.is_dir():
        raise ExportError("is not a folder", where=str(folder), hint="name the folder with the exports; 'wag audit' reads a single one")
    if same_file(folder, asked["output"]):
        raise SettingsError("is the folder with the exports", where=f"-o {asked['output']}", hint="choose another folder")
    files = found(folder, asked["since"], asked["shard"])
    if not files and asked["since"] is None and asked["shard"] is None:
        raise ExportError("nothing in the folder is a chat", where=str(folder), hint="name the folder with the exports")
    return files


@contextmanager
def _plan(settings: Settings, asked: dict[str, Any]) -> "Iterator[Plan]":
    """Give how the run is done, with the workers that were asked for."""
    from wag_analyzer.batch.pool import cores, local_workers  # noqa: PLC0415 - start-up
    from wag_analyzer.batch.run import Plan  # noqa: PLC0415

    jobs = asked["jobs"] or cores()
    shard = asked["shard"]
    plan = Plan(
        settings=settings,
        workers=lambda: local_workers(jobs),
        jobs=jobs,
        is_messages_only=asked["only"] is not None,
        is_forced=asked["force"],
        is_dry=asked["dry_run"],
        tag=shard.tag if shard else "",
    )
    if asked["scheduler"] is None or plan.is_dry:
        yield plan
        return
    from wag_analyzer.batch.cluster import cluster  # noqa: PLC0415 - an extra

    with cluster(asked["scheduler"]) as (workers, count):
        yield replace(plan, workers=workers, jobs=asked["jobs"] or count)


def _filled(store: "Store", files: "list[Found]", plan: "Plan", desk: Desk, wait: float) -> None:
    """Fill a store while it is ours, write its summary, and note what came in."""
    from wag_analyzer.batch.ledger import note  # noqa: PLC0415 - start-up
    from wag_analyzer.batch.lock import locked  # noqa: PLC0415
    from wag_analyzer.batch.pool import stopped  # noqa: PLC0415
    from wag_analyzer.batch.run import batch as go  # noqa: PLC0415
    from wag_analyzer.batch.summary import write_summary  # noqa: PLC0415

    with locked(store.path, plan.tag, wait, lambda text: say(desk.run, sentence(text, desk.run.speaks))):
        store.begin(plan.tag)
        try:
            with desk.shown():
                go(store, files, plan, desk.take)
        except EnoughError:
            stopped()
        except BaseException:
            stopped()
            with suppress(Exception):  # what stopped the run is told, not this
                store.sweep(plan.tag)
            raise
        store.sweep(plan.tag)
        write_summary(store, desk.unread)
        note(store, "batch")
