"""How well uses of ties are read: precision and recall on labelled sentences, what intervals and tests hold, the ladder beside the truth.

The sentences (``benchmarks/uses/labelled.tsv``: language, use, the message answered, the message) were written and labelled before the
cues, by the same author; no cue was changed after they were looked at. For shares, ties are made of them: their sentences are drawn by a
known mixture, and the interval of the share read is compared with it. The ladder is made of the answers that simulated chats know.

Run ``python benchmarks/uses.py`` to print the tables, with ``--write-docs`` to put them into ``docs/explanation/uses-of-ties.md``.
"""

import argparse
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.analysis import acted
from wag_analyzer.network.ties import ties
from wag_analyzer.network.uses import ALPHA, uses, wilson90
from wag_analyzer.network.uses_ladder import RUNGS
from wag_analyzer.network.uses_pairs import apart
from wag_analyzer.network.uses_reading import USES, reading
from wag_analyzer.parser.read import read_text
from wag_analyzer.settings import Settings
from wag_analyzer.simulate import Spec, simulate
from wag_analyzer.simulate.figures import Figure, wilson
from wag_analyzer.text.acts import acts
from wag_analyzer.text.persons import references
from wag_analyzer.text.signals import signals

HERE = Path(__file__).parent
SENTENCES = HERE / "uses" / "labelled.tsv"
PAGE = HERE.parent / "docs" / "explanation" / "uses-of-ties.md"
MARKS = ("<!-- made by benchmarks/uses.py: begin -->", "<!-- made by benchmarks/uses.py: end -->")
NAMES = {use.removesuffix("-solving"): use for use in USES}
PHONES = (("id", "android-id"), ("en", "ios-en-gb"), ("id", "ios-id"), ("en", "android-en-us"))
START = pd.Timestamp("2024-03-04 08:00")


class Labelled(NamedTuple):
    """One sentence with its use, and the message it answers (empty: none)."""

    lang: str
    use: str
    before: str
    text: str


