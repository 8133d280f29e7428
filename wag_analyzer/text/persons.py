"""Who is spoken to and who is spoken about in each message, members and people who are not in the group alike.

Forms: ``mention`` (@), ``address`` (spoken to) and ``third`` (spoken about). "Pak Adit", "si Adit" and "adit" are one person. A pronoun
(*dia*, *doi*, *he*, *-nya*) continues the last person spoken about in the same session; such a row has the pronoun as ``surface``.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from wag_analyzer.people.identities import People
from wag_analyzer.tables import REFERENCES
from wag_analyzer.text.aliases import aliases
from wag_analyzer.text.flat import Words, flat
from wag_analyzer.text.lexicon import grammar
from wag_analyzer.text.names import Directory, absent_names, articles, bare, directory, is_everyday, title_words

__all__ = ["references"]

_CHAIN: Final = 12
_RECENT: Final = 40
_SHORT: Final = 3
_MENTION: Final = "@"
_LONGEST: Final = 6
"""Words that one mention may hold."""


class _Found(NamedTuple):
    who: tuple[str, ...]
    name: str
    form: str
    first: int
    last: int


class _Row(NamedTuple):
    at: int
    refers_to: str
    form: str
    start: int
    end: int
    member: bool


def references(messages: pd.DataFrame, people: People) -> pd.DataFrame:
    """Return who is named, addressed or mentioned where.

    Parameters
    ----------
    messages
        Rows of ``tables.MESSAGES``.
    people
        The members.

    Returns
    -------
    DataFrame
        ``tables.REFERENCES`` in file order. An absent person is written as one name with a capital (``Adit``), whatever the chat used.
    """
    texts = ["" if text is None or text != text else str(text) for text in messages["text"].tolist()]  # noqa: PLR0124 - missing is NaN
    words, known = flat(texts), directory(people)
    authors = [str(author) for author in messages["person"].tolist()]
    sessions = [int(session) for session in messages["session"].tolist()]
    reader = _Reader(words, known, people.person_of)
    rows = list(_named(reader.find(), words, authors))
    rows = _aliased(rows, authors, sessions, known)
    rows = sorted([*rows, *_continued(rows, words, sessions)], key=lambda row: (row.at, row.start))
    return _frame(rows, messages, authors, texts)


class _Reader:
    """Finds names in the words of a chat."""

    def __init__(self, words: Words, known: Directory, person_of: Mapping[str, str]) -> None:
        self.words, self.known = words, known
        self.absent = absent_names(words, known)
        self.person_of = {name.lstrip("@").strip().lower(): person for name, person in person_of.items()}
        self.digits = {_digits(name): person for name, person in person_of.items() if len(_digits(name)) >= 8}
        self.bare = [bare(surface) for surface in words.surfaces]
        self.surface, self.after = words.surface.tolist(), words.after.tolist()
        self.title = title_words(words)
        self.pointed = words.are(lambda surface: surface.lower() in articles())
        self.to_you = np.append(0, np.cumsum(words.mean(grammar("to_you"))[words.surface])).tolist()
        self.about, self.does = words.mean(grammar("about")), words.mean(grammar("does"))
        self.mentioned: dict[tuple[int, ...], tuple[tuple[str, ...], str, int]] = {}

    def find(self) -> Iterator[_Found]:
        """Yield the names, message by message from left to right, without overlap."""
        words, title = self.words, self.title
        plain = [self._members(word, surface, called=False) for word, surface in zip(self.bare, words.surfaces, strict=True)]
        named = np.array([bool(who) or word in self.absent for who, word in zip(plain, self.bare, strict=True)], bool)
        hits = np.flatnonzero(words.called | title | (named | self.pointed)[words.surface])
        called, titled = words.called[hits].tolist(), title[hits].tolist()
        ends, done = words.offsets[words.message[hits] + 1].tolist(), -1
        for at, is_called, is_titled, end in zip(hits.tolist(), called, titled, ends, strict=True):
            if at <= done:
                continue
            found = self._mention(at, end) if is_called else self._name(at, end, titled=is_titled)
            if found is not None:
                yield found
                done = found.last

    def _mention(self, at: int, end: int) -> _Found:
        run = tuple(self.surface[at : min(end, at + _LONGEST)])
        if run not in self.mentioned:
            self.mentioned[run] = self._called(run)
        who, name, more = self.mentioned[run]
        return _Found(who, name, "mention", at, at + more)

    def _called(self, run: Sequence[int]) -> tuple[tuple[str, ...], str, int]:
        """Return who is mentioned by words that begin with a mention, else the name, and how many words follow the first of it."""
        surfaces = self.words.surfaces
        for last in range(len(run), 0, -1):
            name = " ".join(surfaces[word] for word in run[:last]).lstrip(_MENTION).lower()
            person = self.person_of.get(name) or self.digits.get(_digits(name))
            if person is not None:
                return (person,), "", last - 1
        surface = surfaces[run[0]]
        who = self._members(self.bare[run[0]], surface, called=True)
        return who, "" if who else "@" + surface.lstrip(_MENTION).lower(), 0

    def _name(self, at: int, end: int, *, titled: bool) -> _Found | None:
        pointed = bool(self.pointed[self.surface[at]])
        start = at
        if titled or pointed:
            if at + 1 >= end:
                return None
            at += 1
            if pointed and self.title[at] and at + 1 < end:
                at += 1
        word, surface = self.bare[self.surface[at]], self.words.surfaces[self.surface[at]]
        who = self._members(word, surface, called=titled or pointed)
        if not who and not (word in self.absent or ((pointed or titled) and _is_initial(surface, pointed=pointed))):
            return None
        last, who = self._further(at, end, who)
        form = "third" if pointed else self._form(start, last, end, member=bool(who))
        return _Found(who, "" if who else word, form, start, last)

    def _further(self, last: int, end: int, who: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
        """Return where a name of several words ends, and who bears all of them."""
        while who and last + 1 < end and self.bare[self.surface[last + 1]] in self.known.parts and not self.words.afters[self.after[last]]:
            second = self.bare[self.surface[last + 1]]
            rest = tuple(person for person in who if second in person.lower())
            if not rest:
                break
            who, last = rest, last + 1
        return last, who

    def _members(self, word: str, surface: str, *, called: bool) -> tuple[str, ...]:
        if word in self.known.names:
            plain = not called and not surface[:1].isupper() and is_everyday(word)
            return () if plain else self.known.names[word]
        who = self.known.shorts.get(word, ())
        return who if not who or called or not is_everyday(word) else ()

    def _form(self, first: int, last: int, end: int, *, member: bool) -> str:
        """Say whether a name stands as a call to the person or as talk about the person."""
        words = self.words
        begin = int(words.offsets[words.message[first]])
        after = words.afters[self.after[last]]
        if words.surfaces[self.surface[last]].lower().endswith(("'s", "’s")) or (first > begin and self.about[self.surface[first - 1]]):
            return "third"
        you_before = self.to_you[first] > self.to_you[begin]
        if last + 1 == end:
            called = first == begin or "," in words.afters[self.after[first - 1]] or you_before or "?" in after
            return "address" if called or member else "third"
        if after.startswith((",", "?", ":")) and first <= begin + 1:
            return "address"
        if self.does[self.surface[last + 1]]:
            return "third"
        spoken_to = you_before or self.to_you[end] > self.to_you[last + 1]
        return "address" if spoken_to and (member or first <= begin + 1) else "third"


def _is_initial(surface: str, *, pointed: bool) -> bool:
    return len(surface) == 1 and surface.isalpha() and (pointed or surface.isupper())


def _digits(name: str) -> str:
    return "".join(char for char in name if char.isdigit()) if any(char.isdigit() for char in name) else ""


def _named(found: Iterable[_Found], words: Words, authors: Sequence[str]) -> Iterator[_Row]:
    spoken: defaultdict[str, list[int]] = defaultdict(list)
    for at, author in enumerate(authors):
        spoken[author].append(at)
    for one in found:
        at = int(words.message[one.first])
        who = [person for person in one.who if person != authors[at] or one.form == "mention"]
        if one.who and not who:
            continue
        name = _one_of(who, spoken, at) if who else one.name
        yield _Row(at, name, one.form, int(words.start[one.first]), int(words.end[one.last]), bool(who))


def _one_of(who: Sequence[str], spoken: Mapping[str, Sequence[int]], at: int) -> str:
    """Return the one meant when several members share the name: who wrote last, else who writes most."""
    if len(who) == 1:
        return who[0]
    latest = {person: _last_before(spoken.get(person, ()), at) for person in who}
    recent = [person for person in who if at - latest[person] <= _RECENT]
    return max(recent, key=lambda person: latest[person]) if recent else max(who, key=lambda person: len(spoken.get(person, ())))


def _last_before(places: Sequence[int], at: int) -> int:
    """Return the last of ``places`` before ``at``; long ago when there is none."""
    found = bisect_left(places, at)
    return places[found - 1] if found else -_RECENT - 1


def _aliased(rows: Sequence[_Row], authors: Sequence[str], sessions: Sequence[int], known: Directory) -> list[_Row]:
    """Return the rows with names of number-only members put in place, and initials written out."""
    calls = [(row.at, row.refers_to, row.form) for row in rows if not row.member]
    told = aliases(calls, authors, sessions, known.numbers)
    rows = [row._replace(refers_to=told[row.refers_to], member=True) if not row.member and row.refers_to in told else row for row in rows]
    named = Counter(row.refers_to for row in rows if not row.member and len(row.refers_to) > 1)
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for name, _ in sorted(named.items(), key=lambda item: (-item[1], item[0])):
        by_letter[name[0]].append(name)
    spelled = {name: _spelled(name, by_letter) for name in dict.fromkeys(row.refers_to for row in rows if not row.member)}
    return [row if row.member else row._replace(refers_to=spelled[row.refers_to]) for row in rows]


def _spelled(word: str, by_letter: Mapping[str, Sequence[str]]) -> str:
    """Return an absent person's name as it is shown: an initial with a dot, a short form of three letters as the longer name it begins."""
    if len(word) == 1:
        return word.upper() + "."
    longer = [name for name in by_letter.get(word[0], ()) if name != word and name.startswith(word)] if len(word) == _SHORT else []
    name = longer[0] if longer else word
    return name if name.startswith(_MENTION) else name.capitalize()


