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
from nets import Arrays, CutModel, FirstModel, NextModel, Scores, Shape, Taught, fit, probabilities

from wag_analyzer.interactions.candidates import Candidates, segments
from wag_analyzer.interactions.features import LOG, Pairs, pair_features, start_features
from wag_analyzer.interactions.parse import Parse
from wag_analyzer.interactions.passes import BLOCK, KNOTS, LEAST, first_pass, inputs, later_pass, share_of_last
from wag_analyzer.interactions.reach import Block, cut_values
from wag_analyzer.interactions.replies import prepare
from wag_analyzer.interactions.scene import WINDOW, Scene
from wag_analyzer.interactions.weights import Weights, weights

Copies = list[tuple[str, list[Row]]]

#: The cut is learned from one message of so many.
EVERY = 3
#: How much the annotation counts beside the teacher.
SHARE = 0.5


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


class Reading:
    """A copy of a chat as read so far by the passes already learned."""

    def __init__(self, kind: str, copy: list[Row]) -> None:
        self.kind, self.counts = kind, KINDS[kind][1] * copy[0].get("counts", 1.0)
        self.half = half_of(copy)
        typed, self.chat = scene_of(copy)
        place = {row["id"]: number for number, row in enumerate(typed)}
        self.rows = np.array([number for number, row in enumerate(typed) if row["gold"]], np.intp)
        parents = [[place.get(parent, -1) for parent in typed[number]["reply_to"] if parent != typed[number]["id"]] for number in self.rows]
        self.starts = np.array([not listed for listed in parents], bool)
        self.links = np.array(
            [number * self.chat.size + one for number, listed in zip(self.rows, parents, strict=True) for one in listed if one >= 0]
        )
        self.found: Candidates | None = None

    def first(self, read: Weights) -> None:
        """Read for the first time."""
        self.found, self.seen = first_pass(self.chat, read)

    def go_on(self, read: Weights) -> None:
        """Read once more with the last net of ``read``."""
        self.found = later_pass(self.chat, self.found, read.nets[-1], self.seen)

    def forget(self, least: float) -> None:
        """Leave out candidates that the next reading does not look at."""
        self.found, kept = self.found.likely(least)
        self.seen = self.seen.take(kept)

    def known(self, offset: np.ndarray, parent: np.ndarray) -> tuple[Arrays, np.ndarray]:
        """Return what every pass is taught with, for the annotated messages and their candidates, and the numbers of these."""
        entry = np.flatnonzero(np.isin(segments(offset), self.rows))
        right = np.isin(segments(offset)[entry] * self.chat.size + parent[entry], self.links)
        count = np.diff(offset)[self.rows]
        child = np.repeat(np.arange(len(self.rows)), count)
        size = len(self.rows)
        same = self.chat.history.author[parent[entry]] == self.chat.history.author[self.rows[child]]
        arrays = {
            "count": count,
            "mine": self.chat.mine[:, self.rows].T,
            "theirs": self.chat.theirs[:, parent[entry]].T.astype(np.float16),
            "right_none": self.starts,
            "right": right,
            "known": self.starts | (np.bincount(child, right, size) > 0),
            "counts": np.full(size, self.counts, np.float32),
            "half": np.full(size, self.half, np.int8),
            "naming": self.chat.history.naming[self.rows],
            "same": same.astype(np.float32),
            "log_back": np.log(self.rows[child] - parent[entry]).astype(np.float32),
        }
        return arrays, entry

    def cut_inputs(self) -> Arrays:
        """Return the features of the cut: every message within reach is a candidate."""
        every, self.rows = self.rows, self.rows[::EVERY]
        self.starts, starts = self.starts[::EVERY], self.starts
        pair, start, there = [], [], []
        for begin in range(0, self.chat.size, BLOCK):
            block = Block(self.chat, begin, min(begin + BLOCK, self.chat.size))
            here = self.rows[(self.rows >= begin) & (self.rows < block.stop)] - begin
            counts_for = {"any": 1, "same": block.same, "other": block.other, "other_back": block.other * LOG[:WINDOW, None]}
            values = np.array([(values * counts_for[whom])[:, here].T for _, whom, values in cut_values(block)], np.float32)
            there.append(block.there.T)
            pair.append(values[:, block.there[:, here].T].T)
            start.append(start_features(self.chat, begin, block.stop)[1][:, here].T)
        number, back = np.nonzero(np.concatenate(there))
        offset = np.searchsorted(number, np.arange(self.chat.size + 1))
        known, _ = self.known(offset, number - back - 1)
        self.rows, self.starts = every, starts
        return known | {"pair": np.concatenate(pair), "start": np.concatenate(start)}

    def first_inputs(self) -> Arrays:
        """Return the features of the first pass."""
        pair, start = [], []
        for begin in range(0, self.chat.size, BLOCK):
            stop = min(begin + BLOCK, self.chat.size)
            offset = self.found.offset[begin : stop + 1]
            entries = slice(offset[0], offset[-1])
            seen = self.seen.take(entries)
            pair.append(pair_features(Pairs(self.chat, begin, offset - offset[0], self.found.parent[entries], seen))[1].T)
            start.append(start_features(self.chat, begin, stop)[1].T)
        return self._taught(np.concatenate(pair), np.concatenate(start))

    def next_inputs(self) -> Arrays:
        """Return the inputs of the next pass."""
        pair, start = [], []
        for _, pairs, starts in inputs(Parse(self.chat, self.found), self.seen):
            pair.append(pairs.T.astype(np.float16))
            start.append(starts.T)
        joined = self._taught(np.concatenate(pair), np.concatenate(start))
        return joined | {"before_none": self.found.none[self.rows]}

    def _taught(self, pair: np.ndarray, start: np.ndarray) -> Arrays:
        known, entry = self.known(self.found.offset, self.found.parent)
        return known | {"pair": pair[entry].astype(np.float16), "start": start[self.rows], "before": self.found.p[entry]}


