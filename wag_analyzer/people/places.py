"""Where the values of one column stand in another: names and ids as row numbers, all at once."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["picked", "places", "strings"]


def strings(values: Any) -> pa.LargeStringArray:
    """Return texts or labels (a column, an index, an array) as one Arrow array; missing ones stay missing."""
    if isinstance(values, pd.Index):
        values = values.to_series()
    found = (
        pa.array(values) if str(getattr(values, "dtype", "object")) != "object" else pa.array(values, pa.large_string(), from_pandas=True)
    )
    whole = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    return whole if pa.types.is_large_string(whole.type) else whole.cast(pa.large_string())


def places(values: Any, among: Any) -> npt.NDArray[np.int64]:
    """Return for each value the first place in ``among`` that holds it; -1 for what is not there and for what is missing.

    Labels are looked up once each.
    """
    if isinstance(getattr(values, "dtype", None), pd.CategoricalDtype):
        kinds = np.append(places(values.cat.categories, among), -1)
        return np.asarray(kinds[values.cat.codes.to_numpy()], np.int64)
    found = pc.index_in(strings(values), value_set=strings(among), skip_nulls=True)
    return np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False), np.int64)


def picked(values: pa.Array, rows: npt.NDArray[Any]) -> pa.Array:
    """Return the values at ``rows``; a missing one where the row is -1."""
    return values.take(pa.array(rows, mask=rows < 0) if (rows < 0).any() else pa.array(rows))
