"""Pairing equal keys of two columns: the k-th with the k-th, so that a repeat is never lost and never doubled."""

import numpy as np

from wag_analyzer.parser.align_lines import Hashes
from wag_analyzer.parser.dates import Ints

__all__ = ["Pairs", "mixed", "near", "paired", "singles"]

Pairs = tuple[Ints, Ints]
"""Places in the one and in the other, of equal length."""

_ODD = tuple(np.uint64(number) for number in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


def mixed(*columns: Hashes | Ints) -> Hashes:
    """Return one key made of several columns."""
    key = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        key = (key ^ column.astype(np.uint64)) * _ODD[0]
        key = (key ^ (key >> np.uint64(30))) * _ODD[1]
        key = (key ^ (key >> np.uint64(27))) * _ODD[2]
        key ^= key >> np.uint64(31)
    return key


def paired(a: Hashes, b: Hashes) -> Pairs:
    """Return the places of equal keys, the k-th occurrence in ``a`` with the k-th in ``b``."""
    _, i, j = np.intersect1d(mixed(a, _turn(a)), mixed(b, _turn(b)), assume_unique=True, return_indices=True)
    order = np.argsort(i, kind="stable")
    return i[order].astype(np.int64), j[order].astype(np.int64)


def singles(a: Hashes, b: Hashes) -> Pairs:
    """Return the places of keys that occur once in ``a`` and once in ``b``."""
    (once_a, i), (once_b, j) = _once(a), _once(b)
    _, at_i, at_j = np.intersect1d(once_a, once_b, assume_unique=True, return_indices=True)
    order = np.argsort(i[at_i], kind="stable")
    return i[at_i][order], j[at_j][order]


def near(a: tuple[Hashes, Ints], b: tuple[Hashes, Ints], reach: int) -> Pairs:
    """Return the places of equal keys whose times differ by at most ``reach``, in the order of time; each place is used once."""
    (keys_a, at_a), (keys_b, at_b) = a, b
    common = np.intersect1d(keys_a, keys_b)
    left, right = _by_time(keys_a, at_a, common), _by_time(keys_b, at_b, common)
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        row, other = left[i], right[j]
        gap = int(at_a[row]) - int(at_b[other])
        if keys_a[row] == keys_b[other] and abs(gap) <= reach:
            found.append((row, other))
            i, j = i + 1, j + 1
        elif (keys_a[row], gap) < (keys_b[other], 0):
            i += 1
        else:
            j += 1
    pairs = np.array(sorted(found), np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _by_time(keys: Hashes, at: Ints, common: Hashes) -> Ints:
    rows = np.flatnonzero(np.isin(keys, common))
    return rows[np.lexsort((at[rows], keys[rows]))]


def _turn(keys: Hashes) -> Ints:
    """Return how many equal keys stand before each."""
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    starts = np.flatnonzero(np.concatenate((np.ones(min(len(keys), 1), bool), ranked[1:] != ranked[:-1])))
    turn = np.empty(len(keys), np.int64)
    turn[order] = np.arange(len(keys)) - np.repeat(starts, np.diff(np.append(starts, len(keys))))
    return turn


def _once(keys: Hashes) -> tuple[Hashes, Ints]:
    values, first, count = np.unique(keys, return_index=True, return_counts=True)
    return values[count == 1], first[count == 1].astype(np.int64)
