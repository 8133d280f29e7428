"""What stands between header and first colon: mostly the sender. Each distinct one is looked at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Ints
from wag_analyzer.parser.scan import Scan

__all__ = ["Prefixes", "prefixes"]


@dataclass(frozen=True, slots=True)
class Prefixes:
    """For each header the byte offset of the first colon (-1: none) and an index into ``names`` (-1: none)."""

    colon: Ints
    code: Ints
    names: list[str]

    def where(self, is_so: list[bool]) -> npt.NDArray[np.bool_]:
        """Return, for each header, what is said of its name; False where there is none."""
        return np.array([*is_so, False], bool)[self.code]

    def taken(self, rows: Ints) -> "Prefixes":
        """Return the same for some of the headers."""
        return Prefixes(self.colon[rows], self.code[rows], self.names)


def prefixes(scan: Scan) -> Prefixes:
    """Return what stands before the first ': ' (or the ':' that ends the line) behind each header."""
    colon = _first_colons(scan)
    rows = np.flatnonzero(colon >= 0)
    data = scan.data
    slices = [data[start:end] for start, end in zip(scan.rest[rows].tolist(), colon[rows].tolist(), strict=True)]
    table = {name: number for number, name in enumerate(dict.fromkeys(slices))}
    code = np.full(len(colon), -1, np.int64)
    code[rows] = list(map(table.__getitem__, slices))
    return Prefixes(colon, code, [name.decode() for name in table])


def _first_colons(scan: Scan) -> Ints:
    view = np.frombuffer(scan.data, np.uint8)
    dots = np.flatnonzero(view == 58).astype(np.int64)
    if not len(dots) or not len(scan.rest):
        return np.full(len(scan.rest), -1, np.int64)
    after = view[np.minimum(dots + 1, len(view) - 1)]
    dots = dots[(after == 32) | (after == 10) | (dots == len(view) - 1)]
    found = np.append(dots, len(view))[np.searchsorted(dots, scan.rest)]
    return np.where(found < scan.ends[scan.line], found, -1)
