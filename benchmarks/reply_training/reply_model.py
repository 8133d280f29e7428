"""Train the reply model: ``python benchmarks/reply_training/reply_model.py GOLD.jsonl[.gz] ... -o WEIGHTS.npz``.

Needs torch, which the product does not. The annotated sets are described in ``docs/explanation/reply-model-card.md``.
"""

import argparse
import gzip
import json
import time
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import torch
import torch.optim.swa_utils
from augment import KINDS, Row, chats, copies

from wag_analyzer.interactions.features import Block, pair_features, start_features
from wag_analyzer.interactions.parse import Parse
from wag_analyzer.interactions.passes import BLOCK, first_pass, inputs, later_pass
from wag_analyzer.interactions.replies import prepare
from wag_analyzer.interactions.scene import WINDOW, Scene
from wag_analyzer.interactions.weights import Weights, weights

UNITS = 32
DROPPED = 0.1
BATCH = 256
Arrays = dict[str, np.ndarray]
Copies = dict[str, list[list[Row]]]


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


def first_inputs(copy: list[Row]) -> Arrays | None:
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
        parts["pair"].append(pairs[:, :, here].transpose(2, 0, 1).astype(np.float16))
        parts["start"].append(starts[:, here].T)
        parts["theirs"].append(theirs.transpose(1, 0, 2).astype(np.float16))
        parts["there"].append(block.there[:, here].T)
        parts["same"].append(block.same[:, here].T.astype(np.float16))
    return {name: np.concatenate(part) for name, part in parts.items()} | {"mine": chat.mine[:, rows].T, "right": right}


def later_inputs(copy: list[Row], found_by: Weights) -> Arrays | None:
    """Return the inputs of the next pass for the annotated messages of one chat."""
    typed, chat = scene_of(copy)
    rows, parents = gold_of(typed)
    if not len(rows):
        return None
    found, seen = first_pass(chat, found_by)
    for net in found_by.nets:
        found = later_pass(chat, found, net, seen)
    right = np.zeros((len(rows), found.p.shape[1]), bool)
    for line, (number, listed) in enumerate(zip(rows, parents, strict=True)):
        right[line, 0] = not listed
        for parent in listed:
            right[line, 1:] |= (found.parent[number] == parent) & (parent >= 0)
    parse = Parse(chat, found)
    pair, start = [], []
    for first, pairs, starts in inputs(parse, seen):
        here = rows[(rows >= first) & (rows < first + pairs.shape[2])] - first
        pair.append(pairs[:, :, here].transpose(2, 1, 0).astype(np.float16))
        start.append(starts[:, here].T)
    theirs = chat.theirs[:, parse.parent[:, rows]].transpose(2, 1, 0).astype(np.float16)
    joined = {"pair": np.concatenate(pair), "start": np.concatenate(start), "theirs": theirs}
    return joined | {"there": parse.there[:, rows].T, "mine": chat.mine[:, rows].T, "right": right}


def stacked(parts: list[Arrays | None]) -> Arrays:
    """Join the arrays of all chats."""
    real = [part for part in parts if part is not None]
    return {name: np.concatenate([part[name] for part in real]) for name in real[0]}


def scale(data: dict[str, Arrays], name: str, axes: tuple[int, ...]) -> torch.Tensor:
    """Return the root mean square of each feature, so that all are learned at one pace."""
    part = np.concatenate([arrays[name][:3000] for arrays in data.values()]).astype(np.float32)
    return torch.tensor(np.maximum(np.sqrt((part**2).mean(axis=axes)), 0.02))


