"""Tables as files and back, without losing a type. Paths are opened by us, never handed to pandas."""

import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from wag_analyzer.errors import CaseError
from wag_analyzer.tables import Table

__all__ = ["from_parquet", "to_parquet"]


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
        stored = pq.read_table(io.BytesIO(path.read_bytes()))
        columns: Mapping[str, object] = {name: stored.column(name).to_pandas(types_mapper=pd.ArrowDtype) for name in table.names}
    except (OSError, KeyError, pa.ArrowException) as error:
        raise CaseError(f"cannot be read as {table.name} ({type(error).__name__})", where=str(path), hint="run 'wag audit' again") from None
    return table.frame(columns)
