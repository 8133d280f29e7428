"""Resampling: what the network would look like with other conversations and other, equally probable, readings of who answers whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.network.acts import Acts, Talk, acts, talk, together
from wag_analyzer.network.edges import Edges
from wag_analyzer.network.entries import Entries
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings

__all__ = ["Resample", "drawn_weights", "resample"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Resample:
    """Acts ready to be drawn again.

    ``pair`` is source·people + target; entries of one message stand together; ``below`` is the probability of the message's entries before
    it (0 for acts that exclude no other), ``choice`` the number of the message's draw, ``session`` the conversation. ``draws`` and ``seed``
    are those of the settings.
    """

    people: int
    pair: Ints
    p: Floats
    below: Floats
    choice: Ints
    session: Ints
    draws: int
    seed: int

    def matrices(self, draws: int | None = None, seed: int | None = None) -> Iterator[Floats]:
        """Yield matrices of acts, source by row; ``draws`` and ``seed`` are the settings' unless given.

        In each, conversations are drawn with replacement (as many as there were), and every message is read anew: it answers one of its
        candidates, or none, with the model's probabilities; a mention counts with its own.
        """
        for entries, times in self._again(draws, seed):
            acts_drawn = np.bincount(self.pair[entries], weights=times, minlength=self.people**2)
            yield acts_drawn.reshape(self.people, self.people).astype(np.float64, copy=False)

    def networks(self, draws: int | None = None, seed: int | None = None) -> Iterator[Edges]:
        """Yield what ``matrices`` does as ties: the same draws without their zeros, for groups of any size."""
        key, code = np.unique(self.pair, return_inverse=True)
        source, target = key // max(self.people, 1), key % max(self.people, 1)
        for entries, times in self._again(draws, seed):
            weight = np.bincount(code[entries], weights=times, minlength=len(key)).astype(np.float64, copy=False)
            there = weight > 0
            yield Edges(self.people, source[there], target[there], weight[there])

    def _again(self, draws: int | None, seed: int | None) -> Iterator[tuple[Ints, Floats]]:
        """Yield for each draw the entries that happen in it, and how often."""
        rng = np.random.default_rng(self.seed if seed is None else seed)
        sessions = int(self.session.max()) + 1 if len(self.session) else 0
        choices = int(self.choice.max()) + 1 if len(self.choice) else 0
        above = self.below + self.p
        for _ in range(self.draws if draws is None else draws):
            times = np.bincount(rng.integers(0, sessions, sessions), minlength=sessions) if sessions else np.zeros(0, np.int64)
            point = rng.random(choices)[self.choice]
            entries = np.flatnonzero((point >= self.below) & (point < above)).astype(np.int64, copy=False)
            yield entries, times[self.session[entries]].astype(np.float64)


def resample(interactions: pd.DataFrame, messages: pd.DataFrame, people: People, settings: Settings) -> Resample:
    """Return the replies and mentions of layer ``all`` ready to be drawn again.

    Parameters
    ----------
    interactions
        ``tables.INTERACTIONS``.
    messages
        ``tables.MESSAGES``: conversations are its sessions.
    people
        The persons of the chat.
    settings
        ``draws`` and ``seed``.

    Notes
    -----
    In each draw as many conversations as there are are drawn with replacement, and every reply is read anew with its probabilities.

    References
    ----------
    Efron 1979, Ann. Stat. 7, 1.
    """
    names = people.names
    spoken = talk(messages, names)
    return _ready(together(acts(interactions, spoken, names)), spoken, len(names), (settings.draws, settings.seed))


def drawn_weights(some: Entries, parts: Sequence[Acts], spoken: Talk, draws: int, seed: int) -> tuple[Floats, Floats]:
    """Return the 5 % and 95 % points of each tie's weight over resamples, widened to hold it; missing when ``draws`` is 0.

    Parameters
    ----------
    some
        The entries of a layer.
    parts
        Its acts: those that exclude each other within a message (replies), then those that do not, if there are any.
    spoken
        The messages; conversations are their sessions.
    draws, seed
        How many resamples, and the seed.
    """
    pairs = len(some.pairs)
    if not draws or not pairs:
        return np.full(pairs, np.nan), np.full(pairs, np.nan)
    answers = parts[0].answered >= 0
    apart = parts[0].take(answers), parts[1] if len(parts) > 1 else parts[0].take(~answers)
    drawn = np.zeros((draws, pairs), dtype=np.float32)
    for turn, network in enumerate(_ready(apart, spoken, some.people, (draws, seed)).networks()):
        drawn[turn, np.searchsorted(some.pairs, network.source * some.people + network.target)] = network.weight
    lo, hi = np.quantile(drawn, [0.05, 0.95], axis=0).astype(np.float64)
    weight = np.bincount(some.code, weights=some.p, minlength=pairs)
    return np.minimum(lo, weight), np.maximum(hi, weight)


def _ready(parts: tuple[Acts, Acts], spoken: Talk, people: int, drawn: tuple[int, int]) -> Resample:
    """Return acts ready to be drawn again: of a message's first ones at most one happens, the second ones happen each for itself."""
    replies, mentions = parts
    pair = np.concatenate([replies.source * people + replies.target, mentions.source * people + mentions.target])
    p = np.concatenate([replies.p, mentions.p])
    message = np.concatenate([replies.message, mentions.message])
    own = np.arange(len(mentions))
    single = np.concatenate([pd.factorize(replies.act)[0], own + (int(replies.act.max()) + 1 if len(replies) else 0)]).astype(np.int64)
    order = np.argsort(single, kind="stable")
    session = np.where(message >= 0, spoken.session[message], -1) if len(spoken.session) else np.full(len(message), -1)
    return Resample(
        people=people,
        pair=pair[order],
        p=p[order],
        below=_below(single[order], p[order]),
        choice=np.unique(single[order], return_inverse=True)[1].astype(np.int64),
        session=np.unique(session[order], return_inverse=True)[1].astype(np.int64),
        draws=drawn[0],
        seed=drawn[1],
    )


def _below(single: Ints, p: Floats) -> Floats:
    """Return for each entry the sum of the entries of the same message before it."""
    before = np.cumsum(p) - p
    starts = np.ones(len(single), dtype=bool)
    starts[1:] = single[1:] != single[:-1]
    return np.asarray(before - before[starts][np.cumsum(starts) - 1], dtype=np.float64) if len(p) else before
