"""Roles read from measures: who has one, who cannot be told apart from who has, and how that changes. Definitions stand in ``cards``."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.network.cards import ROLES, Role

__all__ = ["MAYBE", "NOBODY", "YES", "role_changes", "roles", "stands_out"]

YES: Final = "yes"
MAYBE: Final = "not distinguishable"
NOBODY: Final = "nobody stands out"
FEW: Final = 5
SHARE: Final = 0.1
"""More people than five, or than this share of the group, who cannot be told apart are nobody that stands out."""

LISTED: Final = 10
_FIGURES: Final = ("value", "lo", "hi", "rank", "rank_lo", "rank_hi")

Row = Mapping[str, Any]


def roles(measures: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return the roles of a group in each window of ``measures``.

    Parameters
    ----------
    measures
        ``tables.MEASURES``.
    people
        ``tables.PEOPLE``: ``admin`` is taken from there.

    Returns
    -------
    DataFrame
        ``tables.ROLES``, by window, then role. A role by rank is held when the intervals of all other ranks end below; several people whose
        intervals overlap are not distinguishable, and when these are more than five and more than a tenth of the group, nobody stands
        out. A role by limit is held when the whole interval reaches the limit.
    """
    rows: list[Row] = []
    for window, some in measures.groupby("window", sort=False):
        wide = {str(name): each.set_index("person") for name, each in some.groupby("measure", observed=True, sort=False)}
        rows += [{"window": window, **row} for role in ROLES for row in _of(role, wide, people)]
    return tables.ROLES.frame(rows)


def _of(role: Role, wide: Mapping[str, pd.DataFrame], people: pd.DataFrame) -> Iterator[Row]:
    if role.rule == "told":
        for person in people.loc[people["admin"].to_numpy(), "person"]:
            yield {"person": person, "role": role.name, "held": YES, "alike": [], "basis": "a line of the export or the roster says so"}
        return
    figures = _ordered(wide[role.measure][list(_FIGURES)], highest=role.highest)
    if role.exchange:
        acts = wide["in_strength"]["value"] + wide["out_strength"]["value"]
        figures = figures[(acts.reindex(figures.index) >= role.exchange).to_numpy()]
    yield from _first(role, figures, len(people)) if role.rule == "first" else _at_limit(role, figures)


def _ordered(figures: pd.DataFrame, *, highest: bool) -> pd.DataFrame:
    """Return who has a value, with ranks that count from who has most of the role."""
    known = figures[figures["value"].notna()].copy()
    if not highest:
        last = len(known) + 1
        known["rank"], known["rank_lo"], known["rank_hi"] = last - known["rank"], last - known["rank_hi"], last - known["rank_lo"]
    return known.sort_values("rank", kind="stable")


def _first(role: Role, figures: pd.DataFrame, people: int) -> Iterator[Row]:
    able = figures[figures["value"] > role.limit]
    if not len(able):
        return
    best, worst = (able[end].fillna(able["rank"]) for end in ("rank_lo", "rank_hi"))
    alike = able[(best <= worst.iloc[0]).to_numpy()]
    if not stands_out(len(alike), people):
        yield {
            "role": role.name,
            "held": NOBODY,
            "measure": role.measure,
            "alike": list(alike.index[:LISTED]),
            "basis": _too_many(len(alike)),
        }
        return
    for person, row in alike.iterrows():
        others = [name for name in alike.index if name != person]
        sure = not others and not row["lo"] <= role.limit
        basis = _rank_basis(row, others) if others or sure else f"the interval of {role.measure} reaches {role.limit:.2g}"
        yield _row(role, str(person), row) | {"held": YES if sure else MAYBE, "alike": others[:LISTED], "basis": basis}


def stands_out(alike: int, people: int) -> bool:
    """Return whether so many who cannot be told apart are few enough in a group of ``people``."""
    return alike <= max(FEW, math.ceil(SHARE * people))


