"""A file's health in words a non-programmer understands: what it is, what was read, whether to trust it, what to do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal

import pandas as pd

from wag_analyzer.parser.chat import Chat, Notice, Source
from wag_analyzer.parser.inventory import inventory
from wag_analyzer.parser.notices import CAPS
from wag_analyzer.people.identities import identify
from wag_analyzer.report.counted import Figure
from wag_analyzer.report.doctor_facts import by_number, ends, facts, from_program, kinds, said, title, wrapped
from wag_analyzer.report.doctor_signs import signs
from wag_analyzer.report.notice_words import Advice, advice, evidence_words, told
from wag_analyzer.report.people_lines import more_line
from wag_analyzer.report.shell import shell_word
from wag_analyzer.report.words import Language
from wag_analyzer.visible import visible

__all__ = ["Handed", "unread", "verdict", "verdict_lines"]

Grade = Literal["good", "doubt", "loss"]
_GRADES: Final[tuple[Grade, ...]] = ("good", "doubt", "loss")
_UNREAD: Final = frozenset({"not-a-chat", "other-text-in-archive", "sent-text", "text-beside-chat"})
_MOST: Final = 200_000
"""Messages up to which names that may be one person are looked for: the doctor answers at once."""
_TELLING: Final = 0.5
"""Score from which on two names are told here: rather one person than two. ``wag people --suggest`` lists all."""
_LIMITS: Final = ("limit_edit", "limit_quotes", "limit_silent", "limit_cap")
_LIMITS_MADE: Final = ("limit_edit_made", "limit_silent", "limit_made")


@dataclass(frozen=True, slots=True)
class Handed:
    """What the user handed over and asked for.

    Parameters
    ----------
    inputs
        Files and folders as the user named them, for the commands that are proposed.
    max_loss
        Percent of lines that may stay unread before the grade is *do not rely on it yet*.
    verbose
        Whether to add layouts, confidence, fingerprints and the codes of notices.
    files
        Media as ``parser.inventory.inventory`` lists them; without it they are counted from names alone.
    """

    inputs: Sequence[str] = ()
    max_loss: float = 0.5
    verbose: bool = False
    files: pd.DataFrame | None = None


def verdict(chat: Chat, source: Source, max_loss: float = 0.5) -> dict[str, Any]:
    """Return what ``doctor`` says about one file beyond ``Source``, for programs.

    Parameters
    ----------
    chat
        As read, of one file or of several.
    source
        The file.
    max_loss
        Percent of lines that may stay unread before the verdict is ``loss``.
    """
    return _verdict(_Looked.at(chat, source), max_loss)


def _verdict(seen: "_Looked", max_loss: float) -> dict[str, Any]:
    part, source, notices = seen.part, seen.source, seen.notices
    times = ends(part)
    count = len(part.messages) + part.events["msg_id"].nunique()
    return {
        "verdict": _grade(source, notices, max_loss),
        "kind": kinds(part, source),
        "messages": len(part.messages),
        "people": int(part.messages["sender"].nunique()),
        "known_by_number": by_number(part),
        "first": min(times).isoformat() if times else None,
        "last": max(times).isoformat() if times else None,
        "at_cap": not from_program(source) and any(abs(count - cap) <= cap // 100 for cap in CAPS),
        "notices": [
            {"code": note.code, "word": note.word, "level": _advice(note).level, "line": note.line, "text": note.text} for note in notices
        ],
    }


@dataclass(frozen=True, slots=True)
class _Looked:
    """What one file holds, and what the reader and the signs tell of it."""

    source: Source
    part: Chat
    notices: Sequence[Notice]

    @classmethod
    def at(cls, chat: Chat, source: Source) -> "_Looked":
        part = _part(chat, source)
        return cls(source, part, _notices(chat, source, part))


def _part(chat: Chat, source: Source) -> Chat:
    """Return what one file holds, also of what another file of the group holds too."""
    for part in chat.parts:
        if part.sources == (source,) or [own.file for own in part.sources] == [source.file]:
            return part
    messages, events, coverage = (
        frame[frame["file"].astype(object) == source.file] for frame in (chat.messages, chat.events, chat.coverage)
    )
    notices = tuple(note for note in chat.notices if note.file in {"", source.file})
    return Chat(messages, events, coverage, notices=notices, sources=(source,))


def _notices(chat: Chat, source: Source, part: Chat) -> list[Notice]:
    """Return the reader's notices of a file, and the signs that it was put together or is not whole."""
    own = [note for note in chat.notices if note.file in {"", source.file}]
    if source.date_order == "mixed":
        own.append(Notice("WAG001", "order-changes", "the order of day and month changes within the file", file=source.file))
    return [*own, *signs(part, source)]


