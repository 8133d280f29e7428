"""Where people stand on the map: circles as separate patches, ties pulling, nobody on top of anybody. Deterministic, NumPy only.

Two levels. First the circles are placed as discs that attract by the ties between them and never overlap. Then each circle's people are
placed inside its disc by the LinLog energy (Noack 2007, JGAA 11: attraction constant in distance, repulsion logarithmic; it shows groups as
groups), with a pull towards the discs of the people they are tied to outside, and are pushed apart until no two overlap. People without any
tie stand at the rim.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["HEIGHT", "WIDTH", "Layout", "layout"]

WIDTH: Final = 1000.0
HEIGHT: Final = 640.0
_FILL: Final = 0.50  # share of the map the discs take
_RIM: Final = 34.0
_LARGEST: Final = 19.0
_INK: Final = 0.26  # share of the map the people take, when there are many
_FULLEST: Final = 0.58  # of a disc; fuller ones cannot be packed without overlap
_AT_ONCE: Final = 256
"""People whose distances to everybody are held at once."""
_ROUNDS: Final = 12
_GOLDEN: Final = np.pi * (3 - np.sqrt(5))

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions on a map of ``WIDTH`` by ``HEIGHT``; a portrait page swaps ``x`` and ``y``.

    Parameters
    ----------
    x, y, radius
        One per person.
    seed
        Seed of the random start.
    """

    x: Floats
    y: Floats
    radius: Floats
    seed: int


@dataclass(frozen=True, slots=True)
class _Ties:
    """Undirected ties: ends and weight."""

    a: Ints
    b: Ints
    weight: Floats


def layout(people: int, ties: Sequence[tuple[int, int, float]], circles: Sequence[int], seed: int = 0) -> Layout:
    """Return positions for ``people`` persons.

    Parameters
    ----------
    people
        How many there are; persons are 0 … people - 1.
    ties
        Pairs with a weight above 0; both directions may be given.
    circles
        Circle of each person, 0 for none.
    seed
        Seed of the random start; the same input gives the same positions.
    """
    rng = np.random.default_rng(seed)
    joined = _undirected(people, ties)
    strength = np.zeros(people) + np.bincount(np.r_[joined.a, joined.b], np.r_[joined.weight, joined.weight], people)
    radius = _radii(strength)
    place = np.tile([WIDTH / 2, HEIGHT / 2], (people, 1))
    tied = np.flatnonzero(strength > 0)
    alone = np.flatnonzero(strength <= 0)
    rim = _RIM if alone.size else 8.0
    if tied.size:
        groups = _groups(np.asarray(circles, dtype=np.int64), tied)
        _place_tied(place, radius, joined, groups, (rng, rim))
    _place_alone(place, radius, alone)
    radius = _without_overlap(place, radius)
    return Layout(place[:, 0].round(1), place[:, 1].round(1), radius.round(1), seed)


def _undirected(people: int, ties: Sequence[tuple[int, int, float]]) -> _Ties:
    pairs: dict[tuple[int, int], float] = {}
    for one, other, weight in ties:
        if one != other and weight > 0:
            key = (min(one, other), max(one, other))
            pairs[key] = pairs.get(key, 0.0) + float(weight)
    keys = sorted(key for key in pairs if key[1] < people)
    ends = np.array(keys, dtype=np.int64).reshape(-1, 2)
    return _Ties(ends[:, 0], ends[:, 1], np.array([pairs[key] for key in keys]))


def _radii(strength: Floats) -> Floats:
    """Return radii that grow slowly with strength, so that nobody dwarfs the others."""
    if not strength.size:
        return np.zeros(0)
    size = 0.35 + (strength / max(float(strength.max()), 1e-12)) ** 0.45
    scale = np.sqrt(_INK * WIDTH * HEIGHT / (np.pi * float((size**2).sum())))
    return np.asarray(size * min(scale, _LARGEST / 1.35))


