"""What speaks for one message answering another: the features of the first pass, for a block of messages at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.interactions.cues import ANY, CLASSES
from wag_analyzer.interactions.history import History
from wag_analyzer.interactions.wording import Wording

__all__ = ["WINDOW", "Echoes", "Scene", "echoes", "pair_features", "scene", "start_features"]

Floats = npt.NDArray[np.float32]
Named = tuple[str, Floats]

#: How many messages back an answer may reach.
WINDOW: Final = 30
_ECHO_STEPS: Final = 6
_IDF_PRIOR: Final = 100.0


@dataclass(frozen=True, slots=True)
class Echoes:
    """Shared topic words: message, distance, similarity and the rarest shared word's weight, sorted by message."""

    at: npt.NDArray[np.intp]
    back: npt.NDArray[np.intp]
    cosine: Floats
    rarest: Floats


@dataclass(frozen=True, slots=True)
class Scene:
    """A chat ready for scoring: history, wording, shared words, and cue columns as 0/1 arrays by name."""

    history: History
    wording: Wording
    echoes: Echoes
    cue: dict[str, Floats]

    @property
    def size(self) -> int:
        """Return the number of messages."""
        return len(self.history.author)


def scene(history: History, wording: Wording) -> Scene:
    """Return the chat ready for scoring."""
    cue = {}
    for place, name in enumerate(CLASSES):
        cue[f"{name}_first"] = ((wording.first_bits >> place) & 1).astype(np.float32)
        cue[f"{name}_any"] = ((wording.any_bits >> place) & 1).astype(np.float32)
    asks = wording.marks | (cue["question_first"] > 0)
    cue["asks"] = (0.6 * wording.marks + 0.4 * (cue["question_first"] + cue["question_any"] > 0)).astype(np.float32)
    cue["marks"] = wording.marks.astype(np.float32)
    cue["plain"] = (~asks).astype(np.float32)
    cue["link"] = wording.link.astype(np.float32)
    cue["digit"] = wording.digit.astype(np.float32)
    cue["short"] = (wording.words <= 2).astype(np.float32)
    cue["wordless"] = (wording.words == 0).astype(np.float32)
    cue["length"] = np.log1p(wording.words).astype(np.float32)
    return Scene(history, wording, echoes(wording, len(history.author)), cue)


def echoes(wording: Wording, size: int) -> Echoes:
    """Return the topic words messages share with earlier ones nearby; a word weighs more the rarer it was until then."""
    at, word = wording.topic_at, wording.topic_word
    empty = np.zeros(0, np.float32)
    if not len(at):
        return Echoes(np.zeros(0, np.intp), np.zeros(0, np.intp), empty, empty)
    uses = np.arange(len(at)) - np.searchsorted(word, word)
    weight = np.log1p((at + _IDF_PRIOR) / (uses + 1.0))
    norm = np.sqrt(np.bincount(at, weight**2, minlength=size))
    found = [_echo(at, word, weight, step) for step in range(1, _ECHO_STEPS + 1)]
    later, earlier, shared = (np.concatenate(column) for column in zip(*found, strict=True))
    key = later * (WINDOW + 1) + (later - earlier)
    order = np.argsort(key, kind="stable")
    key, shared = key[order], shared[order]
    pair, start = np.unique(key, return_index=True)
    if not len(pair):
        return Echoes(np.zeros(0, np.intp), np.zeros(0, np.intp), empty, empty)
    who, back = pair // (WINDOW + 1), pair % (WINDOW + 1)
    cosine = np.add.reduceat(shared**2, start) / np.maximum(norm[who] * norm[who - back], 1e-6)
    return Echoes(who, back, cosine.astype(np.float32), np.maximum.reduceat(shared, start).astype(np.float32))


