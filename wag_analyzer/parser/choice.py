"""Which of the texts that were found are read: names are one piece of evidence, what stands in them the other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from wag_analyzer.parser.archive import Blob
from wag_analyzer.parser.chat import Notice
from wag_analyzer.parser.looks import sent_files
from wag_analyzer.parser.parse import headers_in

__all__ = ["settled"]

_BESIDE: Final = "it begins like a chat, but a text beside the chat of an archive is taken for a document that was sent"


def settled(found: Sequence[Blob], notices: list[Notice]) -> Iterator[Blob]:
    """Yield the texts that are to be read, each once; why the others are not is added to ``notices``.

    Parameters
    ----------
    found
        As ``archive.gathered`` gives them.
    notices
        Gets a notice for each text that is not read.
    """
    best = _best(found)
    sent = _sent(found)
    seen: dict[str, str] = {}
    for place, blob in enumerate(found):
        note = _why_not(blob, best, sent.get(place))
        if note is None and blob.member_sha256 in seen and blob.size:
            note = Notice("WAG009", "same-file-twice", f"{blob.name} holds the same bytes as {seen[blob.member_sha256]}: read once")
        if note is None:
            seen[blob.member_sha256] = blob.name
            yield _with_sent(blob, [found[other] for other, by in sent.items() if by is blob])
        else:
            notices.append(replace(note, file=blob.name))
    notices += _beside(found)


def _why_not(blob: Blob, best: Mapping[str, str], sender: Blob | None) -> Notice | None:
    """Return why a text is not read, None when it is."""
    if blob.choice == "left":
        return Notice("WAG010", "not-a-chat", f"{blob.name} was not read: {blob.why}")
    if blob.choice == "one-of" and best[blob.container] != blob.name:
        better = f"{best[blob.container]} has more lines that begin like a message"
        return Notice("WAG010", "other-text-in-archive", f"{blob.name} was not read: {better}")
    return Notice("WAG010", "sent-text", f"{blob.name} was not read: it was sent in {sender.name}") if sender else None


def _best(found: Sequence[Blob]) -> dict[str, str]:
    """Return for each archive with rivals the one with the most headers."""
    best: dict[str, tuple[int, str]] = {}
    for blob in found:
        if blob.choice == "one-of":
            rival = (headers_in(blob.data, blob.name), blob.name)
            best[blob.container] = max(best.get(blob.container, (-1, "")), rival, key=lambda rival: rival[0])
    return {container: name for container, (_, name) in best.items()}


def _sent(found: Sequence[Blob]) -> dict[int, Blob]:
    """Return which texts were sent in a chat that lies beside them, as it says itself; two that name each other are both chats."""
    homes: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for place, blob in enumerate(found):
        if blob.choice in {"sure", "if-chat"} and (blob.container or blob.folder):
            homes[blob.folder, blob.container, blob.name.rpartition("/")[0]].append(place)
    return {other: found[place] for places in homes.values() if len(places) > 1 for place, other in sorted(_told(found, places))}


def _told(found: Sequence[Blob], places: Sequence[int]) -> set[tuple[int, int]]:
    """Return which of some texts in one place names which other as sent in it."""
    called = {_base(found[place].name): place for place in places}
    pairs = {(place, called[name]) for place in places for name in sent_files(found[place].data, list(called)) if called[name] != place}
    return {(one, other) for one, other in pairs if (other, one) not in pairs}


def _base(name: str) -> str:
    return name.rpartition("/")[2]


def _with_sent(blob: Blob, sent: Sequence[Blob]) -> Blob:
    """Return a chat with the texts that were sent in it among its files."""
    beside = {other.name.removeprefix(f"{other.container}/"): other.size for other in sent}
    return replace(blob, media={**blob.media, **beside}) if beside else blob


def _beside(found: Sequence[Blob]) -> Iterator[Notice]:
    """Yield a notice for each text of an archive that begins like a chat, and of which no chat beside it says that it was sent."""
    for blob in found:
        if blob.alike and blob is next(other for other in found if other.container == blob.container):
            chats = [other.data for other in found if other.container == blob.container]
            sent = {name for data in chats for name in sent_files(data, [_base(name) for name in blob.alike])}
            for name in (name for name in blob.alike if _base(name) not in sent):
                file = f"{blob.container}/{name}"
                yield Notice("WAG010", "text-beside-chat", f"{file} was not read: {_BESIDE}", 0, file)
