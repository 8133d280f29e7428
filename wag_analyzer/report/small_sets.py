"""Nothing is shown about a set of fewer people than the least: small circles, units and levels are folded into 'not said'."""

from collections import Counter
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis
from wag_analyzer.report.tiers import Tier
from wag_analyzer.tables import Table

__all__ = ["folded", "in_large_sets"]

_MARKS: Final = ("unit", "level")
"""Columns by which a person is one of a set."""


def folded(frame: pd.DataFrame, table: Table, tier: Tier, least: int) -> pd.DataFrame:
    """Return ``frame`` without sets of fewer than ``least`` people; in tier names it is the same frame.

    A circle that is too small is given as none (0, no stability); a unit or level that too few people have is missing.

    Parameters
    ----------
    frame
        Rows of ``table``.
    least
        Smallest set of people about which anything is shown as a set.
    """
    if tier.level == "names":
        return frame
    columns: dict[str, Any] = {}
    if table is tables.COMMUNITIES:
        small = _rare(frame["circle"], least)
        columns = {"circle": frame["circle"].mask(small, 0), "stability": frame["stability"].mask(small)}
    elif table is tables.PEOPLE:
        columns = {name: frame[name].mask(_rare(frame[name], least)) for name in _MARKS}
    return table.frame({name: columns.get(name, frame[name]) for name in table.names}) if columns else frame


def in_large_sets(analysis: Analysis, tier: Tier) -> Analysis:
    """Return ``analysis`` with ``folded`` circles and people, for graphs, whose nodes bear them."""
    least = analysis.settings.min_group
    communities = folded(analysis.network.communities, tables.COMMUNITIES, tier, least)
    people = replace(analysis.people, table=folded(analysis.people.table, tables.PEOPLE, tier, least))
    return replace(analysis, network=replace(analysis.network, communities=communities), people=people)


def _rare(values: "pd.Series[Any]", least: int) -> Any:
    """Return which rows hold a value that fewer than ``least`` rows hold."""
    plain = values.astype(object)
    counts = Counter(plain[values.notna()])
    return plain.map(lambda value: 0 < counts.get(value, 0) < least).to_numpy(dtype=bool)
