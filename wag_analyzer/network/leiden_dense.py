"""Leiden on a matrix of all pairs: the fastest way for groups in which most people have a tie to many."""

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.leiden import MOST_TURNS, first_seen, whole

__all__ = ["communities"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def communities(both: Floats, seed: int, turns: int = MOST_TURNS) -> Ints:
    """Return the Leiden communities of a symmetric network, numbered from 0 in the order of their first person.

    Parameters
    ----------
    both
        Symmetric weights with an empty diagonal.
    seed
        Seed of the order in which people are asked.
    turns
        How often the search may begin again from what it found; it ends earlier when nothing changes.

    References
    ----------
    Traag, Waltman, van Eck 2019, Sci. Rep. 9, 5233, with modularity at resolution 1: people move to where modularity gains most; each
    community is built up again from single people who are well connected within it, so that none falls apart inside; these parts are the
    people of the next level.
    """
    rng = np.random.default_rng(seed)
    labels = np.arange(len(both))
    for _ in range(turns if len(both) else 0):
        better = first_seen(_once(both, labels, rng))
        if (better == labels).all():
            break
        labels = better
    return whole(np.argwhere(both > 0), labels) if turns > 1 else labels


def _once(both: Floats, labels: Ints, rng: np.random.Generator) -> Ints:
    """Return the division after one search up through all levels, beginning with a division."""
    level, start, where = both, labels, np.arange(len(both))
    while True:
        settled = _settled(level, start, rng)
        parts = _refined(level, settled, rng)
        count = int(parts.max()) + 1
        if count == len(level):
            return settled[where]
        member = np.zeros((len(level), count))
        member[np.arange(len(level)), parts] = 1.0
        first = np.zeros(count, np.int64)
        first[parts] = settled
        level, start, where = member.T @ level @ member, first, parts[where]


def _settled(level: Floats, start: Ints, rng: np.random.Generator) -> Ints:
    """Return the communities after moving one member at a time to where modularity gains most, until none gains."""
    count = len(level)
    label = start.copy()
    strength = level.sum(axis=0)
    total = float(strength.sum())
    if total <= 0:
        return label
    ties = level.copy()
    np.fill_diagonal(ties, 0.0)
    near = np.zeros((count, count))
    np.add.at(near.T, label, ties)
    inside = np.bincount(label, weights=strength, minlength=count)
    moved = True
    while moved:
        moved = False
        for member in rng.permutation(count).tolist():
            own = label[member]
            inside[own] -= strength[member]
            gain = near[member] - inside * (strength[member] / total)
            best = int(gain.argmax())
            if gain[best] > gain[own] + 1e-9 * strength[member]:
                near[:, own] -= ties[member]
                near[:, best] += ties[member]
                label[member] = best
                moved = True
            inside[label[member]] += strength[member]
    return first_seen(label)


def _refined(level: Floats, settled: Ints, rng: np.random.Generator) -> Ints:
    """Return the parts of the communities: each person joins the part of the own community in which modularity gains most, once."""
    parts = np.arange(len(level))
    strength = level.sum(axis=0)
    total = max(float(strength.sum()), 1e-300)
    for community in range(int(settled.max()) + 1):
        members = np.flatnonzero(settled == community)
        if len(members) > 1:
            ties = level[np.ix_(members, members)].copy()
            np.fill_diagonal(ties, 0.0)
            parts[members] = members[_parts(ties, strength[members] / np.sqrt(total), rng)]
    return first_seen(parts)


def _parts(ties: Floats, share: Floats, rng: np.random.Generator) -> Ints:
    """Return the parts of one community; ``share`` is the strength of each over the root of the total."""
    count = len(ties)
    part, size, alone = np.arange(count), share.copy(), np.ones(count, bool)
    near, cut = ties.copy(), ties.sum(axis=0)
    whole = float(share.sum())
    held = cut - share * (whole - share) >= -1e-12
    for member in rng.permutation(count).tolist():
        if not alone[member] or not held[member]:
            continue
        gain = np.where((cut - size * (whole - size) >= -1e-12) & (size > 0), near[member] - size * share[member], -np.inf)
        gain[member] = 0.0
        best = int(gain.argmax())
        if gain[best] > 1e-12:
            cut[best] += cut[member] - 2 * near[member, best]
            size[best] += share[member]
            size[member] = 0.0
            near[:, best] += ties[member]
            near[:, member] -= ties[member]
            part[member] = best
            alone[best] = alone[member] = False
    return part
