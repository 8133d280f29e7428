"""A roster: who works where, as far as the user says so. Attributes come from here only; nothing is inferred."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wag_analyzer.errors import SettingsError
from wag_analyzer.people.names import digits
from wag_analyzer.people.sheet import sheet

__all__ = ["Member", "Roster", "read_roster"]

COLUMNS: Final = ("name", "aliases", "number", "unit", "level", "admin")
_YES: Final = frozenset({"1", "yes", "ya", "true", "x", "y"})


@dataclass(frozen=True, slots=True)
class Member:
    """One row of a roster; ``level`` 1 is the highest, None when not said."""

    name: str
    aliases: tuple[str, ...] = ()
    number: str = ""
    unit: str = ""
    level: float | None = None
    admin: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """The members of a roster, found by exact name, alias or number."""

    members: tuple[Member, ...]
    by_name: Mapping[str, Member]
    by_number: Mapping[str, Member]

    def find(self, name: str) -> Member | None:
        """Return the member called ``name`` (exact name, alias or number), None when there is none."""
        return self.by_name.get(name) or self.by_number.get(digits(name))


def read_roster(path: Path) -> Roster:
    """Return the roster in a CSV file with a header line; ``name`` is required, aliases are separated by ``;``.

    Where semicolons part the cells, a cell with several aliases stands in quotation marks, as spreadsheets write it.

    Raises
    ------
    SettingsError
        The file cannot be read, has no name column, an unknown column, a level that is no number, or a name twice.
    """
    rows = sheet(path, COLUMNS, ("name",), "--roster")
    return _roster(tuple(_member(cells, f"{path}, line {line}") for line, cells in rows if cells["name"]), str(path))


def _member(cell: Mapping[str, str], where: str) -> Member:
    try:
        level = float(cell["level"]) if cell["level"] else None
    except ValueError:
        raise SettingsError(f"level is {cell['level']!r}", where=where, hint="write a number, 1 is the highest") from None
    aliases = tuple(alias.strip() for alias in cell["aliases"].split(";") if alias.strip())
    return Member(cell["name"], aliases, cell["number"], cell["unit"], level, cell["admin"].lower() in _YES)


def _roster(members: tuple[Member, ...], where: str) -> Roster:
    by_name: dict[str, Member] = {}
    for member in members:
        for name in (member.name, *member.aliases):
            if name in by_name:
                raise SettingsError(f"{name!r} stands twice", where=where, hint="give each person one row and each alias one person")
            by_name[name] = member
    return Roster(members, by_name, {digits(member.number): member for member in members if digits(member.number)})
