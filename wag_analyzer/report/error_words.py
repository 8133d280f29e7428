"""What errors say in the user's language; they are written in English where they are raised, for the log and for programs."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from wag_analyzer.errors import WagError
from wag_analyzer.report.sentences import Language, shaped

__all__ = ["error_line", "error_text"]

_FILE: Final = "errors.id.toml"
_CHECKS: Final = "soundness.id.toml"
"""What ``wag verify`` says is raised as errors too."""

_SLOT: Final = re.compile(r"\{(\w+)\}")
_WHOLE: Final = frozenset({"what", "why"})
"""Slots that hold sentences of the file; ``word`` holds one without slots, ``listed`` what *and* joins."""

_DEEPEST: Final = 4


def error_line(error: WagError, lang: Language) -> str:
    """Return an error as one line in ``lang``: where, what, what to do; what is not known stays English.

    >>> from wag_analyzer.errors import CaseError
    >>> error_line(CaseError("cannot be made (Permission denied)", where="ward", hint="choose another -o"), "id")
    'ward: tidak dapat dibuat (tidak diizinkan); pilih -o lain'
    """
    if lang == "en":
        return str(error)
    return str(type(error)(error_text(error.what, lang), where=_told(error.where, "where"), hint=error_text(error.hint, lang)))


def error_text(text: str, lang: Language) -> str:
    """Return one sentence of an error in ``lang``; one of an unknown shape stays as it is.

    >>> error_text("no zone is called Mars", "id"), error_text("something else", "id")
    ('tidak ada zona waktu bernama Mars', 'something else')
    """
    if lang == "en" or not text:
        return text
    checked = text if text in _tables()["texts"] else shaped(text, _CHECKS)
    return _told(text, "texts") if checked == text else checked


def _told(text: str, table: str, deep: int = 0) -> str:
    said = _tables()[table].get(text)
    if said is not None:
        return said
    for pattern, shape in _shapes(table):
        if found := pattern.fullmatch(text):
            return shape.format_map({name: _filling(name, value, deep) for name, value in found.groupdict().items()})
    return text


def _filling(name: str, value: str, deep: int) -> str:
    if name in _WHOLE:
        return value if deep == _DEEPEST else _told(value, "texts", deep + 1)
    if name == "word":
        return _tables()["texts"].get(value, value)
    return value.replace(" and ", " dan ") if name == "listed" else value


@cache
def _own() -> Mapping[str, Mapping[str, str]]:
    """Return the tables of the file."""
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(
        resources.files("wag_analyzer.report").joinpath(_FILE).read_text(encoding="utf-8")
    )
    return found


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    """Return the sentences of errors, and what stands before them."""
    return {"texts": {**_own()["machine"], **_own()["texts"]}, "where": _own()["where"]}


@cache
def _shapes(table: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what sentences with slots look like: those that begin with words of their own first, of these the longest."""
    slotted = {text: said for text, said in _tables()[table].items() if _SLOT.search(text)}
    ordered = sorted(slotted, key=lambda text: (text.startswith("{"), -len(_SLOT.sub("", text)), text))
    return tuple((_shape(text), slotted[text]) for text in ordered)


def _shape(text: str) -> re.Pattern[str]:
    parts = _SLOT.split(text)  # words and names of slots, in turn
    return re.compile("".join(_slot(part) if turn % 2 else re.escape(part) for turn, part in enumerate(parts)), re.DOTALL)


def _slot(name: str) -> str:
    return f"(?P<{name}>{r'[0-9]+' if name == 'line' else '.+?'})"
