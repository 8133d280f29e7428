"""How right reply links and findings are, measured on a chat whose truth is known."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from wag_analyzer.simulate.spec import TWIN_OF

__all__ = ["FindingScore", "LinkScore", "score_findings", "score_links"]

_HALF: Final = 0.5
_PROTECTED: Final = "safety_protest"


@dataclass(frozen=True, slots=True)
class LinkScore:
    """How right reply links are.

    Parameters
    ----------
    messages
        Messages scored.
    links
        Share of messages whose best guess is right, "opens a thread" being a guess too.
    precision, recall
        Over the links between two messages only.
    persons
        Share of replies to somebody else for which the person answered is right, whichever message.
    brier
        Mean squared error of the best guess's probability.
    """

    messages: int
    links: float
    precision: float
    recall: float
    persons: float
    brier: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score_links(truth: Mapping[str, Any], guesses: Mapping[int, tuple[int | None, float]]) -> LinkScore:
    """Return how right guessed links are.

    Parameters
    ----------
    truth
        As ``Simulation.truth()`` gives it.
    guesses
        For the line of each message the line it answers (None when it opens a thread) and the probability of that guess; a message
        without a guess counts as opening a thread, surely.
    """
    rows: Sequence[Mapping[str, Any]] = truth["replies"]
    writer = {row["line"]: row["sender"] for row in rows}
    counts: Counter[str] = Counter()
    error = 0.0
    for row in rows:
        parent = row["answers"] if row["answers"] in writer else None
        guess, p = guesses.get(row["line"], (None, 1.0))
        right = guess == parent
        error += (p - right) ** 2
        counts["right"] += right
        counts["said"] += guess is not None
        counts["true"] += parent is not None
        counts["hit"] += right and parent is not None
        if parent is not None and writer[parent] != row["sender"]:
            counts["others"] += 1
            counts["person"] += guess is not None and writer.get(guess) == writer[parent]
    return LinkScore(
        messages=len(rows),
        links=_share(counts["right"], len(rows)),
        precision=_share(counts["hit"], counts["said"]),
        recall=_share(counts["hit"], counts["true"]),
        persons=_share(counts["person"], counts["others"]),
        brier=error / max(len(rows), 1),
    )


@dataclass(slots=True)
class FindingScore:
    """How right the findings of one kind are: found, wrong and missed episodes, twins tripped, lines of evidence in and outside."""

    found: int = 0
    wrong: int = 0
    missed: int = 0
    repeated: int = 0
    twins: int = 0
    tripped: list[str] = field(default_factory=list)
    lines_right: int = 0
    lines_wrong: int = 0

    def add(self, other: "FindingScore") -> None:
        """Add the counts of another chat."""
        for name in ("found", "wrong", "missed", "repeated", "twins", "tripped", "lines_right", "lines_wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def score_findings(truth: Mapping[str, Any], findings: Iterable[Mapping[str, Any]]) -> dict[str, FindingScore]:
    """Return for each kind how right findings are.

    A finding is right when a planted episode of its kind shares a line with it, it names at least half of the episode's core and at least
    half of those it names belong to the episode. A further one on the same episode is repeated, not wrong. Any other is wrong; when
    it rests on an innocent twin, the twin counts as tripped, unless the finding says itself that the talk is protected.

    Parameters
    ----------
    truth
        As ``Simulation.truth()`` gives it.
    findings
        Rows with ``kind``, ``persons``, ``lines`` and ``protected``, as ``wag detect --format jsonl`` prints them.
    """
    scores = {kind: FindingScore() for kind in sorted({risk["type"] for risk in truth["risks"]} | set(TWIN_OF.values()))}
    for twin in truth["controls"]:
        scores[TWIN_OF[twin["type"]]].twins += 1
    done: set[str] = set()
    for finding in findings:
        if finding["kind"] in scores:
            _count(scores[finding["kind"]], truth, finding, done)
    for risk in truth["risks"]:
        scores[risk["type"]].missed += risk["id"] not in done
    return scores


def _count(score: FindingScore, truth: Mapping[str, Any], finding: Mapping[str, Any], done: set[str]) -> None:
    risk = next((risk for risk in truth["risks"] if risk["type"] == finding["kind"] and _fits(finding, risk)), None)
    if risk is None:
        twin = next((twin for twin in truth["controls"] if TWIN_OF[twin["type"]] == finding["kind"] and _rests_on(finding, twin)), None)
        if twin is not None and finding.get("protected") and twin["type"] == _PROTECTED:
            return
        score.wrong += 1
        if twin is not None and twin["type"] not in score.tripped:
            score.tripped.append(twin["type"])
        return
    score.repeated += risk["id"] in done
    score.found += risk["id"] not in done
    done.add(risk["id"])
    inside = len(set(finding["lines"]) & set(risk["lines"]))
    score.lines_right += inside
    score.lines_wrong += len(set(finding["lines"])) - inside


def _fits(finding: Mapping[str, Any], risk: Mapping[str, Any]) -> bool:
    named, core = set(finding["persons"]), set(risk["core"])
    belong = core | set(risk["periphery"])
    return bool(
        named
        and set(finding["lines"]) & set(risk["lines"])
        and len(named & core) >= _HALF * len(core)
        and len(named & belong) >= _HALF * len(named)
    )


def _rests_on(finding: Mapping[str, Any], twin: Mapping[str, Any]) -> bool:
    return bool(set(finding["persons"]) & set(twin["core"]) and set(finding["lines"]) & set(twin["lines"]))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
