"""What a table is: columns with a kind and a meaning; building and checking frames of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

from wag_analyzer.errors import TableError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AT", "PLACE", "Column", "Kind", "Table", "table"]

Kind = Literal["text", "label", "int", "float", "bool", "time", "texts"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, kind of value, meaning and unit."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, what a row stands for, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Return the column names in order."""
        return [column.name for column in self.columns]

    def frame(self, rows: Iterable[Mapping[str, object]] | Mapping[str, object] = ()) -> "pd.DataFrame":
        """Return a frame of this table's columns and types.

        Parameters
        ----------
        rows
            One mapping a row (missing keys become missing values), or one mapping of whole columns.

        Raises
        ------
        TableError
            A column is unknown or a value does not fit the column's type.
        """
        import pandas as pd  # noqa: PLC0415 - names and meanings of columns are known without it
        from pyarrow import ArrowException  # noqa: PLC0415

        data = rows if isinstance(rows, Mapping) else _columns(rows, self.names)
        unknown = [name for name in data if name not in self.names]
        if unknown:
            raise TableError(f"no such column: {', '.join(unknown)}", where=self.name)
        series: dict[str, pd.Series[Any]] = {}
        for column in self.columns:
            try:
                series[column.name] = _series(data.get(column.name), column.kind)
            except (TypeError, ValueError, ArrowException) as error:
                raise TableError(f"values are not {column.kind}: {error}", where=f"{self.name}.{column.name}") from None
        return pd.DataFrame(series, columns=self.names, copy=False)

    def check(self, frame: "pd.DataFrame") -> "pd.DataFrame":
        """Return ``frame`` unchanged when its columns and types are this table's.

        Raises
        ------
        TableError
            Names, order or types differ.
        """
        if list(frame.columns) != self.names:
            raise TableError(f"columns are {list(frame.columns)}", where=self.name, hint=f"expected {self.names}")
        for column, dtype in zip(self.columns, frame.dtypes.tolist(), strict=True):
            if not _fits(dtype, column.kind):
                raise TableError(f"type is {dtype}", where=f"{self.name}.{column.name}", hint=f"expected {column.kind}")
        return frame


def _columns(rows: Iterable[Mapping[str, object]], names: list[str]) -> dict[str, list[object]]:
    listed = list(rows)
    extra = {name: None for row in listed for name in row if name not in names}
    return {name: [row.get(name) for row in listed] for name in (*names, *extra)}


def _series(values: Any, kind: Kind) -> "pd.Series[Any]":
    import pandas as pd  # noqa: PLC0415 - as above

    series: pd.Series[Any] = pd.Series([] if values is None else values, dtype=_dtypes()[kind])
    if kind == "label" and series.cat.categories.dtype != object:  # as Arrow's texts, what is missing would be no ``nan`` but ``pd.NA``
        series = series.cat.rename_categories(pd.Index(series.cat.categories.tolist(), dtype="object"))
    return series.reset_index(drop=True)


def _fits(dtype: object, kind: Kind) -> bool:
    import pandas as pd  # noqa: PLC0415 - as above

    if kind == "label":
        return isinstance(dtype, pd.CategoricalDtype)
    if kind == "text":
        return isinstance(dtype, pd.StringDtype)
    return bool(dtype == _dtype(kind))


@cache
def _dtype(kind: Kind) -> object:
    return _series(None, kind).dtype


@cache
def _dtypes() -> Mapping[Kind, Any]:
    """Return the types of columns as pandas knows them."""
    import pandas as pd  # noqa: PLC0415 - as above
    import pyarrow as pa  # noqa: PLC0415

    return {
        "text": pd.StringDtype("pyarrow", na_value=float("nan")),
        "label": "category",
        "int": "int64",
        "float": "float64",
        "bool": "bool",
        "time": "datetime64[s]",
        "texts": pd.ArrowDtype(pa.list_(pa.string())),
    }


def table(name: str, row: str, *columns: tuple[str, Kind, str] | tuple[str, Kind, str, str]) -> Table:
    """Return the table of that name whose columns are given as tuples: name, kind, meaning, and the unit if there is one."""
    return Table(name, row, tuple(Column(*column) for column in columns))


PLACE: Final = (
    ("file", "label", "name of the export, or archive/member"),
    ("file_sha256", "label", "SHA-256 of the export file as it was handed over"),
    ("line", "int", "first physical line in that file, from 1"),
    ("last_line", "int", "last physical line in that file"),
)
"""The columns of where in which file something stands."""
AT: Final = ("at", "time", "the phone's wall clock as written, never shifted unless a zone was asked for")
"""The column of when something was written."""
