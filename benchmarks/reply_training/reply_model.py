"""Train the reply model: ``python benchmarks/reply_training/reply_model.py GOLD.jsonl[.gz] ... -o WEIGHTS.npz``.

Needs torch, which the product does not. The annotated sets are described in ``docs/explanation/reply-model-card.md``.
"""

import argparse
import gzip
import json
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import torch
from augment import KINDS, Row, chats, copies
from nets import WINDOW, Arrays, FirstModel, NextModel, Taught, averaged, fit, probabilities

from wag_analyzer.interactions.features import Block, pair_features, start_features
from wag_analyzer.interactions.parse import Parse
from wag_analyzer.interactions.passes import BLOCK, KNOTS, LAST, first_pass, inputs, later_pass
from wag_analyzer.interactions.replies import prepare
from wag_analyzer.interactions.scene import Scene
from wag_analyzer.interactions.weights import Weights, weights

Copies = list[tuple[str, list[Row]]]


def rows_of(path: str) -> list[Row]:
    """Read annotated rows."""
    with gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else Path(path).open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def scene_of(rows: list[Row]) -> tuple[list[Row], Scene]:
    """Return the typed messages and the chat ready for scoring."""
    typed = [row for row in rows if row["sender"] is not None]
    names = list(dict.fromkeys(row["sender"] for row in typed))
    people: Any = SimpleNamespace(table=pd.DataFrame({"person": names}), person_of={name: name for name in names})
    at = np.array([row["ts"] for row in typed], "datetime64[s]")
    frame = pd.DataFrame({"person": pd.Categorical([row["sender"] for row in typed]), "at": at, "text": [row["text"] for row in typed]})
    return typed, prepare(frame, people)


def gold_of(typed: list[Row]) -> tuple[np.ndarray, list[list[int]]]:
    """Return the annotated messages and, for each, its parents: an empty list starts a conversation, [-1] is out of sight."""
    place = {row["id"]: number for number, row in enumerate(typed)}
    rows = np.array([number for number, row in enumerate(typed) if row["gold"]], np.intp)
    parents = [[place.get(parent, -1) for parent in typed[number]["reply_to"] if parent != typed[number]["id"]] for number in rows]
    return rows, parents


def first_inputs(kind: str, copy: list[Row]) -> Arrays | None:
    """Return the features of the first pass for the annotated messages of one chat."""
    typed, chat = scene_of(copy)
    rows, parents = gold_of(typed)
    if not len(rows):
        return None
    right = np.zeros((len(rows), WINDOW + 1), bool)
    for line, (number, found) in enumerate(zip(rows, parents, strict=True)):
        right[line, 0] = not found
        for parent in found:
            if parent >= 0 and 1 <= number - parent <= WINDOW:
                right[line, number - parent] = True
    parts: dict[str, list[np.ndarray]] = {name: [] for name in ("pair", "start", "theirs", "there", "same")}
    for start in range(0, chat.size, BLOCK):
        block = Block(chat, start, min(start + BLOCK, chat.size))
        here = rows[(rows >= start) & (rows < block.stop)] - start
        pairs, starts = pair_features(block)[1], start_features(chat, start, block.stop)[1]
        theirs = np.array([block.near(cue)[:, here].T for cue in chat.theirs])
        parts["pair"].append(pairs[:, :, here].transpose(2, 1, 0).astype(np.float16))
        parts["start"].append(starts[:, here].T)
        parts["theirs"].append(theirs.transpose(1, 2, 0).astype(np.float16))
        parts["there"].append(block.there[:, here].T)
        parts["same"].append(block.same[:, here].T.astype(np.float16))
    return (
        {name: np.concatenate(part) for name, part in parts.items()}
        | known_of(kind, copy, (chat, rows, right))
        | {"before": np.zeros((len(rows), 1), np.float32)}
    )


def known_of(kind: str, copy: list[Row], found: tuple[Scene, np.ndarray, np.ndarray]) -> Arrays:
    """Return what every pass is taught with: own cues, right answers, how much each message counts, and its half of the chats."""
    chat, rows, right = found
    counts = np.full(len(rows), KINDS[kind][1] * copy[0].get("counts", 1.0), np.float32)
    half = np.full(len(rows), half_of(copy), np.int8)
    return {"mine": chat.mine[:, rows].T, "right": right, "counts": counts, "half": half, "naming": chat.history.naming[rows]}


