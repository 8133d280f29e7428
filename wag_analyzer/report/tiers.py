"""Tiers: what of the people leaves with an output. They are made when a file is written; nothing is merely hidden.

*numbers*: no text and no names, ordinals only. *pseudonym* (the default): keyed pseudonyms, also inside texts, coarse times.
*names*: all of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.findings import Finding
from wag_analyzer.parser.chat import Source
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.leaks import Secrets
from wag_analyzer.report.redact import Marks, Redactor, folded_word, plain_words
from wag_analyzer.visible import visible

__all__ = ["Level", "Tier", "nicknames", "tier"]

Level = Literal["numbers", "pseudonym", "names"]
_ORDINAL: Final[Mapping[str, str]] = {"en": "member {}", "id": "anggota {}"}
_FILE: Final[Mapping[str, str]] = {"en": "export {}", "id": "ekspor {}"}
_GROUP: Final[Mapping[str, str]] = {"en": "group {}", "id": "grup {}"}
_NAMING: Final = ("created", "subject_changed")  # events whose old and new are names of the group
_SHORT: Final = 6  # "M-7K2Q"


@dataclass(frozen=True, slots=True)
class Tier:
    """How people are called in one output.

    Parameters
    ----------
    level
        ``numbers``, ``pseudonym`` or ``names``.
    codes
        Every spelling of a person's name (absent persons too) → the word that stands for the person; empty in tier names.
    files, groups
        File name, and group name or identity → the word that stands for it; empty in tier names.
    redactor
        Replaces people in texts; None where texts are left out or left as they are.
    secrets
        What must not occur in the output.
    unknown
        What somebody never heard of is called.
    keys
        Person → full pseudonym, for the identity of findings.
    shield
        Tier in which findings of protected talk are shown though this one shows names; None where this one hides them anyway, and where
        the names of an export are printed as they stand in it.
    """

    level: Level
    codes: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    redactor: Redactor | None = None
    secrets: Secrets = field(default_factory=Secrets)
    unknown: str = "[name]"
    keys: Mapping[str, str] = field(default_factory=dict)
    shield: "Tier | None" = None

    @property
    def has_text(self) -> bool:
        """Whether chat texts may be shown."""
        return self.level != "numbers"

    @property
    def has_minutes(self) -> bool:
        """Whether times are shown to the minute; else to the hour, so that a member cannot be told by when a message was sent."""
        return self.level == "names"

    def of(self, finding: Finding) -> "Tier":
        """Return the tier in which a finding is shown: protected talk is a collective voice, and nobody in it is named."""
        return self.shield if finding.protected and self.shield is not None else self

    def name(self, person: str) -> str:
        """Return what ``person`` is called here; somebody never heard of is ``[name]`` outside tier names."""
        return person if self.level == "names" else self.codes.get(person, self.unknown)

    def topic(self, target: str) -> str:
        """Return what a finding's target is called: a person by ``name``, a topic as its words."""
        if self.level == "names" or target in self.codes:
            return self.name(target)
        return self.text(target) or self.unknown

    def finding_id(self, finding: Finding) -> str:
        """Return the identity of ``finding``; outside tier names it is made of the pseudonyms, for names could be found by trying."""
        own = self.of(finding)
        if own is not self:
            return own.finding_id(finding)
        if self.level == "names":
            return finding.finding_id
        hidden = replace(finding, persons=tuple(map(self.identity, finding.persons)), targets=tuple(map(self.identity, finding.targets)))
        return hidden.finding_id

    def identity(self, person: str) -> str:
        """Return what identifies ``person`` across outputs of one key."""
        return self.keys.get(person, person)

    def text(self, text: str) -> str | None:
        """Return a chat text without people, as it is in tier names, None in tier numbers."""
        marked = self.marked(text)
        return marked[0] if marked else None

    def marked(self, text: str, marks: Marks = ()) -> tuple[str, Marks] | None:
        """Return a chat text as by ``text`` and where the places ``marks`` (start, end) are in it."""
        if self.level == "numbers":
            return None
        return self.redactor.replace(text, marks) if self.redactor else (text, marks)

    def file(self, name: str) -> str:
        """Return what an export file is called: its name or ``export 1``."""
        return visible(name) if self.level == "names" else self.files.get(name, "[file]")

    def group(self, name: str) -> str:
        """Return what a group is called: its name or ``group 1``."""
        return visible(name) if self.level == "names" else self.groups.get(name, "[group]")

    def short(self) -> "Tier":
        """Return the same tier with pseudonyms cut to their first half where that is unambiguous, for reading."""
        if self.level != "pseudonym":
            return self
        heads = Counter(code[:_SHORT] for code in set(self.codes.values()))
        twice = {head for head, count in heads.items() if count > 1}
        cut = {code: code if code[:_SHORT] in twice else code[:_SHORT] for code in self.codes.values()}
        redactor = self.redactor
        if redactor is not None:
            phrases = {word: [(words, cut.get(code, code)) for words, code in listed] for word, listed in redactor.phrases.items()}
            parts = {word: cut.get(code, code) for word, code in redactor.parts.items()}
            redactor = Redactor(phrases, parts, {tail: cut.get(code, code) for tail, code in redactor.tails.items()})
        return replace(self, codes={person: cut[code] for person, code in self.codes.items()}, redactor=redactor)


