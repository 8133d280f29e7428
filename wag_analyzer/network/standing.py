"""Who ranks first by each measure, and who cannot be told apart from that person: in words for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from wag_analyzer.network.roles import stands_out

__all__ = ["Standing", "standings"]

NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """The first place of one measure.

    Parameters
    ----------
    measure
        Its name.
    first
        Who ranks first; several when their values are equal; empty when nobody has a value.
    value
        Their value.
    alike
        Everybody else whose rank interval reaches theirs: not distinguishable from them.
    clear
        Whether these are few enough for the first place to mean something.
    drawn
        Whether there are intervals.
    """

    measure: str
    first: tuple[str, ...]
    value: float
    alike: tuple[str, ...]
    clear: bool
    drawn: bool

    @property
    def told(self) -> str:
        """Return it in words."""
        if not self.first:
            return "nobody has a value"
        if not self.clear:
            return f"nobody stands out: {len(self.first) + len(self.alike)} people cannot be told apart"
        first = f"{_named(self.first)} ({self.value:.3g})"
        if not self.drawn:
            return f"{first}; no intervals"
        return f"{first}; not distinguishable: {_named(self.alike)}" if self.alike else f"{first}, for sure"


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def standings(measures: pd.DataFrame, names: Sequence[str]) -> list[Standing]:
    """Return who ranks first by each measure, over the whole time.

    Parameters
    ----------
    measures
        ``tables.MEASURES``.
    names
        Measures wanted, in order; those that are not there are left out.
    """
    whole = measures[(measures["window"] == "all").to_numpy()]
    by = {str(name): each for name, each in whole.groupby("measure", observed=True, sort=False)}
    return [_standing(name, by[name]) for name in names if name in by]


def _standing(measure: str, some: pd.DataFrame) -> Standing:
    known = some[some["value"].notna().to_numpy()].sort_values("rank", kind="stable")
    if known.empty:
        return Standing(measure, (), float("nan"), (), clear=False, drawn=False)
    best, worst = (known[end].fillna(known["rank"]) for end in ("rank_lo", "rank_hi"))
    top = (known["rank"] == known["rank"].iloc[0]).to_numpy()
    alike = ~top & (best <= worst.iloc[0]).to_numpy()
    first, others = (tuple(known.loc[which, "person"].tolist()) for which in (top, alike))
    clear = stands_out(len(first) + len(others), len(some))
    return Standing(measure, first, float(known["value"].iloc[0]), others, clear=clear, drawn=bool(known["rank_lo"].notna().any()))
