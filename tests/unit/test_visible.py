import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from wag_analyzer.visible import visible

ANY = st.text(st.characters(exclude_categories=()))


@given(ANY)
def test_nothing_that_acts_on_a_terminal_is_left(text: str) -> None:
    shown = visible(text)
    assert not [char for char in shown if unicodedata.category(char) in {"Cc", "Cs"}]
    assert not set(shown) & set("\u202e\u2066\u2069\u200b\u200e\ufeff")


@given(ANY)
def test_showing_twice_changes_nothing(text: str) -> None:
    assert visible(visible(text)) == visible(text)


def test_emoji_joiners_stay_and_hidden_marks_are_spelled_out() -> None:
    assert visible("👩\u200d💻 a\u202eb\x1b[2J") == "👩\u200d💻 a[U+202E]b[U+001B][2J"


def test_line_feeds_stay_when_asked() -> None:
    assert visible("a\nb\r", one_line=False) == "a\nb[U+000D]"
    assert visible("a\nb") == "a[U+000A]b"
