"""The groups of a store: exports of one group joined as the reader joins them, a few at a time so that thousands stay cheap."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wag_analyzer import tables
from wag_analyzer.batch.keep import chat_in
from wag_analyzer.batch.store import Entry, Store
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.export_names import group_from_file_name
from wag_analyzer.parser.merge import merged
from wag_analyzer.parser.merge_frames import stacked
from wag_analyzer.parser.one_group import one_group

__all__ = ["Group", "groups", "kindred", "names_of", "whole"]


@dataclass(frozen=True, slots=True)
class Group:
    """One group of an organisation.

    Parameters
    ----------
    group_id, name
        Of the group; the name as its last export tells it.
    chat
        Its exports as one chat.
    """

    group_id: str
    name: str
    chat: Chat


def groups(store: Store) -> Iterator[Group]:
    """Yield the groups of a store, in the order of their exports.

    Exports that share a name of the group or of the file are laid side by side and joined when their content says so, as ``read`` does;
    exports that share no name at all are not compared, however much they have in common.

    Raises
    ------
    CaseError
        A table is missing or damaged.
    """
    for together in kindred([entry for entry in store.entries() if entry.is_read]):
        chat = merged([chat_in(entry) for entry in together])
        names = {source.group_id: source.group or source.file for source in chat.sources}
        for group_id, name in names.items():
            yield Group(group_id, name, chat if len(names) == 1 else one_group(chat, group_id))


def whole(found: Sequence[Group]) -> Chat:
    """Return the groups as one chat in which each is a group of its own."""
    chats = [group.chat for group in found]
    return Chat(
        messages=stacked(tables.PARSED, [chat.messages for chat in chats]),
        events=stacked(tables.EVENTS, [chat.events for chat in chats]),
        coverage=stacked(tables.COVERAGE, [chat.coverage for chat in chats]),
        notices=tuple(note for chat in chats for note in chat.notices),
        sources=tuple(source for chat in chats for source in chat.sources),
        links=stacked(tables.LINKS, [chat.links for chat in chats]),
        aliases=stacked(tables.ALIASES, [chat.aliases for chat in chats]),
    )


def kindred(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Return the exports, those together that share a name."""
    home = list(range(len(entries)))
    first: dict[str, int] = {}

    def root(place: int) -> int:
        while home[place] != place:
            home[place] = home[home[place]]
            place = home[place]
        return place

    for number, entry in enumerate(entries):
        for name in names_of(entry):
            one, other = sorted((root(first.setdefault(name, number)), root(number)))
            home[other] = one
    together: defaultdict[int, list[Entry]] = defaultdict(list)
    for number, entry in enumerate(entries):
        together[root(number)].append(entry)
    return list(together.values())


def names_of(entry: Entry) -> Iterable[str]:
    """Return what the group of an export is called in it and by its file; the file itself where nothing else is told."""
    sources = entry.meta["sources"]
    told = [name for source in sources for name in (source["group"], group_from_file_name(source["file"]))]
    return {name.casefold() for name in told if name} or {source["file"] for source in sources}
