"""Teach the learned heads and say how well they tell what they were not taught; needs the extra ``semantic``.

::

    python benchmarks/head_training/heads.py [--embeddings KEPT.npz] [-o head_weights.npz]

Each head is taught on the three wordsets of the simulator. Its limits come from readings of each set by twins that were taught on the other
two: letters may take two in a hundred of the lines that are nothing of the kind, and so may meaning, which is looked at only where letters
come near (three in ten of those lines). The table that is printed holds these readings, and those of other trades, which were not taught at
all. ``--embeddings`` keeps what was embedded, so that a second run is short.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from texts import EVERYDAY, SETS, TOLD, TWINS, Text, others, sampled, texts

from wag_analyzer.text.embedding import SIZE, embedded
from wag_analyzer.text.heads import BUCKETS, pieces
from wag_analyzer.text.normalize import tokens

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

CLOSE: Final[Mapping[str, frozenset[str]]] = {
    "behind": frozenset(("accusation", "pile_on", "condescension", "policy_derision")),
    "mockery": frozenset(("rally", "influence", "gossip")),
    "together": frozenset(("policy_derision", "influence")),
}
"""Kinds that speak much like a head's own: neither right nor wrong."""
RIDGE: Final = 1.0
ROUNDS: Final = 80
FALSE: Final = 0.02
NEAR: Final = 0.3
SHARE: Final = 0.3
"""How much all lines of the kind count together, against all the others."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A regression: weights, and what is added."""

    weights: Floats
    bias: float

    def of(self, rows: Floats | csr_matrix) -> Floats:
        """Return the score of each row."""
        return np.asarray(rows @ self.weights + self.bias, np.float64)


@dataclass(frozen=True, slots=True)
class Lines:
    """Texts with what is known of them: letters, meaning (a row of zeros where none was made), and the part each belongs to."""

    told: Sequence[Text]
    letters: csr_matrix
    meaning: Floats
    part: npt.NDArray[np.str_]
    embedded: Flags


def fit(rows: Floats | csr_matrix, right: Flags) -> Fit:
    """Return the logistic regression with a ridge; the few lines of the kind count as much as ``SHARE`` of the others."""
    signs = np.where(right, 1.0, -1.0)
    counts = np.where(right, SHARE * (~right).sum() / max(1, right.sum()), 1.0)

    def loss(point: Floats) -> tuple[float, Floats]:
        score = (rows @ point[:-1] + point[-1]) * signs
        slope = -signs * counts / (1 + np.exp(np.minimum(score, 500)))
        value = counts @ np.logaddexp(0, -score) + RIDGE / 2 * point[:-1] @ point[:-1]
        return float(value), np.append(rows.T @ slope + RIDGE * point[:-1], slope.sum())

    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    return Fit(found[:-1], float(found[-1]))


def lettered(told: Sequence[Text]) -> csr_matrix:
    """Return the pieces of letters of each text as the product counts them."""
    index: list[int] = []
    value: list[float] = []
    ends = [0]
    for text in told:
        found = [piece for token in tokens(text.text) for piece in pieces(token.word)]
        index += found
        value += [1 / np.sqrt(max(1, len(found)))] * len(found)
        ends.append(len(index))
    return csr_matrix((value, index, ends), shape=(len(told), BUCKETS))


def meant(told: Sequence[Text], kept: Path | None) -> tuple[Floats, Flags]:
    """Return the embedding of the texts that are sampled, zeros for the others, and which are."""
    known: dict[str, npt.NDArray[np.float32]] = {}
    if kept is not None and kept.is_file():
        with np.load(kept, allow_pickle=False) as stored:
            known = dict(zip(stored["texts"].tolist(), stored["emb"], strict=True))
    wanted = list(dict.fromkeys(text.text for text in sampled(list(told))))
    new = [text for text in wanted if text not in known]
    known.update(zip(new, embedded(new), strict=True))
    if kept is not None and new:
        np.savez(kept, texts=np.array(list(known)), emb=np.stack(list(known.values())))
    chosen = {id(text) for text in sampled(list(told))}
    have = np.array([id(text) in chosen for text in told])
    nothing = np.zeros(SIZE)
    return np.stack([known[text.text] if one else nothing for text, one in zip(told, have.tolist(), strict=True)]).astype(float), have


def judged(told: Sequence[Text], head: str) -> tuple[Flags, Flags]:
    """Return which texts are of the kind, and which say something about that at all."""
    right = np.array([text.kind == TOLD[head] and text.core for text in told])
    usable = np.array([text.kind not in CLOSE[head] and (text.kind != TOLD[head] or text.core) for text in told])
    return right, usable