def stacked(parts: list[Arrays]) -> Taught:
    """Join the arrays of all chats."""
    return Taught({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def half_of(copy: list[Row]) -> int:
    """Return the half of the chats a copy belongs to: a pass is taught by readings that had not seen the chat."""
    return zlib.crc32(copy[0]["chat"].encode()) % 2


def train(readings: list[Reading], plan: argparse.Namespace) -> Arrays:
    """Return the weights of all passes and how sharp their probabilities are to be, by how much a chat names people."""
    data = stacked([reading.cut_inputs() for reading in readings])
    print(f"cut: {len(data)} messages", flush=True)
    stored, kept = named(fit(CutModel(data), data, 8, 0.06).export(), "cut"), dict(np.load(plan.keep)) if plan.keep else {}
    stored |= first_pass_of(readings, stored, plan.epochs[0], kept)
    tempers = [stored.pop("temper")]
    for number in range(plan.passes - 1):
        for reading in readings:
            reading.forget(LEAST[number])
        data = stacked([reading.next_inputs() for reading in readings])
        print(f"pass {number + 2}: {len(data)} messages, {len(data.x['pair'])} candidates", flush=True)
        halves = [torch.nonzero(data.x["half"] == half)[:, 0] for half in (0, 1)]
        twins = [fit(NextModel(part := data.of(rows), number, nets=plan.nets), part, plan.epochs[1], 0.01) for rows in halves]
        told = unseen(twins, data, halves)
        if not kept:
            net = fit(NextModel(data, number + 10, plan.units), data, plan.epochs[2], 0.01, teacher=(told, SHARE))
            stored |= named(net.export(), f"net{number}")
        tempers.append(temper(told, data, last=number + 2 == plan.passes))
        for reading in readings if number + 2 < plan.passes else ():
            reading.go_on(weights(only(stored, "cut", "linear") | named(twins[1 - reading.half].export(), "net0")))
    nets = {name: value for name, value in kept.items() if name.startswith("net")}
    return stored | nets | {"temper": np.array([tempers[0], tempers[-1]])}


def unseen(twins: list[Any], data: Taught, halves: list[torch.Tensor]) -> Scores:
    """Return what nets say of the half of the chats they have not seen."""
    alone, told = torch.zeros(len(data)), torch.zeros(len(data.x["pair"]))
    for half, rows in enumerate(halves):
        alone[rows], told[data.entries(rows)[1]] = probabilities(twins[1 - half], data.of(rows))
    return alone, told


def first_pass_of(readings: list[Reading], stored: Arrays, epochs: int, kept: Arrays) -> Arrays:
    """Return the weights of the first pass (those ``kept``, if any), and how sharp its probabilities are to be; read for the first time."""
    blank = {f"linear.{name}": np.zeros(shape) for name, shape in first_sizes(readings[0]).items()}
    begun = only(kept, "linear") or blank
    for reading in readings:
        reading.first(weights(stored | begun))
    data = stacked([reading.first_inputs() for reading in readings])
    print(f"first pass: {len(data)} messages, {len(data.x['pair'])} candidates", flush=True)
    if kept:
        none = torch.from_numpy(np.concatenate([reading.found.none[reading.rows] for reading in readings]))
        return begun | {"temper": temper((none, data.x["before"]), data)}
    first = fit(FirstModel(data), data, epochs, 0.02)
    out = named(first.export(), "linear")
    for reading in readings:
        reading.first(weights(stored | out))
    return out | {"temper": temper(probabilities(first, data), data)}


def first_sizes(reading: Reading) -> dict[str, tuple[int, ...]]:
    """Return the shapes of the weights of the first pass."""
    chat = reading.chat
    mine, theirs = len(chat.mine), len(chat.theirs)
    block = Block(chat, 0, 2)
    pairs = Pairs(chat, 0, np.array([0, 0, 1]), np.zeros(1, np.intp), block.seen.take(np.array([1])))
    cues = {"mine_same": (mine,), "mine_back": (mine,), "their_same": (theirs,), "their_other": (theirs,), "both": (mine, theirs)}
    return cues | {"pair": (len(pair_features(pairs)[0]),), "start": (len(start_features(chat, 0, 1)[0]),)}


def only(stored: Arrays, *passes: str) -> Arrays:
    """Return the weights of some passes."""
    return {name: value for name, value in stored.items() if name.split(".")[0] in passes}


def named(part: Arrays, name: str) -> Arrays:
    """Return the weights of a pass under the names they have in the file."""
    return {f"{name}.{field}": value for field, value in part.items()}


def temper(told: Scores, data: Taught, *, last: bool = False) -> np.ndarray:
    """Return the powers to raise probabilities to at ``KNOTS``, found on messages the nets had not seen."""
    rows = data.annotated()
    begin, entry = data.entries(rows)
    shape = Shape(begin)

    def laid(none: torch.Tensor, flat: torch.Tensor) -> torch.Tensor:
        return data.laid(none[rows].clamp(min=1e-9).log(), flat[entry].clamp(min=1e-9).log(), -1e4, shape)

    score = laid(*told)
    if last:
        share = torch.from_numpy(share_of_last(data.x["naming"][rows].numpy()))[:, None]
        score = share * score + (1 - share) * laid(data.x["before_none"], data.x["before"])
    hit = data.laid(data.x["right_none"][rows], data.x["right"][entry], 0, shape)
    naming, counts = data.x["naming"][rows].numpy(), data.x["counts"][rows]
    place = torch.from_numpy(np.array([np.interp(naming, KNOTS, row) for row in np.eye(len(KNOTS))], np.float32))
    power = torch.ones(len(KNOTS), requires_grad=True)
    best = torch.optim.LBFGS([power], max_iter=50)

    def surprise() -> torch.Tensor:
        best.zero_grad()
        raised = torch.log_softmax(score * (power @ place)[:, None], 1)
        loss = -(torch.logsumexp(raised.masked_fill(~hit, -1e9), 1) * counts).mean()
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
    parser.add_argument("--keep", help="weights whose passes are kept: only the cut and the sharpness of probabilities are learned")
    parser.add_argument("--also", nargs="*", default=[], help="smaller sets of annotated chats; each of their messages counts three times")
    parser.add_argument("--leave", nargs="*", default=[], help="chats to leave out, to measure on them")
    parser.add_argument("--seeds", type=int, default=1, help="draws of the copies without names")
    parser.add_argument("--nets", type=int, default=3, help="nets of a teacher")
    parser.add_argument("--units", type=int, default=64, help="units of a pass")
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--epochs", type=int, nargs=3, default=(6, 8, 10), help="of the first pass, of the teachers and of each later pass")
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
    readings = [reading for reading in (Reading(kind, copy) for kind, copy in made) if len(reading.rows) and reading.chat.size > 1]
    out = train(readings, given)
    np.savez_compressed(given.output, **{name: value.astype(np.float32) for name, value in out.items()})


if __name__ == "__main__":
    main()
