"""How well circles are found: ``python benchmarks/circles.py [--graphs N] [--most PEOPLE] [--null N] [--write-docs]``.

First table: LFR graphs (Lancichinetti, Fortunato 2009: weighted, directed, degrees and sizes of communities by power laws), normalised
mutual information with the planted communities, of ours and of python-igraph's Leiden (modularity, run until nothing changes) on the
same graphs. Second table: how often "no clear circles" is the answer for graphs without structure. Needs python-igraph (GPL), which the
product never uses.
"""

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import igraph
import numpy as np
import numpy.typing as npt
from told import told

from wag_analyzer.network.communities import circles, consensus

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
PAGE: Final = Path(__file__).parents[1] / "docs" / "explanation" / "circles.md"
BEGIN: Final = "<!-- made by benchmarks/circles.py: begin -->"
END: Final = "<!-- made by benchmarks/circles.py: end -->"
SMALL: Final = 180
"""There are so many times as many graphs of the smaller sizes as this has people."""

SIZES: Final = (30, 64, 128, 256, 512, 1024)
MIXING: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)


def power(low: float, high: float, exponent: float, count: int, rng: np.random.Generator) -> Floats:
    """Return numbers between two limits by a power law."""
    u, e = rng.random(count), 1 - exponent
    return np.asarray((low**e + u * (high**e - low**e)) ** (1 / e), dtype=np.float64)


def sizes(people: int, low: int, high: int, rng: np.random.Generator) -> Ints:
    """Return the community of everybody, sizes by a power law with exponent 1.5."""
    found: list[int] = []
    while sum(found) < people:
        found.append(int(power(low, high, 1.5, 1, rng)[0]))
    found[-1] -= sum(found) - people
    if found[-1] < low and len(found) > 1:
        rest = found.pop()
        found[-1] += rest
    return rng.permutation(np.repeat(np.arange(len(found)), found))


