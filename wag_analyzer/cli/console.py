"""Talking to the user: results on standard output, everything else on standard error, nothing from a chat unescaped."""

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

import click

from wag_analyzer.cli.options import Run
from wag_analyzer.errors import SettingsError
from wag_analyzer.report.counted import filled, number
from wag_analyzer.report.spoken import spoken
from wag_analyzer.report.table_words import Language, wording
from wag_analyzer.report.table_words import stage as stage_name
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    from wag_analyzer.parser.chat import Notice

__all__ = ["Advance", "advance", "clock", "notices", "pieces", "result", "say", "spare_inputs", "tell"]

_PAUSE: Final = 10.0
"""Seconds after which a long stage is heard of again where there is no bar."""

_MINUTE: Final = 60
_HOUR: Final = 3_600

SHOWN: Final = 8
"""Notices shown before the rest are only counted; ``-v`` shows all."""


def say(run: Run, text: str) -> None:
    """Write one line to standard error, unless the user wants quiet."""
    if not run.quiet:
        sys.stderr.write(visible(text) + "\n")


def tell(run: Run, key: str, **slots: object) -> None:
    """Write one line to standard error in the user's language, unless the user wants quiet.

    Parameters
    ----------
    run
        How to talk to the user.
    key, slots
        The line, as ``spoken`` takes it.
    """
    say(run, spoken(key, run.speaks, **slots))


def notices(run: Run, found: "Iterable[Notice]") -> None:
    """Write the notices to standard error."""
    from wag_analyzer.report.notice_words import told  # noqa: PLC0415 - reads a table in other languages

    listed = list(found)
    lang = run.speaks
    for notice in listed if run.verbose else listed[:SHOWN]:
        place = ", ".join(part for part in (notice.file, spoken("place", lang, line=notice.line) if notice.line else "") if part)
        text = told(notice.word, notice.text, lang)
        say(run, f"{notice.code} {place}: {text}" if place else f"{notice.code} {text}")
    if len(listed) > SHOWN and not run.verbose:
        say(run, filled(wording(lang)["more_notices"], lang, n=len(listed) - SHOWN))


def spare_inputs(output: Path) -> None:
    """Refuse to write a result over any file that the command line names as something to read.

    Raises
    ------
    SettingsError
        ``output`` is such a file.
    """
    from wag_analyzer.case.files import same_file  # noqa: PLC0415 - only when a file is asked for

    context = click.get_current_context(silent=True)
    said = {} if context is None else {name: value for name, value in context.params.items() if name != "output"}
    for value in said.values():
        for path in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(path, (str, Path)) and str(path) not in {"", "-"} and same_file(output, Path(path)):
                raise SettingsError("is a file that is read", where=f"-o {visible(str(output))}", hint="choose another name")


def result(lines: Iterable[str], output: Path | None = None) -> None:
    """Write the lines of a result to standard output or, in one step, to ``output``."""
    pieces((line + "\n" for line in lines), output)


def pieces(words: Iterable[str], output: Path | None = None) -> None:
    """Write the pieces of a result, which hold their line feeds, as ``result`` does its lines."""
    if output is None:
        write = sys.stdout.write
        for piece in words:
            write(piece)
        return
    from wag_analyzer.case.files import writing  # noqa: PLC0415 - only when a file is asked for

    spare_inputs(output)
    with writing(output) as stream:
        for piece in words:
            stream.write(piece.encode("utf-8", "backslashreplace"))


class Advance:
    """What long work is told to: each stage when it starts, and within a stage how many of its steps are done."""

    def __init__(self, stage: Callable[[str], None], step: Callable[[int, int], None]) -> None:
        self._stage = stage
        self._step = step

    def __call__(self, stage: str) -> None:
        """Take the name of a stage that starts."""
        self._stage(stage)

    def step(self, done: int, steps: int) -> None:
        """Take how many of the steps of this stage are done."""
        self._step(done, steps)


def clock(seconds: float, lang: Language = "en") -> str:
    """Return a time as people read it.

    >>> clock(8.2), clock(75), clock(4000), clock(75, "id")
    ('8 s', '1 min 15 s', '1 h 6 min', '1 menit 15 detik')
    """
    whole = round(seconds)
    if whole < _MINUTE:
        return spoken("clock_seconds", lang, s=whole)
    if whole < _HOUR:
        return spoken("clock_minutes", lang, min=whole // _MINUTE, s=whole % _MINUTE)
    return spoken("clock_hours", lang, h=whole // _HOUR, min=whole % _HOUR // _MINUTE)


def _lines(run: Run, stages: int) -> Advance:
    """Return an advance that writes a line for each stage, and one for every ten seconds of a long one.

    Short work is silent, so that an error stands alone: what is to be told is held back for ten seconds, unless all is asked for.
    """
    turn, last, began = count(1), [monotonic()], [monotonic(), 0.0]
    start, held = last[0], list[str]()

    def write(line: str, now: float) -> None:
        held.append(line)
        if run.verbose or now - start >= _PAUSE:
            for each in held:
                say(run, each)
            held.clear()

    def stage(name: str) -> None:
        last[0] = monotonic()
        write(f"{next(turn)}/{stages} {stage_name(name, run.speaks)}", last[0])

    def step(done: int, steps: int) -> None:
        if done <= 1 or not began[1]:
            began[:] = [monotonic(), float(done)]
        if monotonic() - last[0] >= _PAUSE:
            last[0] = monotonic()
            rate = (done - began[1]) / max(last[0] - began[0], 1e-9)
            rest = wording(run.speaks)["left"].format(time=clock((steps - done) / rate, run.speaks)) if rate > 0 else ""
            left = f", {number(rate, run.speaks, 1)}/s, {rest}" if rest else ""
            write(f"    {done}/{steps}{left}", last[0])

    return Advance(stage, step)


@contextlib.contextmanager
def advance(run: Run, stages: int) -> Iterator[Advance]:
    """Give what is told each stage when it starts; on a terminal it moves a bar with the time left, else long work writes lines."""
    if run.quiet or not sys.stderr.isatty():
        yield _lines(run, stages)
        return
    with _bars(run, stages) as told:
        yield told


@contextlib.contextmanager
def _bars(run: Run, stages: int) -> Iterator[Advance]:
    """Give an advance that moves two bars: one over the stages, one over the steps of a long stage with their rate and the time left."""
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.progress import BarColumn, Progress, Task, TextColumn, TimeElapsedColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    class Rate(TextColumn):
        """Steps a second, where steps are counted."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f}/s" if task.fields.get("counted") and task.speed else "")

    columns = (TextColumn("{task.description:<14}"), BarColumn(), TextColumn("{task.completed:.0f}/{task.total:.0f}"), Rate(""))
    console = Console(stderr=True, no_color=not run.color, highlight=False)
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=console, transient=True) as bar:
        task, within = bar.add_task("", total=stages), bar.add_task("", total=1, visible=False, counted=True)
        started = False

        def told(stage: str) -> None:
            nonlocal started
            bar.update(task, description=stage_name(stage, run.speaks), advance=1 if started else 0)
            bar.reset(within, visible=False)
            started = True

        def step(done: int, steps: int) -> None:
            bar.update(within, description="  " + wording(run.speaks)["steps"], completed=done, total=steps, visible=done < steps)

        yield Advance(told, step)