def _at_limit(role: Role, figures: pd.DataFrame) -> Iterator[Row]:
    near, far = ("value", "lo") if role.highest else ("value", "hi")
    for person, row in figures.iterrows():
        if not (row[near] >= role.limit if role.highest else row[near] <= role.limit):
            continue
        drawn = np.isfinite(row[far])
        sure = not drawn or (row[far] >= role.limit if role.highest else row[far] <= role.limit)
        word = "reaches" if sure else "reaches, but not with its whole interval,"
        basis = f"{role.measure} {row['value']:.2g} {word} {role.limit:.2g}" + ("" if drawn else "; no interval")
        yield _row(role, str(person), row) | {"held": YES if sure else MAYBE, "alike": [], "basis": basis}


def _row(role: Role, person: str, figures: "pd.Series[float]") -> dict[str, Any]:
    return {"person": person, "role": role.name, "measure": role.measure, **{name: figures[name] for name in _FIGURES}}


def _too_many(count: int) -> str:
    return f"{count} people cannot be told apart"


def _rank_basis(row: "pd.Series[float]", others: list[str]) -> str:
    if not np.isfinite(row["rank_lo"]):
        return "no interval"
    best, own, worst = (f"{round(float(row[name]), 1):g}" for name in ("rank_lo", "rank", "rank_hi"))
    ranks = f"rank {own}, between {best} and {worst}"
    return f"{ranks}; overlaps {len(others)} other{'s' if len(others) > 1 else ''}" if others else ranks


def role_changes(found: pd.DataFrame, windows: Sequence[str]) -> pd.DataFrame:
    """Return when roles began, ended or passed on, from the roles in several windows.

    Parameters
    ----------
    found
        ``tables.ROLES`` in several windows.
    windows
        All windows in order of time, also those in which nobody has a role.

    Returns
    -------
    DataFrame
        ``tables.ROLE_CHANGES``: one row per person, role and unbroken run of windows in which ``held`` is yes. Between ``since_lo`` and
        ``since`` it may have begun, between ``until`` and ``until_hi`` it may have ended: there the person could not be told apart from
        who had it. A role that several people can have at once (by a limit) is not taken over or passed on.
    """
    order = {window: place for place, window in enumerate(windows)}
    known = found[found["person"].notna().to_numpy() & found["window"].isin(order).to_numpy()]
    seen: dict[tuple[str, str], dict[int, Row]] = {}
    holders: dict[tuple[str, int], list[str]] = {}
    records: list[Any] = known.astype(object).to_dict("records")
    for row in records:
        place = order[row["window"]]
        seen.setdefault((row["role"], row["person"]), {})[place] = row
        if row["held"] == YES:
            holders.setdefault((row["role"], place), []).append(row["person"])
    numbers = {role.name: place for place, role in enumerate(ROLES)}
    ranked = {role.name for role in ROLES if role.rule == "first"}
    runs = [run for (role, person), each in seen.items() for run in _runs(person, role, each, windows)]
    for row in runs:
        start, end = order[row["since"]], order[row["until"]]
        around = (("before", start - 1), ("after", end + 1)) if row["role"] in ranked else ()
        row.update({"before": None, "after": None} | {name: _only(holders.get((row["role"], place), [])) for name, place in around})
        row["began"] = "first window" if not start else "taken over" if row["before"] else "new"
        row["ended"] = "last window" if end + 1 == len(windows) else "passed on" if row["after"] else "lost"
    runs.sort(key=lambda row: (numbers.get(row["role"], -1), order[row["since"]], row["person"]))
    return tables.ROLE_CHANGES.frame(runs)


def _runs(person: str, role: str, each: Mapping[int, Row], windows: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the unbroken runs of windows in which somebody has a role for sure, with the windows around in which it may be so."""
    sure = sorted(place for place, row in each.items() if row["held"] == YES)
    for start in (place for place in sure if place - 1 not in sure):
        end = next(place for place in range(start, len(windows)) if place + 1 not in sure)
        lo, hi = start, end
        while lo - 1 in each:
            lo -= 1
        while hi + 1 in each:
            hi += 1
        first, last = each[start], each[end]
        yield {
            "person": person,
            "role": role,
            "since": windows[start],
            "until": windows[end],
            "windows": end - start + 1,
            "since_lo": windows[lo],
            "until_hi": windows[hi],
            "measure": first["measure"],
            **{name: first[name] for name in ("value", "lo", "hi")},
            **{f"last_{name}": last[name] for name in ("value", "lo", "hi")},
        }


def _only(names: list[str]) -> str | None:
    return names[0] if len(names) == 1 else None
