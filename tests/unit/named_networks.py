"""Named networks that every textbook has, and random ones, as matrices of weights."""

import networkx as nx
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

NAMED = {
    "karate": nx.karate_club_graph,
    "florentine": nx.florentine_families_graph,
    "women": nx.davis_southern_women_graph,
    "miserables": nx.les_miserables_graph,
}
ALL = (*NAMED, "random", "sparse")


def weights_of(name: str) -> Floats:
    if name in NAMED:
        return np.asarray(nx.to_numpy_array(NAMED[name](), weight="weight"), dtype=np.float64)
    return random_weights(1) if name == "random" else random_weights(2, 0.06)


def random_weights(seed: int, density: float = 0.25) -> Floats:
    rng = np.random.default_rng(seed)
    weights: Floats = (0.5 + rng.gamma(1.0, 2.0, (25, 25))) * (rng.random((25, 25)) < density)
    np.fill_diagonal(weights, 0)
    weights[24] = weights[:, 24] = 0
    return weights


def directed(weights: Floats) -> "nx.DiGraph[int]":
    graph: nx.DiGraph[int] = nx.from_numpy_array(weights, create_using=nx.DiGraph)
    for _, _, data in graph.edges(data=True):
        data["distance"] = 1 / data["weight"]
    return graph


def of(found: dict[int, float]) -> list[float]:
    return [found[node] for node in sorted(found)]