class Reading:
    """A copy of a chat as read so far by the passes already learned."""

    def __init__(self, kind: str, copy: list[Row], first: Weights) -> None:
        self.kind, self.copy = kind, copy
        typed, self.chat = scene_of(copy)
        self.rows, self.parents = gold_of(typed)
        self.found, self.seen = first_pass(self.chat, first)

    def go_on(self, net: Weights) -> None:
        """Read once more with the last net of ``net``."""
        self.found = later_pass(self.chat, self.found, net.nets[-1], self.seen)

    def taught(self) -> Arrays:
        """Return the inputs of the next pass for the annotated messages."""
        parse = Parse(self.chat, self.found)
        right = np.zeros((len(self.rows), self.found.p.shape[1]), bool)
        for line, (number, listed) in enumerate(zip(self.rows, self.parents, strict=True)):
            right[line, 0] = not listed
            for parent in listed:
                right[line, 1:] |= (self.found.parent[number] == parent) & (parent >= 0)
        pair, start = [], []
        for begin, pairs, starts in inputs(parse, self.seen):
            here = self.rows[(self.rows >= begin) & (self.rows < begin + pairs.shape[2])] - begin
            pair.append(pairs[:, :, here].transpose(2, 1, 0).astype(np.float16))
            start.append(starts[:, here].T)
        parent = self.found.parent[self.rows]
        theirs = self.chat.theirs[:, np.maximum(parent, 0)].transpose(1, 2, 0).astype(np.float16)
        joined = {"pair": np.concatenate(pair), "start": np.concatenate(start), "theirs": theirs, "there": parent >= 0}
        joined["before"] = np.log(np.maximum(self.found.p[self.rows], 1e-9))
        return joined | known_of(self.kind, self.copy, (self.chat, self.rows, right))


