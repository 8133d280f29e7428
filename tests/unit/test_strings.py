"""Columns that grow and texts without an object for each."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wag_analyzer.parser.prefixes import Prefixes
from wag_analyzer.parser.read import read_text
from wag_analyzer.parser.strings import Column, Strings
from wag_analyzer.parser.survey import Survey
from wag_analyzer.visible import visible

TEXTS = st.lists(st.text(max_size=12), max_size=30)
HEAPS = st.lists(st.lists(st.sampled_from(["Sari", "Budi", "budi", "", "Mas Joko", "أحمد", "🤓", "Bu Ani"]), max_size=6), max_size=6)


def exported(names: list[str]) -> str:
    return "".join(f"05/01/24, 21:{number // 600 % 60:02} - {name}: hadir\n" for number, name in enumerate(names))


def block(names: list[str]) -> bytes:
    return exported(names).encode()


@given(TEXTS, TEXTS)
def test_texts_are_what_was_added_in_order(first: list[str], more: list[str]) -> None:
    texts = Strings(first)
    texts.extend([text.encode() for text in more])
    every = first + more
    assert list(texts) == every
    assert [texts[number] for number in range(len(texts))] == every
    assert texts.arrow().to_pylist() == every
    assert texts[1:3] == every[1:3]
    assert (texts[-1:], len(texts)) == (every[-1:], len(every))


def test_there_is_no_text_behind_the_last() -> None:
    with pytest.raises(IndexError):
        Strings(["Sari"])[1]
    assert Strings(["Sari"])[-1] == "Sari"


@given(HEAPS)
def test_distinct_texts_are_numbered_in_order_of_first_sight(heaps: list[list[str]]) -> None:
    every = [text for heap in heaps for text in heap]
    names, number = Strings.distinct(heaps)
    assert list(names) == list(dict.fromkeys(every))
    assert [names[which] for which in number.tolist()] == every
    names.extend([b"Rina"])
    assert names[-1] == "Rina"


@given(HEAPS, st.data())
def test_some_of_the_texts_are_given_in_any_order(heaps: list[list[str]], data: st.DataObject) -> None:
    every = [text for heap in heaps for text in heap]
    which = data.draw(st.lists(st.integers(0, max(len(every) - 1, 0)), max_size=8)) if every else []
    rows = np.array(which, np.int64)
    assert list(Strings(every).those(rows)) == [every[row] for row in which]
    assert list(Strings(every).only(rows)) == [every[row] for row in which]


@given(st.lists(st.lists(st.integers(-9, 9), max_size=90), max_size=6))
def test_a_column_holds_what_was_added(heaps: list[list[int]]) -> None:
    column = Column(np.int32)
    for heap in heaps:
        column.extend(np.array(heap, np.int32))
    assert column.values.tolist() == [value for heap in heaps for value in heap]


def test_many_prefixes_are_each_known_again_whatever_place_their_hash_leads_to() -> None:
    survey, names = Survey(), [f"Anggota {number}" for number in range(30_000)]
    text = block(names)
    first = survey.add(text)
    again = survey.look(text)
    assert first.code.tolist() == again.code.tolist() == list(range(30_000))
    assert list(survey.prefixes.names) == names
    assert survey.look(block(names[::-1])).code.tolist() == list(range(30_000))[::-1]


def test_prefixes_that_all_lead_to_one_place_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Prefixes, "_placed", lambda known, total: np.full(len(total), len(known._slots) - 2))
    survey, names = Survey(), [*(f"Orang {number}" for number in range(90)), "N" * 50, "12:30"]
    for _ in range(2):
        assert survey.add(block(names * 2)).code.tolist() == list(range(len(names))) * 2
    assert survey.look(block(names[::-1])).code.tolist() == list(range(len(names)))[::-1]
    many = [*names, *(f"Anggota {number}" for number in range(9_000))]  # the table grows
    assert survey.add(block(many)).code.tolist() == survey.look(block(many)).code.tolist() == list(range(len(many)))


def test_a_name_more_takes_few_bytes_until_it_is_known_who_writes() -> None:
    def taken(people: int) -> int:
        survey, text = Survey(), block([f"Anggota {number}" for number in range(people)])
        tracemalloc.start()
        survey.add(text)
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return kept

    taken(10)
    assert (taken(60_000) - taken(20_000)) / 40_000 < 450


def test_names_that_look_alike_are_found_among_thousands() -> None:
    names = [f"Anggota {number}" for number in range(9_000)]
    chat = read_text(exported([*names, "Budі", "Budi", "Sari\u200b"]))
    said = {notice.word: notice.text for notice in chat.notices}
    assert "'Budi' (plain letters)" in said["confusable-names"]
    assert "U+0456" in said["confusable-names"]
    assert visible("Sari\u200b") in said["invisible-characters"]
