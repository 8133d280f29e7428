"""How well reply links are found where the truth is known: ``python benchmarks/simulated_replies.py [CHATS]``.

Simulated chats of two languages and several phones; the truth comes from the simulation, which never saw the reply model. Links as in the
annotated sets: every message has one parent, or itself when it opens a thread.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from wag_analyzer.analysis import people_of, with_persons
from wag_analyzer.interactions.replies import replies
from wag_analyzer.parser.read import read_text
from wag_analyzer.settings import Settings
from wag_analyzer.simulate import Spec, simulate

MODELS: Final[tuple[Literal["full", "linear", "adjacency"], ...]] = ("full", "linear", "adjacency")
PHONES: Final = (("id", "android-id"), ("en", "ios-en-gb"), ("id", "ios-id"), ("en", "android-en-us"))


@dataclass
class Score:
    """Counts over the chats of one model."""

    right: int = 0
    messages: int = 0
    replies_right: int = 0
    replies_said: int = 0
    replies_true: int = 0
    person_right: int = 0
    person_true: int = 0
    brier: list[float] = field(default_factory=list)
    rho: list[float] = field(default_factory=list)

    def row(self) -> str:
        """Return the figures as a row of a table."""
        precision, recall = self.replies_right / max(self.replies_said, 1), self.replies_right / max(self.replies_true, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        person = self.person_right / max(self.person_true, 1)
        return (
            f"{self.right / self.messages:.3f}  {precision:.3f}  {recall:.3f}  {f1:.3f}  {person:.3f}  "
            f"{float(np.mean(self.brier)):.3f}  {float(np.mean(self.rho)):.3f}"
        )


def chats(count: int) -> Iterator[tuple[pd.DataFrame, Any, dict[int, int | None]]]:
    """Yield messages, people and the true parent line of each message."""
    for number in range(count):
        lang, phone = PHONES[number % len(PHONES)]
        made = simulate(Spec(seed=1000 + number, lang=lang, dialect=phone, people=40, messages=1200, days=60))
        settings = Settings()
        chat = read_text(made.export().decode())
        people = people_of(chat, settings)
        yield with_persons(chat, people, settings), people, {row["line"]: row["answers"] for row in made.truth()["replies"]}


def add(score: Score, messages: pd.DataFrame, found: pd.DataFrame, gold: dict[int, int | None]) -> None:
    """Add the links of one chat to the counts."""
    writer = dict(zip(messages["line"], messages["person"].astype(str), strict=True))
    best = found.loc[found.groupby("line", sort=False)["p"].idxmax()]
    said = {
        int(line): (int(parent) or None, float(p)) for line, parent, p in zip(best["line"], best["candidate_line"], best["p"], strict=True)
    }
    for line, parent in gold.items():
        parent = parent if parent in writer else None  # noqa: PLW2901 - an event is no message; the reply opens a thread then
        guess, p = said[line]
        score.messages += 1
        score.right += guess == parent
        score.brier.append((p - (guess == parent)) ** 2)
        score.replies_said += guess is not None
        score.replies_true += parent is not None
        score.replies_right += guess is not None and guess == parent
        if parent is not None and writer[parent] != writer[line]:
            score.person_true += 1
            score.person_right += guess is not None and writer[guess] == writer[parent]
    score.rho.append(_tie_rho(writer, found, gold))


def _tie_rho(writer: dict[int, str], found: pd.DataFrame, gold: dict[int, int | None]) -> float:
    true: Counter[tuple[str, str]] = Counter()
    for line, parent in gold.items():
        if parent in writer and writer[parent] != writer[line]:
            true[writer[line], writer[parent]] += 1
    soft: Counter[tuple[str, str]] = Counter()
    for line, parent, p in zip(found["line"], found["candidate_line"], found["p"], strict=True):
        if parent and writer[parent] != writer[line]:
            soft[writer[line], writer[parent]] += p
    people = sorted({person for pair in true for person in pair})
    pairs = [(a, b) for a in people for b in people if a != b]
    frame = pd.DataFrame({"true": [true[pair] for pair in pairs], "soft": [soft[pair] for pair in pairs]}).rank()
    return float(frame["true"].corr(frame["soft"]))


def main(count: int) -> None:
    """Print one row for each model."""
    scores = {model: Score() for model in MODELS}
    for messages, people, gold in chats(count):
        for model in MODELS:
            add(scores[model], messages, replies(messages, people, Settings(reply_model=model)), gold)
    print(f"{count} simulated chats, {scores['full'].messages:,} messages")
    print("model      links  precision recall  F1     person Brier  tie rho")
    for model, score in scores.items():
        print(f"{model:10s} {score.row()}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
