import pandas as pd
import pytest

from wag_analyzer import tables
from wag_analyzer.policies import Topic
from wag_analyzer.text.own_topics import TopicFinder, with_topics

FORM = Topic("visit form", "policy", ("form kunjungan", "e-visit", "badge"))
BOARD = Topic("board", "management", ("direksi",))
PAY = Topic("wages", "protected", ("gaji",), "pay")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("tolong isi FORM kunjungannya yaa", ["visit form"]),
        ("the badges are late", ["visit form"]),
        ("sudah di e-visit?", ["visit form"]),
        ("form saja, kunjungan besok", []),
        ("kunjungan form", []),
        ("form", []),
        ("direksi minta form kunjungan, direksi lagi", ["board", "visit form"]),
        ("", []),
    ],
)
def test_a_term_is_found_in_any_spelling_and_only_as_a_whole(text: str, names: list[str]) -> None:
    assert [found.topic.name for found in TopicFinder((FORM, BOARD)).find(text)] == names


def test_the_place_of_a_term_is_told() -> None:
    (found,) = TopicFinder((FORM,)).find("isi form kunjungan ya")
    assert (found.start, found.end) == (4, 18)


def test_topics_become_signals_in_the_order_of_the_messages() -> None:
    messages = pd.DataFrame({"msg_id": ["a-2", "a-1", "a-0"], "text": ["soal gaji", "form kunjungan", None]})
    before = tables.SIGNALS.frame([{"msg_id": "a-1", "signal": "request", "value": 0.5, "start": -1, "end": -1}])
    found = with_topics(before, messages, (FORM, PAY))
    rows = list(zip(found["msg_id"], found["signal"].astype(object), found["target"].fillna(""), found["value"], strict=True))
    assert rows == [("a-2", "protected", "pay", 1.0), ("a-1", "request", "", 0.5), ("a-1", "policy", "visit form", 1.0)]
    assert with_topics(before, messages, ()) is before