def stacked(parts: list[Arrays]) -> Arrays:
    """Join the arrays of all chats."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def half_of(copy: list[Row]) -> int:
    """Return the half of the chats a copy belongs to: a pass is taught by readings that had not seen the chat."""
    return zlib.crc32(copy[0]["chat"].encode()) % 2


def train(made: Copies, plan: argparse.Namespace) -> Arrays:
    """Return the weights of all passes and how sharp their probabilities are to be, by how much a chat names people."""
    stored, tempers = first_of(plan.first) if plan.first else first_pass_of(made, plan.epochs[0])
    readings = [Reading(kind, copy, weights(stored)) for kind, copy in made]
    readings = [reading for reading in readings if len(reading.rows)]
    for number in range(plan.passes - 1):
        data = Taught(stacked([reading.taught() for reading in readings]))
        print(f"pass {number + 2}: {len(data)} messages", flush=True)
        nets = [fit(NextModel(data, seed), data, plan.epochs[1], 0.01, seed).export() for seed in range(plan.nets)]
        stored |= named(averaged(nets), number)
        twins = [fit(NextModel(half, number), half, plan.epochs[1], 0.01) for half in (data.of(0), data.of(1))]
        if number + 2 == plan.passes:
            unseen = [(probabilities(twin, data.of(1 - half)), data.of(1 - half)) for half, twin in enumerate(twins)]
            joined = [np.concatenate(part) for part in zip(*(found for found, _ in unseen), strict=True)]
            both = Both(*(part for _, part in unseen))
            tempers.append(temper(LAST * joined[0] + (1 - LAST) * both.before, joined[1], both))
        else:
            readers = [weights(only_linear(stored) | named(twin.export(), 0)) for twin in twins]
            for reading in readings:
                reading.go_on(readers[1 - half_of(reading.copy)])
    return stored | {"temper": np.array(tempers)}


def first_of(path: str) -> tuple[Arrays, list[np.ndarray]]:
    """Return the first pass found in a file of weights, and its sharpness."""
    known = dict(np.load(path))
    return only_linear(known), [known["temper"][0]]


def first_pass_of(made: Copies, epochs: int) -> tuple[Arrays, list[np.ndarray]]:
    """Return the weights of the first pass, and how sharp its probabilities are to be."""
    data = Taught(stacked([part for kind, copy in made if (part := first_inputs(kind, copy)) is not None]))
    print(f"first pass: {len(data)} messages", flush=True)
    first = fit(FirstModel(data), data, epochs, 0.02)
    stored = {f"linear.{name}": value for name, value in first.export().items()}
    return stored, [temper(*probabilities(first, data), data)]


def joined(stored: Arrays, earlier: Arrays) -> Arrays:
    """Return weights whose nets are the mean of both; ``earlier`` may lack features that came later, at the end."""
    out = dict(stored)
    for number in range(sum(name.endswith(".pair_in") for name in stored)):
        both = [
            {name[len(f"net{number}.") :]: value for name, value in part.items() if name.startswith(f"net{number}.")}
            for part in (earlier, stored)
        ]
        for name in ("pair_in", "pair_linear"):
            missing = len(both[1][name]) - len(both[0][name])
            both[0][name] = np.pad(both[0][name], [(0, missing)] + [(0, 0)] * (both[0][name].ndim - 1))
        out |= named(averaged(both), number)
    return out


def only_linear(stored: Arrays) -> Arrays:
    """Return the weights of the first pass."""
    return {name: value for name, value in stored.items() if name.startswith("linear")}


def named(net: Arrays, number: int) -> Arrays:
    """Return the weights of a net under the names they have in the file."""
    return {f"net{number}.{name}": value for name, value in net.items()}


class Both:
    """How much the messages of two halves count, and how much their chats name people there."""

    def __init__(self, *parts: Taught) -> None:
        self.naming, self.counts = (torch.cat([getattr(part, name) for part in parts]) for name in ("naming", "counts"))
        self.before = torch.cat([part.before for part in parts]).numpy()


def temper(logged: np.ndarray, right: np.ndarray, data: Taught | Both) -> np.ndarray:
    """Return the powers to raise probabilities to at ``KNOTS``, found on messages the model was not taught with where there are nets."""
    score, hit = torch.from_numpy(logged), torch.from_numpy(right)
    place = torch.from_numpy(np.array([np.interp(data.naming.numpy(), KNOTS, row) for row in np.eye(len(KNOTS))], np.float32))
    power = torch.ones(len(KNOTS), requires_grad=True)
    best = torch.optim.LBFGS([power], max_iter=50)

    def surprise() -> torch.Tensor:
        best.zero_grad()
        raised = torch.log_softmax(score * (power @ place)[:, None], 1)
        loss = -(torch.logsumexp(raised.masked_fill(~hit, -1e9), 1) * data.counts).mean()
        loss.backward()
        return loss

    best.step(surprise)
    print(f"  sharpness by naming: {power.detach().numpy().round(3)}", flush=True)
    return power.detach().numpy()


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="+", help="annotated chats")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--first", help="weights whose first pass is kept instead of learned again")
    parser.add_argument("--join", help="weights learned before, whose nets are averaged with the new ones")
    parser.add_argument("--also", nargs="*", default=[], help="smaller sets of annotated chats; each of their messages counts three times")
    parser.add_argument("--leave", nargs="*", default=[], help="chats to leave out, to measure on them")
    parser.add_argument("--seeds", type=int, default=1, help="draws of the copies without names")
    parser.add_argument("--nets", type=int, default=1, help="nets of a pass, averaged")
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--epochs", type=int, nargs=2, default=(6, 10), help="of the first and of each later pass")
    given = parser.parse_args()
    torch.set_num_threads(1)
    counted = [(path, 1.0) for path in given.gold] + [(path, 3.0) for path in given.also]
    gold = [
        dict(row, chat=f"{number}/{row['chat']}", counts=counts)
        for number, (path, counts) in enumerate(counted)
        for row in rows_of(path)
        if row["chat"] not in given.leave
    ]
    print(f"{len(chats(gold))} chats, {sum(row['gold'] for row in gold)} annotated lines", flush=True)
    draws = {kind: given.seeds if kind in {"stripped", "small"} else 1 for kind in KINDS}
    made = [(kind, copy) for kind, count in draws.items() for seed in range(count) for copy in copies(gold, kind, 7 + seed)]
    out = train(made, given)
    if given.join:
        out = joined(out, dict(np.load(given.join)))
    np.savez_compressed(given.output, **{name: value.astype(np.float32) for name, value in out.items()})


if __name__ == "__main__":
    main()
