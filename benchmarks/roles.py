"""How often a role is said of somebody where nobody has one, and where one person was planted.

    python benchmarks/roles.py [--write-docs]

Chats of twelve people in three units, fifty conversations of fifteen turns by six of them; everybody answers whoever spoke last, with
probability 0.7. In the first kind all are alike. In the second, whoever may choose answers A half of the time, so A is a connector.
"""

import argparse
from collections import Counter
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from told import told

from wag_analyzer import tables
from wag_analyzer.network.conversations import conversations
from wag_analyzer.network.draws import resample
from wag_analyzer.network.measures import Beside, measures
from wag_analyzer.network.roles import MAYBE, NOBODY, YES, roles
from wag_analyzer.network.ties import ties
from wag_analyzer.people.identities import People
from wag_analyzer.settings import Settings

PAGE: Final = Path(__file__).parents[1] / "docs" / "explanation" / "measures.md"
BEGIN: Final = "<!-- made by benchmarks/roles.py: begin -->"
END: Final = "<!-- made by benchmarks/roles.py: end -->"
NAMES: Final = "ABCDEFGHIJKL"
RANKED: Final = ("central_connector", "boundary_spanner", "information_broker", "peripheral_specialist", "initiator", "gatekeeper")
SESSIONS: Final = 50
TURNS: Final = 15
PRESENT: Final = 6
START: Final = np.datetime64("2024-01-01T08:00", "s")


def chat(seed: int, *, planted: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return messages and replies of one chat."""
    rng = np.random.default_rng(seed)
    said: list[dict[str, object]] = []
    done: list[dict[str, object]] = []
    for session in range(SESSIONS):
        others = rng.permutation(list(NAMES[1:]))[: PRESENT - 1].tolist()
        there = ["A", *others] if planted else rng.permutation(list(NAMES))[:PRESENT].tolist()
        latest: dict[str, str] = {}
        order: list[str] = []
        for turn in range(TURNS):
            who = str(rng.choice(there))
            at = START + np.timedelta64(session, "D") + np.timedelta64(turn, "m")
            row = {"msg_id": f"a{len(said)}", "group_id": "g", "at": at, "person": who, "sender": who, "kind": "text", "text": "halo"}
            said.append(row | {"edited": False, "mentions": [], "session": session, "file": "a.txt", "file_sha256": "0", "line": len(said)})
            before = [other for other in order if other != who]
            if before:
                to = "A" if planted and "A" in before and rng.random() < 0.5 else before[-1]
                act = {"source": who, "target": to, "layer": "reply", "msg_id": f"a{len(said) - 1}", "answers": latest[to], "at": at}
                done.append(act | {"latency_s": 60.0, "weight": 0.7})
            order.append(who)
            latest[who] = f"a{len(said) - 1}"
    return tables.MESSAGES.frame([row | {"last_line": row["line"]} for row in said]), tables.INTERACTIONS.frame(done)


def people() -> People:
    """Return the twelve people."""
    rows = [{"person": name, "names": [name], "is_exporter": False, "messages": 1, "admin": False} for name in NAMES]
    return People(tables.PEOPLE.frame(rows), tables.IDENTITIES.frame(), {})


def answers(chats: int, draws: int, *, planted: bool) -> Counter[tuple[str, str]]:
    """Return how often each role was answered in each way; ``right`` is A alone."""
    found: Counter[tuple[str, str]] = Counter()
    group = people()
    for seed in range(chats):
        said, done = chat(seed, planted=planted)
        settings = Settings(draws=draws, seed=seed)
        beside = Beside(np.arange(len(NAMES), dtype=np.int64) % 3, conversations(done, said, group.table, draws, seed))
        drawn = resample(done, said, group, settings)
        rows = roles(measures(ties(done, said, group, settings), group.table, drawn, None, beside), group.table)
        for role in RANKED:
            some = rows[(rows["role"].astype(object) == role).to_numpy()]
            held = set(some["held"].astype(object))
            answer = YES if YES in held else MAYBE if MAYBE in held else NOBODY
            found[role, answer] += 1
            found[role, "right"] += answer == YES and some["person"].iloc[0] == "A"
    return found


def main() -> None:
    """Print the table, and put it into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chats", type=int, default=100)
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument("--write-docs", action="store_true")
    said = parser.parse_args()
    alike, planted = (answers(said.chats, said.draws, planted=which) for which in (False, True))
    kinds = ("alike: somebody for sure", "a few not distinguishable", "nobody", "planted: that one for sure", "another")
    lines = [f"| role, of {said.chats} chats | {' | '.join(kinds)} |", "|---|---|---|---|---|---|"]
    for role in RANKED:
        wrong = planted[role, YES] - planted[role, "right"]
        figures = (alike[role, YES], alike[role, MAYBE], alike[role, NOBODY], planted[role, "right"], wrong)
        lines.append(f"| {role.replace('_', ' ')} | " + " | ".join(map(str, figures)) + " |")
    told(lines, PAGE, (BEGIN, END), write=said.write_docs)


if __name__ == "__main__":
    main()
