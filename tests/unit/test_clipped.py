"""Tests of clipped names."""

from wag_analyzer.detectors._clipped import Words, clipped

MEMBERS = ("Rahmat Hidayat", "Suryadi", "Tongat")
TITLES = frozenset(("bang", "kak"))


def turns(*rows: tuple[str, str, str]) -> list[Words]:
    """Rows of author, text, who speaks next."""
    return [Words(number, person, text, text, later) for number, (person, text, later) in enumerate(rows)]


def test_the_end_of_a_name_is_known_by_who_answers() -> None:
    said = turns(("Tongat", "denah mana mat", "Rahmat Hidayat"), ("Suryadi", "mat, kunci gudang?", "Rahmat Hidayat"))
    assert clipped(said, MEMBERS, TITLES) == {0: "Rahmat Hidayat", 1: "Rahmat Hidayat"}


def test_a_form_of_address_at_the_edge_is_passed_over() -> None:
    assert clipped(turns(("Tongat", "bang mat di mana", "Rahmat Hidayat")), MEMBERS, TITLES) == {0: "Rahmat Hidayat"}


def test_a_form_that_its_bearer_never_answers_is_nobody() -> None:
    assert clipped(turns(("Tongat", "denah mana mat", "Suryadi")), MEMBERS, TITLES) == {}
    assert clipped(turns(("Tongat", "denah mana mat", "")), MEMBERS, TITLES) == {}


def test_a_form_that_its_bearer_uses_is_no_call() -> None:
    said = turns(("Tongat", "mat denah mana", "Rahmat Hidayat"), ("Rahmat Hidayat", "mat lagi", "Tongat"))
    assert clipped(said, MEMBERS, TITLES) == {}


def test_a_form_inside_a_message_is_not_looked_at() -> None:
    assert clipped(turns(("Tongat", "denah mat besok jadi", "Rahmat Hidayat")), MEMBERS, TITLES) == {}


def test_nothing_is_clipped_in_an_empty_chat() -> None:
    assert clipped([], MEMBERS, TITLES) == {}