def tier(  # noqa: PLR0913 - all but the first three are named where it is called
    level: Level,
    analysis: Analysis,
    pseudonyms: Pseudonyms | None = None,
    *,
    findings: Sequence[Finding] = (),
    lang: str = "en",
    first_group: int = 1,
) -> Tier:
    """Return the tier ``level`` for the people of ``analysis``.

    Parameters
    ----------
    level
        ``numbers``, ``pseudonym`` or ``names``.
    analysis
        Whose people, files and groups are meant.
    pseudonyms
        The key; the user's own when None. In tier names it is read for protected findings only.
    findings
        Findings that may speak of persons who are not in the chat, or be protected.
    lang
        Language of the stand-ins (``member 3``, ``anggota 3``).
    first_group
        Number of the first group: that in the organisation, of which the analysis is one group.
    """
    if level == "names":
        protected = any(finding.protected for finding in findings)
        shield = tier("pseudonym", analysis, pseudonyms, findings=findings, lang=lang, first_group=first_group) if protected else None
        return Tier("names", shield=shield)
    spelled, persons = _spellings(analysis, findings)
    codes = (pseudonyms or Pseudonyms.load()).names(persons)
    keys = codes
    if level == "numbers":
        ranks = sorted(persons, key=lambda person: codes[person])
        codes = {person: _ORDINAL[lang].format(turn) for turn, person in enumerate(ranks, start=1)}
    groups = _group_names(analysis, first_group)
    files = list(dict.fromkeys(source.file for source in analysis.chat.sources))
    by_spelling = {name: codes[person] for name, person in spelled.items()}
    return Tier(
        level,
        by_spelling,
        {name: _FILE[lang].format(turn) for turn, name in enumerate(files, start=1)},
        {name: _GROUP[lang].format(turn) for name, turn in groups.items()},
        Redactor.of(by_spelling, groups) if level == "pseudonym" else None,
        Secrets.of(spelled, groups),
        _ORDINAL[lang].format("?") if level == "numbers" else "[name]",
        keys,
    )


def _group_names(analysis: Analysis, first: int) -> dict[str, int]:
    """Return every name and identity a group had → number of the group; earlier names stand in events."""
    ids = {source.group_id: turn for turn, source in enumerate(_first_of_each(analysis), start=first)}
    names = {source.group: ids[source.group_id] for source in analysis.chat.sources if source.group}
    events = analysis.chat.events
    named = events[events["type"].astype(object).isin(_NAMING)]
    for group, old, new in zip(*(named[column].astype(object) for column in ("group_id", "old", "new")), strict=True):
        names.update({str(name): ids.get(str(group), first) for name in (old, new) if isinstance(name, str) and name and name not in names})
    return names | ids


def _first_of_each(analysis: Analysis) -> list[Source]:
    return list({source.group_id: source for source in reversed(analysis.chat.sources)}.values())[::-1]


def _spellings(analysis: Analysis, findings: Iterable[Finding]) -> tuple[dict[str, str], list[str]]:
    """Return every spelling of a name → the person, and all persons, also those only spoken about."""
    members = [str(person) for person in analysis.people.table["person"]]
    spelled = {str(name): str(person) for name, person in analysis.people.person_of.items()}
    for person, names in zip(analysis.people.table["person"], analysis.people.table["names"], strict=True):
        spelled.update(dict.fromkeys([str(name) for name in (names if names is not None else ())], str(person)))
    spelled.update({person: person for person in members})
    absent = [str(name) for name in analysis.references["refers_to"].dropna().unique()]
    absent += [name for finding in findings for name in _spoken_of(finding)]
    spelled.update({name: name for name in absent if name not in spelled})
    spelled.update({name: person for name, person in nicknames(analysis.references).items() if name not in spelled})
    return spelled, list(dict.fromkeys((*members, *spelled.values())))


def _spoken_of(finding: Finding) -> list[str]:
    phrases = (finding.statement, *finding.reasons_for, *finding.reasons_against, *finding.alternatives)
    places = [who for phrase in phrases for who in phrase.persons.values()]
    return [*finding.persons, *(name for who in places for name in ((who,) if isinstance(who, str) else who))]


def nicknames(references: pd.DataFrame) -> dict[str, str]:
    """Return words that mean one person → the person, where they look like a name and not like a pronoun or a title.

    A word counts as a name when it begins like a word of the person's name (``Bud`` for Budi) or is written with a capital each time.

    Parameters
    ----------
    references
        Rows of ``tables.REFERENCES``.
    """
    meant: dict[str, set[str]] = {}
    capital: dict[str, bool] = {}
    for surface, person in zip(references["surface"].dropna(), references["refers_to"][references["surface"].notna()], strict=True):
        for word in str(surface).strip("@").split():
            meant.setdefault(word, set()).add(str(person))
            capital[folded_word(word)] = capital.get(folded_word(word), True) and word[:1].isupper()
    kept: dict[str, str] = {}
    for word, persons in meant.items():
        key = folded_word(word)
        if len(persons) == 1 and len(key) > 2 and key not in plain_words():
            (person,) = persons
            if capital[key] or any(part.startswith(key) for part in folded_word(person).split()):
                kept[word] = person
    return kept
