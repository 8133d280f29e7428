"""Strength classes of ties: strong, weak, bridging, latent, with the constants that define them.

The classes are read in this order; the first that holds is the tie's class.

latent
    Not sure to be there (``weight_lo`` is 0), or dormant: no act for three half-lives or more at the end (see ``lives``).
strong
    Intensive (at least ``MIN_ACTS`` acts, and, discounted for age by half in every ``settings.half_life`` days before the last message, at
    least the median over the layer's ties that are not latent), mutual (``reciprocity`` ≥ ``MUTUAL``), and either varied (the pair has ties
    in at least ``VARIED`` layers, in any direction; co-presence does not count) or lasting (acts on at least ``LASTING`` days). These are
    the marks of Granovetter (1973): time, intensity, reciprocal services.
bridging
    Its ends hardly share anybody else: of the persons tied to one of the two by a tie of the layer that is not latent and at least as heavy
    as chance would make it, at most ``SHARED`` are tied to both, and each end has at least two of them besides the other.
weak
    Every other tie.

A bridging tie is thus never strong, as in Granovetter's argument; how much a strong tie bridges is read from betweenness.

References
----------
Granovetter 1973, Am. J. Sociol. 78, 1360-1380. Haythornthwaite 2005, Inf. Commun. Soc. 8, 125-147 (latent ties).
Onnela et al. 2007, PNAS 104, 7332-7336 (overlap of neighbourhoods).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.network.chance import picked, rows_at_once

__all__ = ["LASTING", "MIN_ACTS", "MUTUAL", "SHARED", "VARIED", "Marks", "overlap", "strengths"]

MIN_ACTS: Final = 2.0
MUTUAL: Final = 1 / 3
VARIED: Final = 2
LASTING: Final = 3
SHARED: Final = 0.1

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Marks:
    """What a tie's class is decided from, one entry per tie of a layer."""

    source: Ints
    target: Ints
    weight: Floats
    latent: npt.NDArray[np.bool_]
    current: Floats
    expected: Floats
    reciprocity: Floats
    layers: Ints
    days: Ints


def strengths(marks: Marks, people: int) -> npt.NDArray[np.object_]:
    """Return the class of each tie; the definitions stand at the head of this module."""
    latent = marks.latent
    awake = marks.current[~latent]
    usual = float(np.median(awake)) if len(awake) else 0.0
    varied = (marks.layers >= VARIED) | (marks.days >= LASTING)
    strong = (marks.current >= usual) & (marks.weight >= MIN_ACTS) & (marks.reciprocity >= MUTUAL) & varied
    near = ~latent & ~(marks.weight < marks.expected)
    shared = overlap(marks.source, marks.target, near, people)
    bridging = shared <= SHARED
    return np.asarray(np.select([latent, strong, bridging], ["latent", "strong", "bridging"], default="weak").astype(object))


def overlap(source: Ints, target: Ints, counted: npt.NDArray[np.bool_], people: int) -> Floats:
    """Return for each pair the share of its ends' neighbours that both have; 1 when one of them has fewer than two others.

    Parameters
    ----------
    source, target
        The pairs.
    counted
        Which pairs make neighbours, in either direction.
    people
        Number of persons.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - SciPy is loaded only when ties are computed

    both = (np.concatenate([source[counted], target[counted]]), np.concatenate([target[counted], source[counted]]))
    near = csr_array((np.ones(len(both[0])), both), shape=(people, people))
    near.data[:] = 1.0
    degree: Floats = np.asarray(near.sum(axis=1), dtype=np.float64)
    common = np.zeros(len(source))
    for some, first, last in rows_at_once(source, people):
        if len(some):
            common[some] = picked(near[first:last] @ near, source[some] - first, target[some])
    tied = picked(near, source, target)
    own, theirs = degree[source] - tied, degree[target] - tied
    share = common / np.maximum(own + theirs - common, 1.0)
    return np.where(np.minimum(own, theirs) >= 2, share, 1.0)
