"""The desk: which cases this app shows, and where new ones are made."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import Final

from wag_analyzer.case.names import DRAFT
from wag_analyzer.errors import CaseError
from wag_analyzer.web import draft
from wag_analyzer.web.draft import Draft, fitting, is_written

__all__ = ["Desk", "default_home"]

_SUFFIX: Final = ".case"
_MOST: Final = 1000


def default_home() -> Path:
    """Return where the app keeps the cases it makes: the user's own data folder, never one beside an export."""
    home = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(home) if home else Path.home() / ".local" / "share") / "wag-analyzer" / "cases"


class Desk:
    """The cases of one run of the app, each with an id that tells nothing about where it lies.

    Parameters
    ----------
    home
        Folder of the cases the app makes.
    named
        Cases the user named; only these are listed then, and new ones still lie in ``home``.
    """

    def __init__(self, home: Path, named: Sequence[Path] = ()) -> None:
        self.home = home.absolute()
        self.own = [path.absolute() for path in named]
        self.alone = bool(self.own)
        self._planned: dict[Path, Draft] = {}

    def cases(self) -> dict[str, Path]:
        """Return id → folder: those named or begun in this run first, then those that lie in the home folder, by name."""
        try:
            lying = [] if self.alone or not self.home.is_dir() else sorted(self.home.iterdir())[:_MOST]
        except OSError as error:
            raise CaseError(f"cannot be read ({error.strerror})", where=str(self.home), hint="choose another -o") from None
        found = [path for path in lying if path.suffix == _SUFFIX and not path.is_symlink() and is_ours(path)]
        return {identity(path): path for path in dict.fromkeys([*self.own, *found])}

    def find(self, case: str) -> Path | None:
        """Return the folder of a case, None when no case has this id."""
        return self.cases().get(case)

    def plan(self, name: str, order: Draft) -> Path:
        """Return where a new case will lie, called after an export; nothing is written before it is run or given a file."""
        place = next(place for place in self._places(name) if not place.exists())
        self._planned[place] = order
        self.own.insert(0, place)
        return place

    def shelve(self, name: str, order: Draft) -> None:
        """Lay out the case of a group of a store: as it was left before with what the store holds now, else one that is planned."""
        case = self.home / f"{name}{_SUFFIX}"
        self.own.append(case)
        if not is_ours(case):
            self._planned[case] = order
            return
        kept = self.load(case)
        exports = (*order.exports, *(one for one in kept.exports if one.sha256))
        if exports != kept.exports:
            self.save(case, replace(kept, exports=exports))

    def load(self, case: Path) -> Draft:
        """Return the draft of a case, also of one only planned."""
        planned = self._planned.get(case)
        return draft.load(case) if planned is None else planned

    def save(self, case: Path, order: Draft) -> Draft:
        """Keep the draft of a case; that of one only planned lies nowhere but here."""
        if case not in self._planned:
            return draft.save(case, order)
        self._planned[case] = replace(order, revision=order.revision + 1)
        return self._planned[case]

    def made(self, case: Path) -> Path:
        """Return the folder of a case, made if it was only planned.

        Raises
        ------
        CaseError
            It cannot be made.
        """
        order = self._planned.get(case)
        if order is not None:
            try:
                self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
                case.mkdir(mode=0o700)
            except OSError as error:
                raise CaseError(f"cannot be made ({error.strerror})", where=str(case), hint="choose another -o") from None
            draft.write(case, order)
            del self._planned[case]
        return case

    def begin(self, name: str, order: Draft) -> Path:
        """Make a folder for a new case, called after an export.

        Raises
        ------
        CaseError
            It cannot be made.
        """
        place = self.plan(name, order)
        if not self.alone:
            self.own.remove(place)
        return self.made(place)

    def _places(self, name: str) -> Iterator[Path]:
        """Yield folders a case called after ``name`` may lie in."""
        stem = re.sub(r"[^\w.-]+", "-", re.sub(r"\.(txt|zip)$", "", name, flags=re.IGNORECASE)).strip("-.")[:80]
        for turn in count(1):
            yield self.home / f"{fitting(stem) or 'chat'}{'' if turn == 1 else f'-{turn}'}{_SUFFIX}"


def is_ours(path: Path) -> bool:
    """Say whether a folder is a case, or one to be."""
    return is_written(path) or (path / DRAFT).is_file()


def identity(path: Path) -> str:
    """Return the id of a case: the same as long as its folder lies where it lies."""
    return blake2b(str(path).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
