"""Shifting clocks, only when the user says which zone the phone's showed."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from wag_analyzer.errors import SettingsError
from wag_analyzer.parser.chat import Chat, Notice

__all__ = ["in_utc"]


def in_utc(chat: Chat, zone: str) -> Chat:
    """Return ``chat`` with its times on one clock: in UTC, what a wall clock showed being read as that of ``zone``.

    Files that count seconds since 1970 (``Source.clock`` is ``utc``) are in UTC already. Where all do, UTC is what they show anyway, and
    they are shown on the wall clock of ``zone`` instead. An hour that a clock change repeats is taken as the first of the two; one that it
    leaves out moves to the change.

    Raises
    ------
    SettingsError
        There is no such zone.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(f"no zone is called {zone}", where="--tz", hint="write one such as Asia/Jakarta or Europe/Berlin") from None
    counting = {source.file for source in chat.sources if source.clock == "utc"}
    if counting and len(counting) == len({source.file for source in chat.sources}):
        return _on_wall(chat, zone)
    what = f"times are shown in UTC; the phone's clock is taken to show {zone}"
    also = "; files that count seconds since 1970 are in UTC already" if counting else ""
    links = chat.links.assign(file=_file_of_links(chat))
    messages, events, linked = (_to_utc(frame, zone, counting) for frame in (chat.messages, chat.events, links))
    told = Notice("WAG020", "shifted", what + also)
    return replace(chat, messages=messages, events=events, links=linked.drop(columns="file"), notices=(*chat.notices, told))


def _on_wall(chat: Chat, zone: str) -> Chat:
    told = Notice("WAG020", "shifted", f"the file counts seconds since 1970; times are shown on the wall clock of {zone}")
    notices = (*(note for note in chat.notices if note.word != "times-in-utc"), told)
    messages, events, links = (_shown(frame, "UTC", zone, "NaT") for frame in (chat.messages, chat.events, chat.links))
    return replace(chat, messages=messages, events=events, links=links, notices=notices)


def _file_of_links(chat: Chat) -> "pd.Series[str]":
    ids = chat.links["msg_id"].fillna(chat.links["answers"]).astype(object)
    return ids.map(dict(zip(chat.messages["msg_id"], chat.messages["file"].astype(object), strict=True)))


def _to_utc(frame: pd.DataFrame, zone: str, counting: Collection[str]) -> pd.DataFrame:
    stays = frame["file"].astype(object).isin(counting)
    shifted = _shown(frame, zone, "UTC", [True] * len(frame))
    return shifted.assign(at=shifted["at"].where(~stays, frame["at"]))


def _shown(frame: pd.DataFrame, written: str, wanted: str, first: Any) -> pd.DataFrame:
    """Return ``frame`` with times written in one zone as they are in another."""
    at = frame["at"].dt.tz_localize(written, ambiguous=first, nonexistent="shift_forward").dt.tz_convert(wanted).dt.tz_localize(None)
    return frame.assign(at=at.astype("datetime64[s]"))
