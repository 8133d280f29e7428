import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer import tables
from wag_analyzer.report.csv import csv_text, guarded
from wag_analyzer.visible import visible


@pytest.mark.parametrize("cell", ["=1+1", "+62 812", "-x", "@SUM(A1)", "\tx", "\rx", "\nx", "\0x", "＝1", "＋1", "－1", "＠x"])
def test_no_cell_starts_a_formula(cell: str) -> None:
    assert guarded(cell).startswith("'")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=8))
def test_what_is_read_back_is_what_was_written(cells: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(csv_text(pd.DataFrame({"x": cells, "y": 1})), newline="")))
    assert [row[0] for row in rows[1:]] == [guarded(cell) for cell in cells]
    assert [row[0].removeprefix("'") for row in rows[1:]] == [visible(cell, one_line=False).removeprefix("'") for cell in cells]
    assert {len(row) for row in rows} == {2}


def test_numbers_times_lists_and_missing_values_are_plain() -> None:
    frame = pd.DataFrame(
        {
            "n": [-3, 4],
            "f": [-0.5, np.nan],
            "t": [pd.Timestamp("2025-01-06 08:00"), pd.NaT],
            "l": [["=a", "b"], []],
            "b": [True, False],
            "m": [None, pd.NA],
            "a": [np.array([1, 2]), (1,)],
        }
    )
    text = csv_text(frame)
    assert text == "n,f,t,l,b,m,a\n-3,-0.5,2025-01-06T08:00:00,'=a;b,true,,1;2\n4,,,,false,,1\n"


def test_every_table_can_be_written() -> None:
    for table in tables.TABLES.values():
        assert csv_text(table.frame()).rstrip("\n").split(",") == table.names
