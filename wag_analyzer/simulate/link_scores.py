"""How right reply links are: links, persons, calibration and the ties they imply; definitions in docs/reference/scores.md."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from wag_analyzer.simulate.figures import LEAST, Array, Figure, f_score, interval, ratio, records
from wag_analyzer.simulate.gold import Truth
from wag_analyzer.simulate.guesses import NONE, Replies
from wag_analyzer.simulate.tie_scores import LEAST_OF, TIE_FIGURES, ChatTies, draws_for, tie_values

__all__ = ["ReplyScore", "score_replies"]

BINS: Final = 10
_KINDS: Final = ("link", "reply", "person")
_CASES: Final = tuple(f"{kind}_{part}" for kind in _KINDS for part in ("gold", "said", "hit"))
_PLAIN: Final = (*_CASES, "n", "right", "squares")
_WIDTH: Final = len(_PLAIN) + 3 * BINS
_Z90: Final = 1.645
_ROUND: Final = 0.5
_ACTIVE: Final = 3


@dataclass(frozen=True, slots=True)
class ReplyScore:
    """The figures of reply links by name, and for each tenth of probability how many best guesses fell there and how many were right."""

    chats: int
    messages: int
    conversations: int
    figures: Mapping[str, Figure]
    reliability: Sequence[Mapping[str, float | int | None]]

    def record(self) -> dict[str, Any]:
        """Return the score as it stands in JSON."""
        heads = {"score": "replies", "chats": self.chats, "messages": self.messages, "conversations": self.conversations}
        return {**heads, "figures": records(self.figures), "reliability": list(self.reliability)}


@dataclass(slots=True)
class _Message:
    """One annotated message: what it answers in truth and by the best guess, the probability of that, and its conversation."""

    line: int
    parents: frozenset[int]
    guess: int
    p: float
    conversation: int


def score_replies(chats: Sequence[tuple[Truth, Replies]], draws: int = 500, seed: int = 0) -> ReplyScore:
    """Return how right guessed replies are.

    Parameters
    ----------
    chats
        For each chat the truth and the guesses: for a message's line the probability of each candidate's line, 0 for none. A message
        without a guess counts as opening a thread, surely.
    draws, seed
        Resamples of the conversations for the intervals. A conversation is what the true links hold together.
    """
    counted = [_counted(truth, guesses) for truth, guesses in chats]
    ties = [_soft_ties(truth, guesses) for truth, guesses in chats]
    whole = np.concatenate([rows for rows, _ in counted]) if counted else np.zeros((0, _WIDTH))
    picks = _picks([len(rows) for rows, _ in counted], draws, seed)
    values = _values(whole.sum(axis=0, keepdims=True))
    drawn = _values(picks @ whole) if len(picks) else {name: np.zeros(0) for name in values}
    sizes = {name: int(size) for name, size in zip(_PLAIN, whole.sum(axis=0), strict=False)}
    figures = {name: interval(float(value[0]), _rests_on(name, sizes), drawn[name]) for name, value in values.items()}
    known = any(truth.writers for truth, _ in chats)
    if not known:
        figures = {name: figure for name, figure in figures.items() if not name.startswith("person")}
    else:
        figures |= _tie_figures(ties, [rows for _, rows in counted], picks)
    return ReplyScore(len(chats), sizes["n"], len(whole), figures, _reliability(whole.sum(axis=0)))


def _picks(sizes: Sequence[int], draws: int, seed: int) -> Array:
    """Return how often each conversation is drawn in each resample, within its chat; nothing where there are too few."""
    if sum(sizes) < LEAST:
        return np.zeros((0, sum(sizes)))
    rng = np.random.default_rng(seed)
    parts = [rng.multinomial(size, np.full(size, 1 / size), draws) for size in sizes if size]
    return np.concatenate(parts, axis=1).astype(float)


def _counted(truth: Truth, guesses: Replies) -> tuple[Array, Mapping[int, int]]:
    """Return one row of counts for each conversation of a chat, and the conversation of each annotated message."""
    place = _conversations(truth.parents)
    rows = np.zeros((max(place.values(), default=-1) + 1, _WIDTH))
    for message in _messages(truth, guesses, place):
        row = rows[message.conversation]
        row[: len(_CASES)] += _cases(message, truth)
        if truth.writers and message.line not in truth.writers:
            continue  # a line WhatsApp wrote
        right = message.guess in message.parents if message.guess else not message.parents
        row[len(_CASES) : len(_PLAIN)] += (1, right, (message.p - right) ** 2)
        spot = len(_PLAIN) + min(int(message.p * BINS), BINS - 1)
        row[[spot, spot + BINS, spot + 2 * BINS]] += (1, message.p, right)
    return rows, place


def _messages(truth: Truth, guesses: Replies, place: Mapping[int, int]) -> Iterator[_Message]:
    for line, parents in truth.parents.items():
        said = guesses.get(line) or {NONE: 1.0}
        guess = max(said, key=lambda candidate: (said[candidate], candidate))
        yield _Message(line, parents, guess, min(said[guess], 1.0), place[line])


def _cases(message: _Message, truth: Truth) -> list[int]:
    """Return for links, replies and persons how many are true, said and both."""
    line, me = message.line, truth.writers.get(message.line)
    gold, said = message.parents or {line}, {message.guess or line}
    others = (gold - {line}, said - {line})
    persons = {truth.writers.get(parent) for parent in message.parents} - {me, None}, {truth.writers.get(message.guess)} - {me, None}
    if me is None:
        persons, others = (set(), set()), (others if not truth.writers else (set(), set()))  # a line WhatsApp wrote answers nobody
    pairs: tuple[tuple[Any, Any], ...] = ((gold, said), others, persons)
    return [len(part) for true, guessed in pairs for part in (true, guessed, true & guessed)]


def _conversations(parents: Mapping[int, frozenset[int]]) -> dict[int, int]:
    """Return annotated message → number of what the true links hold together."""
    leads: dict[int, int] = {}

    def lead(line: int) -> int:
        while leads.setdefault(line, line) != line:
            leads[line] = leads[leads[line]]
            line = leads[line]
        return line

    for line, answered in parents.items():
        for parent in answered:
            leads[lead(line)] = lead(parent)
    numbers: dict[int, int] = {}
    return {line: numbers.setdefault(lead(line), len(numbers)) for line in parents}


def _values(counts: Array) -> dict[str, Array]:
    """Return the figures of one or many sums of counts."""
    at = {name: counts[:, place] for place, name in enumerate(_PLAIN)}
    bins, probable, right = (counts[:, len(_PLAIN) + part * BINS :][:, :BINS] for part in range(3))
    del bins
    found: dict[str, Array] = {}
    for kind in _KINDS:
        gold, said, hit = (at[f"{kind}_{part}"] for part in ("gold", "said", "hit"))
        found |= {f"{kind}_precision": ratio(hit, said), f"{kind}_recall": ratio(hit, gold), f"{kind}_f1": f_score(gold, said, hit)}
    found["accuracy"] = ratio(at["right"], at["n"])
    found["brier"] = ratio(at["squares"], at["n"])
    found["ece"] = ratio(np.abs(probable - right).sum(axis=1), at["n"])
    return found


def _rests_on(name: str, sizes: Mapping[str, int]) -> int:
    kind, _, part = name.partition("_")
    if kind not in _KINDS:
        return sizes["n"]
    return sizes[f"{kind}_said"] if part == "precision" else sizes[f"{kind}_gold"]


def _reliability(total: Array) -> list[dict[str, float | int | None]]:
    rows: list[dict[str, float | int | None]] = []
    for tenth in range(BINS):
        n, probable, right = (float(total[len(_PLAIN) + part * BINS + tenth]) for part in range(3))
        means = (round(probable / n, 6), round(right / n, 6)) if n else (None, None)
        rows.append({"from": tenth / BINS, "to": (tenth + 1) / BINS, "n": int(n), "said": means[0], "right": means[1]})
    return rows


@dataclass(frozen=True, slots=True)
class _SoftTies:
    """True and expected replies of one chat by ordered pair and conversation."""

    true: Mapping[tuple[str, str], Counter[int]]
    soft: Mapping[tuple[str, str], Counter[int]]
    spread: Mapping[tuple[str, str], Counter[int]]
    active: frozenset[str]


def _soft_ties(truth: Truth, guesses: Replies) -> _SoftTies:
    place = _conversations(truth.parents)
    true, soft, spread = (defaultdict[tuple[str, str], Counter[int]](Counter) for _ in range(3))
    said: Counter[str] = Counter()
    for line, parents in truth.parents.items():
        me = truth.writers.get(line)
        if me is None:
            continue
        said[me] += 1
        for parent in parents:
            other = truth.writers.get(parent)
            if other not in {None, me}:
                true[me, str(other)][place[line]] += 1
        for other, p in _meant(guesses.get(line, {}), me, truth).items():
            soft[me, other][place[line]] += p  # type: ignore[assignment]  # a counter sums fractions as well
            spread[me, other][place[line]] += p * (1 - p)  # type: ignore[assignment]  # as above
    return _SoftTies(true, soft, spread, frozenset(person for person, count in said.items() if count >= _ACTIVE))


def _meant(said: Mapping[int, float], me: str, truth: Truth) -> dict[str, float]:
    """Return with which probability a message answers each other person."""
    found: dict[str, float] = {}
    for candidate, p in said.items():
        other = truth.writers.get(candidate)
        if other is not None and other != me:
            found[other] = found.get(other, 0.0) + p
    return {other: min(p, 1.0) for other, p in found.items()}


def _tie_figures(ties: Sequence[_SoftTies], places: Sequence[Mapping[int, int]], picks: Array) -> dict[str, Figure]:
    """Return the figures of the ties that the probabilities add up to, means over the chats."""
    sizes = [max(place.values(), default=-1) + 1 for place in places]
    ends = np.cumsum([0, *sizes]).tolist()
    whole = [next(_chat_ties(tie, np.ones((1, size)))) for tie, size in zip(ties, sizes, strict=True)]
    values = tie_values(whole)
    drawn: dict[str, list[float]] = {name: [] for name in TIE_FIGURES}
    resampled = [_chat_ties(tie, picks[:, start:stop]) for tie, start, stop in zip(ties, ends, ends[1:], strict=False)]
    for _ in range(draws_for(whole, len(picks))):
        for name, (value, _) in tie_values([next(chat) for chat in resampled]).items():
            drawn[name].append(np.nan if value is None else value)
    return {f"tie_{name}": interval(value, n, drawn[name], LEAST_OF.get(name, 0.0)) for name, (value, n) in values.items()}


def _chat_ties(ties: _SoftTies, picks: Array) -> Iterator[ChatTies]:
    """Yield the ties of a chat for each resample of its conversations."""
    pairs = sorted({*ties.true, *ties.soft})
    tables = [_by_conversation(table, pairs, picks.shape[1]) for table in (ties.true, ties.soft, ties.spread)]
    for pick in picks:
        true, soft, spread = (pick @ table for table in tables)
        half = _Z90 * np.sqrt(spread) + _ROUND
        yield ChatTies.of(pairs, (true, soft, soft - half, soft + half), ties.active)


def _by_conversation(table: Mapping[tuple[str, str], Counter[int]], pairs: Sequence[tuple[str, str]], size: int) -> Array:
    made = np.zeros((size, len(pairs)))
    for column, pair in enumerate(pairs):
        for conversation, weight in table.get(pair, {}).items():
            made[conversation, column] = weight
    return made
