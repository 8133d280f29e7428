"""How the group came to be and what its ties are used for, as the page's script reads them: phases, arrivals, uses, rungs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from wag_analyzer.report.html.pool import Pool
from wag_analyzer.report.html.view import View

__all__ = ["Frames", "arrival_columns", "life_rows", "recruiter_rows", "rung_rows", "tie_uses", "use_rows"]

Frames = Mapping[str, pd.DataFrame]
"""Tables of a case by name; those that are missing are left out of the page."""

USES: Final = ("communication", "information", "problem-solving", "knowledge", "access")
_WAYS: Final = ("created", "added", "link", "community")
_PER_PHASE: Final = 4
_RECRUITERS: Final = 12
_LEAST_SHARE: Final = 0.15


def life_rows(view: View, pool: Pool, more: Frames) -> list[dict[str, Any]]:
    """Return phases and changes of pace with their dates, what they rest on and up to four of the lines that show them."""
    if "lifecycle" not in more:
        return []
    return [_phase(row, view, pool) for row in more["lifecycle"].astype(object).to_dict("records")]


def _phase(row: Mapping[Any, Any], view: View, pool: Pool) -> dict[str, Any]:
    cited = [str(key) for key in (row["msg_ids"] if row["msg_ids"] is not None else ()) if pool.has(str(key))]
    shown = view.tier.has_text
    return {
        "phase": row["phase"],
        "group": view.tier.group(str(row["group_id"])) if _several(view) else "",
        **{name: _iso(row[name]) for name in ("start", "end", "start_lo", "start_hi")},
        **{name: rounded(row[name], digits) for name, digits in (("p", 3), ("before", 1), ("after", 1))},
        "certain": bool(row["certain"]) if row["certain"] is not None else False,
        "by": view.place.get(row["by"], -1) if shown and isinstance(row["by"], str) else -1,
        "n": len(cited),
        "m": [pool.take(key) for key in cited[:_PER_PHASE]] if shown else [],
    }


def _several(view: View) -> bool:
    return len({source.group_id for source in view.analysis.chat.sources}) > 1


def _iso(at: Any) -> str:
    return at.strftime("%Y-%m-%d") if isinstance(at, pd.Timestamp) and not pd.isna(at) else ""


def rounded(value: Any, digits: int = 1) -> float | None:
    """Return a figure for the page, None when missing."""
    return round(float(value), digits) if value is not None and not pd.isna(value) and np.isfinite(value) else None


def arrival_columns(view: View, more: Frames) -> dict[str, list[Any]]:
    """Return who came in by whom, how and when: one value an arrival in each column; from system lines alone when no tree was made."""
    rows = _arrivals(view, more)
    if not view.tier.has_text:
        return {"day": [row["day"] for row in rows], "how": [row["how"] for row in rows], "wave": [row["wave"] for row in rows]}
    return {name: [row[name] for row in rows] for name in ("who", "by", "how", "p", "day", "wave")}


def _arrivals(view: View, more: Frames) -> list[dict[str, Any]]:
    if "invitations" in more:
        listed = more["invitations"].astype(object).to_dict("records")
    else:
        people = view.analysis.people.table.rename(columns={"joined": "at", "added_by": "by"}).astype(object)
        known = people[people["by"].notna() | people["at"].notna()]
        listed = [row | {"how": "added" if isinstance(row["by"], str) else "", "p": 1.0, "wave": 0} for row in known.to_dict("records")]
    return [
        {
            "who": view.place[row["person"]],
            "by": view.place.get(row["by"], -1) if isinstance(row["by"], str) else -1,
            "how": _WAYS.index(row["how"]) if row["how"] in _WAYS else -1,
            "p": rounded(row["p"], 2),
            "day": _iso(row["at"]),
            "wave": int(row["wave"] or 0),
        }
        for row in listed
        if row["person"] in view.place
    ]


def recruiter_rows(view: View, more: Frames) -> list[dict[str, Any]]:
    """Return who brought people in, beside chance; nobody in tier numbers."""
    if "recruiters" not in more or not view.tier.has_text:
        return []
    listed = more["recruiters"].astype(object).to_dict("records")
    return [
        {"who": view.place[row["person"]]}
        | {
            name: rounded(row[name], 3 if name == "q" else 1)
            for name in ("recruits", "below", "rank_lo", "rank_hi", "later", "expected", "q")
        }
        for row in listed
        if row["person"] in view.place
    ][:_RECRUITERS]


def use_rows(more: Frames) -> list[dict[str, Any]]:
    """Return the five uses of ties: expected acts, of them given and asked, and in how many ties."""
    if "uses" not in more or not len(more["uses"]):
        return []
    frame = more["uses"]
    columns = ("acts", "given", "asked")
    summed = {name: frame[name].groupby(frame["use"].astype(object)).sum().to_dict() for name in columns}
    ties = frame["use"].astype(object).value_counts()
    return [
        {"use": use, "ties": int(ties[use])} | {name: rounded(summed[name][use]) for name in columns}
        for use in USES
        if use in summed["acts"]
    ]


def rung_rows(more: Frames) -> list[dict[str, Any]]:
    """Return the rungs of Know-Like-Trust-Buy as counts of pairs."""
    if "ladder" not in more:
        return []
    names = ("rung", "dyads", "lo", "hi", "possible", "skipped")
    return [
        {name: row[name] if name == "rung" else rounded(row[name], 0) for name in names}
        for row in more["ladder"].astype(object).to_dict("records")
    ]


def tie_uses(pairs: Iterable[tuple[str, str]], more: Frames) -> list[list[int]]:
    """Return for each tie what it is used for: use and percent in turn, the largest first; nothing where there are too few acts to tell."""
    known: dict[tuple[str, str], list[tuple[float, int]]] = {}
    if "uses" in more:
        frame = more["uses"]
        kept = frame[~frame["few"].astype(bool) & (frame["share"] >= _LEAST_SHARE)]
        columns: Sequence[Any] = [kept[name].astype(object) for name in ("source", "target", "use", "share")]
        for source, target, use, share in zip(*columns, strict=True):
            known.setdefault((str(source), str(target)), []).append((float(share), USES.index(use)))
    return [[figure for share, use in sorted(known.get(pair, ()), reverse=True) for figure in (use, round(100 * share))] for pair in pairs]
