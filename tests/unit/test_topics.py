"""Tests of what people come back to."""

from wag_analyzer.detectors._topics import recurring, spread


def test_words_that_come_back_in_meetings_are_the_topic() -> None:
    said = [(1, "absen wajah itu ribet"), (2, "tolak absen wajah"), (3, "soal absen wajah lagi")]
    assert recurring(said, {"Ana"}) == "absen wajah"


def test_words_said_once_are_no_topic() -> None:
    assert recurring([(1, "absen wajah"), (2, "kartu stok")], ()) == ""
    assert recurring([], ()) == ""


def test_the_name_of_a_rule_is_what_others_use_too() -> None:
    said = ["kartu stok mah pajangan", "kartu stok mah pajangan doang"]
    assert spread(said, [("Rian", "kartu stok di mana?"), ("Putu", "kartu stok habis")], {"Rian", "Putu"}) == "kartu stok"


def test_names_of_members_and_everyday_words_are_no_topic() -> None:
    assert spread(["Rian jangan"], [("Putu", "Rian jangan")], {"Rian", "Putu"}) == ""
    assert spread(["kartu stok"], [], ()) == ""
