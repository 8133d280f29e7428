"""Tables as files and back, without losing a type. Paths are opened by us, never handed to pandas."""

import contextlib
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wag_analyzer.errors import CaseError, TableError
from wag_analyzer.given import content
from wag_analyzer.tables import Column, Kind, Table

__all__ = ["UNFIT", "ParquetRows", "from_parquet", "opened_parquet", "stored_frame", "to_parquet"]

_MOST: Final = 1 << 34
"""Bytes of a table."""

_MOST_ROWS: Final = 8
"""Rows a byte of a file: a row of ours has a number of its own."""
_MUCH: Final = 1 << 30
_MOST_TIMES: Final = 3000
"""Bytes that any table may unpack to, and times its own size: equal messages of the greatest length make nearly that much."""

_GROUP: Final = 1 << 15
"""Rows that are written together."""

_DISTINCT: Final = frozenset({"msg_id", "content_hash", "raw", "text", "line", "last_line"})
"""Columns in which hardly a value comes twice; a dictionary of these would take memory and save nothing."""

_TYPES: Final[Mapping[Kind, Any]] = {
    "text": pa.large_string(),
    "label": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "time": pa.timestamp("ms"),
    "texts": pa.list_(pa.string()),
}


def _is_words(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


_STORED: Final[Mapping[Kind, Callable[[Any], bool]]] = {
    "text": _is_words,
    "label": lambda kind: _is_words(kind) or pa.types.is_null(kind),
    "int": pa.types.is_int64,
    "float": pa.types.is_float64,
    "bool": pa.types.is_boolean,
    "time": lambda kind: pa.types.is_timestamp(kind) and kind.tz is None,
    "texts": lambda kind: pa.types.is_list(kind) and _is_words(kind.value_type),
}
"""Whether a type is one that columns of a kind have in a file."""

_WHOLE: Final = frozenset({"msg_id", "at", "kind"})
_READ: Final = frozenset({"parsed", "messages", "events", "coverage"})
"""Columns without gaps, in the tables of what was read."""

_FIRST: Final = -62_135_596_800
_LAST: Final = 253_402_300_799
"""The first second of the year 1 and the last one of 9999."""

UNFIT: Final = (KeyError, ValueError, TableError, pa.ArrowException)
"""What may be wrong with a stored table."""


class ParquetRows:
    """Writes the rows of a table that come in frames of any size: what the rows are decides the bytes, not how they are cut into frames.

    Used as a context; ``count`` is the number of rows so far.

    Parameters
    ----------
    sink
        An opened file; it stays open.
    table
        Columns and their kinds; labels are written as texts.
    """

    def __init__(self, sink: BinaryIO, table: Table) -> None:
        self.count = 0
        self._schema = pa.schema([(column.name, _TYPES[column.kind]) for column in table.columns])
        repeated = [name for name in table.names if name not in _DISTINCT]
        self._writer = pq.ParquetWriter(sink, self._schema, compression="zstd", use_dictionary=repeated)
        self._held: list[Any] = []
        self._rows = 0

    def __enter__(self) -> Self:
        """Return the writer itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Write what is still held; after an error only let go of the file."""
        if kind is None:
            self._write(self._rows)
            self._writer.close()
        else:
            with contextlib.suppress(OSError):
                self._writer.close()

    def add(self, frame: pd.DataFrame) -> None:
        """Append the rows of a frame with the table's columns."""
        columns = [pa.chunked_array(pa.array(frame[field.name], from_pandas=True)).cast(field.type) for field in self._schema]
        self._held.append(pa.table(columns, self._schema))
        self._rows += len(frame)
        self.count += len(frame)
        while self._rows >= _GROUP:
            self._write(_GROUP)

    def _write(self, rows: int) -> None:
        whole = pa.concat_tables(self._held) if self._held else self._schema.empty_table()
        if rows:
            self._writer.write_table(whole.slice(0, rows).combine_chunks())
        self._held = [whole.slice(rows)]
        self._rows -= rows
        pa.default_memory_pool().release_unused()


def to_parquet(frame: pd.DataFrame) -> bytes:
    """Return ``frame`` as a Parquet file; the same frame gives the same bytes."""
    sink = io.BytesIO()
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def from_parquet(path: Path, table: Table) -> pd.DataFrame:
    """Return the rows of the Parquet file at ``path`` as a frame of ``table``; columns the table does not know are left out.

    Raises
    ------
    CaseError
        The file is missing, is no Parquet file or misses a column.
    """
    try:
        whole = content(path, _MOST)
        return stored_frame(opened_parquet(io.BytesIO(whole), len(whole)).read(), table)
    except (OSError, *UNFIT) as error:
        raise CaseError(f"cannot be read as {table.name} ({type(error).__name__})", where=str(path), hint="run 'wag audit' again") from None


def opened_parquet(file: Any, size: int) -> Any:
    """Return a Parquet file for reading; one of ``size`` bytes that says it holds far more than such a file of ours can is refused.

    Raises
    ------
    ValueError, pyarrow.ArrowException
        Two of ``UNFIT``: it is no Parquet file, or makes very much of very little.
    """
    made = pq.ParquetFile(file)
    told = made.metadata
    unpacked = sum(told.row_group(number).total_byte_size for number in range(told.num_row_groups))
    if told.num_rows > _MOST_ROWS * size or unpacked > max(_MUCH, _MOST_TIMES * size):
        raise ValueError("it would unpack to far more than it is")
    return made


def stored_frame(stored: Any, table: Table) -> pd.DataFrame:
    """Return the rows of a stored table as a frame of ``table``: whoever wrote it, its columns hold what a program of ours puts there.

    Raises
    ------
    KeyError, ValueError, TableError, pyarrow.ArrowException
        One of ``UNFIT``: a column is missing or twice there, of another type, has gaps where there are none, or times beyond the calendar.
    """
    columns = {name: stored.column(name) for name in table.names}
    for column in table.columns:
        _refuse_unfit(columns[column.name], column, has_gaps=table.name not in _READ or column.name not in _WHOLE)
    return table.frame({column.name: _in_pandas(columns[column.name], column) for column in table.columns})


def _in_pandas(values: Any, column: Column) -> object:
    """Return a column; labels that are coded with gaps, or all missing, as texts: pandas makes no categories of these."""
    is_coded = pa.types.is_dictionary(values.type) and values.null_count
    plain = values.cast(pa.large_string()) if is_coded or (values.null_count == len(values) and column.kind == "label") else values
    return plain.to_pandas(types_mapper=pd.ArrowDtype)


def _refuse_unfit(values: Any, column: Column, *, has_gaps: bool) -> None:
    """Refuse a column that no program of ours wrote.

    Raises
    ------
    ValueError
        It is one.
    """
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if not _STORED[column.kind](kind) and not (column.kind == "label" and values.null_count == len(values)):
        raise ValueError(f"{column.name} is {kind}")
    if values.null_count and not has_gaps:
        raise ValueError(f"{column.name} has gaps")
    if column.kind == "time" and len(values) > values.null_count:
        ends = pc.min_max(values.cast(pa.timestamp("s"), safe=False).cast(pa.int64())).as_py()
        if not _FIRST <= ends["min"] <= ends["max"] <= _LAST:
            raise ValueError(f"{column.name} is no time")
