"""RSMF 2.0 (Relativity Short Message Format): a mail (RFC 5322) with ``rsmf.zip``, which holds ``rsmf_manifest.json``.

One file holds one day of one group and no more than 10,000 events. Media files are named, not enclosed. Times are those of the tier:
the phone's wall clock without a zone, or UTC where the file counts seconds or ``--tz`` was given.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from itertools import groupby
from typing import Any, Final

import pandas as pd

from wag_analyzer import __version__
from wag_analyzer.analysis import Analysis
from wag_analyzer.errors import VerificationError
from wag_analyzer.report.tiers import Tier
from wag_analyzer.visible import visible

__all__ = ["MOST", "VERSION", "Slice", "counted", "rsmf"]

VERSION: Final = "2.0.0"
MOST: Final = 10_000
"""Events in one file."""

_JOINS: Final = frozenset({"added", "joined_link", "joined_community", "created"})
_LEAVES: Final = frozenset({"left", "removed"})
_REACTION: Final = 30
_DAY: Final = 10
_DATE: Final = (1980, 1, 1, 0, 0, 0)
_MANIFEST: Final = "rsmf_manifest.json"

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Slice:
    """One file: its name, the mail, and the words in it, which are looked through for leaks (the mail holds them packed)."""

    name: str
    mail: bytes
    words: str
    events: int


def rsmf(analysis: Analysis, tier: Tier) -> list[Slice]:
    """Return the files of a chat, by group, day and part.

    Raises
    ------
    VerificationError
        The files do not hold every message and event once.
    """
    events = sorted(_events(analysis, tier), key=lambda event: (*_group_and_day(event), event["order"]))
    made = [
        slice_
        for (group, day), listed in groupby(events, key=_group_and_day)
        for slice_ in _parts(list(listed), str(group), day, analysis, tier)
    ]
    due = len(analysis.messages) + len(analysis.chat.events)
    found = sum(counted(one.mail) for one in made)
    if found != due:
        raise VerificationError(f"{found} events instead of {due} would be written", where="rsmf", hint="report this with the version")
    return made


def _group_and_day(event: Event) -> tuple[str, str]:
    return str(event["conversation"]), str(event["timestamp"])[:_DAY]


def counted(mail: bytes) -> int:
    """Return the number of events in a file, read back from its bytes.

    Raises
    ------
    VerificationError
        Its header, its manifest and what the manifest refers to do not agree.
    """
    from email import message_from_bytes  # noqa: PLC0415 - only to read back

    message = message_from_bytes(mail, policy=SMTP)
    (packed,) = (part.get_content() for part in message.iter_attachments())
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        manifest = json.loads(archive.read(_MANIFEST))
    people = {person["id"] for person in manifest["participants"]}
    events = manifest["events"]
    known = {event["id"] for event in events}
    sound = (
        manifest["version"] == VERSION
        and int(message["X-RSMF-EventCount"]) == len(events) == len(known) <= MOST
        and all(event.get("participant") in people | {None} for event in events)
        and all(event.get("parent") in known | {None} for event in events)
        and {event["conversation"] for event in events} <= {talk["id"] for talk in manifest["conversations"]}
    )
    if not sound:
        raise VerificationError("a manifest does not agree with its header", where="rsmf", hint="report this with the version")
    return len(events)


def _events(analysis: Analysis, tier: Tier) -> Iterator[Event]:
    """Yield every message and event with its place in the chat; people are still called by name."""
    links = analysis.chat.links
    is_quote = (links["kind"].astype(object) != "reaction").to_numpy()
    quotes = dict(zip(links["msg_id"][is_quote].astype(object), links["answers"][is_quote].astype(object), strict=True))
    reactions = {str(msg_id): rows for msg_id, rows in links[~is_quote].groupby("answers", sort=False)}
    for row in _rows(analysis.messages):
        yield {**_message(row, tier, reactions.get(str(row["msg_id"]))), "parent": quotes.get(row["msg_id"])}
    seen: dict[str, int] = {}
    for row in _rows(analysis.chat.events):
        turn = seen[str(row["msg_id"])] = seen.get(str(row["msg_id"]), 0) + 1
        yield _change(row, tier, turn, analysis.people.person_of)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def _message(row: Mapping[str, Any], tier: Tier, reactions: pd.DataFrame | None) -> Event:
    body = _said(row["text"], tier)
    event = {**_placed(row, tier), "id": str(row["msg_id"]), "type": "message", "participant": row["person"], "body": body}
    custom = [{"name": "Kind", "value": str(row["kind"])}, {"name": "Line", "value": str(row["line"])}]
    if row["media"]:
        custom.append({"name": "Media", "value": _said(row["media"], tier)})
    if row["kind"] == "deleted":
        event["deleted"] = True
    if row["edited"]:
        event["edits"] = [{"participant": row["person"], "new": body}]
    if reactions is not None:
        by = reactions.groupby("emoji", sort=False)["source"]
        event["reactions"] = [
            {"value": visible(str(emoji))[:_REACTION], "count": len(who), "participants": sorted(set(who.astype(object)))}
            for emoji, who in by
        ]
    return {**event, "custom": custom}


def _change(row: Mapping[str, Any], tier: Tier, turn: int, person_of: Mapping[str, str]) -> Event:
    kind = str(row["type"])
    who = row["target"] if kind in _JOINS | _LEAVES and row["target"] else row["actor"]
    type_ = "join" if kind in _JOINS else "leave" if kind in _LEAVES else "unknown"
    return {
        **_placed(row, tier),
        "id": f"{row['msg_id']}.{turn}",
        "type": type_,
        "participant": person_of.get(who, who) if who else None,
        "body": _said(row["text"], tier),
        "custom": [{"name": "Event", "value": kind}, {"name": "Line", "value": str(row["line"])}],
    }


def _placed(row: Mapping[str, Any], tier: Tier) -> Event:
    at = row["at"] if row["at"] is None or tier.has_minutes else row["at"].floor("h")
    return {
        "conversation": str(row["group_id"]),
        "timestamp": "" if at is None else at.strftime("%Y-%m-%dT%H:%M:%S"),
        "order": int(row["line"]),
    }


def _said(text: Any, tier: Tier) -> str:
    shown = tier.text(str(text)) if text else ""
    return visible(shown or "", one_line=False)


def _parts(events: Sequence[Event], group: str, day: str, analysis: Analysis, tier: Tier) -> Iterator[Slice]:
    parts = [events[start : start + MOST] for start in range(0, len(events), MOST)]
    ids = list(dict.fromkeys(source.group_id for source in analysis.chat.sources))
    number = ids.index(group) + 1 if group in ids else len(ids) + 1
    titles = {source.group_id: source.group for source in reversed(analysis.chat.sources)}
    zone = "Z" if analysis.settings.tz or all(source.clock == "utc" for source in analysis.chat.sources) else ""
    for turn, part in enumerate(parts, 1):
        name = f"group-{number}_{day or 'undated'}" + (f"_{turn}" if len(parts) > 1 else "") + ".rsmf"
        yield _sliced(
            name, part, {"id": "C1", "display": tier.group(titles.get(group, group)), "collection": f"group-{number}"}, (tier, zone)
        )


def _sliced(name: str, events: Sequence[Event], talk: Mapping[str, str], how: tuple[Tier, str]) -> Slice:
    tier, zone = how
    people = list(dict.fromkeys(who for event in events for who in _named(event) if who))
    ids = {person: f"P{turn}" for turn, person in enumerate(people, 1)}
    known = {event["id"] for event in events}
    shown = [_shown(event, ids, known, zone) for event in events]
    manifest = {
        "version": VERSION,
        "participants": [{"id": ids[person], "display": visible(tier.name(person))} for person in people],
        "conversations": [
            {"id": talk["id"], "platform": "whatsapp", "display": talk["display"], "type": "channel", "participants": list(ids.values())}
        ],
        "events": shown,
        "eventcollectionid": talk["collection"],
    }
    words = json.dumps(manifest, ensure_ascii=False, indent=1, allow_nan=False)
    return Slice(name, _mail(name, manifest, words.encode("utf-8", "backslashreplace")), words, len(shown))


def _named(event: Event) -> Iterator[str]:
    yield event["participant"]
    for reaction in event.get("reactions", ()):
        yield from reaction["participants"]


def _shown(event: Event, ids: Mapping[str, str], known: set[str], zone: str) -> Event:
    """Return an event as the manifest holds it: people by number, no empty fields, an answer only to what is in the same file."""
    kept = {name: value for name, value in event.items() if value not in (None, "") and name not in {"order", "parent"}}
    kept["conversation"] = "C1"
    if event.get("parent") in known:
        kept["parent"] = event["parent"]
    if "timestamp" in kept:
        kept["timestamp"] += zone
    if "participant" in kept:
        kept["participant"] = ids[kept["participant"]]
    for name in ("edits", "reactions"):
        if name in kept:
            kept[name] = [{**one, **_numbered(one, ids)} for one in kept[name]]
    return kept


def _numbered(one: Event, ids: Mapping[str, str]) -> Event:
    return (
        {"participants": [ids[who] for who in one["participants"]]} if "participants" in one else {"participant": ids[one["participant"]]}
    )


def _mail(name: str, manifest: Mapping[str, Any], packed: bytes) -> bytes:
    events = manifest["events"]
    names = [person["display"] for person in manifest["participants"]]
    times = sorted(event["timestamp"] for event in events if "timestamp" in event)
    message = EmailMessage(policy=SMTP)
    digest = sha256(packed).hexdigest()
    headers = {
        "From": "WhatsApp export <export@whatsapp.invalid>",
        "Subject": _line(f"{manifest['conversations'][0]['display']} {name.removesuffix('.rsmf')}"),
        "Message-ID": f"<{digest[:32]}@whatsapp.invalid>",
        "X-RSMF-Version": VERSION,
        "X-RSMF-Generator": f"wag-analyzer {__version__}",
        "X-RSMF-Application": "WhatsApp",
        "X-RSMF-EventCount": str(len(events)),
        "X-RSMF-AttachmentCount": "0",
        "X-RSMF-Participants": _line("; ".join(names)),
        "X-RSMF-EventCollectionID": str(manifest["eventcollectionid"]),
        "X-RSMF-ManifestSHA256": digest,
    }
    if times:
        headers |= {"Date": _rfc5322(times[0]), "X-RSMF-BeginDate": times[0], "X-RSMF-EndDate": times[-1]}
    for field, value in headers.items():
        message[field] = value
    called = {person["id"]: person["display"] for person in manifest["participants"]}
    message.set_content("\n".join(_read(event, called) for event in events) + "\n", cte="base64")
    message.add_attachment(_zip(packed), maintype="application", subtype="zip", filename="rsmf.zip")
    message.set_boundary(f"=_{digest[:40]}")
    return message.as_bytes()


def _line(text: str) -> str:
    return visible(text)[:2000]


def _rfc5322(at: str) -> str:
    return datetime.fromisoformat(at).strftime("%a, %d %b %Y %H:%M:%S +0000" if at.endswith("Z") else "%a, %d %b %Y %H:%M:%S -0000")


def _read(event: Event, called: Mapping[str, str]) -> str:
    who = called.get(event.get("participant", ""), "")
    return f"{event.get('timestamp', '')} {who}: {event.get('body', '') or '[' + event['type'] + ']'}"


def _zip(manifest: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(zipfile.ZipInfo(_MANIFEST, _DATE), manifest, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
