from pathlib import Path

import pytest

from wag_analyzer.errors import SettingsError
from wag_analyzer.people.decisions import Decisions, Row, read_decisions


def read(tmp_path: Path, text: str) -> Decisions:
    path = tmp_path / "identities.csv"
    path.write_text(text, encoding="utf-8")
    return read_decisions(path)


def test_yes_and_no_are_read_in_two_languages_and_an_empty_cell_decides_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, "name,person,applied,reason\nA,B,Ya,why\nC,D,tidak,\nE,F,,\nG,H,true,\nI,J,0,\n")
    assert [(row.name, row.applied, row.line) for row in found.rows] == [("A", True, 2), ("C", False, 3), ("G", True, 5), ("I", False, 6)]
    assert found.rows[0].reason == "why"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A,B,maybe", "line 2: applied is 'maybe'; write yes, no, or leave it empty"),
        ("A,,yes", "line 2: has no name or no person; fill both cells"),
        ("A,B,yes\nA,C,yes", "line 3: joins 'A' to 'C', but line 2 joins it to 'B'; keep one of the two rows"),
        ("A,B,yes\nA,B,no", "line 3: keeps 'A' and 'B' apart, but line 2 joins them; take one of the two rows out"),
        ("A,B,yes\nC,B,yes\nC,A,no", "line 4: keeps 'C' and 'A' apart, but line 3 joins them"),
        ("A,A,no", "line 2: keeps 'A' and 'A' apart"),
        ("A,B,yes\nB,C,yes\nC,A,yes", "back to itself; say once which name is the person's"),
        ("A\x1b[1m,B,yes\nA\x1b[1m,C,yes", "joins 'A[U+001B][1m' to 'C'"),
    ],
)
def test_rows_that_cannot_be_or_contradict_one_another_are_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as error:
        read(tmp_path, f"name,person,applied\n{text}\n")
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_chain_of_joins_and_the_same_row_twice_are_no_contradiction() -> None:
    rows = (Row("A", "B", applied=True), Row("B", "C", applied=True), Row("A", "B", applied=True), Row("A", "D", applied=False))
    assert Decisions(rows).rows == rows


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("'+62 812", "+62 812"),
        ("'=SUM(A1)", "=SUM(A1)"),
        ("'@home", "@home"),
        ("'Budi", "'Budi"),
        ("''=x", "'=x"),
        ("A[U+0007]", "A\x07"),
        ("new", "new"),
    ],
)
def test_names_are_found_again_behind_the_guard_of_a_spreadsheet(cell: str, name: str) -> None:
    known = ["+62 812", "=SUM(A1)", "@home", "'Budi", "'=x", "A\x07"]
    (row,) = Decisions((Row(cell, "P", applied=True),)).known(known).rows
    assert row.name == name