def sentences(path: Path = SENTENCES) -> list[Labelled]:
    """Return the labelled sentences."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Labelled(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def frame(rows: Sequence[tuple[int, str, str]]) -> pd.DataFrame:
    """Return ``tables.MESSAGES`` of rows of session, person, text; a minute apart, sessions half a day apart."""
    return tables.MESSAGES.frame(
        [
            {
                "msg_id": f"m-{line}", "group_id": "g", "at": START + pd.Timedelta(hours=12 * session, minutes=line % 60), "person": person,
                "sender": person, "kind": "text", "text": text, "edited": False, "mentions": [], "session": session, "file": "a.txt",
                "file_sha256": "0", "line": line, "last_line": line,
            }
            for line, (session, person, text) in enumerate(rows, start=1)
        ]
    )  # fmt: skip


def read_uses(some: Sequence[Labelled]) -> list[str]:
    """Return the use that is read from each sentence, after the one it answers."""
    rows: list[tuple[int, str, str]] = []
    wanted: list[int] = []
    for number, one in enumerate(some):
        rows += [(number, "Ana", one.before)] if one.before else []
        wanted.append(len(rows))
        rows.append((number, "Budi", one.text))
    parents = np.full(len(rows), -1, np.int64)
    answers = [place for place, one in zip(wanted, some, strict=True) if one.before]
    parents[answers] = np.array(answers) - 1
    messages = frame(rows)
    found = reading(messages, acts(messages, tables.REFERENCES.frame()), parents)
    which = np.array(wanted, np.int64)
    return [USES[use] for use in found.use(which, parents[which])]


def figures(some: Sequence[Labelled]) -> Iterator[tuple[str, int, Figure, Figure]]:
    """Yield each use, the number of sentences labelled so, precision and recall."""
    found = read_uses(some)
    for use in USES:
        said, read = [NAMES[one.use] == use for one in some], [one == use for one in found]
        right = sum(a and b for a, b in zip(said, read, strict=True))
        yield use, sum(said), wilson(right, sum(read)), wilson(right, sum(said))


def shares(some: Sequence[Labelled], acts_each: int, ties: int, rng: np.random.Generator) -> tuple[float, float]:
    """Return how often the interval holds the true share, and its mean width, for ties of so many acts made of labelled sentences."""
    read = np.array([USES.index(use) for use in read_uses(some)])
    said = np.array([USES.index(NAMES[one.use]) for one in some])
    mixture = rng.dirichlet(np.ones(len(USES)), ties)
    kinds = np.stack([rng.choice(len(USES), acts_each, p=row) for row in mixture])
    chosen = np.zeros_like(kinds)
    for use in range(len(USES)):
        chosen[kinds == use] = rng.choice(np.flatnonzero(said == use), int((kinds == use).sum()))
    count = np.stack([(read[chosen] == use).sum(axis=1) for use in range(len(USES))], axis=1).astype(np.float64)
    lo, hi = wilson90(count, np.full(count.shape, float(acts_each)))
    return float(((lo <= mixture) & (mixture <= hi)).mean()), float((hi - lo).mean())


def told_apart(acts_each: int, pairs: int, rng: np.random.Generator) -> tuple[float, float]:
    """Return how often two who give alike are called different (p at most 0.05), and how often two who give by opposite mixtures are."""
    alike = rng.dirichlet(np.ones(len(USES)), pairs)
    one, other = (rng.multinomial(acts_each, alike).astype(np.float64) for _ in range(2))
    opposite = np.array([[0.5, 0.35, 0.05, 0.05, 0.05], [0.5, 0.05, 0.35, 0.05, 0.05]])
    first, second = (rng.multinomial(acts_each, row, size=pairs).astype(np.float64) for row in opposite)
    found = [apart(*sides, seed=1)[2] for sides in ((one, other), (first, second))]
    return float((found[0] <= ALPHA).mean()), float((found[1] <= ALPHA).mean())


def rungs(chats: int) -> dict[str, tuple[int, int, int]]:
    """Return for each rung the pairs by the true answers, those found, and the chats whose interval holds the true number.

    Who talks beyond chance is taken from the ties found for both.
    """
    total = dict.fromkeys(RUNGS, (0, 0, 0))
    for number in range(chats):
        lang, phone = PHONES[number % len(PHONES)]
        made = simulate(Spec(seed=3000 + number, lang=lang, dialect=phone, messages=1200, days=60))
        settings = Settings()
        people, messages, inferred = acted(read_text(made.export().decode()), settings)
        said = signals(messages, references(messages, people))
        tied = ties(inferred, messages, people, settings)
        ladders = [
            uses((some, messages, said), people, tied, settings).ladder
            for some in (_true_answers(made.truth()["replies"], messages), inferred)
        ]
        for rung, true, found, lo, hi in zip(
            RUNGS, ladders[0]["dyads"], ladders[1]["dyads"], ladders[1]["lo"], ladders[1]["hi"], strict=True
        ):
            before = total[rung]
            total[rung] = before[0] + int(true), before[1] + int(found), before[2] + int(lo <= true <= hi)
    return total


def _true_answers(answers: Sequence[dict[str, Any]], messages: pd.DataFrame) -> pd.DataFrame:
    """Return ``tables.INTERACTIONS`` of the answers that the simulation knows, each with weight 1."""
    by_line = messages.drop_duplicates("line").set_index("line")
    known = [one for one in answers if one["answers"] in by_line.index and one["line"] in by_line.index]
    return tables.INTERACTIONS.frame(
        [
            {
                "source": by_line.loc[one["line"], "person"], "target": by_line.loc[one["answers"], "person"], "layer": "reply",
                "msg_id": by_line.loc[one["line"], "msg_id"], "answers": by_line.loc[one["answers"], "msg_id"],
                "at": by_line.loc[one["line"], "at"], "latency_s": 60.0, "weight": 1.0,
            }
            for one in known
        ]
    )  # fmt: skip


def page(chats: int) -> Iterator[str]:
    """Yield the tables."""
    some = sentences()
    yield from ("", "| use | sentences | precision | recall |", "|---|---:|---|---|")
    for use, count, precision, recall in figures(some):
        yield f"| {use} | {count} | {_told(precision)} | {_told(recall)} |"
    rng = np.random.default_rng(0)
    yield from ("", "| acts of a tie | share within its 90 % interval | mean width | alike called different | different found so |")
    yield "|---:|---:|---:|---:|---:|"
    for acts_each in (5, 10, 20, 50):
        held, width = shares(some, acts_each, 2000, rng)
        wrong, right = told_apart(acts_each, 2000, rng)
        yield f"| {acts_each} | {held:.0%} | {width:.2f} | {wrong:.1%} | {right:.0%} |"
    yield from (
        "",
        f"| rung | pairs in {chats} chats by the true answers | found | chats whose interval holds the true number |",
        "|---|---:|---:|---:|",
    )
    for rung, (true, found, held_in) in rungs(chats).items():
        yield f"| {rung} | {true} | {found} | {held_in} |"
    yield ""


def _told(figure: Figure) -> str:
    if figure.value is None:
        return "none"
    return f"{figure.value:.0%} ({figure.lo or 0:.0%} to {figure.hi or 0:.0%})"


def main() -> None:
    """Print the tables, or put them into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=8, help="simulated chats for the ladder")
    parser.add_argument("--write-docs", action="store_true", help="put the tables into the page")
    asked = parser.parse_args()
    lines = "\n".join(page(asked.chats))
    if not asked.write_docs:
        print(lines)
        return
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(MARKS[0])
    PAGE.write_text(before + MARKS[0] + "\n" + lines + MARKS[1] + rest.partition(MARKS[1])[2], encoding="utf-8")


if __name__ == "__main__":
    main()
