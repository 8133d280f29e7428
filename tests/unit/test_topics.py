"""Tests of what people come back to."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from wag_analyzer.detectors._topics import Spoken, recurring, spread
from wag_analyzer.text.flat import Said


def _spread(said: Sequence[str], others: Sequence[tuple[str, str]], members: Collection[str]) -> str:
    """Return the topic of what somebody says in a chat with others."""
    rows = [("Somebody", text) for text in said] + list(others)
    chat = Said.of(pd.Series([text for _, text in rows], dtype="str"))
    spoken = Spoken([person for person, _ in rows], chat)
    return spread(said, spoken, np.arange(len(rows)) >= len(said), members)


def test_words_that_come_back_in_meetings_are_the_topic() -> None:
    said = [(1, "absen wajah itu ribet"), (2, "tolak absen wajah"), (3, "soal absen wajah lagi")]
    assert recurring(said, {"Ana"}) == "absen wajah"


def test_words_said_once_are_no_topic() -> None:
    assert recurring([(1, "absen wajah"), (2, "kartu stok")], ()) == ""
    assert recurring([], ()) == ""


def test_the_name_of_a_rule_is_what_others_use_too() -> None:
    said = ["kartu stok mah pajangan", "kartu stok mah pajangan doang"]
    assert _spread(said, [("Rian", "kartu stok di mana?"), ("Putu", "kartu stok habis")], {"Rian", "Putu"}) == "kartu stok"


def test_names_of_members_and_everyday_words_are_no_topic() -> None:
    assert _spread(["Rian jangan"], [("Putu", "Rian jangan")], {"Rian", "Putu"}) == ""
    assert _spread(["kartu stok"], [], ()) == ""
    assert _spread([], [("Putu", "kartu stok")], {"Putu"}) == ""


def test_only_messages_that_count_show_who_uses_words_and_each_member_counts_once() -> None:
    texts = ["kartu stok", "stok kartu", "soal kartu stok ya", "kartu stok", "", "kartu stok"]
    spoken = Spoken(["Ana", "Budi", "Cici", "Cici", "Dodo", "Eka"], Said.of(pd.Series(texts, dtype="str")))
    counted = np.array([True, True, True, True, True, False])
    assert spoken.users([("kartu", "stok"), ("stok",), ("ya", "kartu"), ("lain",)], counted) == {("kartu", "stok"): 2, ("stok",): 3}
