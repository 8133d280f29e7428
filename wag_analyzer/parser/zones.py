"""Shifting the wall clock, only when the user says which zone it showed."""

from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from wag_analyzer.errors import SettingsError
from wag_analyzer.parser.chat import Chat, Notice

__all__ = ["in_utc"]


def in_utc(chat: Chat, zone: str) -> Chat:
    """Return ``chat`` with its times in UTC, read as the wall clock of ``zone``.

    An hour that a clock change repeats is taken as the first of the two; one that it leaves out moves to the change.

    Raises
    ------
    SettingsError
        There is no such zone.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(f"no zone is called {zone}", where="--tz", hint="write one such as Asia/Jakarta or Europe/Berlin") from None
    told = Notice("WAG020", "shifted", f"times are shown in UTC; the phone's clock is taken to show {zone}")
    messages, events = (_shifted(frame, zone) for frame in (chat.messages, chat.events))
    return replace(chat, messages=messages, events=events, notices=(*chat.notices, told))


def _shifted(frame: pd.DataFrame, zone: str) -> pd.DataFrame:
    first = [True] * len(frame)
    at = frame["at"].dt.tz_localize(zone, ambiguous=first, nonexistent="shift_forward").dt.tz_convert("UTC").dt.tz_localize(None)
    return frame.assign(at=at.astype("datetime64[s]"))
