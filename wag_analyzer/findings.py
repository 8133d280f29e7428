"""What a detector says: a rule, its evidence and the finding. Wording is kept apart from names, so that a tier can change them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import blake2b
from importlib import import_module
from typing import TYPE_CHECKING, Final, Literal

from wag_analyzer.counts import counted
from wag_analyzer.precision import Precision

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ChanceTest", "Evidence", "Finding", "Level", "Phrase", "Precision", "Rule"]

Language = Literal["en", "id"]
_FIGURE: Final = re.compile(r"[<≤≈~]?\s?\d+\.\d+( ?%)?")


class Level(IntEnum):
    """A step on either axis: how much it would matter (severity), how sure it is (confidence)."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def word(self) -> str:
        """Return ``low``, ``medium`` or ``high``."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence in both languages, with people and figures as named places.

    ``Phrase("{who} asked {n} times.", "{who} bertanya {n} kali.", {"who": "Sari"}, {"n": 3})``

    Parameters
    ----------
    en, id
        Templates in ``str.format`` style; every place is a key of ``persons`` or ``values``. In English a count can bring its word for one
        or many: ``{n:time|times}``, and ``{n:=was|were}`` the word alone.
    persons
        Place → person or target name. Only these are renamed in the pseudonym tier, so no name may stand in a template.
    values
        Place → number or fixed word (never a name, never chat text).
    """

    en: str
    id: str
    persons: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)

    def render(self, lang: Language = "en", rename: Callable[[str], str] = str) -> str:
        """Return the sentence in ``lang`` with every person passed through ``rename``."""
        joiner = " dan " if lang == "id" else " and "
        places: dict[str, object] = {place: _with_comma(value) if lang == "id" else value for place, value in self.values.items()}
        for place, who in self.persons.items():
            names = [rename(name) for name in ((who,) if isinstance(who, str) else who)]
            places[place] = joiner.join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
        return self.id.format_map(places) if lang == "id" else counted(self.en, **places)


def _with_comma(value: object) -> object:
    """Return a figure as Indonesian writes it; words stay."""
    text = str(value)
    return text.replace(".", ",") if isinstance(value, float) or (isinstance(value, str) and _FIGURE.fullmatch(text)) else value


@dataclass(frozen=True, slots=True)
class Rule:
    """A detector's card. The name is the pattern, never a verdict on a person.

    Parameters
    ----------
    code, name, kind
        ``WAG301``, ``recruiter``, ``recruiter`` (kind is the word the scorer uses).
    summary
        One line in both languages.
    severity
        How much such an episode would matter if it is what it looks like.
    source
        Where the idea comes from.
    precision
        Measured accuracy; None before it was measured.
    since
        Version that brought the rule.
    strength
        Whether the rule finds something good.
    """

    code: str
    name: str
    kind: str
    summary: Phrase
    severity: Level
    source: str
    precision: Precision | None = None
    since: str = "0.1.0"
    strength: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line a reader can check.

    ``role`` says what the line shows (``solicits``, ``answers``, ``frames`` …); ``start`` and ``end`` mark the cue in the text,
    -1 for none.
    """

    msg_id: str
    line: int
    role: str = ""
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class ChanceTest:
    """A test against chance: ``statistic`` observed, ``expected`` under ``null``, one-sided ``p``, and ``q`` over the run.

    ``tried`` is how many such tests the detector made, also those that led to no finding; they all count for ``q`` where it led to one.
    """

    null: str
    statistic: float
    expected: float
    p: float
    q: float | None = None
    tried: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """An episode that deserves a careful human look.

    Parameters
    ----------
    rule
        The detector's card.
    persons
        Actors, as in ``people.person``, strongest first.
    targets
        Persons or topics acted upon.
    statement
        What was seen, in one sentence.
    evidence
        Lines, in file order; never empty.
    reasons_for, reasons_against
        What speaks for it and against it.
    alternatives
        Innocent readings; at least one.
    score
        Strength of the evidence, 0 to 1.
    confidence
        How sure, apart from how bad.
    first, last
        Time of the first and the last evidence line.
    protected
        Likely legally protected talk: shown as collective voice, with the notice.
    test
        The test against chance, when the detector has one.
    weighed
        Told by weak hints weighed together, not by the parts the rule asks for; its card has the precision of such findings.
    """

    rule: Rule
    persons: tuple[str, ...]
    statement: Phrase
    evidence: tuple[Evidence, ...]
    reasons_for: tuple[Phrase, ...]
    reasons_against: tuple[Phrase, ...]
    alternatives: tuple[Phrase, ...]
    score: float
    confidence: Level
    first: "pd.Timestamp"
    last: "pd.Timestamp"
    targets: tuple[str, ...] = ()
    protected: bool = False
    test: ChanceTest | None = None
    weighed: bool = False

    def __post_init__(self) -> None:
        """Refuse a finding that a reader could not check or doubt."""
        if not self.evidence or not self.alternatives or not self.persons:
            raise ValueError(f"{self.rule.code}: a finding needs persons, evidence and an innocent reading")
        if not 0 <= self.score <= 1:
            raise ValueError(f"{self.rule.code}: score {self.score} is outside 0 to 1")

    @property
    def finding_id(self) -> str:
        """Identity across runs: keyed BLAKE2 over code and persons, no line numbers, so a longer export keeps its reviews."""
        body = "\x1f".join((self.rule.code, *sorted(self.persons), "\x1e", *sorted(self.targets)))
        return "F-" + blake2b(body.encode("utf-8", "surrogatepass"), digest_size=5, key=b"wag-analyzer finding").hexdigest()

    def _repr_html_(self) -> str:
        """Return what a notebook shows; the report is asked for by name only then, as nothing here may know it."""
        return str(import_module("wag_analyzer.report.notebook").finding_html(self))
