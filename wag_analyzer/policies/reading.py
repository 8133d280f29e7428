"""A policy read from its file; the schema is written out in docs/how-to/write-a-policy.md and checked here."""

from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar, cast

from wag_analyzer.findings import Level
from wag_analyzer.given import content
from wag_analyzer.policies.document import Part, document
from wag_analyzer.policies.policy import KINDS, PROTECTED, Kind, Policy, Sample, Suppression, Threshold, Topic

__all__ = ["VERSION", "read_policy"]

T = TypeVar("T")

VERSION: Final = "1"
"""Version of the schema; a policy of another is refused."""
_NOTHING: Final = "nothing"
_LONGEST: Final = 200
_CODE_LENGTH: Final = 6


def read_policy(path: Path) -> Policy:
    """Return the policy in a YAML file.

    Raises
    ------
    SettingsError
        It cannot be read, or something in it is not in the schema; the error names the line.
    """
    whole = document(path)
    entries = _entries(whole, "a policy", ("version", "name", "select", "ignore", "topics", "thresholds", "suppress", "tests"))
    version = entries.get("version")
    if version is None or version.value != VERSION:
        raise (version or whole).wrong("has no version 1", "write 'version: 1' on the first line")
    made = Policy(
        name=_text(entries["name"]) if "name" in entries else path.stem,
        sha256=sha256(content(path)).hexdigest(),
        path=str(path),
        select=_codes(entries.get("select")),
        ignore=_codes(entries.get("ignore")),
        topics=_all(entries.get("topics"), _topic),
        thresholds=_all(entries.get("thresholds"), _threshold),
        suppress=_all(entries.get("suppress"), _suppression),
        tests=_all(entries.get("tests"), _sample),
    )
    _consistent(made, entries)
    return made


def _consistent(made: Policy, entries: Mapping[str, Part]) -> None:
    """Refuse two topics of one name, and a test that names a topic there is not."""
    names = [topic.name for topic in made.topics]
    for number, topic in enumerate(made.topics):
        if topic.name in names[:number]:
            raise _item(entries["topics"], number).wrong(f"a topic {topic.name} is there already", "give it another name")
    for number, sample in enumerate(made.tests):
        unknown = [name for name in sample.topics if name not in names]
        if unknown:
            raise _item(entries["tests"], number).wrong(
                f"no topic is called {unknown[0]}", f"use {', '.join(names) or 'a topic of this file'}"
            )


def _item(part: Part, number: int) -> Part:
    return cast("tuple[Part, ...]", part.value)[number]


def _entries(part: Part, what: str, known: tuple[str, ...]) -> Mapping[str, Part]:
    if not isinstance(part.value, dict):
        raise part.wrong(f"{what} is no mapping", "write 'key: value' lines")
    for name, value in part.value.items():
        if name not in known:
            raise value.wrong(f"{what} has no {name}", f"use {', '.join(known)}")
    return {name: value for name, value in part.value.items() if value.value is not None}


def _all(part: Part | None, make: Callable[[Part], T]) -> tuple[T, ...]:
    return () if part is None else tuple(make(item) for item in _list(part))


def _list(part: Part) -> tuple[Part, ...]:
    if not isinstance(part.value, tuple):
        raise part.wrong("is no list", "begin each item with '- ', or write [one, two]")
    return part.value


def _text(part: Part) -> str:
    if not isinstance(part.value, str) or not part.value.strip():
        raise part.wrong("is no text", "write words, between quotes where they hold : or #")
    return part.value.strip()


def _short(part: Part) -> str:
    text = _text(part)
    if len(text) > _LONGEST or not text.isprintable():
        raise part.wrong("is no short text", f"use one line of at most {_LONGEST} characters")
    return text


def _texts(part: Part | None) -> tuple[str, ...]:
    return () if part is None else tuple(_short(item) for item in _list(part))


def _code(part: Part) -> str:
    code = _short(part).upper()
    if not (code.startswith("WAG") and code[3:].isdigit() and len(code) <= _CODE_LENGTH) and code != "WAG":
        raise part.wrong(f"{code} is no code", "write a code such as WAG301 or the beginning of several, such as WAG3")
    return code


def _codes(part: Part | None) -> tuple[str, ...]:
    return () if part is None else tuple(_code(item) for item in _list(part))