def taught(lines: Lines, head: str, among: Flags) -> tuple[Fit, Fit]:
    """Return the two regressions, the one over meaning without what all texts have in common."""
    right, usable = judged(lines.told, head)
    mine = usable & among
    by_letters = fit(lines.letters[mine], right[mine])
    seen = mine & lines.embedded
    middle = lines.meaning[among & lines.embedded].mean(0)
    by_meaning = fit(lines.meaning[seen] - middle, right[seen])
    return by_letters, Fit(by_meaning.weights, by_meaning.bias - float(middle @ by_meaning.weights))


def auc(right: Flags, score: Floats) -> float:
    """Return how often a text of the kind scores higher than another; nan where there is none."""
    order = np.argsort(np.argsort(score, kind="stable"), kind="stable") + 1
    yes, no = int(right.sum()), int((~right).sum())
    return float((order[right].sum() - yes * (yes + 1) / 2) / (yes * no)) if yes and no else float("nan")


def shares(right: Flags, score: Floats, limit: float) -> str:
    """Return the share found and the share taken wrongly."""
    return f"{(score[right] >= limit).mean():.2f} | {(score[~right] >= limit).mean():.3f}"


def limits(lines: Lines, head: str) -> tuple[tuple[float, float, float], list[str]]:
    """Return ``near`` and both ``sure``, from readings of each set by twins taught on the others, and rows of the table."""
    right, usable = judged(lines.told, head)
    letters, meaning = np.zeros(len(right)), np.zeros(len(right))
    for part in SETS:
        held = lines.part == part
        one, other = taught(lines, head, np.isin(lines.part, SETS) & ~held)
        letters[held], meaning[held] = one.of(lines.letters[held]), other.of(lines.meaning[held])
    known = usable & np.isin(lines.part, SETS)
    innocent = letters[known & ~right]
    near, sure = float(np.quantile(innocent, 1 - NEAR)), float(np.quantile(innocent, 1 - FALSE))
    seen = known & lines.embedded
    both = np.where(letters >= near, meaning, -np.inf)
    fused = float(np.quantile(both[seen & ~right], 1 - FALSE, method="higher"))
    rows = []
    for part in SETS:
        mine = seen & (lines.part == part)
        rows.append(row(f"{head} | {part}, by twins", right[mine], (letters[mine], meaning[mine]), (near, sure, fused)))
    return (near, sure, fused), rows


def row(name: str, right: Flags, readings: tuple[Floats, Floats], ends: tuple[float, float, float]) -> str:
    """Return a row of the table: lines that are right, AUC and shares by letters, and by meaning near letters only."""
    letters, meaning = readings
    near, sure, fused = ends
    by_letters = f"{auc(right, letters):.2f} | {shares(right, letters, sure)}"
    by_meaning = f"{auc(right, meaning):.2f} | {shares(right, np.where(letters >= near, meaning, -np.inf), fused)}"
    return f"| {name} | {right.sum()} | {by_letters} | {by_meaning} |"


def elsewhere(lines: Lines, head: str, fits: tuple[Fit, Fit], ends: tuple[float, float, float]) -> list[str]:
    """Return the rows of the table for trades that were not taught."""
    right, usable = judged(lines.told, head)
    letters, meaning = fits[0].of(lines.letters), fits[1].of(lines.meaning)
    rows = []
    for part in sorted({*lines.part.tolist()} - {*SETS}):
        mine = usable & lines.embedded & (lines.part == part)
        rows.append(row(f"{head} | {part}", right[mine], (letters[mine], meaning[mine]), ends))
    return rows


def main() -> None:
    """Teach, print the table, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--embeddings", type=Path, help="keep what was embedded here")
    parser.add_argument("-o", "--output", type=Path, help="write the weights here")
    given = parser.parse_args()
    told = [*texts(), *others()]
    meaning, have = meant(told, given.embeddings)
    lines = Lines(told, lettered(told), meaning, np.array([text.part for text in told]), have)
    twins = sum(text.kind in TWINS or text.kind == EVERYDAY for text in told)
    print(f"{len(told)} lines, {twins} of twins and everyday talk, {have.sum()} embedded\n")
    print("| head | read in | lines of the kind | letters: AUC | found | wrong | meaning: AUC | found | wrong |")
    print("|---|---|---|---|---|---|---|---|---|")
    arrays: dict[str, npt.NDArray[np.float32]] = {}
    for head in TOLD:
        ends, rows = limits(lines, head)
        one, other = taught(lines, head, np.isin(lines.part, SETS))
        print("\n".join([*rows, *elsewhere(lines, head, (one, other), ends)]))
        arrays[f"{head}.letters"] = one.weights.astype(np.float16)
        arrays[f"{head}.meaning"] = other.weights.astype(np.float32)
        arrays[f"{head}.limits"] = np.array([one.bias, ends[0], ends[1], ends[2] - other.bias], np.float64)
    if given.output is not None:
        np.savez_compressed(given.output, **arrays)


if __name__ == "__main__":
    main()
