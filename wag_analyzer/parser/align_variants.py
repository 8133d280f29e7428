"""Pairing what one person sent at one time and two exports show differently: deleted, edited, a file, words changed."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

import numpy as np

from wag_analyzer.parser.align_lines import DELETED, MEDIA, TEXT, WAITING, Lines
from wag_analyzer.parser.align_pairs import Pairs
from wag_analyzer.parser.dates import Ints

__all__ = ["HOW", "Words", "variants"]

HOW: Final = ("same", "deleted", "edited", "fuller", "changed")
"""How the two lines of a pair differ: not at all; one lost its words; edited later; one names the file; the words differ unexplained."""

Words = Callable[[int, int], float]
"""Likeness, 0 to 1, of the words of two lines."""

LIKE: Final = 0.6
"""Likeness from which differing words of one person at one time are taken for one message."""
MOST: Final = 40
"""Lines of one person at one time that are compared with each other; a flood is paired in order."""


def likeness(one: str, other: str) -> float:
    """Return how much of two texts is the same, 0 to 1.

    Examples
    --------
    >>> likeness("rapat jam 9", "rapat jam 10") > 0.8, likeness("ya", "no")
    (True, 0.0)
    """
    return SequenceMatcher(None, one[:2000], other[:2000], autojunk=False).ratio()


def variants(a: Lines, b: Lines, keys: Pairs, rows: Pairs, alike: Words) -> list[tuple[int, int, int]]:
    """Return place, place and how they differ (index into ``HOW``) of lines that are one message.

    Parameters
    ----------
    a, b
        The lines of the two exports.
    keys
        For each line of each export a key of person and time.
    rows
        The lines of each that are still without a partner.
    alike
        Likeness of the words of two lines.
    """
    left, right = _gathered(keys[0], rows[0]), _gathered(keys[1], rows[1])
    found: list[tuple[int, int, int]] = []
    for key in sorted(left.keys() & right.keys()):
        found += _within(a, b, (left[key], right[key]), alike)
    return sorted(found)


def _gathered(keys: Ints, rows: Ints) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for key, row in zip(keys[rows].tolist(), rows.tolist(), strict=True):
        found[key].append(row)
    return found


def _within(a: Lines, b: Lines, lists: tuple[Sequence[int], Sequence[int]], alike: Words) -> Iterator[tuple[int, int, int]]:
    """Yield the pairs among the lines of one person at one time: equal numbers in order where all fit, else the best first."""
    left, right = lists
    in_order = [_how(a, b, x, y, alike) for x, y in zip(left[:MOST], right[:MOST], strict=False)]
    if len(left) == len(right) <= MOST and all(how is not None for how, _ in in_order):
        yield from ((x, y, int(how or 0)) for x, y, (how, _) in zip(left, right, in_order, strict=True))
        return
    every = [(x, y, *_how(a, b, x, y, alike)) for x in left[:MOST] for y in right[:MOST]]
    done: set[tuple[str, int]] = set()
    for x, y, how, _ in sorted((pair for pair in every if pair[2] is not None), key=lambda pair: (-pair[3], pair[0], pair[1])):
        if not {("a", x), ("b", y)} & done:
            done |= {("a", x), ("b", y)}
            yield x, y, int(how or 0)


def _how(a: Lines, b: Lines, x: int, y: int, alike: Words) -> tuple[int | None, float]:
    """Return how two lines differ, None when they are not one message, and how sure that is."""
    kinds = {int(a.kind[x]), int(b.kind[y])}
    if kinds & {DELETED, WAITING}:
        return (HOW.index("same"), 2.0) if len(kinds) == 1 else (HOW.index("deleted"), 0.5)
    if TEXT not in kinds:
        return (HOW.index("fuller"), 1.0) if kinds == {MEDIA} or a.kind[x] == b.kind[y] else (None, 0.0)
    if len(kinds) > 1:
        return None, 0.0
    like = alike(x, y)
    if a.edited[x] or b.edited[y]:
        return HOW.index("edited"), 1.0 + like
    return (HOW.index("changed"), like) if like >= LIKE else (None, 0.0)


def leftovers(count: int, used: Ints, inside: Ints) -> Ints:
    """Return the places among ``inside`` that are not used yet."""
    free = np.ones(count, bool)
    free[used] = False
    return inside[free[inside]]