class FirstModel(torch.nn.Module):
    """The linear first pass."""

    def __init__(self, data: dict[str, Arrays]) -> None:
        super().__init__()
        one = next(iter(data.values()))
        self.by = {"pair": scale(data, "pair", (0, 2)), "start": scale(data, "start", (0,))}
        mine, theirs = one["mine"].shape[1], one["theirs"].shape[1]
        sizes = {"pair": (one["pair"].shape[1],), "start": (one["start"].shape[1],), "mine_same": (mine,), "mine_back": (mine,),
                 "their_same": (theirs,), "their_other": (theirs,), "both": (mine, theirs)}  # fmt: skip
        self.w = torch.nn.ParameterDict({name: torch.nn.Parameter(torch.zeros(size)) for name, size in sizes.items()})
        self.log_back = torch.log(torch.arange(1, WINDOW + 1).float())

    def forward(self, x: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return message x (1 + candidates): scores of answering none and of each candidate."""
        w, mine, theirs, same = self.w, x["mine"], x["theirs"], x["same"]
        other = x["there"].float() - same
        score = torch.einsum("nfd,f->nd", x["pair"], w["pair"] / self.by["pair"])
        score = score + (mine @ w["mine_same"])[:, None] * same + (mine @ w["mine_back"])[:, None] * self.log_back
        score = score + torch.einsum("ncd,c->nd", theirs, w["their_same"]) * same
        score = score + (torch.einsum("ncd,c->nd", theirs, w["their_other"]) + torch.einsum("nb,nbd->nd", mine @ w["both"], theirs)) * other
        none = x["start"] @ (w["start"] / self.by["start"])
        return torch.cat([none[:, None], score.masked_fill(~x["there"], -1e4)], 1)

    def export(self) -> Arrays:
        """Return the weights for features as they are."""
        out = {name: value.detach().numpy().copy() for name, value in self.w.items()}
        return out | {name: out[name] / self.by[name].numpy() for name in ("pair", "start")}

    def penalty(self) -> torch.Tensor:
        """Return what large weights cost."""
        return 1e-5 * sum((value**2).sum() for value in self.w.values())


class NextModel(torch.nn.Module):
    """The net of a later pass."""

    def __init__(self, data: dict[str, Arrays], seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        one = next(iter(data.values()))
        self.by = {"pair": scale(data, "pair", (0, 1)), "start": scale(data, "start", (0,))}
        pair, start, mine, theirs = (one[name].shape[-1] for name in ("pair", "start", "mine", "theirs"))
        self.w = torch.nn.ParameterDict()
        for name, size in (("pair", pair), ("mine", mine), ("their", theirs), ("start", start)):
            self.w[f"{name}_in"] = torch.nn.Parameter(torch.randn(size, UNITS) / (pair if name != "start" else start) ** 0.5)
        for name, size in (("pair", pair), ("start", start)):
            self.w[f"{name}_bias"] = torch.nn.Parameter(torch.zeros(UNITS))
            self.w[f"{name}_out"] = torch.nn.Parameter(torch.randn(UNITS) * 0.1)
            self.w[f"{name}_linear"] = torch.nn.Parameter(torch.zeros(size))

    def forward(self, x: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return message x (1 + candidates): scores of answering none and of each candidate."""
        w = self.w
        pair, start = x["pair"] / self.by["pair"], x["start"] / self.by["start"]
        hidden = pair @ w["pair_in"] + (x["mine"] @ w["mine_in"] + w["pair_bias"])[:, None] + x["theirs"] @ w["their_in"]
        score = torch.nn.functional.dropout(torch.relu(hidden), DROPPED, self.training) @ w["pair_out"] + pair @ w["pair_linear"]
        none = torch.relu(start @ w["start_in"] + w["start_bias"]) @ w["start_out"] + start @ w["start_linear"]
        return torch.cat([none[:, None], score.masked_fill(~x["there"], -1e4)], 1)

    def export(self) -> Arrays:
        """Return the weights for features as they are."""
        out = {name: value.detach().numpy().copy() for name, value in self.w.items()}
        for name in ("pair", "start"):
            by = self.by[name].numpy()
            out[f"{name}_in"] /= by[:, None]
            out[f"{name}_linear"] /= by
        return out

    def penalty(self) -> torch.Tensor:
        """Return what large weights cost."""
        return 2e-5 * sum((value**2).sum() for value in self.w.values())


def fit(model: Any, data: dict[str, Arrays], epochs: int, rate: float) -> None:
    """Minimise the surprise at the annotated parents."""
    draw = np.random.default_rng(0)
    best = torch.optim.Adam(model.parameters(), lr=rate)
    batches = [(kind, start) for kind, arrays in data.items() for start in range(0, len(arrays["right"]), BATCH)]
    total, step, begin = epochs * len(batches), 0, time.monotonic()
    mean = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998))
    for epoch in range(epochs):
        order = {kind: draw.permutation(len(arrays["right"])) for kind, arrays in data.items()}
        losses = []
        for place in draw.permutation(len(batches)):
            kind, start = batches[place]
            rows = np.sort(order[kind][start : start + BATCH])
            x = {name: torch.tensor(values[rows]) for name, values in data[kind].items()}
            x = {name: value if value.dtype == torch.bool else value.float() for name, value in x.items()}
            sure = x["right"].any(1)
            logged = torch.log_softmax(model(x), 1)
            loss = -torch.logsumexp(logged.masked_fill(~x["right"], -1e9), 1)[sure].mean() * KINDS[kind][1]
            for group in best.param_groups:
                group["lr"] = rate * (1 - step / total) + rate / 100
            best.zero_grad()
            (loss + model.penalty()).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            best.step()
            mean.update_parameters(model)
            losses.append(loss.item())
            step += 1
        print(f"  epoch {epoch + 1}: loss {np.mean(losses):.4f} after {time.monotonic() - begin:.0f} s", flush=True)
    model.load_state_dict(mean.module.state_dict())


