import json
from pathlib import Path

import pytest

from tests.unit.foreign_chats import chatlab, exported, lab, said
from wag_analyzer.errors import SettingsError
from wag_analyzer.parser.read import read, read_bytes, read_text
from wag_analyzer.parser.zones import in_utc
from wag_analyzer.settings import Settings


def test_times_are_given_in_utc_and_the_chat_says_so() -> None:
    chat = in_utc(read_text("31/12/24, 09:00 - Rina left\n31/12/24, 09:30 - Budi: halo\n"), "Asia/Jakarta")
    assert chat.messages["at"].astype(str).tolist() == ["2024-12-31 02:30:00"]
    assert chat.events["at"].astype(str).tolist() == ["2024-12-31 02:00:00"]
    assert chat.notices[-1].word == "shifted"


def test_a_repeated_hour_is_its_first_and_a_missing_one_moves_to_the_change() -> None:
    text = "27/10/24, 02:30 - Vera: doppelt\n28/10/24, 09:00 - Uwe: ok\n31/03/24, 02:30 - Vera: gibt es nicht\n"
    shown = in_utc(read_text(text), "Europe/Berlin").messages["at"].astype(str).tolist()
    assert shown == ["2024-10-27 00:30:00", "2024-10-28 08:00:00", "2024-03-31 01:00:00"]


@pytest.mark.parametrize("zone", ["Mars/Base", "../etc/passwd", ""])
def test_an_unknown_zone_is_told(zone: str) -> None:
    with pytest.raises(SettingsError, match="no zone is called"):
        in_utc(read_text("31/12/24, 09:30 - Budi: halo\n"), zone)


def test_a_file_that_counts_seconds_is_shown_on_the_wall_clock_of_the_zone() -> None:
    data = chatlab(lab(0, "u1", "a"), lab(1, "u2", "b", replyToMessageId="m0"))
    chat = in_utc(read_bytes(json.dumps(data).encode(), "x.json"), "Asia/Jakarta")
    assert chat.messages["at"].astype(str).tolist() == ["2024-03-14 09:44:00", "2024-03-14 09:45:00"]
    assert chat.links["at"].astype(str).tolist() == ["2024-03-14 09:45:00"]
    assert "times-in-utc" not in {note.word for note in chat.notices}


def test_beside_a_text_such_a_file_stays_in_utc_and_the_text_comes_to_it(tmp_path: Path) -> None:
    settings = Settings(tz="Asia/Jakarta")
    data = exported(said(0, "Sari", "a", reactions={"Budi": "x"}), said(1, "Budi", "b", reply="KEY0"))
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    (tmp_path / "b.txt").write_text("14/03/24, 09:50 - Rina: halo\n", encoding="utf-8")
    chat = in_utc(read([tmp_path / "a.json", tmp_path / "b.txt"], settings), "Asia/Jakarta")
    assert sorted(chat.messages["at"].astype(str)) == ["2024-03-14 02:44:00", "2024-03-14 02:45:00", "2024-03-14 02:50:00"]
    assert chat.links["at"].astype(str).iloc[0] == "2024-03-14 02:45:00"
    assert chat.links["at"].isna().tolist() == [False, True]


def test_the_clock_an_exporter_shows_comes_back_to_its_own_seconds() -> None:
    raw = json.dumps(exported(said(0, "Sari", "a"))).encode()
    chat = in_utc(read_bytes(raw, "x.json", Settings(tz="Asia/Tokyo")), "Asia/Tokyo")
    assert chat.messages["at"].astype(str).tolist() == ["2024-03-14 11:44:00"]
