"""What a first reading of the chat tells a second one: partners, answers already given, threads, and who usually answers whom.

Arrays of pairs have one entry a candidate, message after message, the nearest first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.interactions.candidates import Candidates, segments, taken
from wag_analyzer.interactions.features import Values
from wag_analyzer.interactions.history import AHEAD
from wag_analyzer.interactions.nearby import Nearby
from wag_analyzer.interactions.scene import WINDOW, Scene

__all__ = ["STEP", "Parse"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Places = npt.NDArray[np.intp]
Named = tuple[str, Values]

_SLOTS: Final = 1 << 20
_HASH: Final = 2654435761
#: The table of who usually answers whom is brought up to date each so many messages.
STEP: Final = 512
#: From this probability on a message counts as part of the talk of two.
_PROBABLE: Final = 0.4
#: So many couples of a block can be told apart by short numbers, which are sorted by counting.
_SHORT: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Pairs:
    """The candidates of a block of messages: numbers of the two messages and their authors, and whether these differ."""

    rows: slice
    entries: slice
    counts: Places
    i: Places
    j: Places
    me: Ints
    them: Ints
    p: Floats
    other: Floats
    same: Floats

    def own(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return values of the messages of the block for each of their candidates."""
        return np.repeat(values, self.counts)


class Parse:
    """One reading of a chat, kept so that the next pass can ask about it.

    Parameters
    ----------
    chat
        The chat.
    found
        Candidates of the previous pass, with its probabilities.
    """

    def __init__(self, chat: Scene, found: Candidates) -> None:
        self.chat, self.found, self.size = chat, found, chat.size
        self.author = chat.history.author
        self.before, self.after = chat.history.before.astype(np.intp), chat.history.after.astype(np.intp)
        self.people = int(self.author.max(initial=0)) + 1
        child, partner = found.child, taken(self.author, found.parent)
        self.alike = partner == taken(self.author, child)
        self.self_mass = np.bincount(child, found.p * self.alike, self.size).astype(np.float32)
        self.answers = np.bincount(found.parent, found.p * ~self.alike, self.size).astype(np.float32)
        self._jumps = [np.append(self.after, self.size)]
        while len(self._jumps) < WINDOW.bit_length():
            self._jumps.append(self._jumps[-1][self._jumps[-1]])
        best = self._best(child)
        self._threads(best)
        self._talks(best, partner)
        self.nearby = Nearby(self)
        self._pairs = np.zeros(min(self.people**2, _SLOTS), np.float32)
        self._spoken, self._heard = np.zeros((2, self.people), np.float32)
        self._known = 0

    def _best(self, child: Places) -> Places:
        """Return the entry of the likeliest candidate of each message, -1 where it has none."""
        found, best = self.found, np.full(self.size, -1, np.intp)
        some = np.flatnonzero(np.diff(found.offset))
        if len(some):
            top = np.zeros(self.size, np.float32)
            top[some] = np.maximum.reduceat(found.p, found.offset[some])
            entry = np.flatnonzero(found.p == taken(top, child))[::-1]
            best[child[entry]] = entry
        return best

    def _threads(self, best: Places) -> None:
        """Join each message to the thread of its likeliest parent."""
        root = np.arange(self.size)
        answers = best >= 0
        answers[answers] = self.found.p[best[answers]] > self.found.none[answers]
        root[answers] = self.found.parent[best[answers]]
        further = root[root]
        while not np.array_equal(further, root):
            root, further = further, further[further]
        order = np.argsort(root, kind="stable")
        follows = root[order[1:]] == root[order[:-1]]
        self.root, self.next_in = root, np.full(self.size, self.size)
        self.next_in[order[:-1][follows]] = order[1:][follows]

    def _talks(self, best: Places, partner: Ints) -> None:
        """List where two persons talk: messages that probably answer one person, by pair."""
        sure = np.flatnonzero(best >= 0)
        sure = sure[(self.found.p[best[sure]] > _PROBABLE) & ~self.alike[best[sure]]]
        self._talk = np.sort(self._couple(self.author[sure], partner[best[sure]]) * (self.size + 1) + sure)
        couple, place = self._talk // (self.size + 1), np.arange(len(sure))
        first = np.append(True, couple[1:] != couple[:-1])[: len(couple)]
        self._nth_talk = (place - np.maximum.accumulate(np.where(first, place, 0)) + 1).astype(np.float32)

    def _couple(self, one: Ints, other: Ints) -> npt.NDArray[np.int64]:
        return np.minimum(one, other).astype(np.int64) * self.people + np.maximum(one, other)

    def _slot(self, source: npt.NDArray[Any], target: npt.NDArray[Any]) -> Places:
        key = source.astype(np.intp) * self.people + target
        return np.asarray(key if self.people**2 <= _SLOTS else (key * _HASH) % _SLOTS)

    def _learn(self, stop: int) -> None:
        """Add the answers of the messages before ``stop`` to the table of who usually answers whom."""
        found, stop = self.found, max(stop, self._known)
        entries = slice(found.offset[self._known], found.offset[stop])
        other = ~self.alike[entries]
        child = segments(found.offset[self._known : stop + 1])[other] + self._known
        source, target, weight = self.author[child], self.author[found.parent[entries][other]], found.p[entries][other]
        np.add.at(self._pairs, self._slot(source, target), weight)
        np.add.at(self._spoken, source, weight)
        np.add.at(self._heard, target, weight)
        self._known = stop

    def block(self, start: int, stop: int) -> Pairs:
        """Return the candidates of messages ``start`` to ``stop``."""
        offset = self.found.offset[start : stop + 1]
        entries = slice(int(offset[0]), int(offset[-1]))
        i, j = segments(offset) + start, self.found.parent[entries]
        same = self.alike[entries].astype(np.float32)
        me, them = taken(self.author, i), taken(self.author, j)
        return Pairs(slice(start, stop), entries, np.diff(offset), i, j, me, them, self.found.p[entries], 1 - same, same)

    def pairs(self, start: int, stop: int) -> Iterator[Named]:
        """Yield features of messages ``start`` to ``stop`` and their candidates; blocks are asked for in order."""
        x = self.block(start, stop)
        yield "was.log", np.log(np.maximum(x.p, np.float32(1e-6)))
        yield "was", x.p
        yield "was.same", (x.p, x.same)
        yield from self._mine(x)
        yield from self._theirs(x)
        yield from self._answers(x)
        yield from self._thread(x)
        yield from self._habit(x)
        yield from self._talked(x)

    def _around(self, x: Pairs) -> tuple[Places, Places]:
        """Return the last message before each by the author of its candidate (within ``WINDOW``) and the next after it; -1 for none."""
        last = x.j
        for jump in reversed(self._jumps):
            further = taken(jump, last)
            last = np.maximum(last, further * (further < x.i))
        coming = taken(self.after, last)
        return last, (coming + 1) * ((coming - x.i <= AHEAD) & (coming < self.size)) - 1

    def _coming(self, rows: slice) -> Places:
        """Return the next message of each author within ``AHEAD``, -1 for none."""
        after = self.after[rows]
        return np.where((after - np.arange(rows.start, rows.stop) <= AHEAD) & (after < self.size), after, -1)

    def _mine(self, x: Pairs) -> Iterator[Named]:
        """Yield what the author's own messages before and after say about the candidate."""
        near, mine = self.nearby, self.before[x.rows]
        mine2 = np.where(mine >= 0, self.before[mine], -1)
        mine3 = np.where(mine2 >= 0, self.before[mine2], -1)
        coming = self._coming(x.rows)
        column = near.column(x.them)
        yield "mine.partner", (near.towards(x.own(near.row(mine)), column), x.other)
        yield "mine2.partner", (near.towards(x.own(near.row(mine2)), column), x.other)
        yield "mine3.partner", (near.towards(x.own(near.row(mine3)), column), x.other)
        yield "next.partner", (near.towards(x.own(near.row(coming)), column), x.other)
        mine, mine2 = x.own(mine), x.own(mine2)
        yield "mine.same_parent", near.answers_it(mine, x.j)
        yield "mine2.same_parent", near.answers_it(mine2, x.j)
        yield "next.same_parent", near.answers_it(x.own(coming), x.j)
        yield "mine.answered_by", (near.answers_it(x.j, mine), x.other)
        yield "mine2.answered_by", (near.answers_it(x.j, mine2), x.other)

    def _theirs(self, x: Pairs) -> Iterator[Named]:
        """Yield whether the candidate's author was, and will be, talking with the author."""
        near, (last, coming) = self.nearby, self._around(x)
        column = near.column(x.me)
        last_to_me = near.towards(near.row(last), column)
        yield "they.to_me", (near.towards(near.row(x.j), column), x.other)
        yield "they.before_to_me", (near.towards(near.row(taken(self.before, x.j)), column), x.other)
        yield "they.last_to_me", (last_to_me, x.other)
        yield "they.coming_to_me", (near.towards(near.row(coming), column), x.other)
        yield "they.coming_answers", (near.answers_it(coming, x.i), x.other)
        yield "they.elsewhere", (1 - taken(self.found.none, last) - last_to_me - taken(self.self_mass, last), x.other)

    def _answers(self, x: Pairs) -> Iterator[Named]:
        """Yield how many answers the candidate has already, gets later, and gives back."""
        near, back = self.nearby, x.i - x.j
        before = near.answered(x.j, back - 1)
        own_before = near.answered_by_itself(x.j, back - 1)
        asks = taken(self.chat.cue["asks"], x.j)
        alone = np.exp(-before)
        starts = taken(self.found.none, x.j)
        yield "answers.before", (before, x.other)
        yield "answers.before_same", (before, x.same)
        yield "answers.after", (taken(self.answers, x.j) - near.answered(x.j, back), x.other)
        yield "answers.own_before", (own_before, x.other)
        yield "answers.own_before_same", (own_before, x.same)
        yield "answers.from_them", (near.answered_from(x.i, near.column(x.them)), x.other)
        yield "starts", (starts, x.other)
        yield "starts.same", (starts, x.same)
        yield "starts.alone", (starts * alone, x.other)
        yield "asks.alone", (asks * alone, x.other)

    def _thread(self, x: Pairs) -> Iterator[Named]:
        """Yield the place of the candidate in its thread, and of the author there."""
        root, mine = taken(self.root, x.j), self.before[x.rows]
        newest = taken(self.next_in, x.j) >= x.i
        my_root = x.own(np.where(mine >= 0, self.root[mine], -1))
        mine_in = my_root == root
        coming = self._coming(x.rows)
        coming_root = x.own(np.where(coming >= 0, self.root[coming], -1))
        heads = np.cumsum(newest, dtype=np.int32) - newest
        start = np.cumsum(x.counts) - x.counts
        rank = np.log1p((heads - x.own(heads[np.minimum(start, max(len(heads) - 1, 0))] if len(heads) else start)).astype(np.float32))
        yield "thread.newest", (newest, x.other)
        yield "thread.newest_same", (newest, x.same)
        yield "thread.rank", (rank, x.other)
        yield "thread.rank_same", (rank, x.same)
        yield "thread.mine", (mine_in, x.other)
        yield "thread.mine_same", (mine_in, x.same)
        yield "thread.not_mine", (~mine_in & (my_root >= 0), x.other)
        yield "thread.next", (coming_root == root, x.other)
        yield "thread.root_is_mine", (taken(self.author, root) == x.me, x.other)
        yield "thread.is_root", (root == x.j, x.other)

    def _habit(self, x: Pairs) -> Iterator[Named]:
        """Yield how often the two answered each other so far, against what their talking alone would give."""
        steps = range(x.rows.start, x.rows.stop, STEP)
        ends = self.found.offset[[*steps, x.rows.stop]] - x.entries.start
        parts = []
        for start, first, last in zip(steps, ends[:-1], ends[1:], strict=True):
            self._learn(start)
            parts.append(self._usual(x.me[first:last], x.them[first:last]))
        share, back, excess = (np.concatenate(part) for part in zip(*parts, strict=True))
        yield "habit.share", (share, x.other)
        yield "habit.back", (back, x.other)
        yield "habit.excess", (excess, x.other)

    def _usual(self, me: Ints, them: Ints) -> tuple[Floats, Floats, Floats]:
        to, back = taken(self._pairs, self._slot(me, them)), taken(self._pairs, self._slot(them, me))
        spoken, heard = taken(self._spoken, me), taken(self._heard, them)
        chance = spoken * heard / max(float(self._spoken.sum()), 1.0)
        return to / (spoken + 2), back / (taken(self._spoken, them) + 2), np.log((to + 1) / (chance + 1))

    def _talked(self, x: Pairs) -> Iterator[Named]:
        """Yield how lately the two talked, how soon they will again, and how often they did."""
        end = len(self._talk) - 1
        if end < 0:
            yield from ((name, np.zeros(len(x.i), np.float32)) for name in ("talk.last", "talk.next", "talk.count"))
            return
        start = self._couple(x.me, x.them) * (self.size + 1)
        wanted = start + x.i
        spot = self._spots(x, wanted)
        last = np.maximum(spot - 1, 0)
        before, here = taken(self._talk, last), taken(self._talk, np.minimum(spot, end))
        known = (spot > 0) & (before >= start)
        coming = taken(self._talk, np.minimum(spot + (here == wanted), end)) - wanted
        soon = (coming > 0) & (coming <= AHEAD)
        yield "talk.last", (known / (1 + np.log1p(np.maximum(wanted - before, 0).astype(np.float32))), x.other)
        yield "talk.next", (soon / (1 + np.log1p(np.maximum(coming, 0).astype(np.float32))), x.other)
        yield "talk.count", (np.log1p(known * taken(self._nth_talk, last)), x.other)

    def _spots(self, x: Pairs, wanted: npt.NDArray[np.int64]) -> Places:
        """Return where each wanted talk would stand; in ascending order they are found several times as fast."""
        near = self.nearby
        couple: npt.NDArray[Any] = wanted
        if near.people**2 <= _SHORT:
            one, other = near.column(x.me), near.column(x.them)
            couple = (np.minimum(one, other) * near.people + np.maximum(one, other)).astype(np.uint16)
        order = np.argsort(couple, kind="stable")
        out = np.empty(len(wanted), np.intp)
        out[order] = np.searchsorted(self._talk, wanted[order])
        return out

    def starts(self, start: int, stop: int) -> Iterator[npt.NDArray[Any]]:
        """Yield features of messages ``start`` to ``stop`` that speak for answering none."""
        rows = slice(start, stop)
        found, near, index = self.found, self.nearby, np.arange(start, stop)
        mine, coming = self.before[rows], self._coming(rows)
        entries = slice(found.offset[start], found.offset[stop])
        none, p = found.none[rows], found.p[entries]
        log_none = np.log(np.maximum(none, np.float32(1e-6)))
        doubt = -np.bincount(segments(found.offset[start : stop + 1]), p * np.log(np.maximum(p, np.float32(1e-6))), stop - start)
        within = index - mine <= WINDOW
        answered = near.answered(np.where(within, mine, index), np.where(within, index - mine - 1, 0))
        yield log_none
        yield none
        yield doubt - none * log_none
        yield self.self_mass[rows]
        yield found.none[mine] * (mine >= 0)
        yield np.where(within, answered, self.answers[mine]) * (mine >= 0)
        yield self.answers[rows]
        yield near.answered_by_itself(index, np.full(stop - start, WINDOW))
        yield found.none[coming] * (coming >= 0)
        yield near.answers_it(coming, index) * (coming >= 0)
