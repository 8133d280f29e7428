"""How well replies are found where the truth is known: ``python benchmarks/replies.py GOLD_DIR`` prints the table of the page on replies.

GOLD_DIR holds ``*.jsonl.gz`` with one message a line: id, chat, ts, sender (null is a system line), text, gold, reply_to.
"""

import gzip
import json
import re
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from wag_analyzer.interactions.regimes import regime
from wag_analyzer.interactions.replies import replies
from wag_analyzer.settings import Settings
from wag_analyzer.tables import MESSAGES

Row = dict[str, Any]
Model = Literal["full", "linear", "adjacency"]

MODELS: Final[tuple[Model, ...]] = ("full", "linear", "adjacency")
SETS: Final = {"irc_ubuntu_dev": "Ubuntu channel", "channels4": "four other channels", "linux_dev": "#linux"}
LEAD: Final = re.compile(r"^\s*@?(\S+?)\s*(?:[:,;>]+|-+>|\s)\s*(?=\S)")
ACTIVE: Final = 3
#: Expected answers from which a tie is drawn.
DRAWN: Final = 0.5
REGIMES: Final = {"often": "more than 40 %", "sometimes": "20 to 40 %", "rarely": "less than 20 %"}


def read(path: Path) -> list[Row]:
    """Return the annotated rows."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def chats(rows: list[Row]) -> dict[str, list[Row]]:
    """Return the rows of each chat."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["chat"]].append(row)
    return found


def without_names(rows: list[Row]) -> list[Row]:
    """Take all names of members off the texts."""
    return [row for chat in chats(rows).values() for row in _without(chat)]


def _without(chat: list[Row]) -> list[Row]:
    names = {row["sender"].lower() for row in chat if row["sender"]}
    return [dict(row, text=_bare(row["text"], names)) if row["sender"] else row for row in chat]


def _bare(text: str, names: set[str]) -> str:
    for _ in range(3):
        lead = LEAD.match(text)
        if not lead or (lead[1].lower() not in names and not text.lstrip().startswith("@")):
            break
        text = text[lead.end() :]
    return re.sub(r"\S+", lambda word: "" if word[0].lstrip("@").lower().rstrip(":,.!?;") in names else word[0], text).strip() or "."


def frame(typed: list[Row]) -> pd.DataFrame:
    """Return the typed messages as ``tables.MESSAGES``, with the minute clock of an Android export."""
    size = len(typed)
    columns: dict[str, object] = {
        "msg_id": [row["id"] for row in typed], "group_id": ["g"] * size, "at": [row["ts"][:16] for row in typed],
        "person": [row["sender"] for row in typed], "sender": [row["sender"] for row in typed], "kind": ["text"] * size,
        "text": [row["text"] for row in typed], "edited": [False] * size, "mentions": [[]] * size, "session": [0] * size,
        "line": range(1, size + 1), "last_line": range(1, size + 1),
    }  # fmt: skip
    return MESSAGES.frame(columns)


@dataclass
class Score:
    """Counts over the chats of one set and model."""

    gold: int = 0
    said: int = 0
    right: int = 0
    person_gold: int = 0
    person_said: int = 0
    person_right: int = 0
    confidence: list[float] = field(default_factory=list)
    correct: list[bool] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    rank: list[float] = field(default_factory=list)
    drawn: list[float] = field(default_factory=list)
    wrong: list[float] = field(default_factory=list)
    messages: int = 0
    seconds: float = 0.0

    def ece(self) -> float:
        """Return the mean gap between confidence and how often it was right."""
        return gap(self.confidence, self.correct)

    def line(self) -> str:
        """Return the row of the table."""
        link = 200 * self.right / (self.gold + self.said)
        person = 200 * self.person_right / (self.person_gold + self.person_said)
        ranks = (f"{np.mean(self.rank):.2f}", f"{np.mean(self.drawn):.2f}")
        figures = (f"{link:.1f}", f"{person:.1f}", *ranks, f"{np.mean(self.wrong):.2f}", f"{self.ece():.3f}")
        return " | ".join(figures)


def gap(confidence: list[float], correct: list[bool]) -> float:
    """Return the mean gap between confidence and how often it was right, in ten bins."""
    p, y = np.array(confidence), np.array(correct, float)
    place = np.minimum((p * 10).astype(int), 9)
    return float(sum((place == k).mean() * abs(p[place == k].mean() - y[place == k].mean()) for k in np.unique(place)))


