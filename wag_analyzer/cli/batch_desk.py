"""What a user hears of a run over many exports: results in the order of the files, failures and progress at once."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Protocol

from wag_analyzer.cli.console import result, say, tell
from wag_analyzer.cli.options import LEVELS, Run
from wag_analyzer.report.sentences import Language
from wag_analyzer.report.spoken import spoken

if TYPE_CHECKING:
    from wag_analyzer.batch.find import Found
    from wag_analyzer.batch.run import Outcome, Plan

__all__ = ["Desk", "EnoughError"]

FINDINGS, NOTHING, FAILED = 1, 3, 4
_PAUSE: Final = 10.0
_BAR: Final = {
    "done": "{task.fields[done]}",
    "files": "{task.fields[files]}",
    "rate": "{task.fields[rate]:.1f}",
    "failed": "{task.fields[failed]}",
}
"""What the line beside the bar is filled with, as rich takes it."""
"""Seconds between two lines of progress where there is no terminal."""

_READ: Final = ("done", "read")


class EnoughError(Exception):
    """A file could not be read, and the user does not want to go on."""


class _Moved(Protocol):
    def __call__(self, size: int, failed: int) -> None: ...


class Desk:
    """Takes what became of each file, and tells it.

    Parameters
    ----------
    run
        How to talk to the user.
    files
        What will be taken.
    is_json
        Whether each result is a line of JSON.
    stops
        Whether the first failure is the end.
    """

    def __init__(self, run: Run, files: "Sequence[Found]", *, is_json: bool, stops: bool) -> None:
        self.run = run
        self.unread: list[tuple[str, Mapping[str, Any]]] = []
        self._order = [file.path for file in files]
        self._size = sum(file.size for file in files)
        self._turn = 0
        self._taken: dict[Path, Outcome] = {}
        self._is_json = is_json
        self._stops = stops
        self._count: Counter[str] = Counter()
        self._metas: dict[str, Mapping[str, Any]] = {}
        self._moved: _Moved = lambda size, failed: None  # noqa: ARG005 - the names are the protocol's
        self._started = monotonic()

    def take(self, file: "Found", outcome: "Outcome") -> None:
        """Take what became of a file.

        Raises
        ------
        EnoughError
            It failed, and that is the end.
        """
        self._taken[file.path] = outcome
        self._count[outcome.status] += 1
        if outcome.meta.get("sha256"):
            self._metas[outcome.meta["sha256"]] = outcome.meta
        elif outcome.is_failed:
            self.unread.append((outcome.name, outcome.meta))
        self._count["not read"] += outcome.is_failed
        self._moved(file.size, self._count["not read"])
        if outcome.status == "failed":
            say(self.run, f"{outcome.name}: {outcome.meta['error']}")
        self._tell()
        if self._stops and outcome.status == "failed":
            raise EnoughError

    def _tell(self) -> None:
        """Print the results whose turn has come."""
        while self._turn < len(self._order) and self._order[self._turn] in self._taken:
            outcome = self._taken[self._order[self._turn]]
            self._turn += 1
            if self._is_json:
                result([json.dumps(outcome.record(), ensure_ascii=True, allow_nan=False)])

    def end(self, store: Path, plan: "Plan") -> None:
        """Print how it went."""
        differ = sum(_differs(self._taken[path], plan) for path in self._taken)
        if differ:
            tell(self.run, "other_settings", n=differ)
        told = {
            "type": "summary",
            "files": len(self._order),
            "read": sum(self._count[status] for status in _READ),
            **{status: self._count[status] for status in ("known", "same", "new", "passed")},
            "failed": self._count["not read"],
            "messages": sum(meta.get("rows", {}).get("messages", 0) for meta in self._metas.values()),
            "findings": self._findings(),
            "store": str(store),
        }
        result(
            [json.dumps(told, ensure_ascii=True)]
            if self._is_json
            else _lines(told, monotonic() - self._started, self.run.speaks, dry=plan.is_dry)
        )

    def code(self, fail_on: str | None, max_loss: float) -> int:
        """Return the exit code."""
        found = self._findings()
        if fail_on is not None and any(found[level] for level in LEVELS[LEVELS.index(fail_on) :]):
            return FINDINGS
        lost = any(100 * meta["lines_lost"] > max_loss * meta["lines_total"] for meta in self._metas.values() if meta.get("lines_total"))
        if self._count["not read"] and not any(meta.get("sources") for meta in self._metas.values()):
            return NOTHING
        return FAILED if self._count["not read"] or lost else 0

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show progress: a bar on a terminal, else a line every ten seconds."""
        if self.run.quiet:
            yield
        elif sys.stderr.isatty():
            with _bar(self.run, len(self._order), self._size) as self._moved:
                yield
        else:
            self._moved = _Lines(self.run, len(self._order), self._size)
            yield

    def _findings(self) -> dict[str, int]:
        return {level: sum(meta.get("findings", {}).get(level, 0) for meta in self._metas.values()) for level in reversed(LEVELS)}


