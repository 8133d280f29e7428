"""How long the measures take, and beside which engines; the tables of docs/explanation/performance.md.

    python benchmarks/measures.py                 # a group of 1,024 people with 100,000 messages, all measures with 200 draws
    python benchmarks/measures.py --engines       # betweenness, PageRank and structural holes by several libraries
    python benchmarks/measures.py --merged        # a merged network of 200,000 people and a million ties
    python benchmarks/measures.py --write-docs    # all of it, and put the tables into the page

CPU seconds, children included, of one process; BLAS is told to use one thread. Engines that are not installed are left out and named.
"""

import argparse
import importlib
import os
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

import numpy as np  # noqa: E402 - after the threads are set
import numpy.typing as npt  # noqa: E402 - as above
import pandas as pd  # noqa: E402 - as above

from wag_analyzer import tables  # noqa: E402 - as above
from wag_analyzer.network import brokerage, centrality, cores, holes, structure  # noqa: E402 - as above
from wag_analyzer.network.communities import circles  # noqa: E402 - as above
from wag_analyzer.network.conversations import conversations  # noqa: E402 - as above
from wag_analyzer.network.draws import resample  # noqa: E402 - as above
from wag_analyzer.network.edges import Edges, edges  # noqa: E402 - as above
from wag_analyzer.network.firsts import firsts  # noqa: E402 - as above
from wag_analyzer.network.group import group_values  # noqa: E402 - as above
from wag_analyzer.network.measures import Beside, measures  # noqa: E402 - as above
from wag_analyzer.network.paths import paths  # noqa: E402 - as above
from wag_analyzer.network.roles import roles  # noqa: E402 - as above
from wag_analyzer.network.ties import ties  # noqa: E402 - as above
from wag_analyzer.people.identities import People  # noqa: E402 - as above
from wag_analyzer.settings import Settings  # noqa: E402 - as above

PAGE: Final = Path(__file__).parents[1] / "docs" / "explanation" / "performance.md"
BEGIN: Final = "<!-- made by benchmarks/measures.py: begin -->"
END: Final = "<!-- made by benchmarks/measures.py: end -->"
WORDS: Final = 4_000
MANY: Final = 400
"""People up to whom networkx is asked for betweenness."""

ENGINE_SIZES: Final = ((100, 2_000), (400, 10_000), (1_024, 44_000))


