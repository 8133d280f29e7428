"""When two persons write, for the question whether they are one: one person does not answer himself, and stops when he begins anew."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from math import comb
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wag_analyzer.parser.chat import Chat

__all__ = ["Activity"]

Ints = npt.NDArray[np.int64]

EXCHANGE_S: Final = 300
"""Seconds within which a message of one and then of the other count as one exchange."""
NEAR_S: Final = 1800
NEAR: Final = 3
_DAY: Final = 86_400


class Activity:
    """Who wrote when, and who mentioned whom.

    Parameters
    ----------
    chat
        As read.
    person_of
        Name → person.
    """

    def __init__(self, chat: Chat, person_of: Mapping[str, str]) -> None:
        numbers = {person: number for number, person in enumerate(dict.fromkeys(person_of.values()))}
        codes, senders = pd.factorize(chat.messages["sender"])
        known = np.array([*(numbers.get(person_of.get(str(name), ""), -1) for name in senders), -1], np.int64)
        self._author: Ints = known[codes]
        self._at: Ints = chat.messages["at"].to_numpy().astype("datetime64[s]").astype(np.int64)
        self._number = numbers
        lists = pa.array(chat.messages["mentions"], pa.list_(pa.string()), from_pandas=True)
        lists = lists.combine_chunks() if isinstance(lists, pa.ChunkedArray) else lists
        rows, names = pc.list_parent_indices(lists).to_pylist(), pc.list_flatten(lists).to_pylist()
        self._mentions = [(row, numbers[person_of[name]]) for row, name in zip(rows, names, strict=True) if name in person_of]

    @cached_property
    def _rows(self) -> Mapping[int, Ints]:
        if not len(self._author):
            return {}
        order = np.argsort(self._author, kind="stable")
        codes, starts = np.unique(self._author[order], return_index=True)
        return dict(zip(codes.tolist(), np.split(order, starts[1:]), strict=True))

    def rows(self, person: str) -> Ints:
        """Return the places of the person's messages in the chat."""
        return self._rows.get(self._number[person], np.empty(0, np.int64))

    def times(self, person: str) -> Ints:
        """Return when the person wrote, in seconds."""
        return self._at[self.rows(person)]

    def exchanges(self, a: str, b: str) -> int:
        """Return how often one of the two wrote right after the other, within five minutes and with at most two messages between."""
        rows = np.concatenate([self.rows(a), self.rows(b)])
        who = np.repeat([0, 1], [len(self.rows(a)), len(self.rows(b))])
        order = np.argsort(rows, kind="stable")
        rows, who = rows[order], who[order]
        near = (np.diff(rows) <= NEAR) & (np.abs(np.diff(self._at[rows])) <= EXCHANGE_S)
        return int(np.sum(near & (np.diff(who) != 0)))

    def succeeds(self, a: str, b: str) -> bool:
        """Say whether one of the two stops before the other begins."""
        first, second = self.rows(a), self.rows(b)
        return bool(len(first) and len(second) and (first.max() < second.min() or second.max() < first.min()))

    @cached_property
    def _days(self) -> int:
        return len(np.unique(self._at // _DAY))

    def apart_by_chance(self, a: str, b: str) -> float:
        """Return how probable it is that two persons with as many days each share as few days as these do."""
        days = [set((self.times(person) // _DAY).tolist()) for person in (a, b)]
        every = self._days
        shared, few, many = len(days[0] & days[1]), *sorted(map(len, days))
        total = comb(every, few)
        return sum(comb(many, k) * comb(every - many, few - k) for k in range(min(shared, few) + 1)) / total if few else 1.0

    def mentioned(self) -> list[str]:
        """Return who is mentioned, in order of first mention."""
        names = list(self._number)
        return [names[number] for number in dict.fromkeys(who for _, who in self._mentions)]

    def spans(self, events: pd.DataFrame, person_of: Mapping[str, str]) -> dict[str, tuple[int, int]]:
        """Return when each person first and last wrote or took part in an event other than a change of number, in seconds."""
        spans = {person: (int(times.min()), int(times.max())) for person in self._number if len(times := self.times(person))}
        rows = events[events["type"].astype(object) != "number_changed"]
        for at, *who in zip(rows["at"], rows["actor"], rows["target"], strict=True):
            for person in (person_of[name] for name in who if isinstance(name, str) and name in person_of):
                moment = int(at.timestamp())
                first, last = spans.get(person, (moment, moment))
                spans[person] = min(first, moment), max(last, moment)
        return spans

    @cached_property
    def _mentioning(self) -> Counter[tuple[int, int]]:
        return Counter((int(self._author[row]), who) for row, who in self._mentions)

    @cached_property
    def _together(self) -> Counter[tuple[int, int]]:
        by_row: dict[int, set[int]] = {}
        for row, who in self._mentions:
            by_row.setdefault(row, set()).add(who)
        pairs = (listed for listed in by_row.values() if 1 < len(listed) <= 20)
        return Counter((a, b) for listed in pairs for a in listed for b in listed if a < b)

    def mentions_each_other(self, a: str, b: str) -> int:
        """Return how often one of the two mentions the other."""
        x, y = self._number[a], self._number[b]
        return self._mentioning[x, y] + self._mentioning[y, x]

    def mentioned_together(self, a: str, b: str) -> int:
        """Return in how many messages both are mentioned."""
        x, y = sorted((self._number[a], self._number[b]))
        return self._together[x, y]

    def answers_for(self, silent: str, active: str) -> tuple[int, int, float]:
        """Return how often ``silent`` is mentioned, how often ``active`` writes soon after, and how probable that is by chance.

        Soon: among the next three messages, within half an hour.
        """
        spots = np.array([row for row, who in self._mentions if who == self._number[silent] and self._author[row] != self._number[active]])
        places = self.rows(active)
        if not (len(spots) and len(places)):
            return len(spots), 0, 1.0
        after = np.searchsorted(places, spots, side="right")
        following = places[np.minimum(after, len(places) - 1)]
        soon = (after < len(places)) & (following - spots <= NEAR) & (np.abs(self._at[following] - self._at[spots]) <= NEAR_S)
        hits, calls = int(soon.sum()), len(spots)
        share = 1 - (1 - len(places) / len(self._at)) ** NEAR
        return calls, hits, float(sum(comb(calls, k) * share**k * (1 - share) ** (calls - k) for k in range(hits, calls + 1)))
