import numpy as np
import pandas as pd
import pytest

from wag_analyzer.people.places import picked, places, strings


@pytest.mark.parametrize("kind", ["object", "str", "category"])
def test_a_value_stands_where_it_stands_first_and_what_is_missing_stands_nowhere(kind: str) -> None:
    values = pd.Series(["b", None, "c", "b", "a"], dtype=kind)
    assert places(values, pd.Index(["a", "b", "a"])).tolist() == [1, -1, -1, 1, 0]


def test_columns_put_together_of_pieces_are_looked_up_as_one() -> None:
    piece = pd.Series(["b", "a"], dtype=pd.StringDtype("pyarrow", na_value=float("nan")))
    assert places(pd.concat([piece, piece]), piece).tolist() == [0, 1, 0, 1]
    assert len(strings(pd.concat([piece, piece]))) == 4


def test_values_of_no_column_stand_nowhere() -> None:
    assert places(pd.Series([], dtype=object), pd.Index(["a"])).tolist() == []
    assert places(pd.Series(["a"]), pd.Index([], dtype=object)).tolist() == [-1]


def test_no_row_picks_a_missing_value() -> None:
    assert picked(strings(["a", "b"]), np.array([1, -1, 0])).to_pylist() == ["b", None, "a"]
    assert picked(strings(["a", "b"]), np.array([1, 0])).to_pylist() == ["b", "a"]