def score(rows: list[Row], model: Model) -> Score:
    """Return the figures of one model on one set."""
    out = Score()
    for chat in chats(rows).values():
        typed = [row for row in chat if row["sender"] is not None]
        names = list(dict.fromkeys(row["sender"] for row in typed))
        people: Any = SimpleNamespace(table=pd.DataFrame({"person": names}), person_of={name: name for name in names})
        messages = frame(typed)
        begin = time.process_time()
        found = replies(messages, people, Settings(reply_model=model))
        out.seconds += time.process_time() - begin
        out.messages += len(typed)
        _add(out, chat, found)
        out.named += [regime(messages, people).name] * (len(out.correct) - len(out.named))
    return out


def _add(out: Score, chat: list[Row], found: pd.DataFrame) -> None:
    sender = {row["id"]: row["sender"] for row in chat}
    listed: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for one in found.itertuples():
        listed[str(one.msg_id)].append((one.candidate if isinstance(one.candidate, str) else str(one.msg_id), float(str(one.p))))
    true: Counter[tuple[str, str]] = Counter()
    expected: Counter[tuple[str, str]] = Counter()
    for row in chat:
        if row["gold"]:
            _add_message(out, row, listed.get(row["id"], [(row["id"], 1.0)]), sender)
            _add_ties(row, listed[row["id"]], sender, (true, expected))
    _compare(out, chat, true, expected)


def _add_message(out: Score, row: Row, listed: list[tuple[str, float]], sender: dict[str, str]) -> None:
    gold = set(row["reply_to"]) or {row["id"]}
    best, p = max(listed, key=lambda one: one[1])
    out.gold += len(gold)
    out.said += 1
    out.right += best in gold
    if row["sender"] is None:
        return
    out.confidence.append(p)
    out.correct.append(best in gold)
    true = {sender.get(parent) for parent in gold} - {row["sender"], None}
    said = {sender.get(best)} - {row["sender"], None}
    out.person_gold += len(true)
    out.person_said += len(said)
    out.person_right += len(true & said)


def _add_ties(row: Row, listed: list[tuple[str, float]], sender: dict[str, str], ties: tuple[Counter[Any], Counter[Any]]) -> None:
    author = row["sender"]
    if author is None:
        return
    for parent in row["reply_to"]:
        if sender.get(parent) not in {None, author}:
            ties[0][author, sender[parent]] += 1
    for candidate, p in listed:
        if sender.get(candidate) not in {None, author}:
            ties[1][author, sender[candidate]] += p


def _compare(out: Score, chat: list[Row], true: Counter[Any], expected: Counter[Any]) -> None:
    said = Counter(row["sender"] for row in chat if row["gold"] and row["sender"])
    active = sorted(person for person, count in said.items() if count >= ACTIVE)
    pairs = [(a, b) for a in active for b in active if a != b]
    if len(active) >= ACTIVE and true:
        real, guessed = [true[pair] for pair in pairs], [round(expected[pair], 2) for pair in pairs]
        out.rank.append(float(spearmanr(real, guessed).statistic))
        out.drawn.append(float(spearmanr(real, [value if value >= DRAWN else 0 for value in guessed]).statistic))
    if true:
        total, weight = sum(true.values()), sum(expected.values()) or 1.0
        out.wrong.append(sum(abs(true[pair] / total - expected[pair] / weight) for pair in {*true, *expected}) / 2)


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1])
    print("| chats | n | model | link F1 | person F1 | rank | rank, drawn | wrong | ECE |\n|---|---|---|---|---|---|---|---|---|")
    speed: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    sure: dict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
    for name, title in SETS.items():
        rows = read(folder / f"{name}.jsonl.gz")
        count = sum(row["gold"] for row in rows)
        for suffix, part in (("", rows), (", names off", without_names(rows))):
            for model in MODELS:
                found = score(part, model)
                speed[model][0] += found.messages
                speed[model][1] += found.seconds
                for named, p, right in zip(found.named, found.confidence, found.correct, strict=True):
                    sure[named, model].append((p, right))
                print(f"| {title}{suffix} | {count:,} | `{model}` | {found.line()} |", flush=True)
    print("\n| messages that name somebody | n | model | mean p of the best link | right | ECE |\n|---|---|---|---|---|---|")
    for named, title in REGIMES.items():
        for model in MODELS[:2]:
            confidence, correct = [list(part) for part in zip(*sure[named, model], strict=True)] if sure[named, model] else ([], [])
            if correct:
                figures = f"{np.mean(confidence):.2f} | {np.mean(correct):.2f} | {gap(confidence, correct):.3f}"
                print(f"| {title} | {len(correct):,} | `{model}` | {figures} |")
    print("\nMessages a second, one core: " + ", ".join(f"`{model}` {count / seconds:,.0f}" for model, (count, seconds) in speed.items()))


if __name__ == "__main__":
    main()