def _groups(circles: Ints, tied: Ints) -> list[Ints]:
    """Return the people of each circle, largest first; who is in no circle stands alone, unless nobody is in one."""
    numbers = circles[tied]
    if not (numbers > 0).any():
        return [tied]
    groups = [tied[numbers == number] for number in np.unique(numbers[numbers > 0])]
    groups += [np.array([person]) for person in tied[numbers <= 0]]
    return sorted(groups, key=lambda group: (-group.size, int(group[0])))


def _place_tied(place: Floats, radius: Floats, ties: _Ties, groups: list[Ints], start: tuple[np.random.Generator, float]) -> None:
    rng, rim = start
    group_of = np.full(len(place), -1)
    for number, group in enumerate(groups):
        group_of[group] = number
    area = np.array([float(((radius[group] + 3) ** 2).sum()) for group in groups])
    width, height = WIDTH - 2 * rim, HEIGHT - 2 * rim
    if len(groups) == 1:
        centres, discs = np.array([[WIDTH / 2, HEIGHT / 2]]), np.array([height / 2])
    else:
        discs = np.sqrt(_FILL * width * height / np.pi * area / area.sum())
        discs = np.minimum(np.maximum(discs, np.array([radius[group].max() + 4 for group in groups])), height / 2)
        centres, discs = _discs(discs, _between(group_of, ties, len(groups)), (rng, rim))
    filled = max(float(((radius[group] + 0.8) ** 2).sum()) / float(disc**2) for group, disc in zip(groups, discs, strict=True))
    radius *= min(1.0, np.sqrt(_FULLEST / filled))
    for number, group in enumerate(groups):
        stretch = np.array([width / height, 1.0]) if len(groups) == 1 else np.ones(2)
        pull = _outward(group, group_of, ties, centres)
        inside = _inside(group, ties, pull, rng)
        place[group] = centres[number] + _apart(inside * discs[number], radius[group], discs[number], stretch)


def _between(group_of: Ints, ties: _Ties, count: int) -> Floats:
    one, other = group_of[ties.a], group_of[ties.b]
    weights = np.zeros((count, count))
    outside = one != other
    np.add.at(weights, (one[outside], other[outside]), ties.weight[outside])
    return weights + weights.T


def _discs(discs: Floats, between: Floats, start: tuple[np.random.Generator, float]) -> tuple[Floats, Floats]:
    """Return centres and radii of discs that do not overlap and lie on the map; discs shrink when there is no room."""
    rng, rim = start
    count = len(discs)
    turn = np.arange(count) * _GOLDEN
    centres = np.c_[np.cos(turn) * WIDTH, np.sin(turn) * HEIGHT] * (np.sqrt(np.arange(count) / count) * 0.4)[:, None]
    centres = centres + np.array([WIDTH / 2, HEIGHT / 2]) + rng.normal(0, 1, (count, 2))
    pull = between / max(float(between.max()), 1e-12)
    gap = 0.10 * float(discs.max()) + 4
    for turn_number in range(400):
        cooling = 1 - turn_number / 400
        delta = centres[:, None] - centres[None]
        distance = np.sqrt((delta**2).sum(-1)) + 1e-9
        unit = delta / distance[..., None]
        centres = centres - cooling * 3 * (unit * pull[..., None]).sum(1)
        centres = centres - cooling * 0.012 * (centres - [WIDTH / 2, HEIGHT / 2]) * [HEIGHT / WIDTH, 1]
        overlap = np.maximum(0, discs[:, None] + discs[None] + gap - distance) * (1 - np.eye(count))
        centres = centres + 0.5 * (unit * overlap[..., None]).sum(1)
        room = rim + discs[:, None] * [1, 1] + 14 * (discs[:, None] > 40)
        centres = np.clip(centres, np.minimum(room, [WIDTH / 2, HEIGHT / 2]), np.maximum([WIDTH, HEIGHT] - room, [WIDTH / 2, HEIGHT / 2]))
        if turn_number % 25 == 24 and float((overlap - gap).max()) > 0:
            discs = discs * 0.985
    return _filling(centres, discs, rim), discs


