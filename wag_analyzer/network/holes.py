"""Structural holes: whether one's partners are tied to one another."""

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.centrality import ratio
from wag_analyzer.network.edges import Edges, through

__all__ = ["clustering", "holes"]

Floats = npt.NDArray[np.float64]


def clustering(some: Edges) -> Floats:
    """Return the weighted directed clustering coefficient over present ties; 0 where no triangle is possible.

    Notes
    -----
    [(R + Rᵀ)³]_ii / 2 (d_i (d_i - 1) - 2 m_i), R the cube roots of w / max w, d ties in and out, m mutual ones.

    References
    ----------
    Fagiolo 2007, Phys. Rev. E 76, 026107.
    """
    there = some.present
    if not len(there.weight):
        return np.zeros(some.people)
    root = there.scaled(np.cbrt(there.weight / there.weight.max())).both
    triangles = _summed(root, through(root, root, root) * root.weight) / 2
    total = np.bincount(there.source, minlength=some.people) + np.bincount(there.target, minlength=some.people)
    mutual = np.bincount(there.source[there.backward > 0], minlength=some.people)
    return np.nan_to_num(ratio(triangles, (total * (total - 1) - 2 * mutual).astype(np.float64)))


def holes(some: Edges) -> dict[str, Floats]:
    """Return Burt's constraint, hierarchy, effective size and efficiency over present ties, by name; missing for who has none.

    Notes
    -----
    p_ij is the share of i's exchange that is with j, m_jq the exchange of j and q as a share of j's largest, N the number of partners.
    Constraint is C = Σ_j c_ij with c_ij = (p_ij + Σ_q p_iq p_qj)², hierarchy Σ_j r_j ln r_j / (N ln N) with r_j = c_ij N / C, effective
    size Σ_j (1 - Σ_q p_iq m_jq), efficiency effective size / N. With one partner hierarchy is 1 and efficiency 1.

    References
    ----------
    Burt 1992, Structural Holes, ch. 2.
    """
    both, partners = some.present.both, some.partners.given
    top = np.zeros(some.people)
    np.maximum.at(top, both.source, both.weight)
    share = both.scaled(both.weight / both.given[both.source])
    marginal = both.scaled(both.weight / top[both.source])
    each = (share.weight + through(share, share, share)) ** 2
    constraint = _summed(both, each)
    known = partners > 0
    size = np.where(known, partners - _summed(both, through(share, marginal.turned, both)), np.nan)
    return {
        "constraint": np.where(known, constraint, np.nan),
        "hierarchy": _hierarchy(both, each * partners[both.source] / constraint[both.source], partners),
        "effective_size": size,
        "efficiency": ratio(size, partners),
    }


def _hierarchy(both: Edges, relative: Floats, partners: Floats) -> Floats:
    """Return how far the constraint comes from one partner only: Σ r ln r / (N ln N) with r = c_ij / (C/N)."""
    uneven = _summed(both, relative * np.log(relative))
    several = partners > 1
    most = np.where(several, partners * np.log(np.where(several, partners, 2.0)), 1.0)
    return np.where(several, np.clip(uneven / most, 0.0, 1.0), np.where(partners == 1, 1.0, np.nan))


def _summed(ties: Edges, each: Floats) -> Floats:
    """Return the sum over the ties of each source."""
    return np.bincount(ties.source, weights=each, minlength=ties.people).astype(np.float64)
