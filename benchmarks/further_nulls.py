"""How often the tests on circles, sets, groups and invitations are wrong where there is nothing to find.

    python benchmarks/further_nulls.py               # 400 draws a row, 2,000 of invitations
    python benchmarks/further_nulls.py --write-docs  # and put the table into docs/explanation/ties-and-nulls.md

Every row makes what its test takes for chance, with that test's own function or command, and counts p ≤ 0.05, p ≤ 0.01 and, where many
things are tested together, the share of draws in which any has q ≤ 0.05. Ties and circles themselves: ``benchmarks/nulls.py``.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from told import told

from wag_analyzer import Settings, read, tables
from wag_analyzer.analysis import people_of, with_persons
from wag_analyzer.network.circle_rows import circle_rows, units_agree
from wag_analyzer.network.communities import Circles
from wag_analyzer.network.edges import from_matrix
from wag_analyzer.network.overlaps import recurring
from wag_analyzer.network.recruiting import Recruiting, recruiting
from wag_analyzer.network.two_mode import affiliations, overlap
from wag_analyzer.network.uses_pairs import apart
from wag_analyzer.network.uses_reading import USES

PAGE: Final = Path(__file__).parents[1] / "docs" / "explanation" / "ties-and-nulls.md"
BEGIN: Final = "<!-- made by benchmarks/further_nulls.py: begin -->"
END: Final = "<!-- made by benchmarks/further_nulls.py: end -->"
SURE: Final = 0.05
START: Final = pd.Timestamp("2024-01-01 08:00")

Floats = npt.NDArray[np.float64]
Found = dict[str, tuple[Floats, bool | None]]
"""By row of the table: p of every test, and whether any has q ≤ 0.05 (None: nothing is tested together)."""


def units(seed: int) -> Found:
    """Return how circles lie beside units that were dealt out at random."""
    rng = np.random.default_rng(seed)
    people = int(rng.integers(20, 50))
    names = [f"P{place}" for place in range(people)]
    division = np.sort(rng.integers(1, int(rng.integers(3, 6)), people)).astype(np.int64)
    unit = np.array(list("vwxyz"), dtype=object)[rng.choice(5, people, p=rng.dirichlet(np.full(5, 4.0)))]
    table = tables.PEOPLE.frame({"person": names, "unit": unit})
    alike = pd.DataFrame({"person": names, "circle": division, "stability": 1.0})
    found = Circles(alike, division, np.zeros((people, people)), clear=True, modularity=0, p=0, stability=1, draws=99, reason="")
    rows = circle_rows(found, from_matrix(np.zeros((people, people))), table)
    return {
        "circles and units agree (permuted units)": (np.array([units_agree(found, table, seed)[1]]), None),
        "a circle is of one unit": (rows["unit_p"].to_numpy(np.float64), None),
    }


def sets(seed: int) -> Found:
    """Return sets of people who keep meeting, where who is there is left to how much everybody takes part."""
    rng = np.random.default_rng(seed)
    people = int(rng.integers(8, 20))
    often = rng.dirichlet(np.full(people, 3.0))
    rows = []
    for session in range(60):
        for person in rng.choice(people, size=int(rng.integers(2, 7)), replace=False, p=often).tolist():
            at = START + pd.Timedelta(hours=7 * session)
            rows.append({"msg_id": f"m{len(rows)}", "at": at, "person": str(person), "session": session, "line": 1, "last_line": 1})
    found = recurring(tables.MESSAGES.frame([{**row, "edited": False} for row in rows]), seed)
    return {"sets of people who keep meeting": (np.zeros(0), bool(len(found)))}


def groups(seed: int, *, uneven: bool) -> Found:
    """Return how far groups overlap whose people were drawn at random, some people being in more groups than others if ``uneven``."""
    rng = np.random.default_rng(seed)
    likely = rng.gamma(1.0, 1.0, 80) if uneven else np.ones(80)
    rows = []
    for group in range(8):
        for person in rng.choice(80, size=int(rng.integers(6, 30)), replace=False, p=likely / likely.sum()).tolist():
            times = {"first": START, "last": START, "came_by": "added", "certain": True, "admin": False}
            rows.append({"person": f"P{person}", "group_id": f"g{group}", **times})
    found = overlap(affiliations(tables.MEMBERSHIP.frame(rows), tables.MESSAGES.frame()))
    name = "two groups share people, some people being in more groups" if uneven else "two groups share people"
    return {name: (found["p"].to_numpy(np.float64), bool((found["q"] <= SURE).any()))}


def _recruited(who: list[str], came: list[tuple[int, str]], rng: np.random.Generator) -> Recruiting:
    """Return what ``wag invitations`` tells of a group of ``who`` into which people were brought: on which day, by whom."""
    made = [f'{who[0]} membuat grup "Kas"', *(f"{who[0]} menambahkan {name}" for name in who[1:])]
    events = [(START, line) for line in made]
    events += [(START + pd.Timedelta(days=day), f"{by} menambahkan Orang {place}") for place, (day, by) in enumerate(came)]
    for day in range(203):
        inside = who + [f"Orang {place}" for place, (since, _) in enumerate(came) if since < day]
        events += [(START + pd.Timedelta(days=day, hours=int(rng.integers(1, 12))), f"{name}: siap") for name in rng.choice(inside, 4)]
    events.sort(key=lambda event: event[0])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Chat WhatsApp dengan Kas.txt"
        path.write_text("".join(f"{at:%d/%m/%y, %H.%M} - {line}\n" for at, line in events), encoding="utf-8")
        chat = read([str(path)])
    people = people_of(chat, Settings())
    return recruiting(chat, people, with_persons(chat, people, Settings()), tables.INTERACTIONS.frame())


def invitations(seed: int) -> Found:
    """Return what is told of a group into which anybody who was in brought the next one."""
    rng = np.random.default_rng(seed)
    who = [f"Anggota {letter}" for letter in "ABCDEF"]
    came: list[tuple[int, str]] = []
    for day in np.sort(rng.integers(3, 200, 25)).tolist():
        came.append((day, str(rng.choice([*who, *(f"Orang {place}" for place in range(len(came)))]))))
    found = _recruited(who, came, rng)
    told = found.recruiters
    everybody = np.concatenate([told["p"].dropna().to_numpy(np.float64), np.ones(len(who) + len(came) - len(told))])
    rows: Found = {"somebody brings in more people than others": (everybody, bool((told["q"] <= SURE).any()))}
    for name, p in zip(found.tests["measure"], found.tests["p"], strict=True):
        rows[f"the invite tree: `{name}`"] = (np.array([p]), None)
    return rows


def teams(seed: int) -> Found:
    """Return pairs who bring people in on the same days, where on any of forty days each of five people does or does not."""
    rng = np.random.default_rng(seed)
    who = [f"Anggota {letter}" for letter in "ABCDE"]
    came = [(day, name) for day in range(3, 200, 5) for name in who if rng.random() < 0.3]
    told = _recruited(who, came, rng).teams
    return {"two people bring others in on the same days": (told["p"].to_numpy(np.float64), bool((told["q"] <= SURE).any()))}


def exchanges(seed: int) -> Found:
    """Return whether two people give each other different things, where both give by one mixture."""
    rng = np.random.default_rng(seed)
    mixture = rng.dirichlet(np.ones(len(USES)), 10)
    one, other = (rng.multinomial(12, mixture).astype(np.float64) for _ in range(2))
    return {"two people give each other different things": (apart(one, other, seed)[2], None)}


TESTS: Final[tuple[Callable[[int], Found], ...]] = (
    units,
    sets,
    lambda seed: groups(seed, uneven=False),
    lambda seed: groups(seed, uneven=True),
    invitations,
    teams,
    exchanges,
)


MORE: Final = {invitations: 5}
"""Tests of which one draw tells one p: so many times as many are made."""


def lines_of(draws: int) -> Iterator[str]:
    """Yield the table line by line."""
    yield "| what is tested | draws | tests | p ≤ .05 | p ≤ .01 | any q ≤ .05 |"
    yield "|---|---:|---:|---:|---:|---:|"
    for test in TESTS:
        p, together = defaultdict(list), defaultdict(list)
        times = draws * MORE.get(test, 1)
        for seed in range(times):
            for name, (values, sure) in test(seed).items():
                p[name].append(values[~np.isnan(values)])
                together[name].append(sure)
        for name, values in p.items():
            each = np.concatenate(values)
            shares = [f"{(each <= level).mean():.1%}" if len(each) else "" for level in (0.05, 0.01)]
            sure = "" if None in together[name] else f"{np.mean(together[name]):.1%}"
            yield f"| {name} | {times} | {len(each) or ''} | {shares[0]} | {shares[1]} | {sure} |"


def main() -> None:
    """Print the table, and put it into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--write-docs", action="store_true")
    said = parser.parse_args()
    told(lines_of(said.draws), PAGE, (BEGIN, END), write=said.write_docs)


if __name__ == "__main__":
    main()
