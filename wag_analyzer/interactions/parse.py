"""What a first reading of the chat tells a second one: partners, answers already given, threads, and who usually answers whom."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.interactions.candidates import BEST, Candidates
from wag_analyzer.interactions.history import AHEAD
from wag_analyzer.interactions.scene import WINDOW, Scene

__all__ = ["Parse"]

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]
Named = tuple[str, npt.NDArray[Any]]

_SLOTS: Final = 1 << 20
_HASH: Final = 2654435761
#: From this probability on a message counts as part of the talk of two.
_PROBABLE: Final = 0.4
_ALL: Final = np.ones(BEST, np.float32)


class Parse:
    """One reading of a chat, kept so that the next pass can ask about it.

    Parameters
    ----------
    chat
        The chat.
    found
        Candidates of the previous pass.
    """

    def __init__(self, chat: Scene, found: Candidates) -> None:
        self.chat, self.found, self.size = chat, found, chat.size
        self.index = np.arange(chat.size)
        self.author = chat.history.author
        self.before, self.after = chat.history.before.astype(np.intp), chat.history.after.astype(np.intp)
        self.people = int(self.author.max(initial=0)) + 1
        parent = np.ascontiguousarray(found.parent.T)
        self.there = parent >= 0
        self.parent = np.where(self.there, parent, 0)
        self.p = np.ascontiguousarray(found.p.T)
        self.weight = np.where(self.there, self.p[1:], 0).astype(np.float32)
        self.partner = np.where(self.there, self.author[self.parent], -1).astype(np.int32)
        self._partners, self._weights = np.ascontiguousarray(self.partner.T), np.ascontiguousarray(self.weight.T)
        self.self_mass = ((self.partner == self.author) * self.weight).sum(axis=0)
        self.logged = np.log(np.maximum(self.p, 1e-6)).astype(np.float32)
        self._jumps = [np.append(self.after, self.size)]
        while len(self._jumps) < WINDOW.bit_length():
            self._jumps.append(self._jumps[-1][self._jumps[-1]])
        self._local = np.zeros(self.people, np.intp)
        self._kids()
        self._threads()
        self._talks()
        self._pairs = np.zeros(min(self.people**2, _SLOTS), np.float32)
        self._spoken, self._heard = np.zeros((2, self.people), np.float32)
        self._known = 0

    def _kids(self) -> None:
        """Sum the answers each message gets, by distance: from others and from its own author."""
        wide = WINDOW + 1
        place = (self.parent * wide + np.where(self.there, self.index - self.parent, 0)).ravel()
        own = np.zeros(self.size * wide, np.float32)
        self._exact = own.copy()
        self._exact[place] = self.weight.ravel()
        own[place] = (self.weight * (self.partner == self.author)).ravel()
        self._exact[::wide] = own[::wide] = 0
        self.kids = (self._exact - own).reshape(-1, wide)
        self.others, self.own = np.cumsum(self.kids, axis=1), np.cumsum(own.reshape(-1, wide), axis=1)

    def _threads(self) -> None:
        """Join each message to the thread of its likeliest parent."""
        best = self.found.p.argmax(axis=1)
        root = np.where(best > 0, self.parent[np.maximum(best - 1, 0), self.index], self.index)
        further = root[root]
        while not np.array_equal(further, root):
            root, further = further, further[further]
        order = np.argsort(root, kind="stable")
        follows = root[order[1:]] == root[order[:-1]]
        self.root, self.next_in = root, np.full(self.size, self.size)
        self.next_in[order[:-1][follows]] = order[1:][follows]

    def _talks(self) -> None:
        """List where two persons talk: messages that probably answer one person, by pair."""
        best = self.weight.argmax(axis=0)
        partner = self.partner[best, self.index]
        sure = np.flatnonzero((self.weight[best, self.index] > _PROBABLE) & (partner != self.author))
        self._talk = np.sort(self._couple(self.author[sure], partner[sure]) * (self.size + 1) + sure)
        couple, place = self._talk // (self.size + 1), np.arange(len(sure))
        first = np.append(True, couple[1:] != couple[:-1])[: len(couple)]
        self._nth_talk = (place - np.maximum.accumulate(np.where(first, place, 0)) + 1).astype(np.float32)

    def _couple(self, one: npt.NDArray[np.int32], other: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
        return np.minimum(one, other).astype(np.int64) * self.people + np.maximum(one, other)

    def _slot(self, source: npt.NDArray[Any], target: npt.NDArray[Any]) -> Places:
        key = source.astype(np.intp) * self.people + target
        return np.asarray(key if self.people**2 <= _SLOTS else (key * _HASH) % _SLOTS)

    def learn(self, stop: int) -> None:
        """Add the answers of the messages before ``stop`` to the table of who usually answers whom."""
        part = slice(self._known, stop)
        mask = self.there[:, part] & (self.partner[:, part] != self.author[part])
        source = np.broadcast_to(self.author[part], mask.shape)[mask]
        target, weight = self.partner[:, part][mask], self.weight[:, part][mask]
        np.add.at(self._pairs, self._slot(source, target), weight)
        np.add.at(self._spoken, source, weight)
        np.add.at(self._heard, target, weight)
        self._known = stop

    def _mine_towards(self, message: Places, author: npt.NDArray[np.int32]) -> Floats:
        """Return the probability that each ``message`` (one row; -1 is none) answers something by ``author`` (candidate x message)."""
        one = message[0]
        partner, weight = self._partners[one].T, (self._weights[one] * (one >= 0)[:, None]).T
        return np.asarray(np.einsum("qsm,sm->qm", (author[:, None] == partner[None]).astype(np.float32), weight), np.float32)

    def _theirs_towards(self, message: Places, author: npt.NDArray[np.int32]) -> Floats:
        """Return the probability that each ``message`` (candidate x message; -1 is none) answers something by ``author`` (one row)."""
        partner, weight = self._partners.take(message, axis=0, mode="wrap"), self._weights.take(message, axis=0, mode="wrap")
        answers = (partner.reshape(len(message), -1) == np.repeat(author[0], BEST)) * weight.reshape(len(message), -1)
        return np.asarray((answers.reshape(-1, BEST) @ _ALL).reshape(message.shape) * (message >= 0), np.float32)

    def _answers_it(self, message: Places, parent: Places) -> Floats:
        """Return the probability that each ``message`` (-1 is none) answers ``parent``."""
        back = message - parent
        within = (back > 0) & (back <= WINDOW) & (parent >= 0)
        return self._exact.take(np.where(within, parent * (WINDOW + 1) + back, 0))

    def _around(self, j: Places, i: Places) -> tuple[Places, Places]:
        """Return the last message before ``i`` by the author of ``j`` (within ``WINDOW``) and the next after ``i``; -1 for none."""
        last = j
        for jump in reversed(self._jumps):
            further = jump.take(last)
            last = np.where(further < i, further, last)
        coming = self.after.take(last)
        return last, np.where((coming - i <= AHEAD) & (coming < self.size), coming, -1)

    def _answered_by(self, i: Places, them: npt.NDArray[np.int32]) -> Floats:
        """Return how much each message (one row) is answered by each of ``them`` (candidate x message) within ``AHEAD``."""
        step = np.arange(1, AHEAD + 1)[:, None]
        first, last = max(int(i[0, 0]) - WINDOW, 0), min(int(i[0, -1]) + AHEAD + 1, self.size)
        near = np.unique(self.author[first:last])
        self._local[near] = np.arange(len(near))
        later = self._local.take(self.author.take(np.minimum(i + step, self.size - 1)))
        answers = self.kids[i[0, 0] : i[0, -1] + 1, 1 : AHEAD + 1].T
        row = np.arange(i.shape[1]) * len(near)
        found = np.bincount((later + row).ravel(), answers.ravel(), i.shape[1] * len(near))
        return found.take(self._local.take(them) + row).astype(np.float32)

    def pairs(self, start: int, stop: int) -> Iterator[Named]:
        """Yield features of messages ``start`` to ``stop`` and their candidates, each ``BEST`` x message."""
        rows = slice(start, stop)
        i, j, there = self.index[None, rows], self.parent[:, rows], self.there[:, rows]
        me, them = self.author[None, rows], self.author[j]
        alike = them == me
        other, same = (~alike & there).astype(np.float32), (alike & there).astype(np.float32)
        yield "was.log", self.logged[1:, rows]
        yield "was", self.weight[:, rows]
        yield "was.same", self.weight[:, rows] * same
        yield from self._mine(i, j, them, other)
        yield from self._theirs(i, j, me, other)
        yield from self._answers(i, j, them, (other, same))
        yield from self._thread(i, j, me, (other, same))
        yield from self._habit(me, them, other)
        yield from self._talked(i, me, them, other)

    def _mine(self, i: Places, j: Places, them: npt.NDArray[np.int32], other: npt.NDArray[Any]) -> Iterator[Named]:
        """Yield what the author's own messages before and after say about the candidate."""
        before, after = self.before, self.after[i]
        mine = before[i]
        mine2 = np.where(mine >= 0, before[mine], -1)
        mine3 = np.where(mine2 >= 0, before[mine2], -1)
        coming = np.where((after - i <= AHEAD) & (after < self.size), after, -1)
        yield "mine.partner", self._mine_towards(mine, them) * other
        yield "mine2.partner", self._mine_towards(mine2, them) * other
        yield "mine3.partner", self._mine_towards(mine3, them) * other
        yield "next.partner", self._mine_towards(coming, them) * other
        yield "mine.same_parent", self._answers_it(mine, j)
        yield "mine2.same_parent", self._answers_it(mine2, j)
        yield "next.same_parent", self._answers_it(coming, j)
        yield "mine.answered_by", self._answers_it(j, mine) * other
        yield "mine2.answered_by", self._answers_it(j, mine2) * other

    def _theirs(self, i: Places, j: Places, me: npt.NDArray[np.int32], other: npt.NDArray[Any]) -> Iterator[Named]:
        """Yield whether the candidate's author was, and will be, talking with the author."""
        last, coming = self._around(j, i)
        last_to_me = self._theirs_towards(last, me)
        yield "they.to_me", self._theirs_towards(j, me) * other
        yield "they.before_to_me", self._theirs_towards(self.before[j], me) * other
        yield "they.last_to_me", last_to_me * other
        yield "they.coming_to_me", self._theirs_towards(coming, me) * other
        yield "they.coming_answers", self._answers_it(coming, i) * other
        yield "they.elsewhere", (1 - self.p[0][last] - last_to_me - self.self_mass[last]) * (last >= 0) * other

    def _answers(self, i: Places, j: Places, them: npt.NDArray[np.int32], who: tuple[npt.NDArray[Any], ...]) -> Iterator[Named]:
        """Yield how many answers the candidate has already, gets later, and gives back."""
        other, same = who
        back = np.clip(i - j, 1, WINDOW)
        before = self.others[j, back - 1]
        from_them = self._answered_by(i, them)
        asks = self.chat.cue["asks"][j]
        alone = np.exp(-before)
        starts = self.p[0][j]
        yield "answers.before", before * other
        yield "answers.before_same", before * same
        yield "answers.after", (self.others[j, WINDOW] - self.others[j, back]) * other
        yield "answers.own_before", self.own[j, back - 1] * other
        yield "answers.own_before_same", self.own[j, back - 1] * same
        yield "answers.from_them", from_them * other
        yield "starts", starts * other
        yield "starts.same", starts * same
        yield "starts.alone", starts * alone * other
        yield "asks.alone", asks * alone * other

    def _thread(self, i: Places, j: Places, me: npt.NDArray[np.int32], who: tuple[npt.NDArray[Any], ...]) -> Iterator[Named]:
        other, same = who
        mine, after = self.before[i], self.after[i]
        root = self.root[j]
        newest = self.next_in[j] >= i
        mine_in = (mine >= 0) & (self.root[mine] == root)
        coming = np.minimum(after, self.size - 1)
        heads = newest & ((other + same) > 0)
        rank = np.log1p((heads[None] & (j[None] > j[:, None])).sum(axis=1, dtype=np.float32))
        yield "thread.newest", newest * other
        yield "thread.newest_same", newest * same
        yield "thread.rank", rank * other
        yield "thread.rank_same", rank * same
        yield "thread.mine", mine_in * other
        yield "thread.mine_same", mine_in * same
        yield "thread.not_mine", (~mine_in & (mine >= 0)) * other
        yield "thread.next", ((after - i <= AHEAD) & (after < self.size) & (self.root[coming] == root)) * other
        yield "thread.root_is_mine", (self.author[root] == me) * other
        yield "thread.is_root", (root == j) * other

    def _habit(self, me: npt.NDArray[np.int32], them: npt.NDArray[np.int32], other: npt.NDArray[Any]) -> Iterator[Named]:
        """Yield how often the two answered each other so far, against what their talking alone would give."""
        to, back = self._pairs[self._slot(me, them)], self._pairs[self._slot(them, me)]
        spoken, heard = self._spoken[me], self._heard[them]
        chance = spoken * heard / max(float(self._spoken.sum()), 1.0)
        yield "habit.share", to / (spoken + 2) * other
        yield "habit.back", back / (self._spoken[them] + 2) * other
        yield "habit.excess", np.log((to + 1) / (chance + 1)) * other

    def _talked(self, i: Places, me: npt.NDArray[np.int32], them: npt.NDArray[np.int32], other: npt.NDArray[Any]) -> Iterator[Named]:
        """Yield how lately the two talked, how soon they will again, and how often they did."""
        end = len(self._talk) - 1
        if end < 0:
            yield from ((name, np.zeros(other.shape, np.float32)) for name in ("talk.last", "talk.next", "talk.count"))
            return
        start = self._couple(me, them) * (self.size + 1)
        spot = _spots(self._talk, start + i)
        last = np.maximum(spot - 1, 0)
        before, here = self._talk[last], self._talk[np.minimum(spot, end)]
        known = (spot > 0) & (before >= start)
        coming = self._talk[np.minimum(spot + (here == start + i), end)] - start - i
        soon = (coming > 0) & (coming <= AHEAD)
        yield "talk.last", known / (1 + np.log1p(np.maximum(start + i - before, 0).astype(np.float32))) * other
        yield "talk.next", soon / (1 + np.log1p(np.maximum(coming, 0).astype(np.float32))) * other
        yield "talk.count", np.log1p(known * self._nth_talk[last]) * other

    def starts(self, start: int, stop: int) -> Iterator[Named]:
        """Yield features of messages ``start`` to ``stop`` that speak for answering none."""
        rows = slice(start, stop)
        logged, index, p = self.logged[:, rows], self.index[rows], self.p
        mine, after = self.before[rows], self.after[rows]
        near = (after - index <= AHEAD) & (after < self.size)
        coming = np.where(near, np.minimum(after, self.size - 1), 0)
        yield "was.log", logged[0]
        yield "was", p[0, rows]
        yield "was.doubt", -(p[:, rows] * logged).sum(axis=0)
        yield "was.same", self.self_mass[rows]
        yield "mine.started", p[0][mine] * (mine >= 0)
        yield "mine.answers", self.others[mine, np.clip(index - mine - 1, 0, WINDOW)] * (mine >= 0)
        yield "answers", self.others[rows, min(AHEAD, WINDOW)]
        yield "answers.own", self.own[rows, WINDOW]
        yield "next.started", p[0][coming] * near
        yield "next.same", self._answers_it(coming, index) * near


def _spots(sorted_keys: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]) -> Places:
    """Return where each wanted key would stand; in ascending order they are found several times as fast."""
    flat = wanted.ravel()
    order = np.argsort(flat)
    out = np.empty(len(flat), np.intp)
    out[order] = np.searchsorted(sorted_keys, flat[order])
    return out.reshape(wanted.shape)
