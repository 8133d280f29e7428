"""Measures that need turns and times: who answers how soon, whose turns are answered, who opens conversations and who stays silent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from wag_analyzer.network.centrality import ratio
from wag_analyzer.network.clock import hours
from wag_analyzer.network.measures import Sampled
from wag_analyzer.people.places import places, strings

__all__ = ["conversations"]

LEAST_TURNS: Final = 5
LEAST_CONVERSATIONS: Final = 5
LEAST_ANSWERS: Final = 1.0
_SURE: Final = 1 - 1e-12

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Turns:
    """Runs of messages of one person in a conversation.

    ``heard`` is the probability that somebody else answers the turn, ``heeds`` that it answers or mentions somebody; ``kept`` tells whether
    it began in hours that the group keeps, ``first`` whether it opened its conversation.
    """

    person: Ints
    session: Ints
    heard: Floats
    heeds: Floats
    kept: Bools
    first: Bools


@dataclass(frozen=True, slots=True)
class _Answers:
    """Possible answers, by person, the quickest first; ``wait`` is in minutes of kept hours, ``session`` that of the answer."""

    person: Ints
    session: Ints
    wait: Floats
    p: Floats

    def take(self, which: npt.NDArray[np.intp]) -> "_Answers":
        """Return some of them, as surely given."""
        return _Answers(self.person[which], self.session[which], self.wait[which], np.ones(len(which)))


@dataclass(frozen=True, slots=True)
class _Presence:
    """In which conversations people spoke, and from which (``since``) to before which (``until``) they were members."""

    person: Ints
    session: Ints
    since: Ints
    until: Ints


def conversations(
    interactions: pd.DataFrame, messages: pd.DataFrame, people: pd.DataFrame, draws: int = 0, seed: int = 0
) -> dict[str, Sampled]:
    """Return reply time, answered share, silence, conversations opened and turns without exchange of everybody, by name.

    Parameters
    ----------
    interactions
        ``tables.INTERACTIONS``: replies count, and mentions as addressing somebody.
    messages
        ``tables.MESSAGES``, in file order.
    people
        ``tables.PEOPLE``; ``joined`` and ``left`` bound the conversations that somebody could have taken part in.
    draws, seed
        How often conversations are drawn with replacement, and answers with their probability; 0 gives no draws.

    Notes
    -----
    A turn is a run of messages of one person, p the probability that a message answers another. ``reply_time`` is the median wait of a
    person's answers, each weighted by p; ``answered`` the mean over own turns of 1 - Π(1 - p) over the answers of others; ``silent`` the
    share of conversations during membership in which nothing was written; ``opened`` the sum of 1 - Π(1 - p) over own turns that open a
    conversation; ``alone`` the mean over own turns of P(answers nobody) · P(nobody answers). The first two
    count kept hours only (``clock``).

    References
    ----------
    Kalman, Rafaeli 2005, HICSS-38 (reply times); Arguello et al. 2006, CHI, 959 (answered); Preece, Nonnecke, Andrews 2004, Comput. Hum.
    Behav. 20, 201 (silent); Schegloff 1968, Am. Anthropol. 70, 1075 (openings).
    """
    names = pd.Index(people["person"].astype(object))
    person = names.get_indexer(pd.Index(messages["person"].astype(object))).astype(np.int64)
    session = pd.factorize(messages["session"])[0].astype(np.int64)
    turns, answers = _told(interactions, messages, names, (person, session))
    presence = _presence(messages, people, person, session)
    sessions = int(session.max(initial=-1)) + 1
    opening = turns.person[turns.first]

    def values(times: Floats, heard: Floats, heeds: Floats, given: _Answers) -> dict[str, Floats]:
        each = times[turns.session]
        answered = each * heard
        count, kept = _by(turns.person, each, len(names)), _by(turns.person, each * turns.kept, len(names))
        alone = ratio(_by(turns.person, (each - answered) * (1 - heeds), len(names)), count)
        return {
            "reply_time": _medians(given, given.p * times[given.session], len(names)),
            "answered": ratio(_by(turns.person, answered * turns.kept, len(names)), kept),
            "silent": _silent(presence, times),
            "opened": _by(opening, answered[turns.first], len(names)),
            "alone": np.where(count >= LEAST_TURNS, alone, np.nan),
        }

    found = values(np.ones(sessions), turns.heard, turns.heeds, answers)
    drawn = [values(*again) for again in _again(sessions, turns, answers, (draws, seed))]
    return {name: Sampled(value, np.stack([each[name] for each in drawn]) if drawn else None) for name, value in found.items()}


def _again(sessions: int, turns: _Turns, answers: _Answers, drawn: tuple[int, int]) -> Iterator[tuple[Floats, Floats, Floats, _Answers]]:
    """Yield how often each conversation is drawn, and what happened in one reading of the answers; ``drawn`` is how often, and the seed."""
    rng = np.random.default_rng(drawn[1])
    for _ in range(drawn[0]):
        times = np.bincount(rng.integers(0, sessions, sessions), minlength=sessions) if sessions else np.zeros(0)
        heard, heeds = ((rng.random(len(chance)) < chance).astype(np.float64) for chance in (turns.heard, turns.heeds))
        yield times.astype(np.float64), heard, heeds, answers.take(np.flatnonzero(rng.random(len(answers.p)) < answers.p))


def _told(interactions: pd.DataFrame, messages: pd.DataFrame, names: "pd.Index[str]", where: tuple[Ints, Ints]) -> tuple[_Turns, _Answers]:
    """Return the turns and the possible answers."""
    person, session = where
    at = messages["at"].to_numpy().astype("datetime64[s]").astype(np.int64)
    kept = hours(at)
    starts = np.ones(len(person), dtype=np.bool_)
    starts[1:] = (person[1:] != person[:-1]) | (session[1:] != session[:-1])
    turn = np.cumsum(starts).astype(np.int64) - 1
    acts = _acts(interactions, messages, names)
    reply = acts["answers"].to_numpy(np.int64) >= 0
    row, parent, p = acts["row"].to_numpy(np.int64), acts["answers"].to_numpy(np.int64), acts["p"].to_numpy(np.float64)
    count = int(turn.max(initial=-1)) + 1
    own = starts & (person >= 0)
    opening = np.ones(len(person), dtype=np.bool_)
    opening[1:] = session[1:] != session[:-1]
    turns = _Turns(
        person=person[own],
        session=session[own],
        heard=_any(turn[parent[reply]], row[reply], p[reply], count)[turn[own]],
        heeds=_any(turn[row], row, p, count)[turn[own]],
        kept=kept.within(at[own]),
        first=opening[own],
    )
    wait = np.maximum(kept.between(at[parent[reply]], at[row[reply]]), 0) / 60
    order = np.lexsort((wait, person[row[reply]]))
    who = row[reply][order]
    return turns, _Answers(person[who], session[who], wait[order], p[reply][order])


def _acts(interactions: pd.DataFrame, messages: pd.DataFrame, names: "pd.Index[str]") -> pd.DataFrame:
    """Return replies and mentions between two different members: row of the message, row of what it answers (-1: nothing), probability."""
    ids = strings(messages["msg_id"])
    some = interactions[interactions["layer"].astype(object).isin(["reply", "mention"])]
    source, target = (places(some[end], names) for end in ("source", "target"))
    own: dict[str, Any] = {
        "row": places(some["msg_id"], ids),
        "answers": places(some["answers"], ids),
        "p": some["weight"].to_numpy(np.float64).clip(0, 1),
    }
    found = pd.DataFrame(own)
    kept = (source >= 0) & (target >= 0) & (source != target) & (found["row"] >= 0).to_numpy()
    chosen: pd.DataFrame = found.loc[kept]
    return chosen


def _any(turn: Ints, message: Ints, p: Floats, count: int) -> Floats:
    """Return for each turn the probability of at least one of its acts; acts of one message exclude each other."""
    messages = int(message.max(initial=0)) + 1
    both, code = np.unique(turn * messages + message, return_inverse=True)
    chance = np.minimum(np.bincount(code, weights=p, minlength=len(both)), _SURE)
    return np.asarray(1.0 - np.exp(np.bincount(both // messages, weights=np.log1p(-chance), minlength=count)), dtype=np.float64)


def _presence(messages: pd.DataFrame, people: pd.DataFrame, person: Ints, session: Ints) -> _Presence:
    known = person >= 0
    pairs = np.unique(np.stack([person[known], session[known]]), axis=1)
    starts = messages["at"].groupby(session).min().cummax().to_numpy().astype("datetime64[s]")
    count = len(people)
    since, until = np.zeros(count, dtype=np.int64), np.full(count, len(starts), dtype=np.int64)
    joined, left = (people[name].to_numpy().astype("datetime64[s]") for name in ("joined", "left"))
    since[~np.isnat(joined)] = np.searchsorted(starts, joined[~np.isnat(joined)])
    until[~np.isnat(left)] = np.searchsorted(starts, left[~np.isnat(left)])
    np.minimum.at(since, pairs[0], pairs[1])
    np.maximum.at(until, pairs[0], pairs[1] + 1)
    return _Presence(pairs[0], pairs[1], since, np.maximum(until, since))


def _silent(presence: _Presence, times: Floats) -> Floats:
    passed = np.concatenate([np.zeros(1), np.cumsum(times)])
    possible = passed[presence.until] - passed[presence.since]
    spoke = _by(presence.person, times[presence.session], len(possible))
    return np.where(possible >= LEAST_CONVERSATIONS, ratio(possible - spoke, possible), np.nan)


def _medians(answers: _Answers, weight: Floats, people: int) -> Floats:
    """Return each person's weighted median wait; missing for who gave less than one expected answer."""
    total = _by(answers.person, weight, people)
    found = np.full(people, np.nan)
    able = np.flatnonzero(total >= LEAST_ANSWERS)
    if not len(able):
        return found
    passed = np.cumsum(weight)
    before = np.concatenate([np.zeros(1), np.cumsum(total)])[able]
    place = np.searchsorted(passed, before + total[able] / 2 - 1e-9 * total[able])
    found[able] = answers.wait[np.minimum(place, len(passed) - 1)]
    return found


def _by(person: Ints, weight: Floats, people: int) -> Floats:
    return np.bincount(person, weights=weight, minlength=people).astype(np.float64)