def linked(stubs_out: Ints, stubs_in: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return the ends of arcs that join stubs at random."""
    out, into = np.repeat(np.arange(len(stubs_out)), stubs_out), rng.permutation(np.repeat(np.arange(len(stubs_in)), stubs_in))
    short = min(len(out), len(into))
    return rng.permutation(out)[:short], into[:short]


def lfr(people: int, mixing: float, seed: int) -> tuple[Floats, Ints]:
    """Return weights and planted communities: mean degree about 12 (people / 4 at most), weights by strength = degree^1.5."""
    rng = np.random.default_rng(seed)
    low, high = max(6, people // 25), max(12, people // 4)
    label = sizes(people, low, high, rng)
    mates = np.bincount(label)[label] - 1
    degree = power(6, min(50, people / 3), 2.5, people, rng)
    inner = np.minimum(np.round((1 - mixing) * degree), mates).astype(np.int64)
    outer = np.maximum(np.round(degree) - inner, 0).astype(np.int64)
    weights = np.zeros((people, people))
    strength = degree**1.5
    for community in range(int(label.max()) + 1):
        members = np.flatnonzero(label == community)
        source, target = linked(inner[members], inner[members], rng)
        _weigh(weights, members[source], members[target], (1 - mixing) * strength / np.maximum(inner, 1), rng)
    source, target = linked(outer, outer, rng)
    apart = label[source] != label[target]
    _weigh(weights, source[apart], target[apart], mixing * strength / np.maximum(outer, 1), rng)
    np.fill_diagonal(weights, 0.0)
    return weights, label


def _weigh(weights: Floats, source: Ints, target: Ints, mean: Floats, rng: np.random.Generator) -> None:
    np.add.at(weights, (source, target), rng.gamma(4.0, (mean[source] + mean[target]) / 8))


def nmi(one: Ints, other: Ints) -> float:
    """Return the normalised mutual information of two divisions (mean of entropies)."""
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1.0)
    p = table / table.sum()
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    mutual = float((p[p > 0] * np.log((p / np.outer(rows, columns))[p > 0])).sum())
    entropies = [-float((q[q > 0] * np.log(q[q > 0])).sum()) for q in (rows, columns)]
    return mutual / (sum(entropies) / 2) if sum(entropies) > 0 else 1.0


def ours(weights: Floats, seed: int) -> Ints:
    """Return our division; who is in no circle is alone."""
    labels = consensus(weights + weights.T, None, np.random.default_rng(seed))[0]
    alone = labels == 0
    return np.where(alone, labels.max() + np.cumsum(alone), labels - 1).astype(np.int64)


def theirs(weights: Floats, seed: int) -> Ints:
    """Return python-igraph's Leiden communities."""
    both = weights + weights.T
    first, second = np.nonzero(np.triu(both, 1))
    graph = igraph.Graph(n=len(both), edges=list(zip(first.tolist(), second.tolist(), strict=True)))
    random.seed(seed)
    igraph.set_random_number_generator(random)
    found = graph.community_leiden(objective_function="modularity", weights=both[first, second].tolist(), n_iterations=-1)
    return np.array(found.membership)


def found(people: int, mixing: float, graphs: int) -> tuple[str, float]:
    """Return the cell of the table (mean NMI of ours and theirs, and the standard error of the difference) and our mean CPU seconds."""
    rows = []
    for seed in range(graphs):
        weights, label = lfr(people, mixing, 1000 * people + int(100 * mixing) + seed)
        start = time.process_time()
        own = nmi(label, ours(weights, seed))
        rows.append([own, nmi(label, theirs(weights, seed)), time.process_time() - start])
    own, other, seconds = np.mean(rows, axis=0).tolist()
    apart = np.array([row[0] - row[1] for row in rows])
    error = float(apart.std(ddof=1)) / len(apart) ** 0.5 if len(apart) > 1 else float("nan")
    return f"{own:.3f} / {other:.3f} ± {error:.3f}", seconds


def nothing(kind: str, people: int, seed: int) -> Floats:
    """Return a graph without circles."""
    rng = np.random.default_rng(seed)
    busy = {"even": np.ones(people), "unequal": rng.lognormal(0, 0.7, people), "very unequal": rng.lognormal(0, 1.2, people)}
    rate = np.outer(busy[kind], rng.permutation(busy[kind]) if kind != "even" else busy[kind])
    weights = rng.poisson(rate / rate.mean() * rng.choice([0.3, 1.0, 4.0])).astype(np.float64)
    np.fill_diagonal(weights, 0.0)
    return weights


def lines_of(asked: argparse.Namespace) -> Iterator[str]:
    """Yield the tables line by line."""
    yield "| people | graphs | " + " | ".join(f"mixing {mixing}" for mixing in MIXING) + " | CPU s |"
    yield "|---:" * (len(MIXING) + 3) + "|"
    for people in SIZES:
        graphs = max(asked.graphs, asked.graphs * SMALL // people)
        cells = [found(people, mixing, graphs) for mixing in MIXING] if people <= asked.most else []
        if cells:
            yield f"| {people} | {graphs} | " + " | ".join(cell for cell, _ in cells) + f" | {np.mean([cpu for _, cpu in cells]):.1f} |"
    yield ""
    yield "| graphs without structure | people | no clear circles |\n|---|---:|---:|"
    for kind in ("even", "unequal", "very unequal") if asked.null else ():
        for people in (12, 30):
            clear = [circles(nothing(kind, people, seed), [str(n) for n in range(people)], seed).clear for seed in range(asked.null)]
            yield f"| {kind} | {people} | {asked.null - sum(clear)} of {asked.null} |"


def main() -> None:
    """Print the tables, and put them into the page."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--graphs", type=int, default=6)
    reader.add_argument("--most", type=int, default=1024)
    reader.add_argument("--null", type=int, default=100)
    reader.add_argument("--write-docs", action="store_true")
    asked = reader.parse_args()
    told(lines_of(asked), PAGE, (BEGIN, END), write=asked.write_docs)


if __name__ == "__main__":
    main()