def _filling(centres: Floats, discs: Floats, rim: float) -> Floats:
    """Return centres moved apart so that the discs fill the map; moving apart makes no overlap."""
    low, high = (centres - discs[:, None]).min(0), (centres + discs[:, None]).max(0)
    middle = (low + high) / 2
    offset = centres - middle
    room = np.array([WIDTH, HEIGHT]) / 2 - rim - 16 - discs[:, None]
    factor = np.clip((np.maximum(room, 1) / (np.abs(offset) + 1e-9)).min(0), 1.0, 1.6)
    return np.asarray(np.array([WIDTH / 2, HEIGHT / 2]) + offset * factor)


def _outward(group: Ints, group_of: Ints, ties: _Ties, centres: Floats) -> Floats:
    """Return for each person of ``group`` a pull (at most 1 long) towards the circles of outside ties."""
    local = np.full(len(group_of), -1)
    local[group] = np.arange(group.size)
    pull = np.zeros((group.size, 2))
    total = np.full(group.size, 1e-12)
    home = centres[group_of[group[0]]]
    for near, far in ((ties.a, ties.b), (ties.b, ties.a)):
        own = local[near] >= 0
        who, where, weight = local[near][own], group_of[far][own], ties.weight[own]
        total += np.bincount(who, weight, group.size)
        delta = centres[where] - home
        unit = delta / (np.sqrt((delta**2).sum(-1, keepdims=True)) + 1e-9)
        np.add.at(pull, who, unit * weight[:, None])
    return np.asarray(pull / total[:, None])


def _inside(group: Ints, ties: _Ties, pull: Floats, rng: np.random.Generator) -> Floats:
    """Return positions of one circle's people within the unit disc."""
    count = group.size
    if count == 1:
        return np.zeros((1, 2))
    local = np.full(int(max(group.max(), ties.a.max(), ties.b.max())) + 1, -1)
    local[group] = np.arange(count)
    kept = (local[ties.a] >= 0) & (local[ties.b] >= 0)
    a, b, weight = local[ties.a[kept]], local[ties.b[kept]], ties.weight[kept]
    degree = np.bincount(np.r_[a, b], np.r_[weight, weight], count) + float(weight.mean() if weight.size else 1.0)
    order = np.argsort(np.argsort(-degree, kind="stable"), kind="stable")
    angle = order * _GOLDEN
    place = np.c_[np.cos(angle), np.sin(angle)] * np.sqrt((order + 0.5) / count)[:, None] + rng.normal(0, 0.01, (count, 2))
    scale = degree.mean()
    degree, weight = degree / scale, weight / scale
    steps = 160 if count <= 300 else 70
    for step in range(steps):
        force = _repulsion(place, degree) / count - 0.9 * place * degree[:, None] ** 0.5 + 0.9 * pull
        delta = place[b] - place[a]
        unit = delta / (np.sqrt((delta**2).sum(-1)) + 0.05)[:, None] * (weight * 1.2)[:, None]
        for axis in (0, 1):
            force[:, axis] += np.bincount(a, unit[:, axis], count) - np.bincount(b, unit[:, axis], count)
        length = np.sqrt((force**2).sum(-1, keepdims=True)) + 1e-12
        place = place + force / length * np.minimum(length, 1.0) * (0.16 * (1 - step / steps) + 0.004)
    place = place - place.mean(0)
    reach = np.sqrt((place**2).sum(-1))
    ranks = np.argsort(np.argsort(reach, kind="stable"), kind="stable")
    even = np.sqrt((ranks + 0.5) / count)  # half of the way to an even spread over the disc
    return np.asarray(place / (reach[:, None] + 1e-9) * (0.45 * reach / (reach.max() + 1e-9) + 0.55 * even)[:, None] * 0.96)


