"""The codes and wordings of other programs, read from ``foreign.toml``."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from wag_analyzer.parser.events import SELF, Recogniser
from wag_analyzer.parser.foreign_records import name
from wag_analyzer.parser.phrases import load, strip_marks

__all__ = ["Told", "columns", "kind_of", "kinds", "said_instead", "told_event"]

_LONGEST: Final = 4096
_SLOT: Final = re.compile(r"\\\{(\w+)\\\}")
_YOU: Final = "You"


@dataclass(frozen=True, slots=True)
class Told:
    """What a system line says; ``type`` is None when its wording is not known."""

    type: str | None = None
    actor: str | None = None
    targets: tuple[str, ...] = ()
    old: str | None = None
    new: str | None = None


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(files("wag_analyzer.parser").joinpath("foreign.toml").read_text(encoding="utf-8"))


@cache
def columns() -> Mapping[str, tuple[str, ...]]:
    """Return our word for a column of a plain table → the names it may have, the first that is there is taken."""
    return {word: tuple(aliases) for word, aliases in _data()["columns"].items()}


@cache
def kinds(origin: str) -> Mapping[int, tuple[str, str | None]]:
    """Return code → kind, and the kind of what was left out, for ``android``, ``ios`` or ``chatlab``; empty for any other origin."""
    listed = _data()["kinds"].get(origin, {})
    return {int(code): (found["kind"], found.get("media")) for code, found in listed.items() if code != "source"}


def kind_of(origin: str, code: object) -> tuple[str, str | None]:
    """Return the kind a code stands for; plain text when it is not known."""
    known = isinstance(code, int) and not isinstance(code, bool)
    return kinds(origin).get(code, ("text", None)) if known and isinstance(code, int) else ("text", None)


@cache
def _instead() -> tuple[tuple[str, str], ...]:
    return tuple((start, word) for word, starts in _data()["wording"].items() if word != "source" for start in starts)


def said_instead(body: str) -> str | None:
    """Return what WhatsApp-Chat-Exporter put in the place of a body: deleted, missing, location, contact, call or binary; None for words.

    Examples
    --------
    >>> said_instead("Location shared: (-6.2, 106.8)"), said_instead("Halo")
    ('location', None)
    """
    return next((word for start, word in _instead() if body.startswith(start)), None)


@cache
def _events() -> tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]:
    return tuple((re.compile(_SLOT.sub(r"(?P<\1>.+)", re.escape(event["text"])), re.DOTALL), event) for event in _data()["event"])


@cache
def _recogniser() -> Recogniser:
    return Recogniser(load())


def told_event(text: str, locale: str | None) -> Told:
    """Return what a system line says, in the wording of WhatsApp-Chat-Exporter or of WhatsApp itself.

    Parameters
    ----------
    text
        The line.
    locale
        Language WhatsApp's own wording is looked for in; None tries all.

    Examples
    --------
    >>> told_event("Budi left the group", "en")
    Told(type='left', actor='Budi', targets=(), old=None, new=None)
    """
    plain = strip_marks(text).strip()
    if len(plain) > _LONGEST:
        return Told()
    for pattern, event in _events():
        fit = pattern.fullmatch(plain)
        if fit is not None:
            return _filled(event, {slot: value for slot, value in fit.groupdict().items() if value})
    read = _recogniser().recognise(plain, locale)
    return Told(read.type, read.actor, read.targets, read.old, read.new) if read else Told()


def _filled(event: Mapping[str, str], slots: Mapping[str, str]) -> Told:
    actor, target = (_person(slots.get(slot) or event.get(slot)) for slot in ("actor", "target"))
    old, new = (slots.get(slot) for slot in ("old", "new"))
    if event["type"] == "number_changed":
        actor = old
    return Told(event["type"], actor, (target,) if target else (), old, new)


def _person(found: str | None) -> str | None:
    if found is None:
        return None
    return SELF if found in {_YOU, SELF} else name(found)
