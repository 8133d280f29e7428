"""A store on the desk: each of its groups is a case that is audited when somebody wants to see it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wag_analyzer.batch.store import Store, is_store, no_chat
from wag_analyzer.visible import visible
from wag_analyzer.web.draft import Draft, Export

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wag_analyzer.batch.store import Entry
    from wag_analyzer.parser.chat import Chat
    from wag_analyzer.settings import Settings

__all__ = ["chat_of", "is_shelved", "shelved"]

_DIGITS: Final = 4
_LONGEST: Final = 60


def shelved(store: Path, lang: str) -> Iterator[tuple[str, Draft]]:
    """Yield for each group of a store what its case is called, without its suffix, and what is to be read for it.

    A group keeps the name of its case when exports are added to the store.

    Raises
    ------
    CaseError
        It is no store, or one of another version.
    ExportError
        It holds no chat yet.
    """
    from wag_analyzer.batch.groups import kindred, names_of  # noqa: PLC0415 - pulls in pandas

    entries = [entry for entry in Store.opened(store).entries() if entry.is_read]
    if not entries:
        raise no_chat(store)
    for together in kindred(entries):
        name = min(name for entry in together for name in names_of(entry))
        mark = blake2b(f"{store.absolute()}\0{name}".encode(), digest_size=_DIGITS).hexdigest()
        exports = tuple(Export(visible(entry.meta["file"]), entry.meta["size"], "", str(entry.path.absolute())) for entry in together)
        group = str(together[-1].meta.get("group") or name)
        stem = re.sub(r"[^\w.-]+", "-", group).strip("-.")[:_LONGEST] or "group"
        yield f"{stem}-{mark}", Draft(exports=exports, settings={"lang": lang})


def is_shelved(path: str) -> bool:
    """Say whether a path is an export in a store."""
    return _entry(path) is not None


def _entry(path: str) -> "Entry | None":
    place = Path(path)
    store = place.parent.parent
    return Store.opened(store).entry(place.name) if place.is_dir() and is_store(store) else None


def chat_of(paths: "Sequence[str]", settings: "Settings") -> "Chat":
    """Return the chat in exports, some of which may lie in a store, under what the user says of it.

    Raises
    ------
    ExportError
        Nothing can be read.
    CaseError
        A table of the store is damaged.
    """
    from wag_analyzer.batch.keep import chat_in  # noqa: PLC0415 - pulls in pandas
    from wag_analyzer.case.settling import settled  # noqa: PLC0415 - as above
    from wag_analyzer.parser.merge import merged  # noqa: PLC0415
    from wag_analyzer.parser.read import read  # noqa: PLC0415
    from wag_analyzer.parser.zones import in_utc  # noqa: PLC0415

    places = {path: _entry(path) for path in paths}
    entries = [entry for entry in places.values() if entry is not None]
    if not entries:
        return settled(read(paths, settings), settings)
    parts = [(chat_in(entry), bool(entry.meta["settings"].get("tz"))) for entry in entries]  # a store's times are not moved twice
    other = [path for path, entry in places.items() if entry is None]
    parts += [(read(other, settings), False)] if other else []
    clocked = [chat if is_moved or not settings.tz else in_utc(chat, settings.tz) for chat, is_moved in parts]
    return settled(merged(clocked) if len(clocked) > 1 else clocked[0], replace(settings, tz=None))
