"""Columns that grow, and many short texts without a Python object for each: a file may hold a million names."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, overload

import numpy as np
import numpy.typing as npt

from wag_analyzer.parser.dates import Ints

__all__ = ["Column", "Strings"]

Small = npt.NDArray[np.int32]

_FIRST: Final = 64
_SHARE: Final = 4
"""A column that is full gets longer by one part in so many."""

_READ: Final = 4096
"""Texts that are made of the bytes at a time."""


class Column:
    """Rows of one kind that are added in heaps; ``values`` are those added so far.

    Parameters
    ----------
    dtype
        Of a value.
    width
        Values in a row; None: a row is one value.
    """

    def __init__(self, dtype: npt.DTypeLike, width: int | None = None) -> None:
        self._all: npt.NDArray[Any] = np.zeros((_FIRST,) if width is None else (_FIRST, width), dtype)
        self._used = 0

    @classmethod
    def of(cls, values: npt.NDArray[Any]) -> "Column":
        """Return values as a column, without a copy of them."""
        made = cls(values.dtype)
        made._all, made._used = values, len(values)
        return made

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self._used

    @property
    def values(self) -> npt.NDArray[Any]:
        """The rows, as a view that is good until the next ones come."""
        return self._all[: self._used]

    def extend(self, values: npt.NDArray[Any]) -> None:
        """Add rows behind the others."""
        if not len(values):
            return
        used = self._used + len(values)
        if used > len(self._all):
            more = np.zeros((max(used, len(self._all) + len(self._all) // _SHARE), *self._all.shape[1:]), self._all.dtype)
            more[: self._used] = self.values
            self._all = more
        self._all[self._used : used] = values
        self._used = used


class Strings(Sequence[str]):
    """Texts in order, as UTF-8 one behind the other; each becomes a ``str`` when it is asked for.

    Parameters
    ----------
    texts
        Those to begin with.

    Examples
    --------
    >>> names = Strings(["Sari", "Budi"])
    >>> names.extend([b"Mas Joko"])
    >>> len(names), names[2], list(names)
    (3, 'Mas Joko', ['Sari', 'Budi', 'Mas Joko'])
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._bytes = Column(np.uint8)
        self._bounds = Column(np.int64)
        self._bounds.extend(np.zeros(1, np.int64))
        self.extend([text.encode() for text in texts])

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self._bounds) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        """Return a text, or several."""
        if isinstance(index, slice):
            return [*self.those(np.arange(*index.indices(len(self))))]
        number = index + len(self) if index < 0 else index
        if not 0 <= number < len(self):
            raise IndexError(index)
        start, end = self._bounds.values[number : number + 2].tolist()
        return str(self._bytes.values[start:end].data, "utf-8")

    def __iter__(self) -> Iterator[str]:
        """Yield the texts."""
        return self.those(np.arange(len(self)))

    def those(self, which: Ints | Small) -> Iterator[str]:
        """Yield some of the texts."""
        data, bounds = self._bytes.values.data, self._bounds.values
        for at in range(0, len(which), _READ):
            heap = which[at : at + _READ]
            ends = zip(bounds[heap].tolist(), bounds[heap + 1].tolist(), strict=True)
            yield from (str(data[start:end], "utf-8") for start, end in ends)

    def extend(self, texts: Sequence[bytes]) -> None:
        """Add texts, given as UTF-8."""
        if not texts:
            return
        last = self._bounds.values[-1] if len(self._bounds) else 0
        self._bytes.extend(np.frombuffer(b"".join(texts), np.uint8))
        self._bounds.extend(last + np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts))))

    def arrow(self) -> Any:
        """Return the texts as an Arrow array of large strings that shares their bytes."""
        import pyarrow as pa  # noqa: PLC0415 - costs more than looking at a small chat

        shared = [None, pa.py_buffer(self._bounds.values), pa.py_buffer(self._bytes.values)]
        return pa.Array.from_buffers(pa.large_string(), len(self), shared)

    def only(self, which: Ints) -> "Strings":
        """Return some of the texts; all of them in their order are the texts themselves."""
        if np.array_equal(which, np.arange(len(self))):
            return self
        some, words = Strings(), self.arrow().take(which)
        if len(words):
            some._bounds = Column.of(np.frombuffer(words.buffers()[1], np.int64)[: len(words) + 1])
            some._bytes = Column.of(np.frombuffer(words.buffers()[2] or b"", np.uint8))
        return some

    @classmethod
    def distinct(cls, heaps: Iterable[Sequence[str]]) -> tuple["Strings", Ints]:
        """Return the distinct ones of some texts in order of first sight, and which of them each is."""
        every, hashes = cls(), Column(np.int64)
        for heap in heaps:
            every.extend([text.encode() for text in heap])
            hashes.extend(np.fromiter(map(hash, heap), np.int64, len(heap)))
        place, rows = np.arange(len(every)), _repeated(hashes.values)
        if not len(rows):
            return every, place
        seen: dict[str, int] = {}
        for row, text in zip(rows.tolist(), every.those(rows), strict=True):
            place[row] = seen.setdefault(text, row)
        is_first = place == np.arange(len(every))
        return every.only(np.flatnonzero(is_first)), (np.cumsum(is_first) - 1)[place]


def _repeated(hashes: Ints) -> Ints:
    """Return the rows (rising) whose hash occurs more than once."""
    order = np.argsort(hashes)
    same = np.flatnonzero(np.diff(hashes[order]) == 0)
    return np.unique(order[np.concatenate((same, same + 1))])
