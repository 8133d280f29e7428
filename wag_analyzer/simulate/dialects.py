"""The phones that export: header layout, digits, marks and wording of a platform in a language.

Phones seen in exports stand in ``dialects.toml``. For every other language ``headers.toml`` has the dates that the Unicode locale data give
it, and the wordings are those of ``wag_analyzer/locales``.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, Final

from wag_analyzer.errors import SettingsError
from wag_analyzer.simulate.wordings import languages, wording

__all__ = ["PLATFORMS", "Dialect", "dialect", "dialects", "phone_of"]

PLATFORMS: Final = ("android", "ios")

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
    """Return the dialects of phones seen in exports, by name."""
    data = _read("dialects.toml")
    return {entry["name"]: _dialect(entry, _worded(entry, data["wording"])) for entry in data["dialect"]}


def dialect(name: str) -> Dialect:
    """Return one dialect, of a phone seen in exports or made from the data of a language: ``ios-ja``.

    Raises
    ------
    SettingsError
        No dialect has that name.
    """
    known = dialects()
    if name in known:
        return known[name]
    platform, _, locale = name.partition("-")
    if platform not in PLATFORMS or locale not in languages():
        hint = f"use one of {', '.join(known)}, or android-CODE and ios-CODE with a code of 'wag locales'"
        raise SettingsError(f"no dialect is called {name}", where="dialect", hint=hint)
    return _made(platform, locale)


def phone_of(locale: str, platform: str) -> Dialect:
    """Return the phone of a language on a platform: the first that was seen in exports, else one made from the data of the language.

    Raises
    ------
    SettingsError
        The language is not known.
    """
    if locale not in languages():
        raise SettingsError(f"no language of phones has the code {locale}", where="locale", hint="see 'wag locales'")
    seen = (phone for phone in dialects().values() if (phone.platform, phone.locale) == (platform, locale))
    return next(seen, None) or _made(platform, locale)


@cache
def _made(platform: str, locale: str) -> Dialect:
    head = _read("headers.toml")[locale]
    entry = {**head, "name": f"{platform}-{locale}", "platform": platform, "locale": locale, "header": head[platform]}
    return _dialect(entry, wording(locale, platform))


@cache
def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((resources.files("wag_analyzer.simulate") / name).read_text(encoding="utf-8"))


def _worded(entry: Mapping[str, str], wordings: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Mapping[str, str]:
    words = wordings[entry["locale"]]
    return {**words.get("both", {}), **words.get(entry["platform"], {})}


def _dialect(entry: Mapping[str, str], words: Mapping[str, str]) -> Dialect:
    half = entry.get("half", "AM|PM").split("|")
    return Dialect(
        name=entry["name"],
        platform=entry["platform"],
        locale=entry["locale"],
        date_order=entry["date_order"],
        header=entry["header"],
        digits=entry.get("digits", _LATIN),
        half=(half[0], half[1]),
        mark=entry.get("mark", "\u200e"),
        words=words,
    )