def _grade(source: Source, notices: Sequence[Notice], max_loss: float) -> Grade:
    if not source.message_lines or 100 * source.skipped_lines > max_loss * source.lines_total:
        return "loss"
    return "doubt" if source.skipped_lines or any(_advice(note).level == "doubt" for note in notices) else "good"


def _advice(note: Notice, lang: Language = "en") -> Advice:
    return advice(note.word, note.text, lang)


def verdict_lines(chat: Chat, lang: Language = "en", handed: Handed | None = None) -> Iterator[str]:
    """Yield the doctor's text: one sentence on all files, a block for each, how they belong together, and what no export can tell.

    Parameters
    ----------
    chat
        As read.
    lang
        Language of the text.
    handed
        What the user handed over and asked for.
    """
    given = handed or Handed()
    media = inventory(chat, hashes=False) if given.files is None else given.files
    looked = [_Looked.at(chat, source) for source in chat.sources]
    yield from _overall(chat, looked, lang, given)
    for seen in looked:
        own = media[media["file"].astype(object) == seen.source.file]
        yield from _block(chat, seen, own, (lang, given))
        yield ""
    yield from _together(chat, lang, given)
    yield from _not_read(chat, lang)
    yield from _limits(chat, lang)


def _overall(chat: Chat, looked: Sequence[_Looked], lang: Language, given: Handed) -> Iterator[str]:
    """Yield one sentence on everything that was handed over, where that is more than one file."""
    words, left = said(lang), unread(chat)
    if len(chat.sources) + len(left) < 2:
        return
    grades = [_grade(seen.source, seen.notices, given.max_loss) for seen in looked]
    parts = ", ".join(words[f"overall_{grade}"].format(n=Figure(grades.count(grade), lang)) for grade in _GRADES if grade in grades)
    rest = words["overall_unread"].format(n=Figure(len(left), lang)) if left else ""
    yield from wrapped(words["overall"].format(n=Figure(len(grades), lang), parts=parts, unread=rest) + ".", "", "  ")
    yield ""


def unread(chat: Chat) -> list[Notice]:
    """Return a notice for each file that was found and not read, with the reason."""
    read = {source.file for source in chat.sources}
    return [note for note in dict.fromkeys(chat.notices) if note.word in _UNREAD and note.file and note.file not in read]


def _not_read(chat: Chat, lang: Language) -> Iterator[str]:
    """Yield which files were not read and why."""
    if left := unread(chat):
        yield f"{said(lang)['unread']}:"
        for note in left:
            yield from wrapped(f"{_advice(note, lang).what}.", "  - ", "    ")
        yield ""


def _block(chat: Chat, looked: _Looked, media: pd.DataFrame, asked: tuple[Language, Handed]) -> Iterator[str]:
    lang, given = asked
    words, part, source = said(lang), looked.part, looked.source
    found = _verdict(looked, given.max_loss)
    pairs = [(note, _advice(note, lang)) for note in looked.notices]
    doubts = list(dict.fromkeys((note.line, seen) for note, seen in pairs if seen.level == "doubt"))
    yield from wrapped(title(part, source, found, lang), "", "  ")
    yield from wrapped(_verdict_line(source, found["verdict"], len(doubts), lang), "", "  ")
    typed = _typed(source, given.inputs)
    for number, (line, seen) in enumerate(doubts, 1):
        yield ""
        yield from _doubt(f"{number}. ", (line, seen), typed, lang)
    yield from _facts(part, source, media, (lang, typed))
    notes = list(dict.fromkeys((note.line, seen) for note, seen in pairs if seen.level == "note"))
    lines = [(f"{seen.what}.", seen.commands) for _, seen in notes] + _more(chat, source, found, (lang, typed))
    if lines:
        yield from ("", f"{words['notes']}:")
    for text, commands in lines:
        yield from wrapped(text, "  - ", "    ")
        yield from _commands(commands, typed, "    ", lang)
    if given.verbose:
        yield from _technical(source, looked.notices, lang)