def _continued(rows: Sequence[_Row], words: Words, sessions: Sequence[int]) -> Iterator[_Row]:
    """Yield a row for each pronoun that carries on the last person spoken about in the session."""
    third: dict[int, _Row] = {row.at: row for row in rows if row.form == "third"}
    present = {row.at for row in rows}
    carrying = np.array([_carries_on(word) for word in words.words], bool)
    hits = np.flatnonzero(carrying[words.surface]) if len(words.message) else words.message
    first = dict(zip(reversed(words.message[hits].tolist()), reversed(hits.tolist()), strict=True))
    chain: _Row | None = None
    for at in sorted({*third, *first}):
        if chain is not None and (sessions[at] != sessions[chain.at] or at - chain.at > _CHAIN):
            chain = None
        if at in third:
            chain = third[at]
        elif chain is not None and at not in present:
            place = first[at]
            yield _Row(at, chain.refers_to, "third", int(words.start[place]), int(words.end[place]), chain.member)
            chain = chain._replace(at=at)


def _carries_on(word: str) -> bool:
    if word in grammar("pronouns"):
        return True
    return word.endswith("nya") and word not in grammar("not_pronouns") and len(word) > len("nya") + 2


def _frame(rows: Sequence[_Row], messages: pd.DataFrame, authors: Sequence[str], texts: Sequence[str]) -> pd.DataFrame:
    ids = messages["msg_id"].tolist()
    return REFERENCES.frame(
        {
            "msg_id": [ids[row.at] for row in rows],
            "source": [authors[row.at] for row in rows],
            "refers_to": [row.refers_to for row in rows],
            "is_member": [row.member for row in rows],
            "form": [row.form for row in rows],
            "start": [row.start for row in rows],
            "end": [row.end for row in rows],
            "surface": [texts[row.at][row.start : row.end] for row in rows],
        }
    )
