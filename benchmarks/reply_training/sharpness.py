"""Find how sharp probabilities are to be: ``python benchmarks/reply_training/sharpness.py WEIGHTS.npz GOLD.jsonl[.gz] ... -o OUT.npz``.

The nets are surer on chats like those they learned from than on others, and what is left out of the table makes the rest surer still.
So the powers in WEIGHTS.npz are multiplied by one number for the first pass and one for the last, with which, over annotated chats the
nets have never seen (names on and off), the likeliest answers are as often right as their probabilities say. ``--asked`` is the number that
other chats ask of the last pass, for instance those of the training part when read by nets that had not seen them; it counts a quarter.
"""

import argparse
from collections.abc import Iterator
from typing import Any

import numpy as np
from augment import copies
from reply_model import Reading, rows_of

from wag_analyzer.interactions.candidates import Candidates
from wag_analyzer.interactions.passes import read
from wag_analyzer.interactions.replies import LEAST
from wag_analyzer.interactions.weights import Weights, weights

#: Powers are looked for between these, and so often is the span halved.
FLAT, SHARP, HALVED = 0.6, 1.4, 12


def main() -> None:
    """Write the weights with other powers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights")
    parser.add_argument("gold", nargs="+", help="annotated chats that were not trained on")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--asked", type=float, help="what other chats ask the powers of the last pass to be multiplied with")
    given = parser.parse_args()
    gold = [dict(row, chat=f"{path}/{row['chat']}") for path in given.gold for row in rows_of(path)]
    readings = [Reading(kind, copy) for kind in ("plain", "stripped") for copy in copies(gold, kind, 7)]
    stored = dict(np.load(given.weights))
    found = [factor(stored, readings, linear=linear) for linear in (True, False)]
    print(f"these chats ask for {np.round(found, 3)}")
    found[1] = (3 * found[1] + given.asked) / 4 if given.asked else found[1]
    stored["temper"] = (stored["temper"] * np.array(found)[:, None]).astype(np.float32)
    print(f"powers\n{stored['temper'].round(3)}")
    np.savez_compressed(given.output, **stored)


def factor(stored: dict[str, Any], readings: list[Reading], *, linear: bool) -> float:
    """Return what to multiply the powers with."""
    low, high = FLAT, SHARP
    for _ in range(HALVED):
        middle = (low + high) / 2
        sure = surer(weights(stored | {"temper": stored["temper"] * middle}), readings, linear=linear)
        low, high = (low, middle) if sure > 0 else (middle, high)
    return (low + high) / 2


def surer(model: Weights, readings: list[Reading], *, linear: bool) -> float:
    """Return the mean probability of the likeliest answers, less the share of them that is right."""
    told = np.concatenate([list(likeliest(reading, read(reading.chat, model, linear=linear))) for reading in readings])
    return float((told[:, 0] - told[:, 1]).mean())


def likeliest(reading: Reading, found: Candidates) -> Iterator[tuple[float, bool]]:
    """Yield, for each annotated message, the probability of the likeliest answer in the table, and whether it is right."""
    found, _ = found.likely(LEAST)
    size, links = reading.chat.size, set(reading.links.tolist())
    for message, starts in zip(reading.rows.tolist(), reading.starts.tolist(), strict=True):
        entries = slice(found.offset[message], found.offset[message + 1])
        p, none = found.p[entries], float(found.none[message])
        total = none + float(p.sum())
        if not len(p) or none >= p.max():
            yield none / total, starts
        else:
            yield float(p.max()) / total, message * size + int(found.parent[entries][p.argmax()]) in links


if __name__ == "__main__":
    main()
