"""One group of a chat that holds several."""

import pandas as pd

from wag_analyzer.parser.chat import Chat

__all__ = ["one_group"]


def one_group(chat: Chat, group_id: str) -> Chat:
    """Return one group of a chat that holds several.

    Parameters
    ----------
    chat
        As read.
    group_id
        Of the group.
    """
    sources = tuple(source for source in chat.sources if source.group_id == group_id)
    files = {source.file for source in sources}

    def of(frame: pd.DataFrame, column: str, wanted: set[str]) -> pd.DataFrame:
        return frame[frame[column].isin(wanted)].reset_index(drop=True)

    messages = of(chat.messages, "group_id", {group_id})
    return Chat(
        messages=messages,
        events=of(chat.events, "group_id", {group_id}),
        coverage=of(chat.coverage, "file", files),
        notices=tuple(note for note in chat.notices if note.file in files),
        sources=sources,
        links=of(chat.links, "answers", set(messages["msg_id"])),
        aliases=of(chat.aliases, "file", files),
    )
