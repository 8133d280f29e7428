"""The models that are taught: a linear first pass, and nets for the later ones. Needs torch, which the product does not.

Candidates stand one after another, message after message; scores are laid out message x candidate only to make probabilities of them.
"""

import time
from typing import Any

import numpy as np
import torch
import torch.optim.swa_utils

Arrays = dict[str, np.ndarray]
Scores = tuple[torch.Tensor, torch.Tensor]

WINDOW = 30
UNITS = 32
DROPPED = 0.2
BATCH = 512
#: Features are brought to one scale by their root mean square in so many rows.
LOOKED_AT = 90_000
NEVER = -1e4
#: What a message has, and what each of its candidates has.
OF_MESSAGES = ("start", "mine", "right_none", "counts", "half", "naming", "before_none", "known")
OF_CANDIDATES = ("pair", "theirs", "right", "before", "same", "log_back")


class Taught:
    """Messages to learn from, on one scale, as tensors.

    Messages whose annotated parent is not among the candidates are known no better than those that nobody annotated.
    """

    def __init__(self, arrays: Arrays) -> None:
        count = torch.from_numpy(np.ascontiguousarray(arrays["count"]))
        self.offset = torch.cat([torch.zeros(1, dtype=torch.long), count.long().cumsum(0)])
        x = {name: torch.from_numpy(np.ascontiguousarray(arrays[name])) for name in (*OF_MESSAGES, *OF_CANDIDATES) if name in arrays}
        self.by = {}
        for name in ("pair", "start"):
            some = torch.randperm(len(x[name]), generator=torch.Generator().manual_seed(1))[:LOOKED_AT]
            self.by[name] = (x[name][some].float() ** 2).mean(0).sqrt().clamp(min=0.02)
            x[name] = x[name].float()
            x[name] /= self.by[name]
        x["theirs"] = x["theirs"].float()
        self.x = x

    def __len__(self) -> int:
        """Return the number of messages."""
        return len(self.offset) - 1

    def of(self, wanted: torch.Tensor) -> "Taught":
        """Return some messages, by number."""
        out = object.__new__(Taught)
        out.by = self.by
        out.x = {name: self.x[name][wanted] for name in OF_MESSAGES if name in self.x}
        out.offset, entry = self.entries(wanted)
        out.x |= {name: self.x[name][entry] for name in OF_CANDIDATES if name in self.x}
        return out

    def annotated(self) -> torch.Tensor:
        """Return the messages of which a right answer is among the candidates."""
        return self.x["known"].nonzero()[:, 0]

    def entries(self, wanted: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return where the candidates of the wanted messages begin among themselves, and their numbers."""
        count = self.offset[wanted + 1] - self.offset[wanted]
        begin = torch.cat([torch.zeros(1, dtype=torch.long), count.cumsum(0)])
        return begin, torch.arange(int(begin[-1])) + torch.repeat_interleave(self.offset[wanted] - begin[:-1], count)

    def laid(self, none: torch.Tensor, flat: torch.Tensor, fill: float, shape: "Shape") -> torch.Tensor:
        """Return values of messages and of their candidates as message x (1 + candidates)."""
        out = torch.full((len(none), shape.width + 1, *flat.shape[1:]), fill, dtype=flat.dtype)
        out[:, 0] = none
        out[shape.message, shape.place] = flat
        return out


class Shape:
    """Where the candidates of some messages stand in an array message x (1 + candidates)."""

    def __init__(self, begin: torch.Tensor) -> None:
        count = begin[1:] - begin[:-1]
        self.width = int(count.max()) if len(count) else 0
        self.message = torch.repeat_interleave(torch.arange(len(count)), count)
        self.place = torch.arange(int(begin[-1])) - begin[self.message] + 1


class CutModel(torch.nn.Module):
    """The cut: a linear model of few features that sees every message within reach."""

    def __init__(self, data: Taught) -> None:
        super().__init__()
        self.by = data.by
        mine, theirs = (data.x[name].shape[-1] for name in ("mine", "theirs"))
        sizes = {"pair": data.x["pair"].shape[-1], "start": data.x["start"].shape[-1], "back_other": WINDOW, "back_same": WINDOW,
                 "mine_same": mine, "mine_back": mine, "their_same": theirs, "their_other": theirs}  # fmt: skip
        self.w = torch.nn.ParameterDict({name: torch.nn.Parameter(torch.zeros(size)) for name, size in sizes.items()})

    def forward(self, x: dict[str, torch.Tensor], message: torch.Tensor) -> Scores:
        """Return the scores of answering none, and of each message within reach."""
        w, mine, theirs, same = self.w, x["mine"], x["theirs"], x["same"]
        back = x["log_back"].exp().round().long() - 1
        score = x["pair"] @ w["pair"] + (mine @ w["mine_back"])[message] * x["log_back"]
        score = score + ((mine @ w["mine_same"])[message] + theirs @ w["their_same"] + w["back_same"][back]) * same
        return x["start"] @ w["start"], score + (theirs @ w["their_other"] + w["back_other"][back]) * (1 - same)

    def export(self) -> Arrays:
        """Return the weights for features as they are."""
        out = {name: value.detach().numpy().copy() for name, value in self.w.items() if name != "start"}
        return out | {"pair": out["pair"] / self.by["pair"].numpy()}

    def penalty(self) -> torch.Tensor:
        """Return what large weights cost."""
        return 1e-5 * sum((value**2).sum() for value in self.w.values())


class FirstModel(torch.nn.Module):
    """The linear first pass."""

    def __init__(self, data: Taught) -> None:
        super().__init__()
        self.by = data.by
        mine, theirs = (data.x[name].shape[-1] for name in ("mine", "theirs"))
        sizes = {"pair": (data.x["pair"].shape[-1],), "start": (data.x["start"].shape[-1],), "mine_same": (mine,), "mine_back": (mine,),
                 "their_same": (theirs,), "their_other": (theirs,), "both": (mine, theirs)}  # fmt: skip
        self.w = torch.nn.ParameterDict({name: torch.nn.Parameter(torch.zeros(size)) for name, size in sizes.items()})

    def forward(self, x: dict[str, torch.Tensor], message: torch.Tensor) -> Scores:
        """Return the scores of answering none, and of each candidate."""
        w, mine, theirs, same, log_back = self.w, x["mine"], x["theirs"], x["same"], x["log_back"]
        score = x["pair"] @ w["pair"] + (mine @ w["mine_same"])[message] * same + (mine @ w["mine_back"])[message] * log_back
        score = score + (theirs @ w["their_same"]) * same
        score = score + (theirs @ w["their_other"] + ((mine @ w["both"])[message] * theirs).sum(1)) * (1 - same)
        return x["start"] @ w["start"], score

    def export(self) -> Arrays:
        """Return the weights for features as they are."""
        out = {name: value.detach().numpy().copy() for name, value in self.w.items()}
        return out | {name: out[name] / self.by[name].numpy() for name in ("pair", "start")}

    def penalty(self) -> torch.Tensor:
        """Return what large weights cost."""
        return 1e-5 * sum((value**2).sum() for value in self.w.values())


class NextModel(torch.nn.Module):
    """Nets of a later pass, taught side by side: each a layer of hidden units beside a linear part."""

    def __init__(self, data: Taught, seed: int, units: int = UNITS, nets: int = 1) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.by, self.w, self.nets, self.units = data.by, torch.nn.ParameterDict(), nets, units
        size = {name: data.x[name].shape[-1] for name in ("pair", "start", "mine", "theirs")}
        for name, count, among in (("pair", size["pair"], size["pair"]), ("mine", size["mine"], size["pair"]),
                                   ("their", size["theirs"], size["pair"]), ("start", size["start"], size["start"])):  # fmt: skip
            self.w[f"{name}_in"] = torch.nn.Parameter(torch.randn(count, nets * units) / among**0.5)
        for name in ("pair", "start"):
            self.w[f"{name}_bias"] = torch.nn.Parameter(torch.zeros(nets * units))
            self.w[f"{name}_out"] = torch.nn.Parameter(torch.randn(nets, units) * 0.1)
            self.w[f"{name}_linear"] = torch.nn.Parameter(torch.zeros(size[name], nets))

    def forward(self, x: dict[str, torch.Tensor], message: torch.Tensor) -> Scores:
        """Return the scores of answering none, and of each candidate, one column a net."""
        w, wide = self.w, self.nets * self.units
        found = x["pair"] @ torch.cat([w["pair_in"], w["pair_linear"]], 1)
        hidden = found[:, :wide] + (x["mine"] @ w["mine_in"] + w["pair_bias"])[message] + x["theirs"] @ w["their_in"]
        hidden = torch.relu(hidden)
        if self.training:  # a unit is dropped for all candidates of a message
            hidden = hidden * ((torch.rand(len(x["mine"]), wide) > DROPPED).float() / (1 - DROPPED))[message]
        score = (hidden.view(-1, self.nets, self.units) * w["pair_out"]).sum(-1) + found[:, wide:]
        units = torch.relu(x["start"] @ w["start_in"] + w["start_bias"]).view(-1, self.nets, self.units)
        return (units * w["start_out"]).sum(-1) + x["start"] @ w["start_linear"], score

    def export(self) -> Arrays:
        """Return the weights for features as they are; of several nets those of one whose score is the mean of theirs, its units theirs."""
        out = {name: value.detach().numpy().copy() for name, value in self.w.items()}
        for name, by in self.by.items():
            out[f"{name}_in"] /= by.numpy()[:, None]
            out[f"{name}_linear"] = out[f"{name}_linear"].mean(1) / by.numpy()
            out[f"{name}_out"] = out[f"{name}_out"].ravel() / self.nets
        return out

    def penalty(self) -> torch.Tensor:
        """Return what large weights cost."""
        return 2e-5 * sum((value**2).sum() for value in self.w.values())


def fit(model: Any, data: Taught, epochs: int, rate: float, teacher: tuple[Scores, float] | None = None) -> Any:
    """Minimise the surprise at the annotated parents (of several, any counts), or at what a teacher thinks of them and of all others."""
    draw = torch.Generator().manual_seed(0)
    best = torch.optim.Adam(model.parameters(), lr=rate)
    rows = torch.arange(len(data)) if teacher else data.annotated()
    total, step, began = epochs * -(-len(rows) // BATCH), 0, time.monotonic()
    mean = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.996))
    model.train()
    for epoch in range(epochs):
        order, sum_ = rows[torch.randperm(len(rows), generator=draw)], 0.0
        for start in range(0, len(order), BATCH):
            loss = surprise(model, data, order[start : start + BATCH], teacher)
            for group in best.param_groups:
                group["lr"] = rate * (1 - step / total) + rate / 100
            best.zero_grad()
            (loss + model.penalty()).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            best.step()
            mean.update_parameters(model)
            step, sum_ = step + 1, sum_ + loss.item() * min(BATCH, len(order) - start)
        print(f"  epoch {epoch + 1}: loss {sum_ / len(order):.4f} after {time.monotonic() - began:.0f} s", flush=True)
    model.load_state_dict(mean.module.state_dict())
    model.eval()
    return model


def surprise(model: Any, data: Taught, rows: torch.Tensor, teacher: tuple[Scores, float] | None = None) -> torch.Tensor:
    """Return the loss over some messages."""
    x, shape, entry = batch(data, rows)
    none, flat = model(x, shape.message)
    logged = torch.log_softmax(data.laid(none, flat, NEVER, shape), 1)
    right = data.laid(x["right_none"], x["right"], 0, shape)
    many = right.float().log().clamp(min=-1e9)
    hard = -torch.logsumexp(logged + (many if logged.dim() == 2 else many[..., None]), 1)
    counts = x["counts"] if logged.dim() == 2 else x["counts"][:, None]
    if teacher is None:
        return (hard * counts).mean(0).sum()
    (alone, told), share = teacher
    wanted = data.laid(alone[rows], told[entry], 0, shape)
    soft = -(wanted * (logged if logged.dim() == 2 else logged.squeeze(-1))).sum(1)
    known = x["known"].float() * share
    return ((known * hard.view(len(rows)) + (1 - known) * soft) * x["counts"]).mean()


def batch(data: Taught, rows: torch.Tensor) -> tuple[dict[str, torch.Tensor], Shape, torch.Tensor]:
    """Return the inputs of some messages, how their candidates are laid out, and the numbers of these."""
    begin, entry = data.entries(rows)
    x = {name: data.x[name][rows] for name in OF_MESSAGES if name in data.x}
    x |= {name: data.x[name][entry] for name in OF_CANDIDATES if name in data.x}
    return x, Shape(begin), entry


def probabilities(model: Any, data: Taught) -> Scores:
    """Return what the model gives: the probability of answering none and of each candidate; of several nets, their mean."""
    alone, told = [], []
    with torch.no_grad():
        for start in range(0, len(data), 8 * BATCH):
            x, shape, _ = batch(data, torch.arange(start, min(start + 8 * BATCH, len(data))))
            p = torch.softmax(data.laid(*model(x, shape.message), NEVER, shape), 1)
            p = p.mean(-1) if p.dim() == 3 else p
            alone.append(p[:, 0])
            told.append(p[shape.message, shape.place])
    return torch.cat(alone), torch.cat(told)
