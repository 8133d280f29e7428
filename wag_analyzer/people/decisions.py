"""What the user decided about who is who: the table ``identities.csv`` with yes or no in its column ``applied``.

*yes* joins ``name`` to ``person`` and calls them by what stands in ``person``, which may be a new name. *no* keeps the two apart, also
where the tool would join them by itself, so every join can be taken back. An empty cell decides nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from wag_analyzer.errors import SettingsError
from wag_analyzer.people.sheet import sheet
from wag_analyzer.tables import IDENTITIES
from wag_analyzer.visible import visible

__all__ = ["DECIDED", "Decisions", "Row", "read_decisions"]

DECIDED: Final = "decided by you"
"""What the reason of every join the user made begins with."""

_SAID: Final = {
    **dict.fromkeys(("yes", "y", "ya", "true", "1", "x", "benar"), True),
    **dict.fromkeys(("no", "n", "tidak", "false", "0", "bukan", "salah"), False),
}
_GUARDED: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", "[U+")


class Row(NamedTuple):
    """One decision: the name, the person, yes or no, why, and where it stands in the file."""

    name: str
    person: str
    applied: bool
    reason: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Decisions:
    """The user's decisions.

    Parameters
    ----------
    rows
        In the order of the file; at most one *yes* for a name, and none that contradicts another.
    """

    rows: tuple[Row, ...] = ()
    where: str = field(default="identities", compare=False)

    def __post_init__(self) -> None:
        """Refuse decisions that contradict one another."""
        joined: dict[str, Row] = {}
        for row in self.rows:
            if row.applied and row.name != row.person and joined.setdefault(row.name, row).person != row.person:
                first = joined[row.name]
                what = (
                    f"joins {visible(row.name)!r} to {visible(row.person)!r}, but line {first.line} joins it to {visible(first.person)!r}"
                )
                raise SettingsError(what, where=f"{self.where}, line {row.line}", hint="keep one of the two rows")
        ends = {name: self._end(name, joined) for row in self.rows for name in (row.name, row.person)}
        for row in self.rows:
            if not row.applied and ends[row.name] == ends[row.person]:
                by = next((joined[name].line for name in (row.name, row.person) if name in joined), row.line)
                what = f"keeps {visible(row.name)!r} and {visible(row.person)!r} apart, but line {by} joins them"
                raise SettingsError(what, where=f"{self.where}, line {row.line}", hint="take one of the two rows out")

    def _end(self, name: str, joined: Mapping[str, Row]) -> str:
        """Return the name at the end of the joins that begin with ``name``."""
        at = name
        for _ in joined:
            at = joined[at].person if at in joined else at
        if at in joined:
            what = f"leads {visible(at)!r} back to itself"
            raise SettingsError(what, where=f"{self.where}, line {joined[at].line}", hint="say once which name is the person's")
        return at

    def known(self, names: Iterable[str]) -> "Decisions":
        """Return the same decisions with names as they stand in the chat: without the guard of a CSV cell, marks as they were."""
        shown = {visible(name, one_line=False): name for name in names}

        def own(cell: str) -> str:
            bare = cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_GUARDED) else cell
            return next((shown[form] for form in (bare, cell) if form in shown), bare)

        return Decisions(tuple(row._replace(name=own(row.name), person=own(row.person)) for row in self.rows), self.where)


def read_decisions(path: Path, option: str = "--apply") -> Decisions:
    """Return the decisions in a CSV file with the columns of ``tables.IDENTITIES``; name, person and applied are required.

    Raises
    ------
    SettingsError
        The file cannot be read, a row says neither yes nor no nor nothing, misses a name, or contradicts another.
    """
    rows: list[Row] = []
    for line, cells in sheet(path, IDENTITIES.names, ("name", "person", "applied"), option):
        where = f"{path}, line {line}"
        said = cells["applied"].casefold()
        if said and said not in _SAID:
            raise SettingsError(f"applied is {visible(cells['applied'])!r}", where=where, hint="write yes, no, or leave it empty")
        if not (cells["name"] and cells["person"]):
            raise SettingsError("has no name or no person", where=where, hint="fill both cells or take the row out")
        if said:
            rows.append(Row(cells["name"], cells["person"], _SAID[said], cells["reason"], line))
    return Decisions(tuple(rows), str(path))
