"""Tests of names for another place to talk."""

from collections.abc import Sequence

from wag_analyzer.detectors._haunts import haunts

OTHERS = ["Dewi", "Eko", "Fajar", "Gita"]


def spoken(*rows: tuple[str, str]) -> tuple[Sequence[object], Sequence[str]]:
    people, texts = zip(*rows, *((name, "pagi") for name in OTHERS), strict=True)
    return texts, people


def test_a_word_that_a_few_set_against_here_is_a_place() -> None:
    said = spoken(("Ana", "ngobrolnya di kepompong aja, jangan di sini"), ("Budi", "sudah kutulis di kepompong"))
    assert haunts(*said) == {0: "kepompong", 1: "kepompong"}


def test_a_word_that_one_person_uses_is_no_place() -> None:
    assert haunts(*spoken(("Ana", "ngobrolnya di kepompong aja, jangan di sini"), ("Ana", "sudah kutulis di kepompong"))) == {}


def test_a_word_that_is_never_set_against_here_is_no_place() -> None:
    assert haunts(*spoken(("Ana", "ngobrol di kepompong"), ("Budi", "rapat di kepompong"))) == {}


def test_an_everyday_word_is_no_place() -> None:
    assert haunts(*spoken(("Ana", "ngobrolnya di kantor aja, jangan di sini"), ("Budi", "sudah di kantor"))) == {}


def test_a_word_that_more_than_half_use_is_no_place() -> None:
    rows = [(name, "ngobrol di kepompong, bukan di sini") for name in ("Ana", "Budi", "Cici", *OTHERS)]
    assert haunts(*spoken(*rows)) == {}


def test_messages_without_words_hold_no_place() -> None:
    assert haunts([None, float("nan")], ["Ana", "Budi"]) == {}
