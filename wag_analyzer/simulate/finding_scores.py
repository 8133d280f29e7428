"""How right findings are, by kind and over all; definitions in docs/reference/scores.md."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from wag_analyzer.simulate.figures import LEAST, Figure, f_score, interval, records, wilson
from wag_analyzer.simulate.gold import Episode, Truth
from wag_analyzer.simulate.guesses import Said

__all__ = ["FindingScore", "KindScore", "score_findings"]

_HALF: Final = 0.5
_PROTECTED: Final = frozenset({"safety_protest", "proper_report"})
_TARGET_ANSWERS: Final = frozenset({"pile_on", "condescension"})
"""Kinds in which whoever it is about takes part in the talk."""


@dataclass(slots=True)
class KindScore:
    """How right the findings of one kind are: episodes found and missed, findings wrong or repeated, twins planted and tripped."""

    found: int = 0
    wrong: int = 0
    missed: int = 0
    repeated: int = 0
    twins: int = 0
    tripped: int = 0
    ranked: list[tuple[float, bool]] = field(default_factory=list)

    @property
    def average_precision(self) -> float | None:
        """Return the mean of the precision at each episode found, findings sorted by score; None without episodes."""
        episodes = self.found + self.missed
        if not episodes:
            return None
        hits, total = 0, 0.0
        for rank, (_, right) in enumerate(sorted(self.ranked, key=lambda item: -item[0]), start=1):
            hits += right
            total += hits / rank if right else 0.0
        return total / episodes

    def record(self) -> dict[str, Any]:
        """Return the counts and their figures as they stand in JSON."""
        counts = {name: getattr(self, name) for name in ("found", "missed", "wrong", "repeated", "twins", "tripped")}
        figures = {"precision": wilson(self.found, self.found + self.wrong), "recall": wilson(self.found, self.found + self.missed)}
        whole = self.average_precision
        f1 = _f1([self])
        return {
            **counts,
            **records(figures),
            "f1": None if f1 is None else round(f1, 6),
            "average_precision": None if whole is None else round(whole, 6),
        }


@dataclass(slots=True)
class FindingScore:
    """How right findings are.

    Parameters
    ----------
    kinds
        Kind → its score.
    parts
        Counts over the matched findings: ``persons``, ``lines`` (right, wrong, missed) and ``targets`` (right, n).
    twins
        Name of an innocent twin → how many were planted and tripped.
    innocent_messages, false_alarms
        Of the chats in which no risk was planted.
    unjudged
        Findings of kinds about which the truth says nothing.
    """

    chats: int = 0
    kinds: dict[str, KindScore] = field(default_factory=dict)
    parts: Counter[str] = field(default_factory=Counter)
    twins: dict[str, list[int]] = field(default_factory=dict)
    innocent_messages: int = 0
    false_alarms: int = 0
    unjudged: int = 0
    micro_f1: Figure = field(default_factory=lambda: Figure(None, 0))

    @property
    def figures(self) -> dict[str, Figure]:
        """Return the figures over all kinds."""
        names = ("found", "missed", "wrong", "twins", "tripped")
        total = {name: sum(getattr(score, name) for score in self.kinds.values()) for name in names}
        planted = [score for score in self.kinds.values() if score.found + score.missed]
        part = self.parts
        return {
            "precision": wilson(total["found"], total["found"] + total["wrong"]),
            "recall": wilson(total["found"], total["found"] + total["missed"]),
            "micro_f1": self.micro_f1,
            "macro_f1": Figure(float(np.mean([_f1([score]) or 0.0 for score in planted])) if planted else None, len(planted)),
            "controls_tripped": wilson(total["tripped"], total["twins"]),
            "evidence_precision": wilson(part["lines_right"], part["lines_right"] + part["lines_wrong"]),
            "evidence_recall": wilson(part["lines_right"], part["lines_right"] + part["lines_missed"]),
            "actor_precision": wilson(part["persons_right"], part["persons_right"] + part["persons_wrong"]),
            "actor_recall": wilson(part["persons_right"], part["persons_right"] + part["persons_missed"]),
            "targets_right": wilson(part["targets_right"], part["targets"]),
            "false_alarms_per_1000": _rate(self.false_alarms, self.innocent_messages),
        }

    def record(self) -> dict[str, Any]:
        """Return the score as it stands in JSON."""
        return {
            "score": "findings",
            "chats": self.chats,
            "figures": records(self.figures),
            "kinds": {kind: score.record() for kind, score in sorted(self.kinds.items())},
            "controls": {name: {"planted": planted, "tripped": tripped} for name, (planted, tripped) in sorted(self.twins.items())},
            "innocent": {"messages": self.innocent_messages, "false_alarms": self.false_alarms},
            "unjudged": self.unjudged,
        }


def score_findings(chats: Sequence[tuple[Truth, Sequence[Said]]], draws: int = 500, seed: int = 0) -> FindingScore:
    """Return how right findings are.

    A finding is right when a planted episode of its kind shares a line with it, it names at least half of the episode's core, and at least
    half of those it names belong to the episode. A further one on the same episode is repeated, not wrong. Any other is wrong; when it
    rests on an innocent twin, the twin counts as tripped, unless the finding says itself that a lawful protest is protected.

    Parameters
    ----------
    chats
        For each chat the truth and the findings.
    draws, seed
        Resamples of the chats for the interval of the micro F1.
    """
    score = FindingScore(chats=len(chats))
    each: list[dict[str, KindScore]] = []
    for truth, findings in chats:
        own = _judged(truth, findings, score)
        each.append(own)
        for kind, part in own.items():
            _add(score.kinds.setdefault(kind, KindScore()), part)
    score.micro_f1 = _micro(each, draws, seed)
    return score


def _judged(truth: Truth, findings: Sequence[Said], score: FindingScore) -> dict[str, KindScore]:
    """Return the scores of one chat by kind; people, lines, targets and twins are counted in ``score``."""
    own: dict[str, KindScore] = {risk.kind: KindScore() for risk in truth.risks or ()}
    done: set[str] = set()
    hit_twins: set[str] = set()
    for given in sorted(findings, key=lambda given: -given.score):
        if truth.kinds is not None and given.kind not in truth.kinds:
            score.unjudged += 1
            continue
        said = replace(given, persons=frozenset(map(truth.called, given.persons)))
        match = _match(truth, said, done)
        _count(own.setdefault(said.kind, KindScore()), match, said, (done, score))
        if match in {"wrong", "protected"}:
            hit_twins |= {twin.name for twin in _twins(truth, said) if not _is_free(said, twin)}
    for risk in truth.risks or ():
        own[risk.kind].missed += risk.name not in done
    for twin in truth.twins:
        _count_twin(own.setdefault(twin.kind, KindScore()), twin, score, tripped=twin.name in hit_twins)
    if not truth.risks:
        score.innocent_messages += truth.messages
        score.false_alarms += sum(part.wrong for part in own.values())
    return own


def _count_twin(mine: KindScore, twin: Episode, score: FindingScore, *, tripped: bool) -> None:
    mine.twins += 1
    mine.tripped += tripped
    counts = score.twins.setdefault(twin.twin, [0, 0])
    counts[0] += 1
    counts[1] += tripped


def _match(truth: Truth, said: Said, done: set[str]) -> Episode | str:
    """Return the episode that a finding is about, else ``repeated``, ``protected`` or ``wrong``."""
    fitting = [risk for risk in truth.risks or () if risk.kind == said.kind and _fits(said, risk)]
    fresh = next((risk for risk in fitting if risk.name not in done), None)
    if fresh is not None or fitting:
        return fresh or "repeated"
    return "protected" if any(_is_free(said, twin) for twin in _twins(truth, said)) else "wrong"


def _twins(truth: Truth, said: Said) -> list[Episode]:
    """Return the innocent twins on which a finding rests."""
    return [twin for twin in truth.twins if twin.kind == said.kind and said.persons & twin.core and said.lines & twin.lines]


def _is_free(said: Said, twin: Episode) -> bool:
    return said.protected and twin.twin in _PROTECTED


def _count(mine: KindScore, match: Episode | str, said: Said, seen: tuple[set[str], FindingScore]) -> None:
    done, score = seen
    if isinstance(match, Episode):
        done.add(match.name)
        mine.found += 1
        _count_parts(score.parts, match, said)
    mine.repeated += match == "repeated"
    mine.wrong += match == "wrong"
    if match not in {"repeated", "protected"}:
        mine.ranked.append((said.score, isinstance(match, Episode)))


def _count_parts(parts: Counter[str], risk: Episode, said: Said) -> None:
    people = said.persons
    parts["persons_right"] += len(people & risk.core)
    parts["persons_wrong"] += len(people - risk.core - risk.around - frozenset(risk.targets))
    parts["persons_missed"] += len(risk.core - people)
    parts["lines_right"] += len(said.lines & risk.lines)
    parts["lines_wrong"] += len(said.lines - risk.lines)
    parts["lines_missed"] += len(risk.lines - said.lines)
    if said.targets and risk.targets:
        parts["targets"] += 1
        pairs = [(a.casefold(), b.casefold()) for a in said.targets for b in risk.targets]
        parts["targets_right"] += any(a in b or b in a for a, b in pairs)


def _fits(said: Said, risk: Episode) -> bool:
    people = said.persons
    belong = risk.core | risk.around | (frozenset(risk.targets) if risk.kind in _TARGET_ANSWERS else frozenset())
    return bool(
        people
        and said.lines & risk.lines
        and len(people & risk.core) >= _HALF * len(risk.core)
        and len(people & belong) >= _HALF * len(people)
    )


def _add(total: KindScore, part: KindScore) -> None:
    for name in ("found", "wrong", "missed", "repeated", "twins", "tripped"):
        setattr(total, name, getattr(total, name) + getattr(part, name))
    total.ranked.extend(part.ranked)


def _f1(scores: Sequence[KindScore]) -> float | None:
    found, wrong, missed = (sum(getattr(score, name) for score in scores) for name in ("found", "wrong", "missed"))
    return 2 * found / (2 * found + wrong + missed) if found + wrong + missed else None


def _micro(each: Sequence[Mapping[str, KindScore]], draws: int, seed: int) -> Figure:
    counts = np.array([[sum(getattr(part, name) for part in own.values()) for name in ("found", "wrong", "missed")] for own in each], float)
    found, wrong, missed = counts.reshape(-1, 3).sum(axis=0)
    n = int(found + wrong + missed)
    value = _f1([part for own in each for part in own.values()])
    if len(each) < LEAST or value is None:
        return Figure(value, n)
    picks = np.random.default_rng(seed).multinomial(len(each), np.full(len(each), 1 / len(each)), draws)
    drawn = picks @ counts
    return interval(value, n, f_score(drawn[:, 0] + drawn[:, 2], drawn[:, 0] + drawn[:, 1], drawn[:, 0]))


def _rate(alarms: int, messages: int) -> Figure:
    """Return wrong findings for 1,000 messages of innocent chats, with a Wilson interval."""
    share = wilson(alarms, messages)
    scaled = [None if value is None else 1000 * value for value in (share.value, share.lo, share.hi)]
    return Figure(scaled[0], messages, scaled[1], scaled[2])
