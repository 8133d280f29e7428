"""What a methods section tells of a store: what came in, under which settings, what was found."""

import json
from collections import Counter
from collections.abc import Sequence

from wag_analyzer.analysis import people_of, with_persons
from wag_analyzer.batch.groups import groups, whole
from wag_analyzer.batch.keep import findings_in
from wag_analyzer.batch.store import Entry, Store, file_hash, no_chat
from wag_analyzer.case.methods import Described
from wag_analyzer.errors import SettingsError
from wag_analyzer.interactions.regimes import regime
from wag_analyzer.settings import Settings, stored_settings

__all__ = ["described"]


def described(store: Store) -> Described:
    """Return what a methods section tells of a store.

    Raises
    ------
    ExportError
        It holds no chat yet.
    SettingsError
        Its exports were read under several settings, or what was told of who is who is not there any more.
    """
    every = store.entries()
    read = [entry for entry in every if entry.is_read]
    if not read:
        raise no_chat(store.path)
    settings = _settings(store, read)
    found = list(groups(store))
    chat = whole(found)
    people = people_of(chat, settings)
    counted = Counter(entry.meta["status"] for entry in every)
    policy = {"sha256": file_hash(settings.policy) or "?", "as_of": settings.as_of} if settings.policy else None
    return Described(
        chat=chat,
        settings=settings,
        people=len(people.table),
        is_given=settings.identities is not None,
        fired=Counter(code for code, _ in _findings(read)),
        versions={"wag-analyzer": " / ".join(sorted({str(entry.meta["made_with"]) for entry in read}))},
        inputs=sorted(entry.sha256 for entry in read),
        regime=regime(with_persons(chat, people, settings), people).facts(),
        policy=policy,
        more={
            "files": len(every),
            "failed": counted["failed"],
            "passed": counted["passed"],
            "groups": len(found),
            "alone": counted["read"],
        },
    )


def _settings(store: Store, read: Sequence[Entry]) -> Settings:
    told = {json.dumps(entry.meta["settings"], sort_keys=True): entry for entry in read}
    if len(told) > 1:
        what = f"its exports were read under {len(told)} different settings"
        raise SettingsError(what, where=str(store.path), hint="read them again with 'wag batch --force'")
    return Settings(**stored_settings(next(iter(told.values())).meta["settings"]))


def _findings(read: Sequence[Entry]) -> set[tuple[str, str]]:
    """Return code and identity of what was found: the same in two exports of a group is one finding."""
    return {(code, f"{entry.meta.get('group')} {finding_id}") for entry in read for code, finding_id in findings_in(entry)}
