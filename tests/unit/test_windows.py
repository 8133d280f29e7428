import pytest

from wag_analyzer.errors import SettingsError
from wag_analyzer.network.windows import windows

DAY = 86_400


def test_windows_without_a_step_follow_one_another_until_the_last_message() -> None:
    found = windows("2d", 3 * DAY + 500, 6 * DAY + 1)
    assert [(window.start // DAY, window.end // DAY) for window in found] == [(3, 5), (5, 7)]
    assert found[0].label == "1970-01-04/1970-01-05"


def test_with_a_step_they_overlap() -> None:
    assert [window.start // DAY for window in windows("window=2w,step=1w", 0, 27 * DAY)] == [0, 7, 14]


def test_one_window_holds_a_short_chat() -> None:
    assert len(windows("28d,step=7d", 0, 5)) == 1


@pytest.mark.parametrize("words", ["", "28", "28h", "0d", "7d,step=0d", "7d,step=8d", "d", "28d;step=7d"])
def test_anything_else_is_refused(words: str) -> None:
    with pytest.raises(SettingsError):
        windows(words, 0, DAY)


def test_too_many_windows_are_refused() -> None:
    with pytest.raises(SettingsError, match="windows"):
        windows("1d", 0, 9_000 * DAY)
