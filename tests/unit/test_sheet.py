from pathlib import Path

import pytest

from wag_analyzer.errors import SettingsError
from wag_analyzer.people.sheet import sheet


def rows(tmp_path: Path, text: str | bytes) -> list[tuple[int, dict[str, str]]]:
    path = tmp_path / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [(line, dict(cells)) for line, cells in sheet(path, ("name", "unit"), ("name",), "--roster")]


def test_rows_come_with_the_line_they_begin_on_also_after_a_cell_of_two_lines(tmp_path: Path) -> None:
    found = rows(tmp_path, 'Name,unit\n"Sari\nDewi",Gudang\n\n, \nBudi,\n')
    assert found == [(2, {"name": "Sari\nDewi", "unit": "Gudang"}), (6, {"name": "Budi", "unit": ""})]


def test_semicolons_part_the_cells_where_a_spreadsheet_writes_them(tmp_path: Path) -> None:
    assert rows(tmp_path, "\ufeffunit; name\nGudang, Timur; Sari \n") == [(2, {"name": "Sari", "unit": "Gudang, Timur"})]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unit\nGudang\n", "columns are unit; use name, unit"),
        ("name,nama\nSari,S\n", "columns are name, nama; use name, unit"),
        ("", "columns are missing; use name, unit"),
        ("name,unit\nSari,Gudang\nDewi, Sari,Gudang\n", "line 3: has more cells than the header; put names with commas in quotes"),
        ("name\nS\xe4ri\n".encode("latin-1"), "is not UTF-8; save it as CSV UTF-8"),
        (b"name\n" + b"x" * 200_000 + b"\n", "is no CSV"),
    ],
)
def test_a_bad_table_is_told_on_one_line_with_its_place(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(SettingsError) as error:
        rows(tmp_path, text)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_table_names_the_option_to_check(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read \(No such file or directory\); check --roster"):
        list(sheet(tmp_path / "none.csv", ("name",), ("name",), "--roster"))
