"""Pairing system lines by type, time and persons, whatever language they are written in."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from wag_analyzer.parser.align_lines import Lines, Told
from wag_analyzer.parser.align_pairs import Pairs
from wag_analyzer.parser.dates import Ints

__all__ = ["event_pairs", "event_votes"]

Key = tuple[str, str, int, int]
Places = tuple[list[int], list[int]]


def event_votes(a: Lines, b: Lines, at: Pairs, person: Pairs | None = None) -> Iterator[tuple[int, int, float]]:
    """Yield who stands in the same place of system lines that are alone of their type at their time, with the weight 1.

    Parameters
    ----------
    a, b
        The lines of the two exports.
    at
        Their times, made comparable.
    person
        For the codes of names in ``a`` and in ``b`` the person behind each, as far as known: lines about the same persons are put aside,
        so that more are alone.
    """
    left, right = _keyed(a, at[0]), _keyed(b, at[1])
    if person is not None:
        one, other = (_persons(lines.told, codes.tolist()) for lines, codes in ((a, person[0]), (b, person[1])))
        for key in left.keys() & right.keys():
            left[key], right[key] = _strangers(left[key], right[key], one, other)
    for x, y in _alone(left, right):
        yield from _votes(a.told[x], b.told[y])


def _votes(one: Told, other: Told) -> Iterator[tuple[int, int, float]]:
    if one.actor >= 0 and other.actor >= 0:
        yield one.actor, other.actor, 1.0
    weight = 1.0 if len(one.targets) == 1 else 0.5  # the order within a line is a habit, not a promise
    for target, same in zip(one.targets, other.targets, strict=True):
        yield target, same, weight


def _strangers(xs: list[int], ys: list[int], one: Mapping[int, Told], other: Mapping[int, Told]) -> Places:
    """Return the lines that are left when those about the same persons are put aside."""
    rest = list(ys)
    alone = []
    for x in xs:
        same = next((y for y in rest if set(one[x].targets) == set(other[y].targets)), None)
        if same is None:
            alone.append(x)
        else:
            rest.remove(same)
    return (alone, rest) if len(alone) == len(rest) == 1 else (xs, ys)


def event_pairs(a: Lines, b: Lines, at: Pairs, person: Pairs) -> Pairs:
    """Return the places of system lines that tell the same.

    Parameters
    ----------
    a, b, at
        As in ``event_votes``.
    person
        For the codes of names in ``a`` and in ``b`` the person behind each.
    """
    one, other = (_persons(lines.told, codes.tolist()) for lines, codes in ((a, person[0]), (b, person[1])))
    known = set(person[0].tolist()) & set(person[1].tolist())
    left, right = _keyed(a, at[0]), _keyed(b, at[1])
    found: list[tuple[int, int]] = []
    for key in left.keys() & right.keys():
        rest = list(right[key])
        for x in left[key]:
            fits = [y for y in rest if _agrees(one[x], other[y], known)]
            if fits:
                best = max(fits, key=lambda y: (_sameness(one[x], other[y]), -y))
                rest.remove(best)
                found.append((x, best))
    pairs = np.array(sorted(found), np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _keyed(lines: Lines, at: Ints) -> dict[Key, list[int]]:
    found: defaultdict[Key, list[int]] = defaultdict(list)
    for place, event in sorted(lines.told.items()):
        found[event.type, event.words, len(event.targets), int(at[place])].append(place)
    return found


def _alone(left: Mapping[Key, list[int]], right: Mapping[Key, list[int]]) -> list[tuple[int, int]]:
    return sorted((places[0], right[key][0]) for key, places in left.items() if len(places) == 1 and len(right.get(key, ())) == 1)


def _persons(told: Mapping[int, Told], codes: list[int]) -> dict[int, Told]:
    every = [*codes, -1]
    return {
        place: replace(event, actor=every[event.actor], targets=tuple(every[code] for code in event.targets))
        for place, event in told.items()
    }


def _agrees(one: Told, other: Told, known: set[int]) -> bool:
    """Say whether nobody in the two lines is known to be somebody else in both exports."""
    if one.actor in known and other.actor in known and one.actor != other.actor:
        return False
    return Counter(code for code in one.targets if code in known) == Counter(code for code in other.targets if code in known)


def _sameness(one: Told, other: Told) -> int:
    return len(set(one.targets) & set(other.targets)) + (one.actor >= 0 and one.actor == other.actor)