def taken(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the CPU seconds of ``work`` and what it gives."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def chat(people: int, count: int, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame, People]:
    """Return interactions, messages and people of an invented group: sessions of changing size, four candidates a message."""
    rng = np.random.default_rng(seed)
    busy = 1 / np.arange(1, people + 1) ** 0.8
    session = np.sort(rng.integers(0, count // 40, count))
    person = np.empty(count, dtype=np.int64)
    for number in range(count // 40):
        rows = np.flatnonzero(session == number)
        there = rng.choice(people, size=min(people, 4 + int(rng.exponential(10))), replace=False, p=busy / busy.sum())
        person[rows] = rng.choice(there, size=len(rows))
    at = np.datetime64("2023-01-02T08:00", "s") + (session * 21_600 + np.arange(count) % 900 * 20).astype("timedelta64[s]")
    at = np.maximum.accumulate(at)
    names = np.array([f"P{number:04d}" for number in range(people)], dtype=object)
    ids = np.array([f"a{row}" for row in range(count)], dtype=object)
    words = np.array([f"kata{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(WORDS)], dtype=object)
    text = [" ".join(words[row]) for row in (WORDS * rng.random((count, 6)) ** 3).astype(np.int64)]
    messages = tables.MESSAGES.frame(
        {
            "msg_id": ids, "group_id": ["g"] * count, "at": at, "person": names[person], "sender": names[person], "kind": ["text"] * count,
            "text": text, "edited": [False] * count, "mentions": [[]] * count, "session": session, "file": ["a.txt"] * count,
            "file_sha256": ["0"] * count, "line": np.arange(1, count + 1), "last_line": np.arange(1, count + 1),
        }
    )  # fmt: skip
    table = tables.PEOPLE.frame(
        {
            "person": names, "names": [[name] for name in names], "is_exporter": [False] * people,
            "messages": np.bincount(person, minlength=people), "admin": [False] * people,
        }
    )  # fmt: skip
    return _answers(messages, person, rng), messages, People(table, tables.IDENTITIES.frame(), {})


def _answers(messages: pd.DataFrame, person: npt.NDArray[np.int64], rng: np.random.Generator) -> pd.DataFrame:
    """Return for each message up to four earlier ones of others it may answer."""
    session, at = messages["session"].to_numpy(), messages["at"].to_numpy()
    names, ids = messages["sender"].to_numpy(object), messages["msg_id"].to_numpy(object)
    parts = []
    for back, p in ((1, 0.45), (2, 0.2), (3, 0.1), (5, 0.05)):
        row = np.arange(back, len(person))
        row = row[(person[row] != person[row - back]) & (session[row] == session[row - back])]
        parts.append((row, row - back, p * rng.uniform(0.6, 1.2, len(row))))
    row, parent, p = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.argsort(row, kind="stable")
    row, parent, p = row[order], parent[order], p[order]
    waited = (at[row] - at[parent]).astype("timedelta64[s]").astype(np.float64)
    return tables.INTERACTIONS.frame(
        {
            "source": names[row], "target": names[parent], "layer": ["reply"] * len(row), "msg_id": ids[row],
            "answers": ids[parent], "at": at[row], "latency_s": waited, "weight": p,
        }
    )  # fmt: skip


def group_of(people: int, count: int, draws: int) -> Iterator[str]:
    """Yield the rows of the table of one group."""
    done, said, members = chat(people, count)
    settings = Settings(draws=draws)
    drawn = resample(done, said, members, settings)
    seconds, tied = taken(lambda: ties(done, said, members, settings))
    yield f"| ties and their null ({len(edges(tied, pd.Index(members.table['person'].astype(object))).weight):,} pairs) | {seconds:.1f} |"
    parts = np.arange(people, dtype=np.int64) % 8
    seconds, talked = taken(lambda: conversations(done, said, members.table, draws) | firsts(said, members.table, draws))
    yield f"| reply times, answers, silence, firsts, {draws} draws | {seconds:.1f} |"
    seconds, found = taken(lambda: measures(tied, members.table, drawn, None, Beside(parts, talked)))
    yield f"| measures of persons, {draws} draws | {seconds:.1f} |"
    seconds, _ = taken(lambda: [group_values(each, parts) for each in drawn.networks()])
    yield f"| measures of the group, {draws} draws | {seconds:.1f} |"
    seconds, _ = taken(lambda: roles(found, members.table))
    yield f"| roles | {seconds:.1f} |"
    names = members.table["person"].tolist()
    some = edges(tied, pd.Index(members.table["person"].astype(object)))
    seconds, _ = taken(lambda: circles(some, names, 0, drawn))
    yield f"| circles | {seconds:.1f} |"
    yield f"| peak memory of the process | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB |"


def drawn_network(people: int, count: int, seed: int = 0) -> Edges:
    """Return a network with a long tail of activity."""
    rng = np.random.default_rng(seed)
    busy = 1 / np.arange(1, people + 1) ** 0.6
    ends = rng.choice(people, size=(2, int(count * 1.3)), p=busy / busy.sum())
    key = np.unique((ends[0] * people + ends[1])[ends[0] != ends[1]])
    key = np.sort(rng.permutation(key)[:count])
    return Edges(people, key // people, key % people, 1.0 + rng.exponential(2.0, len(key)))


def grouped_network(people: int, count: int, seed: int = 0) -> Edges:
    """Return a network of groups of 20 to 1,024 people, four ties of five within a group."""
    rng = np.random.default_rng(seed)
    size = np.minimum(rng.pareto(1.0, people) * 8 + 20, 1024).astype(np.int64)
    label = np.repeat(np.arange(people), size)[:people]
    start = np.searchsorted(label, np.arange(label.max() + 2))
    source = rng.integers(0, people, int(count * 1.25))
    inside = rng.random(len(source)) > 0.2
    low, high = start[label[source]], start[label[source] + 1]
    mate = low + (rng.random(len(source)) * (high - low)).astype(np.int64)
    target = np.where(inside, mate, rng.integers(0, people, len(source)))
    key = np.unique((source * people + target)[source != target])
    key = np.sort(rng.permutation(key)[:count])
    return Edges(people, key // people, key % people, 1.0 + rng.exponential(2.0, len(key)))


def merged(people: int, count: int) -> Iterator[str]:
    """Yield the rows of the table of a merged network."""
    some = drawn_network(people, count)
    work: dict[str, Callable[[], Any]] = {
        "strengths and degrees": lambda: (some.given, some.received, centrality.degrees(some)),
        "PageRank": lambda: centrality.pagerank(some),
        "hubs and authorities": lambda: centrality.hits(some),
        "k-core": lambda: cores.k_core(some),
        "components": lambda: structure.components(some),
        "brokers by 200 units": lambda: brokerage.brokerage(some, np.arange(people, dtype=np.int64) % 200),
        "betweenness and closeness from 64 people": lambda: paths(some, np.arange(0, people, people // 64)[:64]),
    }
    for name, run in work.items():
        yield f"| {name} | {taken(run)[0]:.1f} |"
    grouped, names = grouped_network(people, count), [str(number) for number in range(people)]
    yield f"| circles: 4 runs, their consensus, up to 10 rewired networks | {taken(lambda: circles(grouped, names, 0))[0]:.0f} |"
    yield f"| peak memory of the process | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB |"


def engines(people: int, count: int) -> Iterator[str]:
    """Yield a row for each engine: betweenness over weighted paths, PageRank, constraint."""
    some = drawn_network(people, count)
    far, weight = 1 / some.weight, some.weight
    pairs = list(zip(some.source.tolist(), some.target.tolist(), strict=True))
    yield _row("ours (NumPy, SciPy)", lambda: paths(some), lambda: centrality.pagerank(some), lambda: holes.holes(some))
    import networkx as nx  # noqa: PLC0415 - as the engines below

    graph = nx.DiGraph()
    graph.add_weighted_edges_from((a, b, w) for (a, b), w in zip(pairs, weight.tolist(), strict=True))
    nx.set_edge_attributes(graph, dict(zip(pairs, far.tolist(), strict=True)), "distance")
    slow = (lambda: nx.betweenness_centrality(graph, weight="distance")) if people <= MANY else None
    yield _row("networkx", slow, lambda: nx.pagerank(graph), lambda: nx.constraint(graph, weight="weight"))
    kit, ig = _library("networkit"), _library("igraph")
    if kit:
        kit.setNumberOfThreads(1)
        made = kit.Graph(people, weighted=True, directed=True)
        heavy = kit.Graph(people, weighted=True, directed=True)
        for (a, b), length, w in zip(pairs, far.tolist(), weight.tolist(), strict=True):
            made.addEdge(a, b, length)
            heavy.addEdge(a, b, w)
        yield _row(
            "networkit", lambda: kit.centrality.Betweenness(made).run(), lambda: kit.centrality.PageRank(heavy, 0.85, 1e-10).run(), None
        )
    if ig:
        drawn = ig.Graph(n=people, edges=pairs, directed=True)
        yield _row(
            "igraph (GPL)",
            lambda: drawn.betweenness(weights=far.tolist()),
            lambda: drawn.pagerank(weights=weight.tolist()),
            lambda: drawn.constraint(weights=weight.tolist()),
        )


def _row(name: str, *work: Callable[[], Any] | None) -> str:
    return f"| {name} | " + " | ".join(f"{min(taken(each)[0] for _ in range(2)):.3f}" if each else "–" for each in work) + " |"


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"({name} is not installed)")
        return None


def lines_of(said: argparse.Namespace) -> Iterator[str]:
    """Yield the tables that are asked for, line by line."""
    if said.write_docs or not (said.engines or said.merged):
        yield f"**A group of {said.people:,} people with {said.messages:,} messages**\n\n| what | CPU s |\n|---|---|"
        yield from group_of(said.people, said.messages, said.draws)
        yield ""
    for people, count in ENGINE_SIZES if said.write_docs or said.engines else ():
        yield f"**Engines, {people:,} people, {count:,} ties, CPU s**\n\n| engine | betweenness | PageRank | holes |\n|---|---|---|---|"
        yield from engines(people, count)
        yield ""
    if said.write_docs or said.merged:
        yield "**A merged network of 200,000 people and 1,000,000 ties**\n\n| what | CPU s |\n|---|---|"
        yield from merged(200_000, 1_000_000)
        yield ""


def main() -> None:
    """Print the tables asked for, and put them into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--engines", "--merged", "--write-docs"):
        parser.add_argument(name, action="store_true")
    for name, usual in (("--people", 1_024), ("--messages", 100_000), ("--draws", 200)):
        parser.add_argument(name, type=int, default=usual)
    said = parser.parse_args()
    lines: list[str] = []
    for line in lines_of(said):
        print(line, flush=True)
        lines.append(line)
    if said.write_docs:
        page = PAGE.read_text(encoding="utf-8")
        head, _, rest = page.partition(BEGIN)
        PAGE.write_text(head + BEGIN + "\n\n" + "\n".join(lines) + "\n" + END + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