def _needed(entries: Mapping[str, Part], part: Part, what: str, *names: str) -> None:
    for name in names:
        if name not in entries:
            raise part.wrong(f"{what} has no {name}", f"add '{name}: …'")


def _topic(part: Part) -> Topic:
    entries = _entries(part, "a topic", ("name", "kind", "terms", "about"))
    _needed(entries, part, "a topic", "name", "terms")
    kind = _one(entries.get("kind"), KINDS, "policy")
    about = _one(entries.get("about"), PROTECTED, "")
    if (kind == "protected") != bool(about):
        raise part.wrong("about belongs to a topic of kind protected", f"write 'kind: protected' and 'about: {PROTECTED[0]}'")
    terms = _texts(entries["terms"])
    if not terms:
        raise entries["terms"].wrong("has no terms", "write at least one word")
    return Topic(_short(entries["name"]), cast("Kind", kind), terms, about, part.line)


def _one(part: Part | None, known: tuple[str, ...], usual: str) -> str:
    if part is None:
        return usual
    if part.value not in known:
        raise part.wrong(f"{part.value if isinstance(part.value, str) else 'a list'} is not known here", f"use {', '.join(known)}")
    return str(part.value)


def _threshold(part: Part) -> Threshold:
    entries = _entries(part, "a threshold", ("codes", "severity", "confidence", "score", "persons", "messages"))
    levels = tuple(level.word for level in Level)
    made = Threshold(
        codes=_codes(entries.get("codes")),
        severity=Level[_one(entries.get("severity"), levels, "low").upper()],
        confidence=Level[_one(entries.get("confidence"), levels, "low").upper()],
        score=_number(entries.get("score"), 1.0),
        persons=int(_number(entries.get("persons"), 1024, whole=True)),
        messages=int(_number(entries.get("messages"), 100_000, whole=True)),
        line=part.line,
    )
    if made == Threshold(codes=made.codes, line=part.line):
        raise part.wrong("a threshold asks for nothing", "add severity, confidence, score, persons or messages")
    return made


def _number(part: Part | None, most: float, *, whole: bool = False) -> float:
    if part is None:
        return 0.0
    try:
        value = float(str(part.value)) if isinstance(part.value, str) else -1.0
    except ValueError:
        value = -1.0
    if not 0 <= value <= most or (whole and value != int(value)):
        raise part.wrong("is no such number", f"write a {'whole ' if whole else ''}number from 0 to {most:g}")
    return value


def _suppression(part: Part) -> Suppression:
    entries = _entries(part, "a suppression", ("code", "persons", "targets", "reason", "until"))
    _needed(entries, part, "a suppression", "code", "reason", "until")
    return Suppression(
        code=_code(entries["code"]),
        reason=_short(entries["reason"]),
        until=_day(entries["until"]),
        persons=_texts(entries.get("persons")),
        targets=_texts(entries.get("targets")),
        line=part.line,
    )


def _day(part: Part) -> date:
    try:
        return date.fromisoformat(str(part.value))
    except ValueError:
        raise part.wrong("is no day", "write it as 2025-06-30") from None


def _sample(part: Part) -> Sample:
    entries = _entries(part, "a test", ("message", "topics", "chat", "expect"))
    if "message" in entries and "topics" in entries and not {"chat", "expect"} & set(entries):
        return Sample(part.line, message=_text(entries["message"]), topics=_texts(entries["topics"]))
    if "chat" in entries and "expect" in entries and not {"message", "topics"} & set(entries):
        return Sample(part.line, chat=_chat(entries["chat"]), expect=_expected(entries["expect"]))
    raise part.wrong("a test is a message with topics, or a chat with expect", "see 'wag policy --help'")


def _chat(part: Part) -> str:
    return _text(part) + "\n"


def _expected(part: Part) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return code and persons of each finding in lines such as ``WAG102 Heru | Tiara``; none for ``nothing``."""
    if isinstance(part.value, str) and part.value.strip() == _NOTHING:
        return ()
    found = []
    for line in _text(part).split("\n"):
        code, _, persons = line.strip().partition(" ")
        named = frozenset(name.strip() for name in persons.split("|") if name.strip())
        found.append((_code(Part(code, part.path, part.line)), named))
    return tuple(found)