def _differs(outcome: "Outcome", plan: "Plan") -> bool:
    """Whether what the store has of a file was made otherwise than this run would."""
    from wag_analyzer.batch.task import made_with, plain  # noqa: PLC0415 - start-up

    meta = outcome.meta
    return outcome.status == "known" and (meta["settings"] != plain(plan.settings) or meta["made_with"] != made_with())


def _lines(told: Mapping[str, Any], seconds: float, lang: Language, *, dry: bool) -> Iterator[str]:
    names = ("new", "known", "same", "failed") if dry else ("read", "known", "same", "passed", "failed")
    counts = ", ".join(spoken(f"status_{name}", lang, n=told[name]) for name in names if told[name] or name in names[:2])
    spent = spoken("batch_dry", lang) if dry else spoken("seconds", lang, n=seconds)
    yield f"{spoken('batch_files', lang, files=told['files'], counts=counts)}; {spent}"
    if not dry:
        found = ", ".join(spoken(f"level_{level}", lang, n=count) for level, count in told["findings"].items())
        yield spoken("batch_found", lang, messages=told["messages"], found=found)
        yield spoken("batch_summary", lang, path=f"{told['store']}/summary.csv")


class _Lines:
    """Writes a line of progress every ten seconds."""

    def __init__(self, run: Run, files: int, size: int) -> None:
        self._run = run
        self._files = files
        self._size = size
        self._done = self._read = 0
        self._started = self._last = monotonic()

    def __call__(self, size: int, failed: int) -> None:
        """Take that a file of this size is done."""
        self._done += 1
        self._read += size
        now = monotonic()
        if now - self._last < _PAUSE:
            return
        self._last = now
        spent = now - self._started
        left = spent * (self._size - self._read) / max(self._read, 1)
        going = {"done": self._done, "files": self._files, "rate": self._done / spent, "left": round(left), "failed": failed}
        tell(self._run, "batch_going", **going)


@contextmanager
def _bar(run: Run, files: int, size: int) -> Iterator[_Moved]:
    """Give what moves a bar by the bytes that are done; no thread draws it, so that workers can be forked at any time."""
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    console = Console(stderr=True, no_color=not run.color, highlight=False)
    words = TextColumn(spoken("batch_bar", run.speaks, **_BAR))
    with Progress(BarColumn(), words, TimeRemainingColumn(), console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=max(size, 1), done=0, files=files, rate=0.0, failed=0)
        started, done, shown = monotonic(), 0, 0.0

        def moved(size: int, failed: int) -> None:
            nonlocal done, shown
            done += 1
            bar.update(task, advance=size, done=done, rate=done / max(monotonic() - started, 0.001), failed=failed)
            if monotonic() - shown > 0.1:
                shown = monotonic()
                bar.refresh()

        yield moved
