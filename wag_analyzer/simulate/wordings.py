"""What phones write in any language: the wordings of ``wag_analyzer/locales`` turned from patterns to be found into texts to be written."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

__all__ = ["languages", "wording"]

_FALLBACK: Final = "en"
_CHOICE: Final = re.compile(r"\\(.)|\[((?:[^\[\]\\]|\\.)*)\]|\(((?:[^()\\]|\\.)*)\)")
_SLOT: Final = re.compile(r"\{(\w+)\}")
_EVENTS: Final = (
    ("encryption", "encryption", "", ("",)),
    ("created", "created", "", ("actor new", "actor")),
    ("created_self", "created", "actor", ("new", "")),
    ("added", "added", "", ("actor target",)),
    ("added_self", "added", "actor", ("target",)),
    ("added_me", "added", "target", ("actor",)),
    ("removed", "removed", "", ("actor target",)),
    ("removed_self", "removed", "actor", ("target",)),
    ("left", "left", "", ("actor",)),
    ("joined_link", "joined_link", "", ("actor",)),
    ("subject_changed", "subject_changed", "", ("actor new old", "actor new")),
    ("subject_changed_self", "subject_changed", "actor", ("new old", "new")),
    ("icon_changed", "icon_changed", "", ("actor",)),
    ("icon_changed_self", "icon_changed", "actor", ("",)),
    ("number_changed", "number_changed", "", ("new old",)),
)
"""Word of the simulator, type of the event, whether the phone's owner acts or is affected, and the slots wanted, best first."""
_PLACEHOLDERS: Final = (
    *(
        (kind, kind, "")
        for kind in (
            "media_omitted", "image_omitted", "video_omitted", "audio_omitted", "gif_omitted", "sticker_omitted", "document_omitted",
            "contact_omitted", "deleted",
        )
    ),
    ("attached", "file_attached", "file"),
    ("deleted_self", "deleted_by_you", ""),
    ("edited", "edited_suffix", ""),
)  # fmt: skip
"""Word of the simulator, kind of placeholder, slots wanted."""


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages whose wordings are known."""
    names = (entry.name for entry in resources.files("wag_analyzer.locales").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def wording(locale: str, platform: str) -> Mapping[str, str]:
    """Return the words of a phone by key, as ``Dialect`` has them; what a language lacks, a phone shows in English.

    Parameters
    ----------
    locale
        A code of ``languages()``.
    platform
        ``android`` or ``ios``: of several wordings the one seen on it is taken.
    """
    data = tomllib.loads((resources.files("wag_analyzer.locales") / f"{locale}.toml").read_text(encoding="utf-8"))
    found = dict(_words(data, platform))
    return found if locale == _FALLBACK else {**wording(_FALLBACK, platform), **found}


def _words(data: Mapping[str, Any], platform: str) -> Iterator[tuple[str, str]]:
    events, placeholders, sources = data["events"], data["placeholders"], data["sources"]
    for key, event, you, wanted in _EVENTS:
        own = _texts(events.get(event, ()), sources, platform, you)
        if text := _first(own, wanted) or _by_you(_texts(events.get(event, ()), sources, platform), wanted, data, you):
            yield key, text
    for key, kind, slots in _PLACEHOLDERS:
        if text := _first(_texts(placeholders.get(kind, ()), sources, platform), (slots,)):
            yield key, text
    yield from _odd(data, platform)


def _by_you(texts: Iterable[str], wanted: Iterable[str], data: Mapping[str, Any], you: str) -> str | None:
    """Return what others do as done by the owner of the phone, where the language says it with the same verb: ``You left``."""
    if you != "actor" or not data["you"]:
        return None
    text = _first(texts, (f"actor {slots}".strip() for slots in wanted))
    return text.replace("{actor}", data["you"][0]) if text else None


def _odd(data: Mapping[str, Any], platform: str) -> Iterator[tuple[str, str]]:
    """Yield the words whose form is their own: a place, a document's pages, the name of the file."""
    places = _texts(data["placeholders"].get("location", ()), data["sources"], platform)
    if text := next((text for text in places if text.endswith(": {url}")), None):
        yield "location", text.removesuffix(": {url}")
    if text := _first(_texts(data["placeholders"].get("document_pages", ()), data["sources"], platform), ("file n",)):
        yield "pages", text.replace("{n}", "{mark}{n}")
    if platform == "ios":
        yield "file_name", "WhatsApp Chat - {chat}.zip"
        return
    names = data.get("files", {}).get("export_file_name", ())
    if text := _first(_texts(names, data["sources"], platform), ("chat",)):
        yield "file_name", f"{text}.txt"


def _texts(entries: Iterable[Mapping[str, str]], sources: Mapping[str, Mapping[str, str]], platform: str, you: str = "") -> Iterator[str]:
    """Yield the plainest text of each pattern, those seen on the platform first, then those seen on any."""
    ranked: dict[int, list[str]] = {0: [], 1: [], 2: []}
    for entry in entries:
        if entry.get("you", "") == you:
            seen = {sources[source]["platform"] for source in entry["seen"].split()}
            ranked[0 if platform in seen else 1 if "any" in seen else 2].append(_plainest(entry["text"]))
    yield from (text for texts in ranked.values() for text in texts)


def _first(texts: Iterable[str], wanted: Iterable[str]) -> str | None:
    """Return the first text with just the slots that are wanted most."""
    listed = [(text, " ".join(sorted(_SLOT.findall(text)))) for text in texts]
    return next((text for slots in wanted for text, own in listed if own == slots), None)


def _plainest(pattern: str) -> str:
    """Return the text of a pattern without its optional parts, the first of several words.

    >>> _plainest("{actor} (opuścił|opuściła)[ grupę]")
    '{actor} opuścił'
    """
    return " ".join(_CHOICE.sub(_chosen, pattern).split())


def _chosen(found: re.Match[str]) -> str:
    if found[1] is not None:
        return found[1]
    if found[2] is not None:
        return ""
    first, bar, _ = found[3].partition("|")
    return first if bar else f"({first})"
