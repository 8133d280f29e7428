"""The models that are taught: a linear first pass, and nets for the later ones. Needs torch, which the product does not."""

import time
from typing import Any

import numpy as np
import torch
import torch.optim.swa_utils

Arrays = dict[str, np.ndarray]

WINDOW = 30
UNITS = 32
DROPPED = 0.2
BATCH = 512
#: Features are brought to one scale by their root mean square in so many messages.
LOOKED_AT = 12_000
NEVER = -1e4
#: What is known of a message beside the inputs.
ASIDE = ("counts", "half", "naming", "before")


class Taught:
    """Messages to learn from, on one scale, as tensors.

    ``there`` and ``right`` become what is added to the score: a candidate that is not there cannot win, one that is not right does not
    count. Messages whose annotated parent is out of sight are left out.
    """

    def __init__(self, arrays: Arrays) -> None:
        seen = arrays["right"].any(axis=1)
        kept = {name: torch.from_numpy(np.ascontiguousarray(values[seen])) for name, values in arrays.items()}
        some = torch.randperm(int(seen.sum()), generator=torch.Generator().manual_seed(1))[:LOOKED_AT]
        self.by = {name: _scale(kept[name][some]) for name in ("pair", "start")}
        self.x = {name: value.float() for name, value in kept.items() if name not in {"there", "right", *ASIDE}}
        for name, by in self.by.items():
            self.x[name] /= by
        self.x["there"] = torch.where(kept["there"], 0.0, NEVER)
        self.right = torch.where(kept["right"], 0.0, -1e9)
        self.counts, self.half, self.naming, self.before = (kept[name] for name in ASIDE)

    def __len__(self) -> int:
        """Return the number of messages."""
        return len(self.counts)

    def of(self, half: int) -> "Taught":
        """Return the messages of one half of the chats."""
        out, mask = object.__new__(Taught), self.half == half
        out.by, out.x = self.by, {name: value[mask] for name, value in self.x.items()}
        out.right = self.right[mask]
        out.counts, out.half, out.naming, out.before = (getattr(self, name)[mask] for name in ASIDE)
        return out


def _scale(part: torch.Tensor) -> torch.Tensor:
    return (part.float() ** 2).mean(dim=tuple(range(part.dim() - 1))).sqrt().clamp(min=0.02)


