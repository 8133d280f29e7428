import pytest

from wag_analyzer import tables
from wag_analyzer.errors import TableError


@pytest.mark.parametrize("table", tables.TABLES.values(), ids=str)
def test_an_empty_frame_has_the_tables_columns_and_types(table: tables.Table) -> None:
    assert table.check(table.frame()).empty


def test_rows_may_leave_out_what_is_missing() -> None:
    frame = tables.EVENTS.frame(
        [{"msg_id": "a-1", "at": "2024-12-31T09:00:00", "type": "left", "actor": "Sari", "line": 1, "last_line": 1}]
    )
    assert frame.loc[0, "actor"] == "Sari"
    assert frame["target"].isna().all()


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(TableError, match="no such column: colour"):
        tables.TIES.frame([{"colour": 1}])


def test_a_value_of_another_type_is_refused() -> None:
    with pytest.raises(TableError, match=r"ties\.weight: values are not float"):
        tables.TIES.frame([{"weight": "heavy", "acts": 1}])


def test_a_year_before_the_range_of_nanoseconds_is_kept() -> None:
    frame = tables.TIES.frame([{"acts": 1, "first": "1601-01-01T00:00:00"}])
    assert str(frame.loc[0, "first"]) == "1601-01-01 00:00:00"


def test_check_names_what_differs() -> None:
    frame = tables.COVERAGE.frame()
    with pytest.raises(TableError, match="columns are"):
        tables.COVERAGE.check(frame.drop(columns="reason"))
    with pytest.raises(TableError, match=r"coverage\.line: type is"):
        tables.COVERAGE.check(frame.astype({"line": "float64"}))
    with pytest.raises(TableError, match=r"coverage\.became"):
        tables.COVERAGE.check(frame.astype({"became": "str"}))


def test_every_column_says_what_it_means() -> None:
    assert all(column.meaning for table in tables.TABLES.values() for column in table.columns)
