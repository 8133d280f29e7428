"""What labels tell: how far the people agree, and how right each rule is where most of them agree."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.validity.agreement import alpha, kappa, share_agreed
from wag_analyzer.validity.sampling import STRATA
from wag_analyzer.validity.shares import Share, Stratum, shares

__all__ = ["labelled", "majority"]

Sheet = Mapping[str, str | None]
Row = dict[str, Any]

_ALL: Final = "all"
_AGREED: Final = "pairs of people who gave the same label, mean over items that two or more labelled"
_PRECISION: Final = "excerpts with a finding that show it, of all excerpts with one"
_RECALL: Final = "excerpts with a finding among all that show it, weighted back from the strata"


def majority(labels: Sequence[str | None]) -> str | None:
    """Return what more than half of those who gave a label say; None when nobody did, or when they are split.

    >>> majority(["yes", "yes", "no", None]), majority(["yes", "no"])
    ('yes', None)
    """
    given = Counter(label for label in labels if label is not None)
    label, count = given.most_common(1)[0] if given else (None, 0)
    return label if 2 * count > given.total() else None


def labelled(key: Mapping[str, Any], sheets: Mapping[str, Sheet]) -> pd.DataFrame:
    """Return ``tables.AGREEMENT``.

    Parameters
    ----------
    key
        The key of the sample: seed, sizes of the strata by rule, rule and stratum of each item.
    sheets
        Who labelled → item → label.
    """
    codes = list(key["rules"])
    rows = [row for code in codes for row in _of_rule(code, key, sheets)]
    if len(codes) > 1:
        rows += _agreement(_ALL, list(key["items"]), sheets, int(key["seed"]))
    return tables.AGREEMENT.frame(rows)


def _of_rule(code: str, key: Mapping[str, Any], sheets: Mapping[str, Sheet]) -> Iterator[Row]:
    items = [item for item, of in key["items"].items() if of["code"] == code]
    yield from _agreement(code, items, sheets, int(key["seed"]))
    said = {item: majority([sheet.get(item) for sheet in sheets.values()]) for item in items}
    strata: dict[str, Stratum] = {}
    for name in STRATA:
        mine = [said[item] for item in items if key["items"][item]["stratum"] == name and said[item] is not None]
        strata[name] = Stratum(int(key["rules"][code].get(name, 0)), len(mine), mine.count("yes"))
    precision, recall = shares(strata, int(key["seed"]))
    yield _row(code, "precision", precision, _PRECISION)
    yield _row(code, "recall", recall, _RECALL)


def _agreement(code: str, items: Sequence[str], sheets: Mapping[str, Sheet], seed: int) -> Iterator[Row]:
    rows = [tuple(sheet.get(item) for sheet in sheets.values()) for item in items]
    given = [row for row in rows if any(label is not None for label in row)]
    twice = sum(sum(label is not None for label in row) > 1 for row in rows)
    split = sum(majority(row) is None for row in given)
    yield {"code": code, "figure": "labelled", "value": len(given), "n": len(rows), "basis": "items with a label, of those drawn"}
    yield {"code": code, "figure": "split", "value": split, "n": len(given), "basis": "items on which people are split; left out below"}
    if len(sheets) < 2:
        return
    yield {"code": code, "figure": "agreed", "value": share_agreed(rows), "n": twice, "basis": _AGREED}
    for (one, first), (other, second) in combinations(sheets.items(), 2):
        both = kappa([(first.get(item), second.get(item)) for item in items])
        basis = f"Cohen's kappa of {one} and {other}: 0 is chance, 1 full agreement"
        yield {"code": code, "figure": "kappa", "value": both.value, "lo": both.lo, "hi": both.hi, "n": both.units, "basis": basis}
    every = alpha(rows, seed)
    basis = "Krippendorff's alpha of all who labelled: 0 is chance, 1 full agreement"
    yield {"code": code, "figure": "alpha", "value": every.value, "lo": every.lo, "hi": every.hi, "n": every.units, "basis": basis}


def _row(code: str, figure: str, share: Share, basis: str) -> Row:
    return {"code": code, "figure": figure, "value": share.value, "lo": share.lo, "hi": share.hi, "n": share.n, "basis": basis}
