"""What a paper is made of, before anybody decides how it is written down."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Block", "Heading", "Items", "Line", "Lines", "Rows", "Text"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``soft`` ones explain others."""

    text: str
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table with a head."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One message in context.

    Parameters
    ----------
    number
        Line of the file.
    at, who, text
        As the tier shows them.
    role
        What a message that is evidence does in the finding.
    is_cited
        Whether it is evidence, else it stands beside.
    before
        That messages were left out before it, in words; empty when none were.
    """

    number: str
    at: str
    who: str
    text: str
    role: str = ""
    is_cited: bool = False
    before: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Messages in file order."""

    lines: Sequence[Line]


Block = Heading | Text | Items | Rows | Lines
