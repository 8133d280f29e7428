"""The groups of a store: exports of one group joined as the reader joins them, a few at a time so that thousands stay cheap."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from wag_analyzer import tables
from wag_analyzer.batch.keep import chat_in
from wag_analyzer.batch.store import Entry, Store
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.export_names import group_from_file_name
from wag_analyzer.parser.merge import merged
from wag_analyzer.parser.merge_frames import stacked
from wag_analyzer.parser.one_group import one_group
from wag_analyzer.people.identities import SELF, exporters_of

__all__ = ["Group", "groups", "kindred", "names_of", "titles", "whole"]


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
    """Return the groups as one chat in which each is a group of its own.

    Who exported a group and is told by its own deletions has that name in its events too: phones say "you" to different people.
    """
    chats = [_named(group.chat) for group in found]
    return Chat(
        messages=stacked(tables.PARSED, [chat.messages for chat in chats]),
        events=stacked(tables.EVENTS, [chat.events for chat in chats]),
        coverage=stacked(tables.COVERAGE, [chat.coverage for chat in chats]),
        notices=tuple(note for chat in chats for note in chat.notices),
        sources=tuple(source for chat in chats for source in chat.sources),
        links=stacked(tables.LINKS, [chat.links for chat in chats]),
        aliases=stacked(tables.ALIASES, [chat.aliases for chat in chats]),
    )


def titles(found: Sequence[Group]) -> dict[str, str]:
    """Return group id → what to call the group so that no two look alike: its name, where several bear it with a file, else with the id."""
    names = Counter(group.name for group in found)
    told = {
        group.group_id: group.name if names[group.name] == 1 or not group.chat.sources else f"{group.name} ({group.chat.sources[0].file})"
        for group in found
    }
    again = Counter(told.values())
    return {group: title if again[title] == 1 else f"{title} [{group}]" for group, title in told.items()}


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


def _named(chat: Chat) -> Chat:
    """Return a group in which "you" is the sender who is told to have exported it, if anybody is."""
    told = exporters_of(chat)
    if not told or not all(told.values()):
        return chat
    name = next(iter(told.values()))
    events = chat.events.assign(**{column: chat.events[column].replace(SELF, name) for column in ("actor", "target")})
    return replace(chat, events=events, links=chat.links.assign(source=chat.links["source"].replace(SELF, name)))
