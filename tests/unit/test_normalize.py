"""Tests of the normaliser."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer.text.normalize import normal, slang, stems, tokens


@pytest.mark.parametrize(
    ("written", "standard"),
    [
        ("gk", "tidak"),
        ("nggak", "tidak"),
        ("bgttt", "banget"),
        ("bangeeet", "banget"),
        ("wkwkwkwk", "haha"),
        ("hahaha", "haha"),
        ("LOL", "haha"),
        ("anak2", "anak-anak"),
        ("tmn2nya", "teman-temannya"),
        ("thx", "terima-kasih"),
        ("Don’t", "don't"),
        ("maaaaf", "maaf"),
        ("Kursi", "kursi"),
    ],
)
def test_a_word_has_one_spelling(written: str, standard: str) -> None:
    assert normal(written) == standard


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("disuruhin", "suruh"),
        ("nyalahin", "salah"),
        ("ngerjain", "kerja"),
        ("ditolongin", "tolong"),
        ("memukul", "pukul"),
        ("nusuk", "tusuk"),
        ("anak-anaknya", "anak"),
        ("bukunya", "buku"),
        ("complaining", "complain"),
        ("stories", "story"),
        ("blamed", "blame"),
        ("Maud's".lower(), "maud"),
    ],
)
def test_colloquial_affixes_lead_back_to_the_base(word: str, base: str) -> None:
    assert base in stems(word)


def test_tokens_keep_place_surface_and_the_marks_after_a_word() -> None:
    text = "Eh, bu Hesti gk masuk? 😂"
    found = tokens(text)
    assert [token.word for token in found] == ["eh", "bu", "hesti", "tidak", "masuk", "😂"]
    assert [token.after for token in found] == [",", "", "", "", "?", ""]
    assert all(text[token.start : token.end] == token.surface for token in found)


def test_direction_marks_around_a_mention_are_no_words() -> None:
    found = tokens("halo @\u2068Budi Santoso\u2069 apa kabar")
    assert [token.word for token in found] == ["halo", "budi", "santoso", "apa", "kabar"]
    assert found[0].after == "@"
    assert found[2].after == ""


def test_an_empty_text_has_no_words() -> None:
    assert tokens("") == ()
    assert tokens("... !!") == ()


def test_slang_forms_are_no_standard_words_of_another_meaning() -> None:
    assert slang()["gak"] == "tidak"
    assert "die" not in slang()


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80))
def test_tokens_stand_where_they_say_in_any_text(text: str) -> None:
    found = tokens(text)
    assert all(text[token.start : token.end] == token.surface for token in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1, max_size=30))
def test_a_word_is_among_its_own_stems(word: str) -> None:
    assert stems(word)[0] == word