def begin_with(model: Any, stored: Arrays, prefix: str) -> None:
    """Start a model from weights made before, when there are any."""
    with torch.no_grad():
        for name, value in model.w.items():
            if f"{prefix}.{name}" in stored:
                value.copy_(torch.tensor(stored[f"{prefix}.{name}"]))
                part, _, role = name.partition("_")
                if part in model.by and role in {"", "in", "linear"}:
                    value.mul_(model.by[part].reshape(-1, *[1] * (value.dim() - 1)))


def train(gold: list[Row], epochs: tuple[int, int], stored: Arrays, plan: argparse.Namespace) -> Arrays:
    """Return the weights of all passes; those already in ``stored`` are kept, or learned further when the plan says so."""
    made = {kind: [copy for seed in range(plan.seeds) for copy in copies(gold, kind, 7 + seed)] for kind in KINDS}
    made |= {kind: copies(gold, kind, 7) for kind in ("plain", "clockless")}
    if plan.tune or "linear.pair" not in stored:
        data = {kind: stacked([first_inputs(copy) for copy in listed]) for kind, listed in made.items()}
        print("first pass:", {kind: len(arrays["right"]) for kind, arrays in data.items()}, flush=True)
        first = FirstModel(data)
        begin_with(first, stored, "linear")
        fit(first, data, epochs[0], 0.004 if plan.tune else 0.02)
        stored = stored | {f"linear.{name}": value for name, value in first.export().items()}
        del data
    halves = [dict(stored), dict(stored)]
    for number in range(plan.passes - 1):
        if f"net{number}.pair_in" not in stored or plan.tune:
            stored = stored | next_pass(made, number, (stored, halves), (epochs[1], 8e-4 if plan.tune else 3e-3, number + 2 == plan.passes))
    return stored


def next_pass(made: Copies, number: int, known: tuple[Arrays, list[Arrays]], how: tuple[int, float, bool]) -> Arrays:
    """Return the weights of one later pass; unless it is the last, also teach a twin on each half of the chats, for the pass after it."""
    stored, halves = known
    epochs, rate, last = how
    readers = [weights({name: value for name, value in half.items() if name[:3] != "net" or int(name[3]) < number}) for half in halves]
    parts = {kind: [(half_of(copy), later_inputs(copy, readers[1 - half_of(copy)])) for copy in listed] for kind, listed in made.items()}
    learned: Arrays = {}
    for which in (None,) if last else (0, 1, None):
        data = {kind: stacked([part for half, part in listed if which in {None, half}]) for kind, listed in parts.items()}
        print(f"pass {number + 2}:", {kind: len(arrays["right"]) for kind, arrays in data.items()}, flush=True)
        net = NextModel(data, number)
        begin_with(net, stored, f"net{number}")
        fit(net, data, epochs, rate)
        learned = {f"net{number}.{name}": value for name, value in net.export().items()}
        if which is not None:
            halves[which].update(learned)
    return learned


def half_of(copy: list[Row]) -> int:
    """Return the half of the chats a copy belongs to: a pass is taught by readings that had not seen the chat."""
    return zlib.crc32(copy[0]["chat"].encode()) % 2


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="+", help="annotated chats")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--start", help="weights to go on from: passes found in it are kept")
    parser.add_argument("--tune", action="store_true", help="learn the passes of --start further instead of keeping them")
    parser.add_argument("--seeds", type=int, default=2, help="draws of the copies without names")
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--epochs", type=int, nargs=2, default=(4, 6), help="of the first and of each later pass")
    given = parser.parse_args()
    torch.set_num_threads(1)
    gold = [dict(row, chat=f"{number}/{row['chat']}") for number, path in enumerate(given.gold) for row in rows_of(path)]
    stored = dict(np.load(given.start)) if given.start else {}
    print(f"{len(chats(gold))} chats, {sum(row['gold'] for row in gold)} annotated lines", flush=True)
    out = train(gold, tuple(given.epochs), stored, given)
    np.savez_compressed(given.output, **{name: value.astype(np.float32) for name, value in out.items()})


if __name__ == "__main__":
    main()