class FirstModel(torch.nn.Module):
    """The linear first pass."""

    def __init__(self, data: Taught) -> None:
        super().__init__()
        self.by = data.by
        mine, theirs = (data.x[name].shape[-1] for name in ("mine", "theirs"))
        sizes = {"pair": (data.x["pair"].shape[-1],), "start": (data.x["start"].shape[-1],), "mine_same": (mine,), "mine_back": (mine,),
                 "their_same": (theirs,), "their_other": (theirs,), "both": (mine, theirs)}  # fmt: skip
        self.w = torch.nn.ParameterDict({name: torch.nn.Parameter(torch.zeros(size)) for name, size in sizes.items()})
        self.log_back = torch.log(torch.arange(1, WINDOW + 1).float())

    def forward(self, x: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return message x (1 + candidates): scores of answering none and of each candidate."""
        w, mine, theirs, same = self.w, x["mine"], x["theirs"], x["same"]
        other = (x["there"] == 0).float() - same
        score = x["pair"] @ w["pair"] + (mine @ w["mine_same"])[:, None] * same + (mine @ w["mine_back"])[:, None] * self.log_back
        score = score + (theirs @ w["their_same"]) * same
        score = score + (theirs @ w["their_other"] + torch.einsum("nb,ndb->nd", mine @ w["both"], theirs)) * other
        return torch.cat([(x["start"] @ w["start"])[:, None], score + x["there"]], 1)

    def export(self) -> Arrays:
        """Return the weights for features as they are."""
        out = {name: value.detach().numpy().copy() for name, value in self.w.items()}
        return out | {name: out[name] / self.by[name].numpy() for name in ("pair", "start")}

    def penalty(self) -> torch.Tensor:
        """Return what large weights cost."""
        return 1e-5 * sum((value**2).sum() for value in self.w.values())


class NextModel(torch.nn.Module):
    """The net of a later pass: a layer of hidden units beside a linear part."""

    def __init__(self, data: Taught, seed: int, units: int = UNITS) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.by, self.w = data.by, torch.nn.ParameterDict()
        size = {name: data.x[name].shape[-1] for name in ("pair", "start", "mine", "theirs")}
        for name, count, among in (("pair", size["pair"], size["pair"]), ("mine", size["mine"], size["pair"]),
                                   ("their", size["theirs"], size["pair"]), ("start", size["start"], size["start"])):  # fmt: skip
            self.w[f"{name}_in"] = torch.nn.Parameter(torch.randn(count, units) / among**0.5)
        for name in ("pair", "start"):
            self.w[f"{name}_bias"] = torch.nn.Parameter(torch.zeros(units))
            self.w[f"{name}_out"] = torch.nn.Parameter(torch.randn(units) * 0.1)
            self.w[f"{name}_linear"] = torch.nn.Parameter(torch.zeros(size[name]))

    def forward(self, x: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return message x (1 + candidates): scores of answering none and of each candidate."""
        w = self.w
        found = torch.matmul(x["pair"], torch.cat([w["pair_in"], w["pair_linear"][:, None]], 1))
        hidden = found[..., :-1] + (x["mine"] @ w["mine_in"] + w["pair_bias"])[:, None] + torch.matmul(x["theirs"], w["their_in"])
        hidden = torch.relu(hidden)
        if self.training:  # a unit is dropped for all candidates of a message
            hidden = hidden * (torch.rand(len(hidden), 1, hidden.shape[-1]) > DROPPED).float() / (1 - DROPPED)
        score = hidden @ w["pair_out"] + found[..., -1] + x["there"]
        none = torch.relu(x["start"] @ w["start_in"] + w["start_bias"]) @ w["start_out"] + x["start"] @ w["start_linear"]
        return torch.cat([none[:, None], score], 1)

    def export(self) -> Arrays:
        """Return the weights for features as they are."""
        out = {name: value.detach().numpy().copy() for name, value in self.w.items()}
        for name, by in self.by.items():
            out[f"{name}_in"] /= by.numpy()[:, None]
            out[f"{name}_linear"] /= by.numpy()
        return out

    def penalty(self) -> torch.Tensor:
        """Return what large weights cost."""
        return 2e-5 * sum((value**2).sum() for value in self.w.values())


def averaged(nets: list[Arrays]) -> Arrays:
    """Return one net whose score is the mean of the scores of several: their units side by side."""
    out: Arrays = {}
    for name in nets[0]:
        parts = [net[name] for net in nets]
        if name.endswith("_linear"):
            out[name] = np.mean(parts, axis=0)
        else:
            out[name] = np.concatenate(parts, axis=-1) / (len(nets) if name.endswith("_out") else 1)
    return out


def fit(model: Any, data: Taught, epochs: int, rate: float, seed: int = 0) -> Any:
    """Minimise the surprise at the annotated parents: of several, any counts."""
    draw = torch.Generator().manual_seed(seed)
    best = torch.optim.Adam(model.parameters(), lr=rate)
    total, step, begin = epochs * -(-len(data) // BATCH), 0, time.monotonic()
    mean = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.996))
    model.train()
    for epoch in range(epochs):
        order, sum_ = torch.randperm(len(data), generator=draw), 0.0
        for start in range(0, len(data), BATCH):
            rows = order[start : start + BATCH]
            logged = torch.log_softmax(model({name: value[rows] for name, value in data.x.items()}), 1)
            loss = -(torch.logsumexp(logged + data.right[rows], 1) * data.counts[rows]).mean()
            for group in best.param_groups:
                group["lr"] = rate * (1 - step / total) + rate / 100
            best.zero_grad()
            (loss + model.penalty()).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            best.step()
            mean.update_parameters(model)
            step, sum_ = step + 1, sum_ + loss.item() * len(rows)
        print(f"  epoch {epoch + 1}: loss {sum_ / len(data):.4f} after {time.monotonic() - begin:.0f} s", flush=True)
    model.load_state_dict(mean.module.state_dict())
    model.eval()
    return model


def probabilities(model: Any, data: Taught) -> tuple[np.ndarray, np.ndarray]:
    """Return what the model gives each message's candidates, as log probabilities, and which of them are right."""
    with torch.no_grad():
        parts = [
            torch.log_softmax(model({name: value[start : start + 8 * BATCH] for name, value in data.x.items()}), 1)
            for start in range(0, len(data), 8 * BATCH)
        ]
    return torch.cat(parts).numpy(), (data.right == 0).numpy()
