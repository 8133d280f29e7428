"""How often the regression of ties on pairs is wrong where nothing is to be found, and finds what was planted.

    python benchmarks/regression.py               # 300 chats a row
    python benchmarks/regression.py --write-docs  # and put the table into docs/explanation/measures.md

Chats of two units and three levels. In each session some people are there, with ``apart`` mostly people of one unit; everybody writes
at random and answers whoever wrote last. Who belongs to which unit changes nothing else, but in the last row people prefer to answer
their own.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from told import told

from wag_analyzer import tables
from wag_analyzer.network.explained import explained
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings

PAGE: Final = Path(__file__).parents[1] / "docs" / "explanation" / "measures.md"
BEGIN: Final = "<!-- made by benchmarks/regression.py: begin -->"
END: Final = "<!-- made by benchmarks/regression.py: end -->"
FACTORS: Final = ("same_unit", "level_distance", "level_up", "meetings")
ROWS: Final = (
    ("everybody meets everybody", 16, 0.5, 0.0),
    ("units meet apart", 16, 0.9, 0.0),
    ("the same, 30 people", 30, 0.9, 0.0),
    ("units meet apart and prefer to answer their own", 16, 0.9, 0.5),
)
SURE: Final = 0.05

Ints = npt.NDArray[np.int64]


def chat(people: int, apart: float, own: float, seed: int) -> tuple[pd.DataFrame, pd.DataFrame, People]:
    """Return interactions, messages and people of a chat of sixty sessions."""
    rng = np.random.default_rng(seed)
    unit = rng.permutation(np.arange(people) % 2)
    busy = rng.lognormal(0, 0.6, people)
    rows: list[tuple[int, int]] = []
    acts: list[tuple[int, int, int]] = []
    for session in range(60):
        chance = busy * np.where(unit == rng.integers(0, 2), apart, 1 - apart)
        there = rng.choice(people, size=min(people, 3 + int(rng.integers(0, 6))), replace=False, p=chance / chance.sum())
        last: list[int] = []
        for _ in range(int(rng.integers(8, 25))):
            who = int(rng.choice(there, p=busy[there] / busy[there].sum()))
            before = [place for place in last if rows[place][0] != who]
            if before:
                alike = [place for place in before if unit[rows[place][0]] == unit[who]]
                pool = alike if alike and rng.random() < own else before[-1:]
                acts.append((len(rows), pool[-1], who))
            rows.append((who, session))
            last = [*last, len(rows) - 1][-6:]
    return _frames(rows, acts, unit, rng.integers(1, 4, people))


def _frames(
    rows: list[tuple[int, int]], acts: list[tuple[int, int, int]], unit: Ints, level: Ints
) -> tuple[pd.DataFrame, pd.DataFrame, People]:
    names = np.array([f"P{number:02d}" for number in range(len(unit))], dtype=object)
    who, session = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    at = np.datetime64("2024-01-01T08:00", "s") + (session * 86_400 + np.arange(len(rows)) % 500 * 60).astype("timedelta64[s]")
    ids = np.array([f"a{row}" for row in range(len(rows))], dtype=object)
    count, line = len(rows), np.arange(1, len(rows) + 1)
    messages = tables.MESSAGES.frame(
        {
            "msg_id": ids, "group_id": ["g"] * count, "at": at, "person": names[who], "sender": names[who], "kind": ["text"] * count,
            "text": ["halo"] * count, "edited": [False] * count, "mentions": [[]] * count, "session": session, "file": ["a.txt"] * count,
            "file_sha256": ["0"] * count, "line": line, "last_line": line,
        }
    )  # fmt: skip
    row, parent, source = (np.array(column, dtype=np.int64) for column in zip(*acts, strict=True))
    interactions = tables.INTERACTIONS.frame(
        {
            "source": names[source], "target": names[who[parent]], "layer": ["reply"] * len(row), "msg_id": ids[row],
            "answers": ids[parent], "at": at[row], "latency_s": np.full(len(row), 60.0), "weight": np.ones(len(row)),
        }
    )  # fmt: skip
    table = tables.PEOPLE.frame(
        {
            "person": names, "names": [[name] for name in names], "is_exporter": [False] * len(names),
            "messages": np.bincount(who, minlength=len(names)), "admin": [False] * len(names),
            "unit": [f"U{number}" for number in unit], "level": level.astype(np.float64),
        }
    )  # fmt: skip
    return interactions, messages, People(table, tables.IDENTITIES.frame(), {name: name for name in names})


def lines_of(chats: int, permutations: int) -> Iterator[str]:
    """Yield the table line by line."""
    yield "| chat | people | " + " | ".join(FACTORS) + " | same_unit, chance left in |"
    yield "|---|---:|" + "---:|" * (len(FACTORS) + 1)
    for name, people, apart, own in ROWS:
        hits = []
        for seed in range(chats):
            found = explained(*chat(people, apart, own, seed), Settings(seed=seed), permutations).set_index("factor")
            hits.append([*(found["p"].reindex(FACTORS) <= SURE), found.loc["same_unit", "p_raw"] <= SURE])
        yield f"| {name} | {people} | " + " | ".join(f"{share:.1%}" for share in np.mean(hits, axis=0)) + " |"


def main() -> None:
    """Print the table, and put it into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chats", type=int, default=300)
    parser.add_argument("--permutations", type=int, default=99)
    parser.add_argument("--write-docs", action="store_true")
    said = parser.parse_args()
    told(lines_of(said.chats, said.permutations), PAGE, (BEGIN, END), write=said.write_docs)


if __name__ == "__main__":
    main()
