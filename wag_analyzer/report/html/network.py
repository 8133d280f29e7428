"""The map, the tables and the strip of weeks as columns for the page's script."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from wag_analyzer.report.html.history import Frames, tie_uses
from wag_analyzer.report.html.pool import Pool
from wag_analyzer.report.html.view import View
from wag_analyzer.report.layout import layout
from wag_analyzer.visible import visible

__all__ = ["circle_rows", "people_columns", "tie_columns", "week_columns"]

_STRENGTHS: Final = ("strong", "weak", "bridging", "latent")
_PER_TIE: Final = 3
_PER_PERSON: Final = 3
_LEAST_ACT: Final = 0.2
_BUDGET: Final = 420_000  # bytes for ties; weaker ones are left out of the page, and the page says so
_TIE_BYTES: Final = 70
_WEEK_BYTES: Final = 3.4
_MARGIN: Final = 11.0  # of a circle's border about its people, in units of the map
_CORNERS: Final = 16


def people_columns(view: View, pool: Pool, seed: int) -> dict[str, Any]:
    """Return one value a person in each column: name, place on the map, figures, who brought the person in, some messages."""
    table = view.analysis.people.table.set_index("person").loc[view.persons]
    ends = [
        (view.place[str(a)], view.place[str(b)], float(w))
        for a, b, w in zip(*(view.ties[name].tolist() for name in ("source", "target", "weight")), strict=True)
    ]
    spots = layout(len(view.persons), ends, view.circles, seed)
    columns: dict[str, Any] = {"x": spots.x.tolist(), "y": spots.y.tolist(), "r": spots.radius.tolist(), "c": view.circles}
    if not view.tier.has_text:
        return columns | {"name": [], "n": []}
    full = [visible(view.full.name(person)) for person in view.persons]
    columns |= {
        "name": [view.label(person) for person in view.persons],
        "full": full if view.tier.level == "pseudonym" else [],
        "n": [int(count) for count in table["messages"]],
        "first": [view.day(at) for at in table["first"]],
        "last": [view.day(at) for at in table["last"]],
    }
    return columns | _measured(view) | {"m": _messages_of(view, pool)}


def _measured(view: View) -> dict[str, list[float | None]]:
    """Return strengths and betweenness; None where a measure is not defined."""
    found = view.analysis.network.measures
    whole = found[found["window"] == "all"]
    columns: dict[str, list[float | None]] = {}
    for key, name, factor in (("given", "out_strength", 1.0), ("got", "in_strength", 1.0), ("between", "betweenness", 100.0)):
        own = whole[whole["measure"].astype(object) == name]
        values = dict(zip(own["person"], own["value"], strict=True))
        columns[key] = [_rounded(values.get(person), factor) for person in view.persons]
    return columns


def _rounded(value: Any, factor: float = 1.0, digits: int = 1) -> float | None:
    return round(float(value) * factor, digits) if value is not None and np.isfinite(value) else None


def _messages_of(view: View, pool: Pool) -> list[list[int]]:
    """Return a few of each person's messages: spread over the time, so that they say more than the last day does."""
    messages = view.analysis.messages
    texts = messages[messages["text"].fillna("").str.len() > 0]
    own = texts.groupby(texts["person"].astype(object))["msg_id"].agg(list).to_dict()
    return [pool.some(_spread(own.get(person, []), _PER_PERSON), _PER_PERSON) for person in view.persons]


def _spread(keys: Sequence[str], count: int) -> list[str]:
    return [str(keys[int((turn + 0.5) * len(keys) / count)]) for turn in range(count)] if len(keys) > count else list(map(str, keys))


def tie_columns(view: View, pool: Pool, more: Frames) -> dict[str, Any]:
    """Return one value a tie (an ordered pair) in each column, strongest first, with its acts by week."""
    weeks = _by_week(view)
    spent = np.cumsum([_TIE_BYTES + _WEEK_BYTES * len(acts) for acts in weeks])
    ties = view.ties.iloc[: int(np.searchsorted(spent, _BUDGET, side="right"))]
    columns: dict[str, Any] = {
        "all": len(view.ties),
        "a": [view.place[str(name)] for name in ties["source"]],
        "b": [view.place[str(name)] for name in ties["target"]],
        "w": [round(float(weight), 1) for weight in ties["weight"]],
        "s": [_STRENGTHS.index(kind) if kind in _STRENGTHS else -1 for kind in ties["strength"].astype(object)],
        "k": weeks[: len(ties)],
    }
    if not view.tier.has_text:
        return columns | {"m": []}
    return columns | {
        "lo": [_rounded(value) for value in ties["weight_lo"]],
        "hi": [_rounded(value) for value in ties["weight_hi"]],
        "e": [_rounded(value) for value in ties["expected"]],
        "n": [int(count) for count in ties["acts"]],
        "from": _days(ties["first"], view),
        "to": _days(ties["last"], view),
        "u": tie_uses(zip(ties["source"].astype(str), ties["target"].astype(str), strict=True), more),
        "m": [pool.some(map(str, keys) if keys is not None else (), _PER_TIE) for keys in ties["msg_ids"]],
    }


