"""From the ids a foreign file gives its messages to links between ours."""

from collections.abc import Iterator
from typing import Final

from wag_analyzer.counts import counted
from wag_analyzer.parser.chat import Notice
from wag_analyzer.parser.foreign_records import Conversation, Quote, Said

__all__ = ["Link", "links"]

Link = tuple[str | None, str, str, str | None, str | None, int | None]
"""A row of ``tables.LINKS``."""

SHORT: Final = 17
"""WhatsApp-Chat-Exporter cuts the ids of an iPhone to this many characters."""

_CUT: Final = "..."
_SHOWN: Final = 5


def links(conversation: Conversation) -> list[Link]:
    """Return the quotes and reactions whose message is in the file, and say how many are not.

    A quote is found by the id it names, else by its copy of the quoted words, when just one message has them.
    """
    index = _Index(conversation)
    found: list[Link] = []
    lost: list[int] = []
    by_words = 0
    for quote in conversation.quotes:
        parent = index.by_key(quote)
        if parent is None and (parent := index.by_words(quote)) is not None:
            by_words += 1
        if parent is None or parent is quote.by:
            lost.append(quote.by.place.line)
        else:
            found.append((quote.by.msg_id, parent.msg_id or "", "reply", quote.by.sender, None, quote.by.at))
    reactions = [(None, mark.on.msg_id or "", "reaction", mark.source, mark.emoji, None) for mark in conversation.reactions]
    _say(conversation, len(found), len(reactions), (lost, by_words))
    return [*found, *reactions]


class _Index:
    """The messages of a conversation by id and by words."""

    def __init__(self, conversation: Conversation) -> None:
        self._keys: dict[str, Said] = {}
        self._words: dict[str, list[Said]] = {}
        for said in conversation.said:
            for key in (said.key, said.msg_id, said.key[:SHORT] if said.key else None):
                if key:
                    self._keys.setdefault(key, said)
        if any(quote.words for quote in conversation.quotes):
            for said in conversation.said:
                if said.text.strip():
                    self._words.setdefault(said.text.strip(), []).append(said)

    def by_key(self, quote: Quote) -> Said | None:
        """Return the message a quote names by id."""
        return self._keys.get(quote.key) or self._keys.get(quote.key[:SHORT]) if quote.key else None

    def by_words(self, quote: Quote) -> Said | None:
        """Return the one message with the quoted words; quotes of long messages are cut."""
        words = (quote.words or "").strip()
        if not words:
            return None
        found = self._words.get(words)
        if found is None and words.endswith(_CUT):
            head = words.removesuffix(_CUT)
            found = list(self._starting(head)) if head else []
        earlier = [said for said in found or () if said.place.line < quote.by.place.line]
        return earlier[0] if len(earlier) == 1 else None

    def _starting(self, head: str) -> Iterator[Said]:
        for words, listed in self._words.items():
            if words.startswith(head):
                yield from listed


def _say(conversation: Conversation, quotes: int, reactions: int, doubtful: tuple[list[int], int]) -> None:
    lost, by_words = doubtful
    if quotes or reactions:
        text = counted(
            "the file records {q:quote|quotes} and {r:reaction|reactions}: a quote is an answer with probability 1, a reaction an act of "
            "layer reaction; what messages without a quote answer is still inferred",
            q=quotes,
            r=reactions,
        )
        conversation.notices.append(Notice("WAG022", "quotes-recorded", text))
    if by_words:
        text = counted("{n:quote names|quotes name} a message by an id that is not in the file and {n:=was|were} matched", n=by_words)
        conversation.notices.append(Notice("WAG022", "quotes-matched-by-words", f"{text} by the quoted words"))
    if lost:
        shown = ", ".join(map(str, lost[:_SHOWN])) + (" …" if len(lost) > _SHOWN else "")
        what = counted("{n:quote points|quotes point} at a message that is not in the file", n=len(lost))
        text = counted("{what} (deleted, or before its start) and {n:=was|were} left out: {shown}", what=what, n=len(lost), shown=shown)
        conversation.notices.append(Notice("WAG022", "quote-without-message", text, lost[0]))
