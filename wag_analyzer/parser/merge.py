"""Several exports as one chat: those of one group are joined, different groups stay apart.

All sources are joined at once, in an order of their own, from the chats as they were read (``Chat.parts``). So joining is idempotent,
commutative and associative by construction: a join of joins is the join of the union of their sources.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from wag_analyzer import tables
from wag_analyzer.counts import counted
from wag_analyzer.parser.align_lines import Bools, Lines, lines_of
from wag_analyzer.parser.align_names import Apart
from wag_analyzer.parser.chat import Chat, Notice
from wag_analyzer.parser.groups import group_id
from wag_analyzer.parser.merge_frames import in_group, joined_chat, joined_links, stacked
from wag_analyzer.parser.merge_groups import Kinship, grouped
from wag_analyzer.parser.merge_names import Named, named
from wag_analyzer.parser.merge_steps import Joining, fullest, joining

__all__ = ["merged"]

_SHOWN: Final = 12

Kins = Mapping[tuple[int, int], Kinship]


def merged(chats: Sequence[Chat], apart: Apart = ()) -> Chat:
    """Return several chats as one; one chat comes back as it is.

    A message counts as often as in the export that holds it most often. Of several forms of a message the fullest is kept: words before
    'deleted', the edited before the earlier text, a named file before 'media omitted'. Times are on the clock that most lines agree with
    (of equals, one that shows seconds); persons bear one name each (see ``merge_names.named``), the others are in ``Chat.aliases``.

    Parameters
    ----------
    chats
        As read, or joined before.
    apart
        Pairs of names, as the exports write them, that are two persons because the user says so: nobody is called by both, and what the
        one wrote in one export is not what the other wrote in another.
    """
    parts = _parts(chats)
    if len(parts) == 1:
        return parts[0]
    full = [part for part in parts if len(part.messages) or len(part.events)]
    lines = [lines_of(part) for part in full]
    groups, kin = grouped(full, lines)
    joined = [
        _one_group({number: full[number] for number in group}, {number: lines[number] for number in group}, (kin, apart))
        for group in groups
    ]
    joined = _told_apart(joined)
    notices = [note for chat in joined for note in chat.notices if note.word == "exports-joined"]
    notices += _apart(full, kin)
    if len(groups) > 1:
        what = "; ".join(f"{chat.sources[0].group} ({_files(chat)})" for chat in joined[:_SHOWN]) + ("; …" if len(joined) > _SHOWN else "")
        notices.append(Notice("WAG011", "several-chats", f"{len(groups)} different chats were read; each is a group of its own: {what}"))
    every = [*joined, *(part for part in parts if not len(part.messages) and not len(part.events))]
    return Chat(
        messages=stacked(tables.PARSED, [chat.messages for chat in every]),
        events=stacked(tables.EVENTS, [chat.events for chat in every]),
        coverage=stacked(tables.COVERAGE, [chat.coverage for chat in every]),
        notices=(*notices, *(note for part in parts for note in part.notices)),
        sources=tuple(source for chat in every for source in chat.sources),
        links=stacked(tables.LINKS, [chat.links for chat in every]),
        aliases=stacked(tables.ALIASES, [chat.aliases for chat in every]),
        parts=tuple(parts),
    )


def _parts(chats: Sequence[Chat]) -> list[Chat]:
    """Return the chats as they were read, each text once, in an order that does not depend on how they were handed over."""
    every = [part for chat in chats for part in (chat.parts or (chat,))]
    every.sort(key=lambda chat: [(source.file, source.sha256, source.member_sha256) for source in chat.sources])
    kept: dict[object, Chat] = {}
    for number, part in enumerate(every):
        texts = tuple((source.member_sha256, source.group, source.group_id) for source in part.sources)
        kept.setdefault(texts if texts and any(source.size for source in part.sources) else number, part)
    return list(kept.values())


def _files(chat: Chat) -> str:
    return ", ".join(source.file for source in chat.sources)


def _one_group(parts: Mapping[int, Chat], lines: Mapping[int, Lines], given: tuple[Kins, Apart]) -> Chat:
    kin, apart = given
    name = _name(parts, lines)
    known = group_id(name or parts[min(parts)].sources[0].file) if parts[min(parts)].sources else group_id(name)
    if len(parts) == 1:
        return parts[min(parts)]
    homed = {number: in_group(chat, known, name) for number, chat in parts.items()}
    state = joining(_order(lines, kin), lines, homed, apart)
    best = _best(state, lines)
    files = {number: _files(chat) for number, chat in parts.items()}
    names = named(state, lines, files)
    return replace(
        joined_chat(state, best, homed, lines, names),
        notices=(_joined_notice(state, lines, files, kin),),
        aliases=_aliases(names, files),
        links=joined_links(state, best, homed, lines, names),
    )


def _name(parts: Mapping[int, Chat], lines: Mapping[int, Lines]) -> str:
    """Return the name of the group in the export that ends last, of those that tell one."""
    telling = [number for number, chat in parts.items() if chat.sources and chat.sources[0].group]
    last = max(telling, key=lambda number: (int(lines[number].at.max(initial=0)), -number), default=None)
    return parts[last].sources[0].group if last is not None else ""


def _order(lines: Mapping[int, Lines], kin: Kins) -> list[int]:
    """Return the exports in the order in which they are joined: first the one that gives the clock, then always the best known."""
    ahead = _clocks(lines, kin)
    weight = {clock: sum(len(lines[number]) for number in ahead if ahead[number] == clock) for clock in ahead.values()}

    def first(number: int) -> tuple[int, int, int, int]:
        return -weight[ahead[number]], int(lines[number].step.max(initial=1)), -len(lines[number]), number

    return _grown(min(lines, key=first), lines, kin)


def _clocks(lines: Mapping[int, Lines], kin: Kins) -> dict[int, int]:
    """Return by how many seconds the clock of each export is behind that of one of them."""
    root = min(lines)
    behind = {root: 0}
    for number in _grown(root, lines, kin)[1:]:
        base = max(behind, key=lambda other: (_agree(kin, number, other), -other))
        found = kin.get((min(base, number), max(base, number)))
        shift = int(found.clock.shifts[0]) if found else 0
        behind[number] = behind[base] + (shift if base < number else -shift)
    return behind


def _grown(root: int, lines: Mapping[int, Lines], kin: Kins) -> list[int]:
    order = [root]
    while len(order) < len(lines):
        rest = [number for number in sorted(lines) if number not in order]
        order.append(max(rest, key=lambda number: (max(_agree(kin, number, other) for other in order), len(lines[number]), -number)))
    return order


def _agree(kin: Kins, one: int, other: int) -> int:
    found = kin.get((min(one, other), max(one, other)))
    return found.clock.agree if found else -1


def _best(state: Joining, lines: Mapping[int, Lines]) -> dict[int, Bools]:
    """Return which lines of each export stand for the joined ones: the fullest; of equals the newest edit, then one with seconds."""
    numbers = sorted(lines)
    rows = {number: np.arange(len(lines[number])) for number in numbers}
    place = np.concatenate([state.place[number] for number in numbers])
    part = np.concatenate([np.full(len(rows[number]), turn) for turn, number in enumerate(numbers)])
    full = np.concatenate([fullest(lines[number], rows[number]) for number in numbers])
    end = np.concatenate([lines[number].edited * lines[number].at.max(initial=0) for number in numbers])
    step = np.concatenate([lines[number].step for number in numbers])
    order = np.lexsort((part, step, -full, -end, -(full >> 33), place))
    chosen = np.zeros(len(place), bool)
    chosen[order[np.concatenate((np.ones(min(len(order), 1), bool), np.diff(place[order]) != 0))]] = True
    return {number: chosen[part == turn] for turn, number in enumerate(numbers)}


def _aliases(names: Sequence[Named], files: Mapping[int, str]) -> pd.DataFrame:
    rows = [
        {
            "name": entry.name,
            "file": files[entry.part],
            "same_as": entry.same_as,
            "score": entry.score,
            "reason": entry.reason,
            "applied": True,
        }
        for entry in names
        if entry.name != entry.same_as
    ]
    return tables.ALIASES.frame(rows)


def _joined_notice(state: Joining, lines: Mapping[int, Lines], files: Mapping[int, str], kin: Kins) -> Notice:
    twice = sum(map(len, lines.values())) - len(state.lines)
    what = counted(
        "{n} exports of one group were joined; {t:message or system line stands|messages or system lines stand} in several and "
        "{t:=counts|count} once",
        n=len(lines),
        t=twice,
    )
    told = [
        f"{files[one]} and {files[other]}: {found.figures}{_clock_words(found, files[other])}"
        for (one, other), found in kin.items()
        if found.is_one and {one, other} <= set(lines)
    ]
    return Notice("WAG011", "exports-joined", f"{what}: {', '.join(files[number] for number in sorted(files))}. {'; '.join(told[:9])}")


def _clock_words(found: Kinship, file: str) -> str:
    shifts = [int(shift) for shift in found.clock.shifts if shift]
    if not shifts:
        return ""
    return f", the clock of {file} is {' then '.join(f'{abs(shift) / 60:g} minutes {_side(shift)}' for shift in shifts)}"


def _side(shift: int) -> str:
    return "behind" if shift > 0 else "ahead"


def _apart(chats: Sequence[Chat], kin: Kins) -> list[Notice]:
    """Return a notice for each pair that might have been taken for one group and was not."""
    doubtful = [(pair, found) for pair, found in kin.items() if not found.is_one and (found.names or found.clock.agree)]
    return [
        Notice("WAG011", "exports-kept-apart", f"{_files(chats[one])} and {_files(chats[other])} were not joined: {found.figures}")
        for (one, other), found in doubtful
    ]


def _told_apart(chats: Sequence[Chat]) -> list[Chat]:
    """Return the groups with an id of its own for each, also where two bear one name."""
    seen: set[str] = set()
    apart = []
    for chat in chats:
        known = chat.sources[0].group_id if chat.sources else ""
        if known in seen:
            known = group_id(f"{known} {_files(chat)} {chat.sources[0].member_sha256}")
            chat = in_group(chat, known, chat.sources[0].group)  # noqa: PLW2901 - the same chat under its own id
        seen.add(known)
        apart.append(chat)
    return apart
