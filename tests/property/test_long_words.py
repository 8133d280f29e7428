"""The words that the leak scan looks at, told apart from bytes, are those that a pattern finds in the text."""

import re
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer.report import leaks
from wag_analyzer.report.leaks import Secrets
from wag_analyzer.report.redact import folded_word

_PATTERN = re.compile(r"[^\W\d_][^\W_]{4,}")
_CHARACTERS = st.sampled_from("abzéßıñяش山𐐷09²½٣__--.. \n\t\"'\x1f\x00\ud800\u200d\u0301")


@settings(deadline=None, max_examples=200)
@given(st.text(_CHARACTERS, max_size=60), st.integers(1, 9))
def test_words_of_five_letters_are_those_that_the_pattern_finds(text: str, at_once: int) -> None:
    with patch.object(leaks, "_AT_ONCE", at_once):
        assert leaks._long(leaks._runs(text, ())[0]) == set(_PATTERN.findall(text))


@settings(deadline=None, max_examples=200)
@given(
    st.text(_CHARACTERS, max_size=40), st.lists(st.text("abzéı²½9'-", min_size=1, max_size=4), min_size=2, max_size=3), st.integers(1, 9)
)
def test_a_name_of_short_words_is_found_where_it_stands(text: str, words: list[str], at_once: int) -> None:
    whole = folded_word(" ".join(words))
    for output in (text, f"{text} {whole}", f"{text}{whole}{text}"):
        with patch.object(leaks, "_AT_ONCE", at_once):
            found = leaks.leaks(output, Secrets(wholes=frozenset([whole])))
        assert found == [whole] * (whole in folded_word(output))


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.sampled_from(["0812", "5550-1234", "0812 5550-1234", " ", "9", ".", "a", "٣", "山", "-", "0"]), max_size=8).map("".join),
    st.integers(1, 9),
)
def test_a_number_is_found_where_it_stands_alone_and_only_there(text: str, at_once: int) -> None:
    numbers = ["0812 5550-1234", "5550-1234", "08129"]
    with patch.object(leaks, "_AT_ONCE", at_once):
        found = leaks.leaks(text, Secrets(numbers=frozenset(numbers)))
    assert found == sorted(number for number in numbers if leaks._stands_alone(number, text))


@settings(deadline=None, max_examples=50)
@given(st.text(_CHARACTERS, max_size=30), st.text(_CHARACTERS, max_size=30))
def test_a_name_is_found_wherever_it_stands_in_an_output(before: str, after: str) -> None:
    assert leaks.leaks(f"{before}Suharmanto{after}", Secrets(parts=frozenset(["suharmanto"]))) == ["suharmanto"]