def _days(times: "pd.Series[Any]", view: View) -> list[int]:
    """Return days since the first week began; -1 when missing."""
    starts = _starts(view)
    if not len(starts):
        return [-1] * len(times)
    return [-1 if pd.isna(at) else int((at - starts[0]).days) for at in times]


def _starts(view: View) -> pd.DatetimeIndex:
    """Return the Mondays of all weeks of the chat."""
    times = view.analysis.messages["at"]
    if not len(times):
        return pd.DatetimeIndex([])
    first, last = times.min().normalize(), times.max().normalize()
    return pd.date_range(first - pd.Timedelta(days=first.weekday()), last, freq="7D", unit="s")


def _by_week(view: View) -> list[list[float]]:
    """Return for each tie a flat list of weeks and acts in turn."""
    starts = _starts(view)
    acts = view.analysis.interactions
    kept = acts[acts["layer"].astype(object).isin(["reply", "mention"]) & (acts["weight"] >= _LEAST_ACT) & acts["at"].notna()]
    if not len(starts) or not len(kept):
        return [[] for _ in range(len(view.ties))]
    week = starts.searchsorted(kept["at"].to_numpy(), side="right") - 1
    summed = kept["weight"].groupby([kept["source"].to_numpy(), kept["target"].to_numpy(), week]).sum()
    by_pair: dict[tuple[str, str], list[float]] = {}
    for key, weight in zip(summed.index.tolist(), summed.tolist(), strict=True):
        source, target, number = key
        by_pair.setdefault((str(source), str(target)), []).extend((int(number), round(float(weight), 1)))
    return [by_pair.get((str(a), str(b)), []) for a, b in zip(view.ties["source"].tolist(), view.ties["target"].tolist(), strict=True)]


def week_columns(view: View) -> dict[str, Any]:
    """Return the weeks: first day and messages."""
    starts = _starts(view)
    if not len(starts):
        return {"start": [], "label": [], "n": []}
    week = starts.searchsorted(view.analysis.messages["at"].to_numpy(), side="right") - 1
    counts = np.bincount(np.clip(week, 0, None), minlength=len(starts))
    return {"start": [at.strftime("%Y-%m-%d") for at in starts], "label": [view.day(at) for at in starts], "n": counts.tolist()}


def circle_rows(view: View, people: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the circles shown: number, label with the two most central members where names may be told, size, border on the map."""
    received = _measured(view)["got"]
    rows = []
    for circle in sorted(set(view.circles) - {0}):
        members = [place for place, own in enumerate(view.circles) if own == circle]
        central = sorted(members, key=lambda place: (-(received[place] or 0), place))[:2]
        label = view.words["map"]["circle"].format(n=circle)
        names = ", ".join(_first_word(view.label(view.persons[place])) for place in central) if view.tier.has_text else ""
        rows.append({"n": circle, "label": label, "of": names, "size": len(members), "hull": _border(people, members)})
    return rows


def _border(people: Mapping[str, Any], members: Sequence[int]) -> list[list[float]]:
    """Return the convex hull of the members' discs, a margin wider, as points x, y in the map's units, round about."""
    from scipy.spatial import ConvexHull  # noqa: PLC0415 - only reports need it

    x, y, r = (np.array([people[name][place] for place in members], dtype=float)[:, None] for name in ("x", "y", "r"))
    turns = np.arange(_CORNERS) * (2 * np.pi / _CORNERS)
    points = np.stack([x + (r + _MARGIN) * np.cos(turns), y + (r + _MARGIN) * np.sin(turns)], axis=-1).reshape(-1, 2)
    border: list[list[float]] = points[ConvexHull(points).vertices].round(1).tolist()
    return border


def _first_word(label: str) -> str:
    word = next(iter(label.replace("~", " ").split()), label)
    return label if word.startswith("+") or len(word) < 3 else word


def kinds(values: Iterable[Any], said: Mapping[str, str]) -> list[tuple[str, int]]:
    """Return kinds of messages with their counts, most frequent first."""
    counts = pd.Series(list(values), dtype=object).value_counts()
    pairs = [(said.get(f"kind_{kind}", str(kind)), int(count)) for kind, count in counts.items()]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
