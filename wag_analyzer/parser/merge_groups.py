"""Which exports are of one group: by the names events and files give, checked against what both hold, or by that alone."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from wag_analyzer.parser.align_clock import LEAST_LETTERS, Clock, clock_between
from wag_analyzer.parser.align_lines import TEXT, Lines
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.export_names import group_from_file_name

__all__ = ["Kinship", "grouped", "kinship", "names_of"]

LEAST: Final = 5
"""Different words both exports must hold before they are joined on their content alone, and the share of those both could hold."""
SHARE: Final = 0.5
RIVAL_LEAST, RIVAL_SHARE = 20, 0.6
"""The same for exports that name different groups, as two phones' exports of a chat of two persons do."""
SILENT: Final = 20
"""Exports with one name that hold this many different words each in the same time, and hardly any in common, are two groups."""
STRANGE: Final = 0.05
_NAMING: Final = ("created", "subject_changed")


@dataclass(frozen=True, slots=True)
class Kinship:
    """What speaks for two exports being of one group.

    Parameters
    ----------
    names
        Group names both give.
    clock
        How the clocks differ, with the words that agree.
    is_one
        The verdict.
    """

    names: tuple[str, ...]
    clock: Clock
    is_one: bool

    @property
    def is_foreign(self) -> bool:
        """Whether both hold much in the same time and hardly any of it in common."""
        return self.clock.of >= SILENT and self.clock.share < STRANGE

    @property
    def figures(self) -> str:
        """The evidence in words."""
        named = f"both name the group {' / '.join(self.names)}; " if self.names else "no name in common; "
        return f"{named}{self.clock.agree} of {self.clock.of} different texts that both could hold agree"


def names_of(chat: Chat) -> dict[str, str]:
    """Return every name of the group in the events and the file name of an export, folded, and each as it is written."""
    events = chat.events[chat.events["type"].astype(object).isin(_NAMING)]
    told = [name for column in ("new", "old") for name in events[column].astype(object) if isinstance(name, str)]
    files = [name for source in chat.sources for name in (source.group, group_from_file_name(source.file)) if name]
    return {name.casefold(): name for name in sorted({*told, *files}) if name.strip()}


def kinship(chats: tuple[Chat, Chat], lines: tuple[Lines, Lines]) -> Kinship:
    """Return what speaks for two exports being of one group, and the verdict."""
    named = names_of(chats[0]), names_of(chats[1])
    clock = clock_between(*lines)
    common = tuple(max(named[0][name], named[1][name]) for name in sorted(named[0].keys() & named[1].keys()))
    if common:
        return Kinship(common, clock, not Kinship(common, clock, is_one=True).is_foreign)
    if all(named):
        return Kinship((), clock, clock.agree >= RIVAL_LEAST and clock.share >= RIVAL_SHARE)
    if clock.agree >= LEAST and clock.share >= SHARE:
        return Kinship((), clock, is_one=True)
    files = [{source.file for source in chat.sources} for chat in chats]
    senders = [set(chat.messages["sender"].dropna()) for chat in chats]
    unnamed = not any(named) and bool(files[0] & files[1]) and not Kinship((), clock, is_one=True).is_foreign
    return Kinship((), clock, unnamed and (bool(senders[0] & senders[1]) or clock.agree > 0))


def grouped(chats: Sequence[Chat], lines: Sequence[Lines]) -> tuple[list[list[int]], dict[tuple[int, int], Kinship]]:
    """Return the exports by group, in the order given, and what was found about each pair that had to be compared.

    Only pairs that share a name, a file name or words are compared, so that thousands of exports stay cheap. The surest pairs are joined
    first; an export that goes with two foreign ones goes with one of them.
    """
    found = {
        pair: kinship((chats[pair[0]], chats[pair[1]]), (lines[pair[0]], lines[pair[1]])) for pair in sorted(set(_pairs(chats, lines)))
    }
    home = list(range(len(chats)))
    foreign = {pair for pair, kin in found.items() if not kin.is_one and kin.is_foreign}
    for (one, other), kin in sorted(found.items(), key=lambda item: (-item[1].clock.agree, item[0])):
        low, high = sorted((home[one], home[other]))
        apart = any({home[left], home[right]} == {low, high} for left, right in foreign)
        if kin.is_one and low != high and not apart:
            home = [low if place == high else place for place in home]
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for number, place in enumerate(home):
        groups[place].append(number)
    return list(groups.values()), found


def _pairs(chats: Sequence[Chat], lines: Sequence[Lines]) -> Iterator[tuple[int, int]]:
    sharing: defaultdict[object, list[int]] = defaultdict(list)
    for number, chat in enumerate(chats):
        for name in (*names_of(chat), *((source.file,) for source in chat.sources)):
            sharing[name].append(number)
    for members in sharing.values():
        yield from combinations(members, 2)
    yield from shared_words(lines)


def shared_words(lines: Sequence[Lines]) -> dict[tuple[int, int], int]:
    """Return how many different texts two exports have in common, for the pairs that have at least as many as a join needs."""
    held = [np.unique(part.loose[(part.kind == TEXT) & (part.length >= LEAST_LETTERS)]) for part in lines]
    words = np.concatenate([np.zeros(0, np.uint64), *held])
    owner = np.repeat(np.arange(len(held)), [len(part) for part in held])
    order = np.lexsort((owner, words))
    words, owner = words[order], owner[order]
    count: defaultdict[tuple[int, int], int] = defaultdict(int)
    for apart in range(1, len(held)):
        same = np.flatnonzero(words[apart:] == words[:-apart])
        if not len(same):
            break
        pairs, counts = np.unique(np.stack((owner[same], owner[same + apart])), axis=1, return_counts=True)
        for one, other, n in zip(*pairs.tolist(), counts.tolist(), strict=True):
            count[one, other] += n
    return {pair: n for pair, n in count.items() if n >= LEAST}
