"""The phones that export: header layout, digits, marks and wording of a platform in a language, read from ``dialects.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Final

from wag_analyzer.errors import SettingsError

__all__ = ["Dialect", "dialect", "dialects"]

_LATIN: Final = "0123456789"
_NOON: Final = 12


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one phone writes an export.

    Parameters
    ----------
    name
        ``<platform>-<locale>``, with a suffix where a locale has several layouts.
    platform, locale, date_order
        What a reader should find out; the order is DMY, MDY or YMD.
    header
        Text before the sender, with fields ``{d} {dd} {m} {mm} {yy} {yyyy} {H} {HH} {h} {hh} {MM} {SS} {p}``.
    digits
        The ten digits used in the header.
    half
        Words for the two halves of the day where the clock has twelve hours.
    mark
        Direction mark iOS puts before what it wrote itself.
    words
        Wording by key: events, placeholders, ``edited``, ``attached``, ``file_name`` …
    """

    name: str
    platform: str
    locale: str
    date_order: str
    header: str
    digits: str
    half: tuple[str, str]
    mark: str
    words: Mapping[str, str]

    @property
    def eol(self) -> str:
        """Return the line end: CRLF on iOS, LF on Android."""
        return "\r\n" if self.platform == "ios" else "\n"

    @property
    def has_seconds(self) -> bool:
        """Return whether the header shows seconds."""
        return "{SS}" in self.header

    def head(self, at: datetime) -> str:
        """Return the header for one moment."""
        hour = at.hour % _NOON or _NOON
        fields = {
            "d": f"{at.day}", "dd": f"{at.day:02d}", "m": f"{at.month}", "mm": f"{at.month:02d}",
            "yy": f"{at.year % 100:02d}", "yyyy": f"{at.year}", "H": f"{at.hour}", "HH": f"{at.hour:02d}",
            "h": f"{hour}", "hh": f"{hour:02d}", "MM": f"{at.minute:02d}", "SS": f"{at.second:02d}",
        }  # fmt: skip
        if self.digits != _LATIN:
            fields = {key: value.translate(str.maketrans(_LATIN, self.digits)) for key, value in fields.items()}
        return self.header.format(p=self.half[at.hour >= _NOON], **fields)


@cache
def dialects() -> Mapping[str, Dialect]:
    """Return every known dialect by name."""
    data = tomllib.loads((resources.files("wag_analyzer.simulate") / "dialects.toml").read_text(encoding="utf-8"))
    return {entry["name"]: _dialect(entry, data["wording"]) for entry in data["dialect"]}


def dialect(name: str) -> Dialect:
    """Return one dialect.

    Raises
    ------
    SettingsError
        No dialect has that name.
    """
    known = dialects()
    if name not in known:
        raise SettingsError(f"no dialect is called {name}", where="dialect", hint=f"use one of {', '.join(known)}")
    return known[name]


def _dialect(entry: Mapping[str, str], wording: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Dialect:
    platform, locale = entry["platform"], entry["locale"]
    words = wording[locale]
    half = entry.get("half", "AM|PM").split("|")
    return Dialect(
        name=entry["name"],
        platform=platform,
        locale=locale,
        date_order=entry["date_order"],
        header=entry["header"],
        digits=entry.get("digits", _LATIN),
        half=(half[0], half[1]),
        mark=entry.get("mark", "\u200e"),
        words={**words.get("both", {}), **words.get(platform, {})},
    )