def _verdict_line(source: Source, grade: str, doubts: int, lang: Language) -> str:
    key = "loss_empty" if grade == "loss" and not source.message_lines else grade
    lost, lines, count = (Figure(count, lang) for count in (source.skipped_lines, source.lines_total, doubts))
    return str(said(lang)[key].format(lost=lost, lines=lines, doubts=count))


def _doubt(head: str, doubt: tuple[int, Advice], typed: str, lang: Language) -> Iterator[str]:
    """Yield one doubt: what, why it matters, what to do, what to type."""
    words, (line, seen) = said(lang), doubt
    place = f" ({words['line'].format(n=line)})" if line and not seen.says_where else ""
    yield from wrapped(f"{seen.what}{place}.", f"  {head}", "     ")
    for label, text in (("why", seen.why), ("do", seen.do)):
        if text:
            yield from wrapped(f"{words[label]}: {text}.", "     ", "       ")
    yield from _commands(seen.commands, typed, "     ", lang)


def _commands(commands: Sequence[str], typed: str, indent: str, lang: Language) -> Iterator[str]:
    """Yield what to type, each command on a line of its own so that it can be copied."""
    words = said(lang)
    label = f"{words['type']}: "
    for number, command in enumerate(commands):
        line = command.replace("{input}", typed).replace("{second}", words["second"]).replace("{older}", words["older"])
        yield f"{indent}{label if number == 0 else ' ' * len(label)}{line}"


def _facts(part: Chat, source: Source, media: pd.DataFrame, asked: tuple[Language, str]) -> Iterator[str]:
    lang, typed = asked
    words = said(lang)
    yield from ("", f"{words['facts']}:")
    before = ""
    for label, text in facts(part, source, media, lang):
        head = f"  {'' if label == before else label:<9}"
        yield from wrapped(text, head, " " * 11)
        before = label
    if len(media):
        yield f"{'':<11}{words['media_list'].replace('{input}', typed)}  ({words['media_how']})"


def _more(chat: Chat, source: Source, found: Mapping[str, Any], asked: tuple[Language, str]) -> list[tuple[str, tuple[str, ...]]]:
    """Return what else is good to know of a file: how near it is to the cap, and names that may be one person."""
    lang, typed = asked
    lines: list[tuple[str, tuple[str, ...]]] = []
    capped = any(note.word == "message-cap" for note in chat.notices if note.file in {"", source.file})
    if found["at_cap"] and not capped:
        cap = min(CAPS, key=lambda cap: abs(cap - source.message_lines))
        near = said(lang)["near_cap"].format(n=Figure(source.message_lines, lang), cap=Figure(cap, lang))
        lines.append((f"{near}.", ()))
    if len(chat.sources) == 1:
        lines += [(f"{seen.what}.", ()) for seen in _between(chat, lang)]
        lines += _namesakes(chat, typed, lang)
    return lines


def _namesakes(chat: Chat, typed: str, lang: Language) -> list[tuple[str, tuple[str, ...]]]:
    """Return how many pairs of names may be one person and what to type to see them, where there are any."""
    line = more_line(identify(chat), typed, lang, least=_TELLING) if len(chat.messages) <= _MOST else ""
    head, _, command = line.partition(": wag ")
    return [(f"{head}.", (f"wag {command}",))] if line else []


