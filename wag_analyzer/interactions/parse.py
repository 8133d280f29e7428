"""What a first reading of the chat tells a second one: partners, answers already given, threads, and who usually answers whom."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from wag_analyzer.interactions.candidates import Candidates
from wag_analyzer.interactions.history import AHEAD
from wag_analyzer.interactions.scene import WINDOW, Scene

__all__ = ["Parse"]

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]
Named = tuple[str, npt.NDArray[Any]]

_SLOTS: Final = 1 << 20
_HASH: Final = 2654435761


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
        self.there = found.parent >= 0
        self.parent = np.where(self.there, found.parent, 0)
        self.weight = np.where(self.there, found.p[:, 1:], 0).astype(np.float32)
        self.partner = np.where(self.there, self.author[self.parent], -1).astype(np.int32)
        self._partner_by, self._parent_by = self.partner.T.copy(), found.parent.T.astype(np.int32)
        self._weight_by = self.weight.T.copy()
        self.self_mass = ((self.partner == self.author[:, None]) * self.weight).sum(axis=1)
        self.logged = np.log(np.maximum(found.p, 1e-6)).astype(np.float32)
        self._own = np.sort(self.author.astype(np.int64) * (self.size + 1) + self.index)
        self._kids()
        self._threads()
        self._pairs = np.zeros(min(self.people**2, _SLOTS), np.float32)
        self._spoken, self._heard = np.zeros((2, self.people), np.float32)
        self._known = 0

    def _kids(self) -> None:
        """Sum the answers each message gets, by distance: from others and from its own author."""
        self.kids, own = np.zeros((2, self.size, WINDOW + 1), np.float32)
        back = np.where(self.there, self.index[:, None] - self.parent, 0)
        same = self.partner == self.author[:, None]
        for out, mask in ((self.kids, self.there & ~same), (own, self.there & same)):
            out[self.parent[mask], back[mask]] = self.weight[mask]
        self.others, self.own = np.cumsum(self.kids, axis=1), np.cumsum(own, axis=1)

    def _threads(self) -> None:
        """Join each message to the thread of its likeliest parent."""
        best = self.found.p.argmax(axis=1)
        root = np.where(best > 0, self.parent[self.index, np.maximum(best - 1, 0)], self.index)
        further = root[root]
        while not np.array_equal(further, root):
            root, further = further, further[further]
        order = np.argsort(root, kind="stable")
        follows = root[order[1:]] == root[order[:-1]]
        self.root, self.next_in = root, np.full(self.size, self.size)
        self.next_in[order[:-1][follows]] = order[1:][follows]

    def _slot(self, source: npt.NDArray[Any], target: npt.NDArray[Any]) -> Places:
        key = source.astype(np.intp) * self.people + target
        return np.asarray(key if self.people**2 <= _SLOTS else (key * _HASH) % _SLOTS)

    def learn(self, stop: int) -> None:
        """Add the answers of the messages before ``stop`` to the table of who usually answers whom."""
        part = slice(self._known, stop)
        mask = self.there[part] & (self.partner[part] != self.author[part, None])
        source = np.broadcast_to(self.author[part, None], mask.shape)[mask]
        target, weight = self.partner[part][mask], self.weight[part][mask]
        np.add.at(self._pairs, self._slot(source, target), weight)
        np.add.at(self._spoken, source, weight)
        np.add.at(self._heard, target, weight)
        self._known = stop

    def _ask(self, message: Places, author: npt.NDArray[np.int32] | None, parent: Places | None) -> tuple[Floats, Floats]:
        """Return the probabilities that each ``message`` (-1 is none) answers something by ``author``, and that it answers ``parent``."""
        shape = np.broadcast_shapes(message.shape, (1, 1) if author is None else author.shape, (1, 1) if parent is None else parent.shape)
        mass, exact = np.zeros((2, *shape), np.float32)
        for partner, answered, weight in zip(self._partner_by, self._parent_by, self._weight_by, strict=True):
            there = weight[message]
            if author is not None:
                mass += (partner[message] == author) * there
            if parent is not None:
                exact += (answered[message] == parent) * there
        none = message < 0
        if none.any():
            mass *= ~none
            exact *= ~none
        return mass, exact

    def _around(self, author: npt.NDArray[np.int32], at: Places) -> tuple[Places, Places]:
        """Return the last message of each ``author`` before ``at`` and the next one within ``AHEAD`` after it; -1 when none."""
        size, end = self.size + 1, len(self._own) - 1
        key = author.astype(np.int64) * size + at
        spot = np.searchsorted(self._own, key)
        before = self._own[np.maximum(spot - 1, 0)]
        last = np.where((spot > 0) & (before // size == author), before % size, -1)
        after = self._own[np.minimum(spot + (self._own[np.minimum(spot, end)] == key), end)]
        fits = (after > key) & (after - key <= AHEAD)
        return last, np.where(fits, after % size, -1)

    def pairs(self, start: int, stop: int) -> Iterator[Named]:
        """Yield features of messages ``start`` to ``stop`` and their candidates, each message x ``BEST``."""
        rows = slice(start, stop)
        i, j, there = self.index[rows, None], self.parent[rows], self.there[rows]
        me, them = self.author[rows, None], self.author[j]
        other, same = (them != me) & there, (them == me) & there
        yield "was.log", self.logged[rows, 1:]
        yield "was", self.weight[rows]
        yield "was.same", self.weight[rows] * same
        yield from self._mine(i, j, them, other)
        yield from self._theirs(i, j, (me, them), other)
        yield from self._answers(i, j, them, (other, same))
        yield from self._thread(i, j, me, (other, same))
        yield from self._habit(me, them, other)

    def _mine(self, i: Places, j: Places, them: npt.NDArray[np.int32], other: npt.NDArray[Any]) -> Iterator[Named]:
        """Yield what the author's own messages before and after say about the candidate."""
        before, after = self.before, self.after[i]
        mine = before[i]
        mine2 = np.where(mine >= 0, before[mine], -1)
        mine3 = np.where(mine2 >= 0, before[mine2], -1)
        coming = np.where((after - i <= AHEAD) & (after < self.size), after, -1)
        asked, asked2, asked3, asked_next = (self._ask(one, them, j) for one in (mine, mine2, mine3, coming))
        yield "mine.partner", asked[0] * other
        yield "mine2.partner", asked2[0] * other
        yield "mine3.partner", asked3[0] * other
        yield "next.partner", asked_next[0] * other
        yield "mine.same_parent", asked[1]
        yield "mine2.same_parent", asked2[1]
        yield "next.same_parent", asked_next[1]
        yield "mine.answered_by", self._ask(j, None, mine)[1] * other
        yield "mine2.answered_by", self._ask(j, None, mine2)[1] * other

    def _theirs(self, i: Places, j: Places, persons: tuple[npt.NDArray[np.int32], ...], other: npt.NDArray[Any]) -> Iterator[Named]:
        """Yield whether the candidate's author was, and will be, talking with the author."""
        me, them = persons
        last, coming = self._around(them, np.broadcast_to(i, j.shape))
        last_to_me = self._ask(last, me, None)[0]
        to_me, answers = self._ask(coming, me, i)
        yield "they.to_me", self._ask(j, me, None)[0] * other
        yield "they.before_to_me", self._ask(self.before[j], me, None)[0] * other
        yield "they.last_to_me", last_to_me * other
        yield "they.coming_to_me", to_me * other
        yield "they.coming_answers", answers * other
        yield "they.elsewhere", (1 - self.found.p[last, 0] - last_to_me - self.self_mass[last]) * (last >= 0) * other

    def _answers(self, i: Places, j: Places, them: npt.NDArray[np.int32], who: tuple[npt.NDArray[Any], ...]) -> Iterator[Named]:
        """Yield how many answers the candidate has already, gets later, and gives back."""
        other, same = who
        back = np.clip(i - j, 1, WINDOW)
        before = self.others[j, back - 1]
        step = np.arange(1, AHEAD + 1)
        ahead = np.minimum(i + step, self.size - 1)
        kid = self.kids[i, step] * (i + step < self.size)
        from_them = np.matmul(self.author[ahead][:, None, :] == them[:, :, None], kid[:, :, None])[..., 0]
        asks = self.chat.cue["asks"][j]
        alone = np.exp(-before)
        starts = self.found.p[j, 0]
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
        heads = newest & (other | same)
        rank = np.log1p((heads[:, None, :] & (j[:, None, :] > j[:, :, None])).sum(axis=2, dtype=np.float32))
        yield "thread.newest", newest * other
        yield "thread.newest_same", newest * same
        yield "thread.rank", rank * other
        yield "thread.rank_same", rank * same
        yield "thread.mine", mine_in * other
        yield "thread.mine_same", mine_in * same
        yield "thread.not_mine", ~mine_in & (mine >= 0) & other
        yield "thread.next", (after - i <= AHEAD) & (after < self.size) & (self.root[coming] == root) & other
        yield "thread.root_is_mine", (self.author[root] == me) & other
        yield "thread.is_root", (root == j) & other

    def _habit(self, me: npt.NDArray[np.int32], them: npt.NDArray[np.int32], other: npt.NDArray[Any]) -> Iterator[Named]:
        """Yield how often the two answered each other so far, against what their talking alone would give."""
        to, back = self._pairs[self._slot(me, them)], self._pairs[self._slot(them, me)]
        spoken, heard = self._spoken[me], self._heard[them]
        chance = spoken * heard / max(float(self._spoken.sum()), 1.0)
        yield "habit.share", to / (spoken + 2) * other
        yield "habit.back", back / (self._spoken[them] + 2) * other
        yield "habit.excess", np.log((to + 1) / (chance + 1)) * other

    def starts(self, start: int, stop: int) -> Iterator[Named]:
        """Yield features of messages ``start`` to ``stop`` that speak for answering none."""
        rows = slice(start, stop)
        logged, index = self.logged[rows], self.index[rows]
        mine, after = self.before[rows], self.after[rows]
        near = (after - index <= AHEAD) & (after < self.size)
        coming = np.where(near, np.minimum(after, self.size - 1), 0)
        yield "was.log", logged[:, 0]
        yield "was", self.found.p[rows, 0]
        yield "was.doubt", -(self.found.p[rows] * logged).sum(axis=1)
        yield "was.same", self.self_mass[rows]
        yield "mine.started", self.found.p[mine, 0] * (mine >= 0)
        yield "mine.answers", self.others[mine, np.clip(index - mine - 1, 0, WINDOW)] * (mine >= 0)
        yield "answers", self.others[rows, min(AHEAD, WINDOW)]
        yield "answers.own", self.own[rows, WINDOW]
        yield "next.started", self.found.p[coming, 0] * near
        yield "next.same", self._ask(coming[:, None], None, index[:, None])[1][:, 0] * near
