"""How right ties are: order, weight on wrong pairs, coverage of the intervals; definitions in docs/reference/scores.md."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from wag_analyzer.simulate.figures import LEAST, Array, Figure, interval, records, spearman, wilson
from wag_analyzer.simulate.gold import Truth
from wag_analyzer.simulate.guesses import TieGuess

__all__ = ["LEAST_OF", "TIE_FIGURES", "ChatTies", "TieScore", "draws_for", "score_ties", "tie_values", "true_ties"]

TIE_FIGURES: Final = ("rank_correlation", "rank_correlation_undirected", "wrong_weight", "cosine", "top_10", "coverage_90")
LEAST_OF: Final[Mapping[str, float]] = {"rank_correlation": -1.0, "rank_correlation_undirected": -1.0}
"""Least possible values, where they are not 0."""
_ACTIVE: Final = 3
_LEAST_PEOPLE: Final = 3
_SEEN: Final = 0.5
_TOP: Final = 10
_MOST_CELLS: Final = 50_000_000
_LEAST_DRAWS: Final = 100

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ChatTies:
    """True and guessed ties of one chat as square tables over its people, and who wrote enough to be ranked."""

    true: Array
    soft: Array
    lo: Array
    hi: Array
    active: tuple[int, ...]

    @classmethod
    def of(cls, pairs: Sequence[Pair], columns: tuple[Array, Array, Array, Array], active: frozenset[str]) -> "ChatTies":
        """Return the ties of a chat from ordered pairs with true and guessed weight and the ends of its interval."""
        people = sorted({person for pair in pairs for person in pair} | active)
        place = {person: number for number, person in enumerate(people)}
        rows, cells = [place[a] for a, _ in pairs], [place[b] for _, b in pairs]
        tables = [np.zeros((len(people), len(people))) for _ in columns]
        for table, column in zip(tables, columns, strict=True):
            table[rows, cells] = column
        return cls(tables[0], tables[1], tables[2], tables[3], tuple(place[person] for person in sorted(active)))

    def drawn(self, people: Sequence[int]) -> "ChatTies":
        """Return the ties among people drawn with replacement; a person and a copy of the same have no tie."""
        same = np.equal.outer(people, people)
        cut = np.ix_(people, people)
        ranked = tuple(number for number, person in enumerate(people) if person in self.active)
        true, soft, lo, hi = (np.where(same, 0.0, table[cut]) for table in (self.true, self.soft, self.lo, self.hi))
        return ChatTies(true, soft, lo, hi, ranked)


@dataclass(frozen=True, slots=True)
class TieScore:
    """The figures of ties by name."""

    chats: int
    people: int
    pairs: int
    figures: Mapping[str, Figure]

    def record(self) -> dict[str, Any]:
        """Return the score as it stands in JSON."""
        return {"score": "ties", "chats": self.chats, "people": self.people, "pairs": self.pairs, "figures": records(self.figures)}


def true_ties(truth: Truth) -> tuple[Counter[Pair], frozenset[str]]:
    """Return how often who answered whom in truth, and the people with at least three annotated messages."""
    ties: Counter[Pair] = Counter()
    said: Counter[str] = Counter()
    for line, parents in truth.parents.items():
        me = truth.writers.get(line)
        if me is None:
            continue
        said[me] += 1
        for parent in parents:
            other = truth.writers.get(parent)
            if other is not None and other != me:
                ties[me, other] += 1
    return ties, frozenset(person for person, count in said.items() if count >= _ACTIVE)


def score_ties(chats: Sequence[tuple[Truth, Mapping[Pair, TieGuess]]], draws: int = 500, seed: int = 0) -> TieScore:
    """Return how right ties of the layer of replies are.

    Parameters
    ----------
    chats
        For each chat the truth and the guessed ties by ordered pair; who answers stands first.
    draws, seed
        Resamples of the people for the intervals of the correlations and shares of weight; coverage has a Wilson interval.
    """
    tables = [_chat_ties(truth, guesses) for truth, guesses in chats]
    values = tie_values(tables)
    drawn: dict[str, list[float]] = {name: [] for name in TIE_FIGURES}
    rng = np.random.default_rng(seed)
    for _ in range(draws_for(tables, draws) if sum(len(table.active) for table in tables) >= LEAST else 0):
        sample = [table.drawn(rng.integers(0, len(table.true), len(table.true)).tolist()) for table in tables if len(table.true)]
        for name, (value, _) in tie_values(sample).items():
            drawn[name].append(np.nan if value is None else value)
    figures = {name: interval(value, n, drawn[name], LEAST_OF.get(name, 0.0)) for name, (value, n) in values.items()}
    covered, n = values["coverage_90"]
    figures["coverage_90"] = wilson((covered or 0.0) * n, n)
    people, pairs = sum(len(table.true) for table in tables), sum(int(((table.true > 0) | (table.soft > 0)).sum()) for table in tables)
    return TieScore(len(chats), people, pairs, figures)


def _chat_ties(truth: Truth, guesses: Mapping[Pair, TieGuess]) -> ChatTies:
    true, active = true_ties(truth)
    said: dict[Pair, TieGuess] = {}
    for (a, b), tie in guesses.items():
        pair = truth.called(a), truth.called(b)
        before = said.get(pair, TieGuess(0.0, 0.0, 0.0))
        said[pair] = TieGuess(before.weight + tie.weight, before.lo + tie.lo, before.hi + tie.hi)
    pairs = sorted(pair for pair in {*true, *said} if pair[0] != pair[1])
    nothing = TieGuess(0.0, 0.0, 0.0)
    rows = [(true[pair], tie.weight, tie.lo, tie.hi) for pair in pairs for tie in [said.get(pair, nothing)]]
    columns = np.array(rows, float).reshape(-1, 4).T
    return ChatTies.of(pairs, (columns[0], columns[1], columns[2], columns[3]), active)


def draws_for(tables: Sequence[ChatTies], draws: int) -> int:
    """Return how many resamples of these tables are made: fewer for large groups, none where they would be too few for an interval."""
    afford = _MOST_CELLS // max(sum(table.true.size for table in tables), 1)
    return min(draws, afford) if afford >= _LEAST_DRAWS else 0


def tie_values(chats: Sequence[ChatTies]) -> dict[str, tuple[float | None, int]]:
    """Return each figure with what it rests on: means over chats, coverage over all pairs."""
    found: dict[str, list[float]] = {name: [] for name in TIE_FIGURES}
    for chat in chats:
        for name, value in _of_chat(chat):
            found[name].append(value)
    inside = [chat_inside for chat in chats for chat_inside in _inside(chat)]
    told = {name: (float(np.mean(values)) if values else None, len(values)) for name, values in found.items()}
    return {**told, "coverage_90": (float(np.mean(inside)) if inside else None, len(inside))}


def _of_chat(chat: ChatTies) -> Iterator[tuple[str, float]]:
    true, soft = chat.true, chat.soft
    if not true.sum():
        return
    yield "wrong_weight", float(np.abs(true / true.sum() - (soft / soft.sum() if soft.sum() else 0.0)).sum() / 2)
    length = float(np.sqrt((true**2).sum() * (soft**2).sum()))
    yield "cosine", float((true * soft).sum()) / length if length else 0.0
    yield "top_10", _top(true, soft)
    if len(chat.active) >= _LEAST_PEOPLE:
        cut = np.ix_(chat.active, chat.active)
        a, b = true[cut], soft[cut]
        if a.sum():
            off, upper = ~np.eye(len(a), dtype=bool), np.triu_indices(len(a), 1)
            yield "rank_correlation", spearman(a[off], np.round(b[off], 2))
            yield "rank_correlation_undirected", spearman((a + a.T)[upper], np.round((b + b.T)[upper], 2))


def _top(true: Array, soft: Array) -> float:
    """Return the share of the heaviest guessed ties that are among the heaviest true ones."""
    off = ~np.eye(len(true), dtype=bool)
    a, b = true[off], soft[off]
    count = min(_TOP, int((a > 0).sum()))
    least = np.sort(a)[::-1][count - 1]
    first = np.argsort(-b, kind="stable")[:count]
    return float(((a[first] >= least) & (a[first] > 0) & (b[first] > 0)).mean())


def _inside(chat: ChatTies) -> list[bool]:
    """Return for each pair that is true or was expected to be whether the true number lies in the interval."""
    seen = (chat.true > 0) | (chat.soft >= _SEEN)
    held: list[bool] = ((chat.lo <= chat.true) & (chat.true <= chat.hi))[seen].tolist()
    return held
