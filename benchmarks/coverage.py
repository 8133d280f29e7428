"""How often the 90 % interval of a tie holds the truth: ``python benchmarks/coverage.py GOLD_DIR [SIMULATED]``.

It prints the table of the page on ties. GOLD_DIR holds annotated chats, as for ``replies.py``; SIMULATED is the number of simulated chats
of each size. A tie counts when it is there in truth or when half an act or more is expected. The width was fitted on the training part; all
other rows are chats it has not seen.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from replies import Row, chats, frame, read, without_names

from wag_analyzer.analysis import acted
from wag_analyzer.interactions.replies import replies, reply_acts
from wag_analyzer.network.acts import acts, talk
from wag_analyzer.network.entries import entries, sums
from wag_analyzer.network.intervals import doubt, margin, phi
from wag_analyzer.parser.read import read_text
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings
from wag_analyzer.simulate import Spec, simulate
from wag_analyzer.tables import IDENTITIES, PEOPLE

Ties = dict[tuple[str, str], int]

SETS: Final = {
    "irc_ubuntu_dev": "Ubuntu channel",
    "channels4": "four other channels",
    "linux_dev": "#linux",
    "linux_pilot": "#linux, pilot",
    "irc_ubuntu_train": "Ubuntu channel, training part",
}
PHONES: Final = (("id", "android-id"), ("en", "ios-en-gb"), ("id", "ios-id"), ("en", "android-en-us"))
SIZES: Final = ((1200, 60), (8000, 365))
LIKELY: Final = 0.5
LARGE: Final = 2.0


@dataclass
class Coverage:
    """Of the ties of one set: which are covered, with the width for the chat, and with that of independent acts; which are large."""

    doubt: list[float] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)
    plain: list[bool] = field(default_factory=list)
    large: list[bool] = field(default_factory=list)

    def add(self, done: pd.DataFrame, said: pd.DataFrame, people: People, true: Ties) -> None:
        """Add a chat: interactions and messages of which the truth is known."""
        names = pd.Index(people.table["person"].astype(object))
        some = acts(done, talk(said, names), names)["reply"]
        found = entries((some,), len(names))
        total = sums(found)
        known = dict(zip(zip(names[found.source], names[found.target], strict=True), range(len(found.pairs)), strict=True))
        unsure = doubt(some)
        wide, narrow = margin(total.spread, phi(unsure)), 1.645 * np.sqrt(total.spread) + 0.5
        self.doubt.append(unsure)
        for pair in sorted({*known, *true}):
            row = known.get(pair)
            weight, half, least = (total.weight[row], wide[row], narrow[row]) if row is not None else (0.0, 0.5, 0.5)
            if weight >= LIKELY or true.get(pair, 0):
                away = abs(true.get(pair, 0) - weight)
                self.held.append(bool(away <= half))
                self.plain.append(bool(away <= least))
                self.large.append(bool(weight >= LARGE))

    def line(self) -> str:
        """Return the row of the table."""
        held, large = np.array(self.held), np.array(self.large)
        error = 1.645 * np.sqrt(held.mean() * (1 - held.mean()) / len(held))
        figures = (f"{len(held):,}", f"{np.mean(self.doubt):.2f}", f"{held.mean():.1%} ± {error:.1%}")
        return " | ".join((*figures, f"{held[large].mean():.1%}", f"{np.mean(self.plain):.1%}"))


def persons(names: list[str]) -> People:
    """Return people of whom nothing but the names is known."""
    rows: list[dict[str, object]] = [
        {"person": name, "names": [name], "is_exporter": False, "messages": 0, "admin": False} for name in names
    ]
    return People(PEOPLE.frame(rows), IDENTITIES.frame(), {name: name for name in names})


def annotated(rows: list[Row]) -> Coverage:
    """Return the coverage over annotated chats; what is not annotated makes no tie."""
    out = Coverage()
    for chat in chats(rows).values():
        typed = [row for row in chat if row["sender"] is not None]
        people, said = persons(list(dict.fromkeys(row["sender"] for row in typed))), frame(typed)
        done = reply_acts(replies(said, people, Settings()), said)
        gold = {row["id"] for row in typed if row["gold"]}
        done = done[done["msg_id"].isin(gold)].reset_index(drop=True)
        sender = {row["id"]: row["sender"] for row in chat}
        out.add(
            done,
            said,
            people,
            true_ties((row["sender"], {sender.get(parent) for parent in row["reply_to"]}) for row in typed if row["gold"]),
        )
    return out


def true_ties(answered: Iterator[tuple[str, set[Any]]]) -> Ties:
    """Return how many messages of each person answer each other."""
    found: Counter[tuple[str, str]] = Counter()
    for author, others in answered:
        found.update((author, other) for other in others - {author, None})
    return found


def simulated(messages: int, days: int, count: int) -> Coverage:
    """Return the coverage over simulated chats."""
    out = Coverage()
    for number in range(count):
        lang, phone = PHONES[number % len(PHONES)]
        made = simulate(Spec(seed=5000 + number, lang=lang, dialect=phone, messages=messages, days=days))
        people, said, done = acted(read_text(made.export().decode()), Settings())
        truth = made.truth()["replies"]
        writer = {row["line"]: row["sender"] for row in truth}
        known = defaultdict(str, people.person_of)
        named = ((known[row["sender"]], {known[writer[row["answers"]]]} if row["answers"] in writer else set()) for row in truth)
        out.add(done, said, people, true_ties(named))
    return out


def main(folder: Path, count: int) -> None:
    """Print the table."""
    print("| chats | ties | doubt D | in the interval | of 2 acts or more | with φ = 1 |\n|---|---|---|---|---|---|")
    for name, title in SETS.items():
        rows = read(folder / f"{name}.jsonl.gz")
        for regime, part in (("", rows), (", names off", without_names(rows))):
            print(f"| {title}{regime} | {annotated(part).line()} |", flush=True)
    for messages, days in SIZES if count else ():
        print(f"| simulated, {messages:,} messages | {simulated(messages, days, count).line()} |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 4)
