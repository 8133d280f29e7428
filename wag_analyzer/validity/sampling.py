"""Blind, stratified samples of a chat for people to label: excerpts in which a rule found something, and excerpts in which it did not.

A chat is cut into excerpts: stretches of talk, in parts of at most so many messages. For one rule an excerpt is *flagged* when it holds a
line of evidence of any of its findings, *near* when one of the persons of those findings writes in it, else *far*. Half of a sample is
drawn from the flagged, a quarter from each of the others; what one cannot give the others do.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
import pandas as pd

from wag_analyzer.findings import Finding
from wag_analyzer.validity.shares import FLAGGED

__all__ = ["STRATA", "Excerpt", "Picked", "excerpts", "sample", "strata_of"]

STRATA: Final = (FLAGGED, "near", "far")
_PARTS: Final = (2, 4, 4)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows ``start`` to ``stop`` (not included) of a chat's messages."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Picked:
    """What was drawn for one rule.

    Parameters
    ----------
    code
        The rule.
    sizes
        Stratum → excerpts of the chat in it.
    chosen
        Excerpt and its stratum, in an order that tells nothing.
    """

    code: str
    sizes: Mapping[str, int]
    chosen: tuple[tuple[int, str], ...]


def excerpts(messages: pd.DataFrame, length: int) -> list[Excerpt]:
    """Return the excerpts of a chat: each stretch of talk in as few and as equal parts as hold at most ``length`` messages.

    Parameters
    ----------
    messages
        Rows of ``tables.MESSAGES``.
    length
        Most messages of an excerpt.
    """
    if not len(messages):
        return []
    talk = np.stack((messages["session"].to_numpy(), messages["group_id"].cat.codes.to_numpy()))
    runs = (np.diff(talk, prepend=-2) != 0).any(axis=0)
    starts = [*np.flatnonzero(runs).tolist(), len(messages)]
    cut: list[Excerpt] = []
    for start, stop in itertools.pairwise(starts):
        parts = -(-(stop - start) // length)
        edges = [start + (stop - start) * turn // parts for turn in range(parts + 1)]
        cut += [Excerpt(one, other) for one, other in itertools.pairwise(edges)]
    return cut


def strata_of(cut: Sequence[Excerpt], messages: pd.DataFrame, findings: Sequence[Finding]) -> list[str]:
    """Return the stratum of each excerpt for the rule of these findings.

    Parameters
    ----------
    cut
        The excerpts.
    messages
        Rows of ``tables.MESSAGES``.
    findings
        All findings of one rule.
    """
    shown = {line.msg_id for finding in findings for line in finding.evidence}
    persons = {person for finding in findings for person in finding.persons}
    found = messages["msg_id"].isin(list(shown)).to_numpy()
    near = messages["person"].astype(object).isin(list(persons)).to_numpy()
    return [FLAGGED if found[one.start : one.stop].any() else "near" if near[one.start : one.stop].any() else "far" for one in cut]


def sample(code: str, strata: Sequence[str], size: int, seed: int) -> Picked:
    """Return what is drawn for one rule, each excerpt of a stratum as likely as any other.

    Parameters
    ----------
    code
        The rule.
    strata
        The stratum of each excerpt.
    size
        Excerpts to draw.
    seed
        Of the draws.
    """
    rng = np.random.default_rng([seed, crc32(code.encode())])
    places = {name: [turn for turn, stratum in enumerate(strata) if stratum == name] for name in STRATA}
    wanted = _shared_out({name: len(found) for name, found in places.items()}, size)
    chosen = [(int(turn), name) for name in STRATA for turn in rng.permutation(places[name])[: wanted[name]]]
    order = rng.permutation(len(chosen))
    return Picked(code, {name: len(found) for name, found in places.items()}, tuple(chosen[turn] for turn in order))


def _shared_out(there: Mapping[str, int], size: int) -> dict[str, int]:
    wanted = {name: min(there[name], size // part) for name, part in zip(STRATA, _PARTS, strict=True)}
    for name in STRATA:
        wanted[name] += min(there[name] - wanted[name], size - sum(wanted.values()))
    return wanted