def _repulsion(place: Floats, degree: Floats) -> Floats:
    x, y = place[:, 0].astype(np.float32), place[:, 1].astype(np.float32)
    pushed = np.empty((len(place), 2), np.float32)
    for first in range(0, len(place), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        dx, dy = x[some, None] - x, y[some, None] - y
        near = degree.astype(np.float32) / (dx * dx + dy * dy + np.float32(1e-3))
        near[np.arange(len(near)), first + np.arange(len(near))] = 0
        pushed[some] = np.c_[(dx * near).sum(1), (dy * near).sum(1)]
    return np.asarray(pushed * degree[:, None], dtype=np.float64)


def _apart(place: Floats, radius: Floats, disc: float, stretch: Floats) -> Floats:
    """Return ``place`` with overlaps removed, kept within the (stretched) disc as far as there is room."""
    spot = place * stretch
    count = len(spot)
    if count == 1:
        return spot
    room = np.maximum(disc - radius - 1, 1)[:, None] * stretch
    gap = min(10.0, 0.35 * disc / np.sqrt(count))
    for turn in range(120):
        room_between = gap * (1 - turn / 120) + 1.2
        one, other = _near(spot, 2 * float(radius.max()) + room_between)
        delta = spot[one] - spot[other]
        distance = np.sqrt((delta**2).sum(-1)) + 1e-6
        missing = radius[one] + radius[other] + room_between - distance
        if not (missing > 0).any():
            break
        push = delta / distance[:, None] * (np.maximum(missing, 0) / 2 * 0.9)[:, None]
        for axis in (0, 1):
            spot[:, axis] += np.bincount(one, push[:, axis], count) - np.bincount(other, push[:, axis], count)
        if turn < 100:
            out = np.sqrt(((spot / room) ** 2).sum(-1, keepdims=True))
            spot = np.where(out > 1, spot / out, spot)
    return np.asarray(spot)


def _without_overlap(place: Floats, radius: Floats) -> Floats:
    """Return radii so that nobody stands on anybody: who still overlaps is drawn smaller."""
    if len(radius) < 2:
        return radius
    one, other = _near(place, 2 * float(radius.max()) + 0.2)
    distance = np.sqrt(((place[one] - place[other]) ** 2).sum(-1))
    for _ in range(_ROUNDS):
        share = np.ones(len(radius))
        ratio = distance / (radius[one] + radius[other] + 0.2)
        np.minimum.at(share, one, ratio)
        np.minimum.at(share, other, ratio)
        if (share >= 1).all():
            break
        radius = radius * np.maximum(share, 0.5)
    return radius


def _near(place: Floats, reach: float) -> tuple[Ints, Ints]:
    """Return the pairs of points that may be within reach of one another, in order."""
    from scipy.spatial import KDTree  # noqa: PLC0415 - loaded only when a map is drawn

    pairs = KDTree(place).query_pairs(reach * 1.001, output_type="ndarray")
    one, other = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].T
    return one, other


def _place_alone(place: Floats, radius: Floats, alone: Ints) -> None:
    """Put people without ties along the rim, in as many rings as they need."""
    done, ring = 0, 0
    while done < alone.size:
        inset = 12.0 + 13.0 * ring
        width, height = WIDTH - 2 * inset, HEIGHT - 2 * inset
        length = 2 * (width + height)
        count = min(alone.size - done, max(1, int(length / 13.0)))
        along = (np.arange(count) + 0.5) / count * length
        xs = np.interp(along, [0, width, width + height, 2 * width + height, length], [0, width, width, 0, 0]) + inset
        ys = np.interp(along, [0, width, width + height, 2 * width + height, length], [0, 0, height, height, 0]) + inset
        place[alone[done : done + count]] = np.c_[xs, ys]
        done, ring = done + count, ring + 1
    radius[alone] = np.minimum(radius[alone], 4.5)
