"""Two exports side by side, as text for people and as JSON lines for programs."""

import json
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cache
from importlib import resources
from typing import Any, Final

import pandas as pd

from wag_analyzer.parser.align_lines import SELF
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.compare import Comparison, Person
from wag_analyzer.report.words import Language, number
from wag_analyzer.visible import visible

__all__ = ["comparison_json", "comparison_lines"]

_WIDTH: Final = 100
_LISTED: Final = 20
"""Differences of one sort and persons shown as text before the rest are only counted."""
_TEXT: Final = 160


@cache
def _words(lang: Language) -> Mapping[str, Any]:
    text = resources.files("wag_analyzer.report").joinpath("compare.toml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = tomllib.loads(text)[lang]
    return found


def comparison_lines(found: Comparison, a: Chat, b: Chat, lang: Language = "en") -> Iterator[str]:
    """Yield the comparison as text; nothing in it can act on a terminal.

    Parameters
    ----------
    found
        The comparison of ``a`` and ``b``.
    a, b
        The two chats.
    lang
        Language of the words.
    """
    said = _words(lang)
    files = [", ".join(source.file for source in chat.sources) for chat in (a, b)]
    yield said["one"] if found.kinship.is_one else said["two"]
    yield from (f"  {letter}  {visible(file)}" for letter, file in zip("AB", files, strict=True))
    yield ""
    yield from _wrapped(_evidence(found, lang))
    if not found.kinship.is_one:
        return
    yield from (line for paragraph in _frame(found, lang) for line in _wrapped(paragraph))
    yield from _people(found.people, lang)
    yield from _differences(found.differences, lang)
    yield from ("", said["reasons"])
    for reason in said["innocent"].values():
        yield from textwrap.wrap(reason, _WIDTH, initial_indent="  - ", subsequent_indent="    ")


def comparison_json(found: Comparison) -> Iterator[str]:
    """Yield one JSON object per difference and per person, and a summary last."""
    for row in found.differences.astype(object).to_dict("records"):
        yield _json({"type": "difference", **{str(name): _plain(value) for name, value in row.items()}})
    for person in found.people:
        yield _json({"type": "person", **asdict(person)})
    clock = found.kinship.clock
    yield _json(
        {
            "type": "summary", "one_group": found.kinship.is_one, "group_names": list(found.kinship.names), "texts_agree": clock.agree,
            "texts_of": clock.of, "clock_shift_s": [-int(shift) for shift in clock.shifts], "clock_breaks": _times(clock.breaks),
            "times_differ_s": clock.reach, "first": _plain(found.first), "last": _plain(found.last), "share": round(found.share, 6),
            **found.counts,
        }
    )  # fmt: skip


def _times(breaks: Any) -> list[Any]:
    return [_plain(pd.Timestamp(int(at), unit="s")) for at in breaks]


def _json(record: Mapping[str, Any]) -> str:
    text = json.dumps(record, ensure_ascii=False, allow_nan=False)
    return "".join(f"\\u{ord(char):04x}" if char != visible(char) and ord(char) < 0x10000 else char for char in text)


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):  # noqa: PLR0124 - missing
        return None
    return value.isoformat() if isinstance(value, pd.Timestamp) else value


def _evidence(found: Comparison, lang: Language) -> str:
    clock, names = found.kinship.clock, found.kinship.names
    text: str = _words(lang)["evidence_named" if names else "evidence"]
    return text.format(names=" / ".join(names), agree=number(clock.agree, lang), of=number(clock.of, lang))


def _frame(found: Comparison, lang: Language) -> Iterator[str]:
    """Yield the sentences about clock, overlap and what lies outside."""
    said, clock = _words(lang), found.kinship.clock
    agree = number(clock.agree, lang)
    if clock.shifts.any():
        shifts = [(_span(abs(int(shift)), lang), said["behind" if shift > 0 else "ahead"]) for shift in clock.shifts]
        yield said["then"].join(said["clock"].format(minutes=span, side=side, agree=agree) for span, side in shifts)
    else:
        yield said["clock_same"].format(agree=agree) if clock.agree else said["clock_unknown"]
    if clock.reach:
        yield said["reach"].format(n=clock.reach)
    counts = {name: number(n, lang) for name, n in found.counts.items()}
    share = f"{number(100 * found.share, lang, 1)} %"
    yield said["overlap"].format(first=found.first, last=found.last, share=share, **counts) if found.first else said["no_overlap"]
    yield said["outside"].format(**counts)


def _span(seconds: int, lang: Language) -> str:
    said = _words(lang)
    minutes, rest = divmod(seconds, 60)
    parts = [said["minute"].format(n=number(minutes, lang))] if minutes else []
    return " ".join([*parts, *([said["second"].format(n=rest)] if rest else [])])


def _people(people: tuple[Person, ...], lang: Language) -> Iterator[str]:
    said = _words(lang)
    other = [person for person in people if person.name_a != person.name_b]
    yield from ("", said["people"].format(n=len(people)))
    for person in other[:_LISTED]:
        names = [
            said["you"].format(letter=letter) if name == SELF else name for letter, name in (("A", person.name_a), ("B", person.name_b))
        ]
        yield visible(f"  {' = '.join(names)}   ({_why(person, lang)})")
    if len(other) > _LISTED:
        yield "  " + said["more"].format(n=len(other) - _LISTED).partition(":")[0]
    if len(people) > len(other):
        yield "  " + said["people_other"].format(n=len(people) - len(other))


def _why(person: Person, lang: Language) -> str:
    said = _words(lang)
    if person.of:
        return str(said["agree"].format(agree=person.agree, of=person.of))
    return str(said["reason"].get(person.reason.replace("the ", "").replace(" ", "_"), person.reason))


def _differences(rows: pd.DataFrame, lang: Language) -> Iterator[str]:
    said = _words(lang)
    if not len(rows):
        yield from ("", said["none"])
        return
    for word, heading in said["difference"].items():
        part = rows[rows["difference"].astype(object) == word]
        if not len(part):
            continue
        yield from ("", f"{heading} ({number(len(part), lang)})")
        for row in part.head(_LISTED).astype(object).to_dict("records"):
            yield visible(f"  {row['line']}  {row['at']}  {row['sender'] if isinstance(row['sender'], str) else '-'}: {_cut(row['text'])}")
            if isinstance(row["other_text"], str):
                yield visible("      " + said["still"].format(text=f"{row['other_line']}  {_cut(row['other_text'])}"))
        if len(part) > _LISTED:
            yield "  " + said["more"].format(n=number(len(part) - _LISTED, lang))
    yield from ("", *_wrapped(said["legend"]))


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT else text[: _TEXT - 1] + "…"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(visible(text), _WIDTH)
