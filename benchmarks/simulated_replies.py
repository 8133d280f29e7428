"""How well reply links are found where the truth is known: ``python benchmarks/simulated_replies.py [CHATS]``.

Simulated chats of two languages and several phones; the truth comes from the simulation, which never saw the reply model.
"""

import sys
from collections import Counter, defaultdict
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from wag_analyzer.analysis import people_of, with_persons
from wag_analyzer.interactions.replies import replies
from wag_analyzer.parser.read import read_text
from wag_analyzer.settings import Settings
from wag_analyzer.simulate import Spec, simulate
from wag_analyzer.simulate.scoring import LinkScore, score_links

MODELS: Final[tuple[Literal["full", "linear", "adjacency"], ...]] = ("full", "linear", "adjacency")
PHONES: Final = (("id", "android-id"), ("en", "ios-en-gb"), ("id", "ios-id"), ("en", "android-en-us"))


def guesses(found: pd.DataFrame) -> dict[int, tuple[int | None, float]]:
    """Return the most probable parent of each message."""
    best = found.loc[found.groupby("line", sort=False)["p"].idxmax()]
    rows = zip(best["line"], best["candidate_line"], best["p"], strict=True)
    return {int(line): (int(parent) or None, float(p)) for line, parent, p in rows}


def tie_rho(found: pd.DataFrame, truth: dict[str, Any]) -> float:
    """Return Spearman's correlation of expected and true replies over all ordered pairs of people who ever answer or are answered."""
    writer = {row["line"]: row["sender"] for row in truth["replies"]}
    true = {(tie["source"], tie["target"]): tie["replies"] for tie in truth["ties"]}
    soft: Counter[tuple[str, str]] = Counter()
    for line, parent, p in zip(found["line"], found["candidate_line"], found["p"], strict=True):
        if parent:
            soft[writer[line], writer[parent]] += p
    people = sorted({person for pair in true for person in pair})
    pairs = [(a, b) for a in people for b in people if a != b]
    frame = pd.DataFrame({"true": [true.get(pair, 0) for pair in pairs], "soft": [soft[pair] for pair in pairs]}).rank()
    return float(frame["true"].corr(frame["soft"]))


def main(count: int) -> None:
    """Print one row for each model: means over the chats."""
    links: dict[str, list[LinkScore]] = defaultdict(list)
    ties: dict[str, list[float]] = defaultdict(list)
    for number in range(count):
        lang, phone = PHONES[number % len(PHONES)]
        made = simulate(Spec(seed=1000 + number, lang=lang, dialect=phone, messages=1200, days=60))
        chat, truth = read_text(made.export().decode()), made.truth()
        people = people_of(chat, Settings())
        messages = with_persons(chat, people, Settings())
        for model in MODELS:
            found = replies(messages, people, Settings(reply_model=model))
            links[model].append(score_links(truth, guesses(found)))
            ties[model].append(tie_rho(found, truth))
    print(f"{count} simulated chats, {sum(score.messages for score in links['full']):,} messages")
    names = ("links", "precision", "recall", "f1", "persons", "brier")
    print("model".ljust(10), *(name.rjust(9) for name in (*names, "tie rho")))
    for model in MODELS:
        means = [float(np.mean([getattr(score, name) for score in links[model]])) for name in names]
        print(model.ljust(10), *(f"{mean:9.3f}" for mean in (*means, float(np.mean(ties[model])))))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
