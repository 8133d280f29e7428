"""What speaks for one message answering another: the features of the first pass, for a block of messages at once.

Arrays have one entry a candidate, message after message.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.interactions.candidates import segments, taken
from wag_analyzer.interactions.scene import WINDOW, Scene

__all__ = ["LOG", "ROOM", "Pairs", "Seen", "Values", "pair_features", "start_features", "write"]

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]
#: The values of a feature, or two factors of them.
Values = npt.NDArray[Any] | tuple[npt.NDArray[Any], npt.NDArray[Any]]
Named = tuple[str, Values]

#: Logs of 1, 2, … as far as a message may reach.
LOG: Final = np.log(np.arange(1, WINDOW + 2)).astype(np.float32)
#: At least as many as there are features of a candidate.
ROOM: Final = 96
_MINUTE: Final = 60.0
_TEN_MINUTES: Final = 600.0
_HOUR: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What only the sight of all earlier messages tells of a candidate.

    Parameters
    ----------
    rank
        How many others wrote since the candidate, when it is its author's latest.
    to_first, from_first
        Whether it is the last message of the person addressed, and the last that addresses the author.
    cosine, rarest
        Likeness of the words, and the weight of the rarest shared one.
    """

    rank: npt.NDArray[np.uint8]
    to_first: npt.NDArray[np.bool_]
    from_first: npt.NDArray[np.bool_]
    cosine: Floats
    rarest: Floats

    def take(self, spot: Places | slice) -> "Seen":
        """Return the values at flat places."""
        return Seen(*(getattr(self, name).ravel()[spot] for name in Seen.__slots__))

    @staticmethod
    def joined(parts: list["Seen"]) -> "Seen":
        """Return the values of consecutive parts together."""
        return Seen(*(np.concatenate([getattr(part, name) for part in parts]) for name in Seen.__slots__))


