"""What ties are used for: a labelled share of each tie, what two people give each other, and how far up a ladder of ties they are."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from wag_analyzer import tables
from wag_analyzer.heap import MANY, release
from wag_analyzer.network.acts import Acts, Talk, acts, cited, summed, talk, together
from wag_analyzer.network.uses_ladder import climbed, ladder
from wag_analyzer.network.uses_pairs import Given, exchanges
from wag_analyzer.network.uses_reading import USES, Reading, reading
from wag_analyzer.people.identities import People
from wag_analyzer.people.places import strings
from wag_analyzer.settings import Settings
from wag_analyzer.text.normalize import tokens

__all__ = ["THERE", "Uses", "uses", "wilson90"]

THERE: Final = 0.5
"""Expected acts from which a tie is taken to be there."""
FEW: Final = 5.0
ALPHA: Final = 0.05
LIKELY: Final = 0.25
"""Least probability of the message that one is taken to answer, when what is being talked about is followed."""
Z90: Final = 1.645

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Uses:
    """What the ties of a chat are used for.

    Parameters
    ----------
    ties
        ``tables.USES``, the strongest ties first.
    exchanges
        ``tables.EXCHANGES``, most exchange first.
    ladder
        ``tables.LADDER``: the four rungs in order.
    """

    ties: pd.DataFrame
    exchanges: pd.DataFrame
    ladder: pd.DataFrame


def uses(
    said: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], people: People, ties: pd.DataFrame, settings: Settings, draws: int | None = None
) -> Uses:
    """Return what the ties are used for.

    Parameters
    ----------
    said
        ``tables.INTERACTIONS``, ``tables.MESSAGES`` and ``tables.SIGNALS`` of one chat.
    people
        Its persons.
    ties
        ``tables.TIES`` of the whole time: which pairs talk beyond chance is taken from layer ``all``.
    settings
        ``seed``, and ``draws`` for the intervals of the ladder.
    draws
        Draws to make instead; 0 for none.

    Notes
    -----
    An act is a reply or a mention with the probability that it was meant for the target. It has the use that its message has as an answer
    to the message it may answer (``uses_reading``), so one message may be of different uses for different people. Shares are Σp of the
    use over Σp of the tie; their interval is Wilson's (1927) for as many trials as acts are expected. It says how little a few acts
    tell, not how often a use is misread: that is measured in the docs, "Uses of ties".
    """
    interactions, messages, signals = said
    names = people.names
    spoken = talk(messages, names)
    replies, mentions = together(acts(interactions, spoken, names))
    some, parents = _members(replies, mentions), _parents(replies, spoken)
    del replies, mentions
    read = reading(messages, signals, parents)
    if len(messages) >= MANY:
        tokens.cache_clear()  # all texts are read
        release()
    use = read.use(some.message, some.answered)
    steps = climbed(some, read, spoken, _beyond_chance(ties, names), len(names))
    drawn = settings.draws if draws is None else draws
    given = Given(some, use, ~read.asks[some.message], len(names))
    return Uses(
        _shares(some, use, read, names),
        exchanges(given, steps, names, settings.seed),
        ladder(steps, int((np.bincount(spoken.person[spoken.person >= 0], minlength=len(names)) > 0).sum()), drawn, settings.seed),
    )


def wilson90(hits: Floats, trials: Floats) -> tuple[Floats, Floats]:
    """Return both ends of Wilson's 90 % interval of shares; trials need not be whole, none leaves 0 to 1.

    Examples
    --------
    >>> [float(round(end[0], 2)) for end in wilson90(np.array([2.0]), np.array([4.0]))]
    [0.18, 0.82]
    """
    known, square = np.maximum(trials, 1e-9), Z90 * Z90
    share = np.clip(hits / known, 0.0, 1.0)
    middle = (share + square / (2 * known)) / (1 + square / known)
    half = Z90 * np.sqrt(share * (1 - share) / known + square / (4 * known * known)) / (1 + square / known)
    lo, hi = np.clip(middle - half, 0.0, share), np.clip(middle + half, share, 1.0)
    return np.where(trials > 0, lo, 0.0), np.where(trials > 0, hi, 1.0)


def _beyond_chance(ties: pd.DataFrame, names: "pd.Index[str]") -> Ints:
    """Return the unordered pairs, as smaller number · people + larger, who exchange more than chance gives in at least one direction.

    The whole interval of the tie, which also holds how unsure its answers are, must lie above what chance gives.
    """
    whole = ties[(ties["layer"].astype(object) == "all") & (ties["window"] == "all")]
    sure = whole[(whole["q"] <= ALPHA) & (whole["weight_lo"] > whole["expected"])]
    one, other = (names.get_indexer(pd.Index(sure[end].astype(object))) for end in ("source", "target"))
    return np.unique(np.minimum(one, other) * len(names) + np.maximum(one, other)).astype(np.int64)


def _members(replies: Acts, mentions: Acts) -> Acts:
    """Return replies and mentions one after the other; acts that are no message of the talk are left out."""
    columns = ("source", "target", "p", "act", "message", "answered", "at", "group")
    joined = {name: np.concatenate([getattr(replies, name), getattr(mentions, name)]) for name in columns}
    joined["answered"][len(replies) :] = -1
    both = Acts(**joined, ids=replies.ids)
    return both if (both.message >= 0).all() else both.take(both.message >= 0)


def _parents(replies: Acts, spoken: Talk) -> Ints:
    """Return for each message the one it most probably answers, -1 where none is likely."""
    found = np.full(len(spoken.person), -1, np.int64)
    some = np.flatnonzero((replies.p >= LIKELY) & (replies.answered >= 0) & (replies.message >= 0))
    order = some[np.argsort(replies.p[some], kind="stable")]
    found[replies.message[order]] = replies.answered[order]
    return found


def _shares(some: Acts, use: Ints, read: Reading, names: "pd.Index[str]") -> pd.DataFrame:
    """Return ``tables.USES``."""
    people = len(names)
    pair, of_pair = np.unique(some.source * people + some.target, return_inverse=True)
    weight = summed(of_pair, some.p, len(pair))
    key, code = np.unique(of_pair * len(USES) + use, return_inverse=True)
    count = len(key)
    total = summed(code, some.p, count)
    asked = summed(code, np.where(read.asks[some.message], some.p, 0.0), count)
    of, kind = key // len(USES), key % len(USES)
    rows = np.flatnonzero(weight[of] >= THERE)
    rows = rows[np.lexsort((-total[rows], of[rows], -weight[of[rows]]))]
    lo, hi = wilson90(total[rows], weight[of[rows]])
    persons = strings(names)
    return tables.USES.frame(
        {
            "source": persons.take(pa.array(pair[of[rows]] // max(people, 1))),
            "target": persons.take(pa.array(pair[of[rows]] % max(people, 1))),
            "use": np.array(USES, object)[kind[rows]],
            "acts": total[rows],
            "share": total[rows] / weight[of[rows]],
            "lo": lo,
            "hi": hi,
            "given": (total - asked)[rows],
            "asked": asked[rows],
            "tie_acts": weight[of[rows]],
            "few": weight[of[rows]] < FEW,
            "msg_ids": _cited(some, code, rows, count),
        }
    )


def _cited(some: Acts, code: Ints, rows: Ints, count: int) -> pa.Array:
    """Return the messages of each wanted row, most probable first; each once."""
    place = np.full(count, -1, np.int64)
    place[rows] = np.arange(len(rows))
    wanted = np.flatnonzero(place[code] >= 0)
    order = wanted[np.lexsort((some.message[wanted], -some.p[wanted], place[code[wanted]]))]
    return cited(some.ids, place[code[order]], some.message[order], len(rows))
