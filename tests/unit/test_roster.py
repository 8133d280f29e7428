from pathlib import Path

import pytest

from wag_analyzer.errors import SettingsError
from wag_analyzer.people.roster import read_roster


def roster_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_people_are_found_by_name_alias_and_number(tmp_path: Path) -> None:
    path = roster_file(tmp_path, "Name,aliases,number,unit,level,admin\nSari Dewi,Sari; Bu Sari,+62 812-0000-0001,Gudang,2,ya\n,,,,,\n")
    roster = read_roster(path)
    found = {roster.find(name) for name in ("Sari Dewi", "Bu Sari", "6281200000001")}
    assert len(roster.members) == 1
    assert len(found) == 1
    member = roster.members[0]
    assert (member.unit, member.level, member.admin) == ("Gudang", 2.0, True)
    assert roster.find("Budi") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("who\nSari\n", "columns are who"),
        ("", "columns are missing"),
        ("name,level\nSari,boss\n", "line 2: level is 'boss'"),
        ("name,aliases\nSari,\nBudi,Sari\n", "stands twice"),
    ],
)
def test_a_wrong_roster_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_roster(roster_file(tmp_path, text))


def test_a_missing_or_undecodable_roster_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_roster(tmp_path / "none.csv")
    path = tmp_path / "latin.csv"
    path.write_bytes(b"name\nJ\xf6rg\n")
    with pytest.raises(SettingsError, match="is not UTF-8"):
        read_roster(path)
