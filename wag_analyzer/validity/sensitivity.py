"""The sensitivity card: which results hold when something is done otherwise."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.edges import Edges
from wag_analyzer.parser.chat import Chat
from wag_analyzer.settings import Settings
from wag_analyzer.validity.figures import Figure, compared, top_places
from wag_analyzer.validity.results import Ground, Results, base, changed, drawn_again, values_of
from wag_analyzer.validity.variants import Plan, changes, planned_runs

__all__ = ["ANY", "Plan", "sensitivity"]

ANY: Final = "any"
"""The check whose rows sum up all others."""

NUMBERS: Final = frozenset({"count", "new"})
"""Figures that are numbers, not shares: they are not summed up over changes."""

Progress = Callable[[str, int, int], None]
Key = tuple[str, str | None, str]


def sensitivity(chat: Chat, settings: Settings | None = None, plan: Plan | None = None, progress: Progress | None = None) -> pd.DataFrame:
    r"""Return how far the results of a chat hold under other settings, in parts of it, and with messages lost.

    Parameters
    ----------
    chat
        As read.
    settings
        Those of the base; the defaults when None. ``seed`` is that of all changes made at random.
    plan
        What is changed and how often; see ``Plan``.
    progress
        Called with (what is done next, runs done, runs to do).

    Returns
    -------
    DataFrame
        ``tables.SENSITIVITY``: the rows of check ``any`` first, then those of each change.

    Examples
    --------
    >>> from wag_analyzer import read_text, sensitivity
    >>> chat = read_text("31/12/24, 09.00 - Sari: Budi, jam berapa?\n31/12/24, 09.01 - Budi: jam 9, Sari\n")
    >>> found = sensitivity(chat, plan=Plan(checks=("reply model",)))
    >>> found.loc[found["figure"] == "same_answer", ["check", "variant", "value"]].values.tolist()
    [['any', 'reply model: linear', 1.0], ['reply model', 'linear', 1.0], ['reply model', 'adjacency', 1.0]]
    """
    use, asked = settings or Settings(), plan or Plan()
    told = _Told(progress, planned_runs(chat, use, asked))
    told.step("base")
    ground, before = base(chat, use, findings=asked.findings)
    top = asked.top or top_places(len(before.names))
    rows: list[dict[str, object]] = []
    for number, change in enumerate(changes(chat, use, asked)):
        runs = []
        for run in range(change.runs):
            told.step(f"{change.check}: {change.variant}")
            rng = np.random.default_rng([use.seed, number, run])
            runs.append(list(compared(before, changed(chat, ground, change, rng, findings=asked.findings), top)))
        rows += _rows(change.check, change.variant, runs)
    if "conversations" in asked.checks:
        told.step("conversations drawn again")
        rows += _rows("conversations", "drawn again", list(_draws(ground, before, use, (asked.draws, top))))
    told.end()
    return tables.SENSITIVITY.frame([*_any(rows), *rows])


class _Told:
    """Counts runs for whoever wants to know."""

    def __init__(self, progress: Progress | None, runs: int) -> None:
        self._progress = progress
        self._runs = runs
        self._done = 0

    def step(self, name: str) -> None:
        """Say what is done next."""
        if self._progress is not None:
            self._progress(name, self._done, self._runs)
        self._done += 1

    def end(self) -> None:
        """Say that all is done."""
        if self._progress is not None:
            self._progress("", self._runs, self._runs)


def _draws(ground: Ground, before: Results, settings: Settings, much: tuple[int, int]) -> Iterator[list[Figure]]:
    """Yield the figures of rankings in draws of conversations and of readings of every reply."""
    draws, top = much
    some: Edges
    for some in drawn_again(ground, settings).networks(draws, settings.seed):
        yield list(compared(before, Results(before.names, values_of(some)), top))


def _rows(check: str, variant: str, runs: Sequence[Sequence[Figure]]) -> list[dict[str, object]]:
    """Return one row a figure, over the runs in which it is defined."""
    by: dict[Key, list[Figure]] = {}
    for figure in (figure for run in runs for figure in run):
        by.setdefault((figure.result, figure.measure, figure.figure), []).append(figure)
    return [_row(check, variant, figures) for figures in by.values()]


def _row(check: str, variant: str, figures: Sequence[Figure]) -> dict[str, object]:
    known = [figure.value for figure in figures if not np.isnan(figure.value)]
    first = figures[0]
    ends = {"value": float(np.mean(known)), "lo": min(known), "hi": max(known)} if known else {}
    return {
        "check": check, "variant": variant, "result": first.result, "measure": first.measure, "figure": first.figure, **ends,
        "runs": len(known), "compared": first.size, "chance": first.chance, "who": list(first.who), "basis": first.basis,
    }  # fmt: skip


def _any(rows: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Return for each share its mean over all changes, and the change under which least stays."""
    by: dict[tuple[object, ...], list[dict[str, object]]] = {}
    for row in rows:
        if row["figure"] not in NUMBERS and "value" in row:
            by.setdefault((row["result"], row["measure"], row["figure"]), []).append(row)
    return [_summed(some) for some in by.values()]


def _summed(some: Sequence[dict[str, object]]) -> dict[str, object]:
    value = np.array([row["value"] for row in some], dtype=np.float64)
    worst = some[int(value.argmin())]
    ends = {"value": float(value.mean()), "lo": float(value.min()), "hi": float(value.max())}
    runs = int(np.sum([row["runs"] for row in some]))
    return {**some[0], **ends, "check": ANY, "variant": f"{worst['check']}: {worst['variant']}", "runs": runs}