def _technical(source: Source, notices: Sequence[Notice], lang: Language) -> Iterator[str]:
    words = said(lang)
    evidence = _evidence(source, lang)
    yield from ("", f"{words['technical']}:")
    order = {"order": source.date_order, "value": f"{source.date_confidence:.2f}", "evidence": evidence}
    yield from wrapped(words["confidence"].format(**order), "  ", "    ")
    for layout in source.layouts:
        yield visible(f"  {words['layouts']} {layout!r}")
    yield f"  {words['encoding'].format(encoding=source.encoding, bytes=Figure(source.size, lang))}"
    yield f"  SHA-256 {source.sha256}"
    if source.member_sha256 != source.sha256:
        yield visible(f"  SHA-256 {source.member_sha256} ({source.file.rpartition('/')[2]})")
    for note in notices:
        place = f" {words['line'].format(n=note.line)}" if note.line else ""
        yield from wrapped(f"{note.code}{place}: {told(note.word, note.text, lang)}", "  ", "    ")


def _evidence(source: Source, lang: Language) -> str:
    """Return the reader's evidence for the order of dates: as it stands in English, else in the words of ``lang``."""
    return source.date_evidence if lang == "en" else evidence_words(source.date_evidence, lang)


def _together(chat: Chat, lang: Language, given: Handed) -> Iterator[str]:
    """Yield which files are exports of one group and which are not, and how to lay two side by side."""
    if len(chat.sources) < 2:
        return
    words = said(lang)
    yield f"{words['together']}:"
    groups: dict[str, list[Source]] = {}
    for source in chat.sources:
        groups.setdefault(source.group_id, []).append(source)
    for sources in groups.values():
        files = ", ".join(source.file for source in sources)
        if len(sources) > 1:
            yield from wrapped(words["one_group"].format(name=sources[0].group, files=files) + ".", "  - ", "    ")
    for line in dict.fromkeys(seen.what for seen in _between(chat, lang)):
        yield from wrapped(f"{line}.", "  - ", "    ")
    doubtful = [chat.sources] if len(chat.sources) == 2 and any(note.word == "exports-kept-apart" for note in chat.notices) else []
    for command in _comparisons([*groups.values(), *doubtful], given.inputs):
        yield f"    {words['lay']}: {command}"
    every = " ".join(dict.fromkeys(shell_word(path) for path in given.inputs)) or "."
    for line, commands in _namesakes(chat, every, lang):
        yield from wrapped(line, "  - ", "    ")
        yield from _commands(commands, every, "    ", lang)
    yield ""


def _between(chat: Chat, lang: Language) -> list[Advice]:
    """Return what is to be said of several files together; what was not read is said apart."""
    left = unread(chat)
    told = (_advice(note, lang) for note in chat.notices if note not in left)
    return [seen for seen in told if seen.level == "files"]


def _comparisons(groups: Sequence[Sequence[Source]], inputs: Sequence[str]) -> Iterator[str]:
    """Yield a command for each pair of neighbouring exports of one group that lie in files of their own."""
    for sources in groups:
        typed = list(dict.fromkeys(_typed(source, inputs) for source in sources))
        yield from (f"wag compare {first} {second}" for first, second in pairwise(typed))


def _limits(chat: Chat, lang: Language) -> Iterator[str]:
    words = said(lang)
    phones = [source for source in chat.sources if not from_program(source)]
    yield f"{words['limits']}:"
    for key in _LIMITS if phones else _LIMITS_MADE:
        yield from wrapped(words[key], "  - ", "    ")


def _typed(source: Source, inputs: Sequence[str]) -> str:
    """Return how the user can name the file on the command line."""
    head, archive, _ = source.file.partition(".zip/")
    name = f"{head}.zip" if archive else source.file
    for path in inputs:
        if f"/{path.replace(chr(92), '/')}".endswith(f"/{name}"):
            return shell_word(path)
    folders = [path for path in inputs if (Path(path) / name).is_file()]
    if not folders and "-" in inputs:
        return "-"
    return shell_word(str(Path(folders[0]) / name) if folders else name)