def _echo(
    at: npt.NDArray[np.intp], word: npt.NDArray[np.intp], weight: npt.NDArray[np.float64], step: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    near = np.flatnonzero((word[step:] == word[:-step]) & (at[step:] - at[:-step] <= WINDOW)) + step
    return at[near], at[near - step], weight[near]


class _Block:
    """A block of messages beside the ``WINDOW`` messages before each; column k is k + 1 messages back."""

    def __init__(self, chat: Scene, start: int, stop: int) -> None:
        self.chat, self.start, self.stop = chat, start, stop
        self.index = np.arange(start, stop)
        self.back = self.index[:, None] - np.arange(1, WINDOW + 1)
        self.there = self.back >= 0
        self.spot = np.maximum(self.back, 0)
        self.first = max(start - WINDOW, 0)

    def near(self, values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        """Return the values of the earlier messages, one row per message of the block."""
        lead = WINDOW - (self.start - self.first)
        padded = np.concatenate([np.zeros(lead, values.dtype), values[self.first : self.stop - 1]])
        if self.stop == self.start:
            return np.zeros((0, WINDOW), values.dtype)
        return np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[:, ::-1]

    def own(self, values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        """Return the values of the messages themselves, as a column."""
        return values[self.start : self.stop, None]


def pair_features(chat: Scene, start: int, stop: int) -> tuple[list[str], Floats, npt.NDArray[np.bool_]]:
    """Return names, an array feature x message x distance, and which candidates exist."""
    block = _Block(chat, start, stop)
    columns: list[Named] = []
    shared = _shared(block)
    for family in (_distance, _address, _memory, _words, _topics):
        columns.extend(family(block, shared))
    out = np.empty((len(columns), stop - start, WINDOW), np.float32)
    for place, (_, values) in enumerate(columns):
        out[place] = values
    return [name for name, _ in columns], out, block.there


@dataclass(frozen=True, slots=True)
class _Shared:
    """Arrays used by several families of features."""

    author: npt.NDArray[np.int32]
    mine: npt.NDArray[np.int32]
    same: Floats
    other: Floats
    log_back: Floats
    latest: Floats
    fresh: Floats


def _shared(block: _Block) -> _Shared:
    past = block.chat.history
    author, mine = block.near(past.author), block.own(past.author)
    same = ((author == mine) & block.there).astype(np.float32)
    latest = (block.near(past.after) >= block.index[:, None]).astype(np.float32)
    fresh = (block.back > block.own(past.before)).astype(np.float32)
    log_back = np.broadcast_to(np.log(np.arange(1, WINDOW + 1)).astype(np.float32), same.shape)
    return _Shared(author, mine, same, 1 - same, log_back, latest, fresh)


def _distance(block: _Block, x: _Shared) -> Iterator[Named]:
    past = block.chat.history
    turns = np.log1p((block.own(past.turn) - block.near(past.turn)).clip(0)).astype(np.float32)
    rank = np.cumsum(x.latest * x.other, axis=1) - x.latest * x.other
    gap = (block.own(past.time) - block.near(past.time)).clip(0)
    wait = np.log1p(gap).astype(np.float32)
    relative = wait - block.own(past.pace) - x.log_back
    naming = block.own(past.naming)
    crowd = block.own(past.crowd)
    first = np.zeros(x.same.shape, np.float32)
    first[:, 0] = 1
    second = np.zeros(x.same.shape, np.float32)
    second[:, 1] = 1
    third = np.zeros(x.same.shape, np.float32)
    third[:, 2] = 1
    ends = (block.near(past.after) != block.back + 1).astype(np.float32)
    begins = (block.near(past.before) != block.back - 1).astype(np.float32)
    rank = np.log1p(rank)
    for name, who in (("same", x.same), ("other", x.other)):
        yield f"{name}.log_back", x.log_back * who
        yield f"{name}.turns", turns * who
        yield f"{name}.first", first * who
        yield f"{name}.second", second * who
        yield f"{name}.third", third * who
        yield f"{name}.wait", wait * who
        yield f"{name}.relative", relative * who
        yield f"{name}.within_1m", (gap <= 60) * who
        yield f"{name}.over_10m", (gap > 600) * who
        yield f"{name}.over_1h", (gap > 3600) * who
        yield f"{name}.latest", x.latest * who
        yield f"{name}.naming", naming * who
        yield f"{name}.naming_log_back", naming * x.log_back * who
        yield f"{name}.crowd", crowd * who
        yield f"{name}.crowd_log_back", crowd * x.log_back * who
        yield f"{name}.begins", begins * who
        yield f"{name}.ends", ends * who
    yield "same", x.same
    yield "other.rank", rank * x.other
    yield "other.rank_crowd", rank * crowd * x.other
    yield "other.rank_naming", rank * naming * x.other
    yield "other.latest_first_rank", x.latest * (rank == 0) * x.other
    yield "other.fresh", x.fresh * x.other
    yield "other.fresh_latest", x.fresh * x.latest * x.other
    yield "other.fresh_log_back", x.fresh * x.log_back * x.other
    yield "same.first_naming", first * naming * x.same
    yield "other.first_naming", first * naming * x.other


def _address(block: _Block, x: _Shared) -> Iterator[Named]:
    said, past = block.chat.wording, block.chat.history
    lead, mid = block.own(said.lead), block.own(said.mid)
    their_lead, their_mid = block.near(said.lead), block.near(said.mid)
    to = ((lead == x.author) & (lead >= 0)).astype(np.float32)
    to_mid = ((mid == x.author) & (mid >= 0)).astype(np.float32)
    from_ = ((their_lead == x.mine) & block.there).astype(np.float32)
    from_mid = ((their_mid == x.mine) & block.there).astype(np.float32)
    elsewhere = ((lead >= 0) & (lead != x.author)).astype(np.float32) * x.other
    their_elsewhere = ((their_lead >= 0) & (their_lead != x.mine)).astype(np.float32) * x.other
    nobody = (lead < 0).astype(np.float32)
    alike = ((lead == their_lead) & (lead >= 0)).astype(np.float32)
    asks = block.near(block.chat.cue["asks"])
    open_ = (block.near(past.answered) >= block.index[:, None]).astype(np.float32)
    first_to = to * (np.cumsum(to, axis=1) == 1)
    first_from = from_ * (np.cumsum(from_, axis=1) == 1)
    naming = block.own(past.naming)
    new = (block.near(past.nth) == 0).astype(np.float32)
    yield "to", to
    yield "to.first", first_to
    yield "to.log_back", to * x.log_back
    yield "to.asks", to * asks
    yield "to.mutual", to * from_
    yield "to.fresh", to * x.fresh
    yield "to.their_elsewhere", to * their_elsewhere
    yield "to.begins", to * (block.near(past.before) != block.back - 1)
    yield "to.open", to * open_
    yield "to.new", to * new
    yield "to_mid", to_mid
    yield "to_mid.latest", to_mid * x.latest
    yield "from", from_
    yield "from.first", first_from
    yield "from.log_back", from_ * x.log_back
    yield "from.fresh", from_ * x.fresh
    yield "from.nobody", from_ * nobody
    yield "from.asks", from_ * asks
    yield "from.latest", from_ * x.latest
    yield "from_mid", from_mid
    yield "from_mid.fresh", from_mid * x.fresh
    yield "elsewhere", elsewhere
    yield "elsewhere.from", elsewhere * from_
    yield "elsewhere.same_alike", x.same * alike
    yield "elsewhere.other_alike", x.other * alike
    yield "same.lead_changes", x.same * (lead >= 0) * (their_lead != lead)
    yield "same.their_lead_nobody", x.same * nobody * (their_lead >= 0)
    yield "same.lead", x.same * (lead >= 0)
    yield "their_elsewhere", their_elsewhere
    yield "their_elsewhere.nobody", their_elsewhere * nobody
    yield "nobody.other", nobody * x.other
    yield "nobody.naming", nobody * naming * x.other
    yield "nobody.log_back", nobody * x.log_back * x.other
    yield "nobody.first", nobody * x.other * (x.log_back == 0)
    yield "nobody.open_asks", nobody * open_ * asks * x.other
    yield "open.other", open_ * x.other


def _memory(block: _Block, x: _Shared) -> Iterator[Named]:
    said, past = block.chat.wording, block.chat.history
    nobody = (block.own(said.lead) < 0).astype(np.float32)

    def is_(values: npt.NDArray[np.int32]) -> Floats:
        return ((block.own(values) == x.author) & block.there).astype(np.float32)

    def is_mine(values: npt.NDArray[np.int32]) -> Floats:
        return ((block.near(values) == x.mine) & block.there).astype(np.float32) * x.other

    last_to, last_from = is_(past.last_to), is_(past.last_from)
    next_to, next_from = is_(past.next_to), np.maximum(is_(past.next_from), is_(past.next_from2))
    their_last = is_mine(past.last_to)
    their_other = ((block.near(past.last_to) >= 0) & (block.near(past.last_to) != x.mine)) * x.other
    new = (block.near(past.nth) == 0).astype(np.float32)
    yield "last_to", last_to
    yield "last_to.latest", last_to * x.latest
    yield "last_to.nobody", last_to * nobody
    yield "last_to.fresh", last_to * x.fresh
    yield "last_from", last_from
    yield "last_from.nobody", last_from * nobody
    yield "last_from.latest", last_from * x.latest
    yield "last_from.fresh", last_from * x.fresh
    yield "next_to", next_to
    yield "next_to.latest", next_to * x.latest
    yield "next_to.nobody", next_to * nobody
    yield "next_from", next_from
    yield "next_from.latest", next_from * x.latest
    yield "next_from.nobody", next_from * nobody
    yield "their_last", their_last
    yield "their_last.latest", their_last * x.latest
    yield "their_other", their_other
    yield "new.other", new * x.other
    yield "new.asks", new * block.near(block.chat.cue["asks"]) * x.other
    yield "mine_new.other", (block.own(past.nth) == 0) * x.other
    yield "mine_new.from", (block.own(past.nth) == 0) * x.other * x.log_back


_MINE: Final = ("thanks_any", "greeting_first", "you_any", "agree_first", "disagree_first", "continue_first", "back_any", "laugh_any",
                "sorry_any", "advice_first", "advice_any", "self_any", "everyone_any", "asks", "short", "wordless", "length", "link", "digit")  # fmt: skip
_THEIRS: Final = ("asks", "marks", "thanks_any", "greeting_first", "everyone_any", "self_any", "you_any", "agree_first", "laugh_any",
                  "advice_first", "short", "wordless", "length", "link", "continue_first")  # fmt: skip
_BOTH: Final = (
    ("agree_first", "asks"), ("disagree_first", "asks"), ("advice_first", "asks"), ("plain", "asks"), ("plain", "marks"), ("asks", "asks"),
    ("asks", "plain"), ("thanks_any", "plain"), ("thanks_any", "link"), ("thanks_any", "advice_first"), ("greeting_first", "greeting_first"),
    ("laugh_any", "laugh_any"), ("you_any", "asks"), ("you_any", "self_any"), ("self_any", "you_any"), ("link", "asks"), ("digit", "asks"),
    ("short", "asks"), ("back_any", "link"), ("agree_first", "plain"), ("sorry_any", "asks"), ("advice_any", "asks"), ("wordless", "wordless"),
    ("agree_first", "agree_first"), ("continue_first", "asks"), ("agree_first", "advice_first"), ("asks", "advice_first"), ("you_any", "thanks_any"),
    ("self_any", "asks"), ("everyone_any", "everyone_any"), ("greeting_first", "asks"), ("back_any", "plain"), ("short", "short"),
)  # fmt: skip


def _words(block: _Block, x: _Shared) -> Iterator[Named]:
    cue = block.chat.cue
    for name in _MINE:
        mine = block.own(cue[name])
        yield f"i.{name}.same", mine * x.same
        yield f"i.{name}.log_back", mine * x.log_back
    for name in _THEIRS:
        theirs = block.near(cue[name])
        yield f"j.{name}.same", theirs * x.same
        yield f"j.{name}.other", theirs * x.other
    for mine_name, their_name in _BOTH:
        yield f"ij.{mine_name}.{their_name}", block.own(cue[mine_name]) * block.near(cue[their_name]) * x.other
    asks = block.near(cue["asks"]) * block.own(cue["plain"]) * x.other
    yield "asks.latest", asks * x.latest
    yield "asks.log_back", asks * x.log_back
    yield "asks.fresh", asks * x.fresh
    talk = ANY  # classes exist for both places
    yield "asks.first", asks * (x.log_back == 0) if talk else asks


def _topics(block: _Block, x: _Shared) -> Iterator[Named]:
    found = block.chat.echoes
    low, high = np.searchsorted(found.at, [block.start, block.stop])
    rows, columns = found.at[low:high] - block.start, found.back[low:high] - 1
    cosine, rarest = np.zeros(x.same.shape, np.float32), np.zeros(x.same.shape, np.float32)
    cosine[rows, columns] = found.cosine[low:high]
    rarest[rows, columns] = found.rarest[low:high]
    best = (cosine > 0) * (cosine >= cosine.max(axis=1, initial=0, keepdims=True))
    yield "cosine.same", cosine * x.same
    yield "cosine.other", cosine * x.other
    yield "rarest.same", rarest * x.same
    yield "rarest.other", rarest * x.other
    yield "rarest.log_back", rarest * x.log_back
    yield "cosine.best", best
    yield "rarest.asks", rarest * block.near(block.chat.cue["asks"]) * x.other


def start_features(chat: Scene, start: int, stop: int) -> tuple[list[str], Floats]:
    """Return names and an array feature x message: what speaks for a message answering none."""
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
    columns: dict[str, npt.NDArray[np.generic]] = {
        "one": np.ones(stop - start), "never": never, "nth": np.log1p(past.nth[part]), "gap": gap, "gap_relative": gap - past.pace[part],
        "over_10m": gap > np.log(600), "over_1h": gap > np.log(3600), "silent": silent, "own_gap": own_gap, "own_gap_relative": own_gap - past.pace[part],
        "lead": lead, "mid": said.mid[part] >= 0, "naming": naming, "naming_nobody": naming * ~lead, "crowd": past.crowd[part],
        "never_asks": never * asks, "never_naming": never * naming, "silent_asks": silent * asks, "silent_lead": silent * lead, "first_of_all": index == 0,
        "early": 1.0 / (1 + index), "next_to": past.next_to[part] >= 0, "next_from": past.next_from[part] >= 0, "same_turn": before == index - 1,
        "last_from": past.last_from[part] >= 0, "last_to": past.last_to[part] >= 0, "asks_lead": asks * lead,
    }  # fmt: skip
    for name in _MINE:
        columns[name] = chat.cue[name][part]
    return list(columns), np.array(list(columns.values()), np.float32).reshape(len(columns), stop - start)
