import pytest

from wag_analyzer.errors import SettingsError
from wag_analyzer.parser.read import read_text
from wag_analyzer.parser.zones import in_utc


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