class Pairs:
    """Messages beside their candidates, one entry a candidate.

    Parameters
    ----------
    chat
        The chat.
    start
        First message of the block.
    offset
        Where the candidates of each message of the block begin, and where the last ends.
    parent
        Number of the earlier message of each candidate.
    seen
        What is known of the candidates.
    """

    def __init__(self, chat: Scene, start: int, offset: Places, parent: Places, seen: Seen) -> None:
        self.chat, self.seen, self.back = chat, seen, parent
        self.start, self.stop, self.counts = start, start + len(offset) - 1, np.diff(offset)
        self.index = segments(offset) + start
        past = chat.history
        self.log_back = taken(LOG, self.index - parent - 1)
        self.author, self.mine = self.near(past.author), self.own(past.author)
        self.same = (self.author == self.mine).astype(np.float32)
        self.other = 1 - self.same
        self.latest = (self.near(past.after) >= self.index).astype(np.float32)
        self.fresh = (parent > self.own(past.before)).astype(np.float32)
        self.lead, self.their_lead = self.own(chat.wording.lead), self.near(chat.wording.lead)
        self.to = ((self.lead == self.author) & (self.lead >= 0)).astype(np.float32)
        self.from_ = (self.their_lead == self.mine).astype(np.float32)
        self.naming, self.crowd = self.own(past.naming), self.own(past.crowd)
        self.nobody = (self.lead < 0).astype(np.float32)
        self.begins, self.asks = self.near(past.before) != parent - 1, self.near(chat.cue["asks"])

    def near(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the values of the earlier messages."""
        return taken(values, self.back)

    def own(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the values of the messages themselves."""
        return taken(values, self.index)


def pair_features(x: Pairs, room: Floats | None = None) -> tuple[list[str], Floats]:
    """Return names, and an array feature x candidate, in ``room`` when it is given."""
    out = np.empty((ROOM, len(x.back)), np.float32) if room is None else room
    names: list[str] = []
    for family in (_distance, _turns, _address, _addressed, _memory, _topics):
        for name, values in family(x):
            write(values, out[len(names)])
            names.append(name)
    return names, out[: len(names)]


def write(values: Values, out: Floats) -> None:
    """Write the values of a feature, or the product of two."""
    if isinstance(values, tuple):
        np.multiply(*values, out=out, casting="unsafe")
    else:
        out[:] = values


def _distance(x: Pairs) -> Iterator[Named]:
    past = x.chat.history
    gap = np.maximum(x.own(past.clock) - x.near(past.clock), 0)
    wait = np.log(gap.astype(np.float32) + np.float32(1))
    relative = wait - x.own(past.pace) - x.log_back
    naming, crowd = x.naming, x.crowd
    other_back = x.log_back * x.other
    yield "other.log_back", other_back
    yield "other.naming_log_back", (naming, other_back)
    yield "other.crowd_log_back", (crowd, other_back)
    yield "other.fresh_log_back", (x.fresh, other_back)
    yield "other.wait", (wait, x.other)
    yield "other.relative", (relative, x.other)
    yield "other.within_1m", (gap <= _MINUTE, x.other)
    yield "other.over_10m", (gap > _TEN_MINUTES, x.other)
    yield "other.over_1h", (gap > _HOUR, x.other)
    yield "other.crowd", (crowd, x.other)
    yield "same", x.same
    yield "same.log_back", (x.log_back, x.same)
    yield "same.wait", (wait, x.same)
    yield "same.relative", (relative, x.same)
    yield "same.within_1m", (gap <= _MINUTE, x.same)
    yield "same.over_10m", (gap > _TEN_MINUTES, x.same)
    yield "same.crowd", (crowd, x.same)
    yield "same.naming", (naming, x.same)


def _turns(x: Pairs) -> Iterator[Named]:
    past = x.chat.history
    turns = LOG.take(x.own(past.turn) - x.near(past.turn), mode="clip")
    latest_other = x.latest * x.other
    rank = taken(LOG, x.seen.rank)
    first = x.back == x.index - 1
    second = x.back == x.index - 2
    ends = x.near(past.after) != x.back + 1
    yield "other.turns", (turns, x.other)
    yield "other.first", (first, x.other)
    yield "other.second", (second, x.other)
    yield "other.latest", latest_other
    yield "other.begins", (x.begins, x.other)
    yield "other.ends", (ends, x.other)
    yield "other.fresh", (x.fresh, x.other)
    yield "other.fresh_latest", (x.fresh, latest_other)
    yield "other.rank", (rank, x.other)
    yield "other.rank_crowd", (rank * x.crowd, x.other)
    yield "other.rank_naming", (rank * x.naming, x.other)
    yield "same.first", (first, x.same)
    yield "same.second", (second, x.same)
    yield "same.latest", (x.latest, x.same)
    yield "same.turns", (turns, x.same)
    yield "same.begins", (x.begins, x.same)


def _address(x: Pairs) -> Iterator[Named]:
    said, past = x.chat.wording, x.chat.history
    lead, mid = x.lead, x.own(said.mid)
    leads = lead >= 0
    to = x.to
    nobody = x.nobody * x.other
    open_ = x.near(past.answered) >= x.index
    alike = (lead == x.their_lead) & leads
    yield "to", to
    yield "to.first", x.seen.to_first
    yield "to.log_back", (to, x.log_back)
    yield "to.asks", (to, x.asks)
    yield "to.open", (to, open_)
    yield "to.begins", (to, x.begins)
    yield "to_mid", (mid == x.author) & (mid >= 0)
    yield "elsewhere", (leads & (lead != x.author), x.other)
    yield "alike.same", (x.same, alike)
    yield "alike.other", (x.other, alike)
    yield "nobody", nobody
    yield "nobody.naming", (nobody, x.naming)
    yield "nobody.log_back", (nobody, x.log_back)
    yield "nobody.open_asks", (nobody * open_, x.asks)
    yield "open.other", (open_, x.other)
    yield "same.lead_changes", (x.same, leads & ~alike)


def _addressed(x: Pairs) -> Iterator[Named]:
    said = x.chat.wording
    their_lead, their_mid = x.their_lead, x.near(said.mid)
    from_ = x.from_
    elsewhere = ((their_lead >= 0) & (their_lead != x.mine)) * x.other
    yield "from", from_
    yield "from.first", x.seen.from_first
    yield "from.log_back", (from_, x.log_back)
    yield "from.fresh", (from_, x.fresh)
    yield "from.latest", (from_, x.latest)
    yield "from.nobody", (from_, x.nobody)
    yield "from_mid", their_mid == x.mine
    yield "their_elsewhere", elsewhere
    yield "their_elsewhere.nobody", (elsewhere, x.nobody)


def _memory(x: Pairs) -> Iterator[Named]:
    past = x.chat.history
    for name in ("last_to", "last_from", "next_to"):
        hit = (x.own(getattr(past, name)) == x.author).astype(np.float32)
        yield name, hit
        yield f"{name}.nobody", (hit, x.nobody)
        yield f"{name}.fresh", (hit, x.fresh)
    hit = (x.own(past.next_from) == x.author) | (x.own(past.next_from2) == x.author)
    yield "next_from", hit
    yield "next_from.nobody", (hit, x.nobody)
    yield "next_from.latest", (hit, x.latest)
    theirs = x.near(past.last_to)
    mine = (theirs == x.mine) * x.other
    new = (x.near(past.nth) == 0) * x.other
    yield "their_last", mine
    yield "their_last.latest", (mine, x.latest)
    yield "their_other", ((theirs >= 0) & (theirs != x.mine), x.other)
    yield "new", new
    yield "new.asks", (new, x.asks)
    yield "mine_new.log_back", ((x.own(past.nth) == 0) * x.other, x.log_back)


def _topics(x: Pairs) -> Iterator[Named]:
    cosine, rarest = x.seen.cosine, x.seen.rarest
    asks = x.asks * x.own(x.chat.cue["plain"]) * x.other
    yield "cosine.same", (cosine, x.same)
    yield "cosine.other", (cosine, x.other)
    yield "rarest.same", (rarest, x.same)
    yield "rarest.other", (rarest, x.other)
    yield "rarest.log_back", (rarest, x.log_back)
    last_ask = asks * (x.near(x.chat.history.asked) >= x.index)
    yield "asks.last", last_ask
    yield "asks.last_naming", (last_ask, x.naming)
    yield "asks.latest", (asks, x.latest)
    yield "asks.first", (asks, x.log_back == 0)
    yield "asks.fresh", (asks, x.fresh)


def start_features(chat: Scene, start: int, stop: int) -> tuple[list[str], Floats]:
    """Return names, and an array feature x message: what speaks for a message answering none."""
    past, said = chat.history, chat.wording
    part = slice(start, stop)
    index = np.arange(start, stop)
    gap = np.log1p((past.time[part] - past.time[np.maximum(index - 1, 0)]).clip(0))
    before = past.before[part]
    never = before < 0
    silent = np.where(never, 6.0, np.log1p(index - before))
    own_gap = np.where(never, 12.0, np.log1p((past.time[part] - past.time[np.maximum(before, 0)]).clip(0)))
    lead, naming = said.lead[part] >= 0, past.naming[part]
    asks = chat.cue["asks"][part]
    columns: dict[str, npt.NDArray[Any]] = {
        "one": np.ones(stop - start), "never": never, "nth": np.log1p(past.nth[part]), "gap": gap, "gap_relative": gap - past.pace[part],
        "over_10m": gap > np.log(_TEN_MINUTES), "over_1h": gap > np.log(_HOUR), "silent": silent, "own_gap": own_gap,
        "own_gap_relative": own_gap - past.pace[part], "lead": lead, "mid": said.mid[part] >= 0, "naming": naming,
        "naming_nobody": naming * ~lead, "crowd": past.crowd[part], "never_asks": never * asks, "never_naming": never * naming,
        "silent_asks": silent * asks, "silent_lead": silent * lead, "first_of_all": index == 0, "early": 1.0 / (1 + index),
        "next_to": past.next_to[part] >= 0, "next_from": past.next_from[part] >= 0, "same_turn": before == index - 1,
        "last_from": past.last_from[part] >= 0, "last_to": past.last_to[part] >= 0, "asks_lead": asks * lead,
    }  # fmt: skip
    out = np.empty((len(columns) + len(chat.mine), stop - start), np.float32)
    for place, values in enumerate(columns.values()):
        out[place] = values
    out[len(columns) :] = chat.mine[:, part]
    return [*columns, *chat.mine_names], out
