"""Who is spoken to and who is spoken about in each message, members and people who are not in the group alike.

Forms: ``mention`` (@), ``address`` (spoken to) and ``third`` (spoken about). "Pak Adit", "si Adit" and "adit" are one person. A pronoun
(*dia*, *doi*, *he*, *-nya*) continues the last person spoken about in the same session; such a row has the pronoun as ``surface``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import pandas as pd

from wag_analyzer.people.identities import People
from wag_analyzer.tables import REFERENCES
from wag_analyzer.text.aliases import aliases
from wag_analyzer.text.lexicon import grammar
from wag_analyzer.text.names import Directory, absent_names, articles, bare, directory, is_everyday, is_title, titles
from wag_analyzer.text.normalize import Token, tokens

__all__ = ["references"]

_CHAIN: Final = 12
_RECENT: Final = 40
_SHORT: Final = 3
_MENTION: Final = "@"


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
    sentences = [tokens(text) for text in texts]
    reader = _Reader(directory(people), absent_names(sentences, directory(people)), people.person_of)
    authors = [str(author) for author in messages["person"].tolist()]
    sessions = [int(session) for session in messages["session"].tolist()]
    rows = list(_named(zip(sentences, texts, authors, strict=True), reader, Counter(authors)))
    rows = _aliased(rows, authors, sessions, reader.known)
    rows = sorted([*rows, *_continued(rows, sentences, sessions)], key=lambda row: (row.at, row.start))
    return _frame(rows, messages, authors, texts)


class _Reader:
    """Finds names in one message."""

    def __init__(self, known: Directory, absent: frozenset[str], person_of: Mapping[str, str]) -> None:
        self.known = known
        self.absent = absent
        self.keys = titles() | articles() | absent | known.names.keys() | known.shorts.keys()
        self.person_of = {name.lstrip("@").strip().lower(): person for name, person in person_of.items()}
        self.digits = {_digits(name): person for name, person in person_of.items() if len(_digits(name)) >= 8}

    def find(self, words: Sequence[Token], text: str) -> Iterator[_Found]:
        """Yield the names in a message, left to right, without overlap."""
        at = 0
        while at < len(words):
            token = words[at]
            if _MENTION in text[max(0, token.start - 2) : token.start + 1]:
                found: _Found | None = self._mention(words, at)
            else:
                found = self._name(words, at) if bare(token.surface) in self.keys else None
            if found is not None:
                yield found
                at = found.last
            at += 1

    def _mention(self, words: Sequence[Token], at: int) -> _Found:
        token = words[at]
        for last in range(min(len(words), at + 6) - 1, at - 1, -1):
            name = " ".join(word.surface for word in words[at : last + 1]).lstrip(_MENTION).lower()
            person = self.person_of.get(name) or self.digits.get(_digits(name))
            if person is not None:
                return _Found((person,), "", "mention", at, last)
        who = self._members(bare(token.surface), token.surface, called=True)
        return _Found(who, "" if who else "@" + token.surface.lstrip(_MENTION).lower(), "mention", at, at)

    def _name(self, words: Sequence[Token], at: int) -> _Found | None:
        titled = is_title(words[at])
        pointed = words[at].surface.lower() in articles()
        start = at
        if titled or pointed:
            if at + 1 >= len(words):
                return None
            at += 1
            if pointed and is_title(words[at]) and at + 1 < len(words):
                at += 1
        word = bare(words[at].surface)
        who = self._members(word, words[at].surface, called=titled or pointed)
        if not who and not (word in self.absent or ((pointed or titled) and _is_initial(words[at], pointed=pointed))):
            return None
        last = at
        while last + 1 < len(words) and who and bare(words[last + 1].surface) in self.known.parts and not words[last].after:
            second = bare(words[last + 1].surface)
            rest = tuple(person for person in who if second in person.lower())
            if not rest:
                break
            who, last = rest, last + 1
        form = "third" if pointed else _form(words, start, last, member=bool(who))
        return _Found(who, "" if who else word, form, start, last)

    def _members(self, word: str, surface: str, *, called: bool) -> tuple[str, ...]:
        if word in self.known.names:
            plain = not called and not surface[:1].isupper() and is_everyday(word)
            return () if plain else self.known.names[word]
        return self.known.shorts.get(word, ()) if called or not is_everyday(word) else ()


def _is_initial(token: Token, *, pointed: bool) -> bool:
    return len(token.surface) == 1 and token.surface.isalpha() and (pointed or token.surface.isupper())


def _digits(name: str) -> str:
    return "".join(char for char in name if char.isdigit()) if any(char.isdigit() for char in name) else ""


def _form(words: Sequence[Token], first: int, last: int, *, member: bool) -> str:
    """Say whether a name stands as a call to the person or as talk about the person."""
    before = words[first - 1] if first else None
    following = words[last + 1] if last + 1 < len(words) else None
    if words[last].surface.lower().endswith(("'s", "’s")) or (before is not None and before.word in grammar("about")):
        return "third"
    if following is None:
        called = (
            before is None
            or "," in before.after
            or any(token.word in grammar("to_you") for token in words[:first])
            or "?" in words[last].after
        )
        return "address" if called or member else "third"
    if words[last].after.startswith((",", "?", ":")) and first <= 1:
        return "address"
    if following.word in grammar("does"):
        return "third"
    spoken_to = any(token.word in grammar("to_you") for place, token in enumerate(words) if not first <= place <= last)
    return "address" if spoken_to and (member or first <= 1) else "third"


def _named(said: Iterable[tuple[Sequence[Token], str, str]], reader: _Reader, volume: Mapping[str, int]) -> Iterator[_Row]:
    latest: dict[str, int] = {}
    for at, (words, text, author) in enumerate(said):
        for found in reader.find(words, text):
            who = [person for person in found.who if person != author or found.form == "mention"]
            if found.who and not who:
                continue
            name = _one_of(who, latest, volume, at) if who else found.name
            yield _Row(at, name, found.form, words[found.first].start, words[found.last].end, bool(who))
        latest[author] = at


def _one_of(who: Sequence[str], latest: Mapping[str, int], volume: Mapping[str, int], at: int) -> str:
    """Return the one meant when several members share the name: who wrote last, else who writes most."""
    recent = [person for person in who if at - latest.get(person, -_RECENT - 1) <= _RECENT]
    return max(recent, key=lambda person: latest[person]) if recent else max(who, key=lambda person: volume.get(person, 0))


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


def _continued(rows: Sequence[_Row], sentences: Sequence[Sequence[Token]], sessions: Sequence[int]) -> Iterator[_Row]:
    """Yield a row for each pronoun that carries on the last person spoken about in the session."""
    third: dict[int, _Row] = {row.at: row for row in rows if row.form == "third"}
    present = {row.at for row in rows}
    chain: _Row | None = None
    for at, words in enumerate(sentences):
        if chain is not None and (sessions[at] != sessions[chain.at] or at - chain.at > _CHAIN):
            chain = None
        if at in third:
            chain = third[at]
        elif chain is not None and at not in present:
            token = next((token for token in words if _carries_on(token)), None)
            if token is not None:
                yield _Row(at, chain.refers_to, "third", token.start, token.end, chain.member)
                chain = chain._replace(at=at)


def _carries_on(token: Token) -> bool:
    if token.word in grammar("pronouns"):
        return True
    return token.word.endswith("nya") and token.word not in grammar("not_pronouns") and len(token.word) > len("nya") + 2


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
