"""Tables as files and back, without losing a type. Paths are opened by us, never handed to pandas."""

import contextlib
import io
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from wag_analyzer.errors import CaseError
from wag_analyzer.given import content
from wag_analyzer.tables import Kind, Table

__all__ = ["ParquetRows", "from_parquet", "to_parquet"]

_MOST: Final = 1 << 34
"""Bytes of a table."""

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
        stored = pq.read_table(io.BytesIO(content(path, _MOST)))
        columns: Mapping[str, object] = {name: stored.column(name).to_pandas(types_mapper=pd.ArrowDtype) for name in table.names}
    except (OSError, KeyError, ValueError, pa.ArrowException) as error:
        raise CaseError(f"cannot be read as {table.name} ({type(error).__name__})", where=str(path), hint="run 'wag audit' again") from None
    return table.frame(columns)
