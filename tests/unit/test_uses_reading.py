import numpy as np
import pandas as pd
import pytest

from tests.unit.network_chats import START, messages
from wag_analyzer import tables
from wag_analyzer.network.uses_reading import ACCESS, INFORMATION, USES, Reading, reading
from wag_analyzer.text.acts import acts


def read(*lines: str | tuple[str, int]) -> tuple[Reading, list[str]]:
    """Lines, each with the number of the one it answers if any."""
    told = [line if isinstance(line, tuple) else (line, -1) for line in lines]
    rows = messages([(f"m{place}", "AB"[place % 2], 0, START + pd.Timedelta(minutes=place)) for place in range(len(told))])
    rows = rows.assign(text=pd.Series([text for text, _ in told], dtype=rows["text"].dtype))
    parents = np.array([parent for _, parent in told], np.int64)
    found = reading(rows, acts(rows, tables.REFERENCES.frame()), parents)
    return found, [USES[use] for use in found.use(np.arange(len(told)), parents)]


@pytest.mark.parametrize(
    ("lines", "use"),
    [
        (("rapatnya jam berapa?", ("jam dua", 0)), "information"),
        (("selamat pagi semua", ("pagi juga", 0)), "communication"),
        (("mesin absen error lagi", ("dari tadi pagi begitu", 0)), "problem-solving"),
        (("mesin absen error lagi", ("sudah dicek kabelnya belum?", 0), ("sudah, tetap mati", 1)), "problem-solving"),
        (("cara isi formulir ini gimana?", ("mulai dari kolom paling atas", 0)), "knowledge"),
        (("siapa yang bisa dihubungi soal parkir? minta kontaknya", ("Pak Darma di pos depan", 0)), "access"),
        (("why do we keep two copies?", ("the auditor wants paper", 0)), "knowledge"),
        (("tolong angkat dus ini ya", ("siap", 0)), "communication"),
        (("mesin absen error lagi", ("makasih ya", 0)), "communication"),
        (("rapatnya jam berapa?", ("oke", 0)), "communication"),
        (("sudah saya kirim ke email",), "information"),
    ],
)
def test_a_message_is_read_with_what_it_answers(lines: tuple[str | tuple[str, int], ...], use: str) -> None:
    assert read(*lines)[1][-1] == use


def test_the_same_words_serve_what_was_asked_for() -> None:
    uses = read("rapatnya jam berapa?", "printer rusak lagi", ("besok pagi katanya", 0), ("besok pagi katanya", 1))[1]
    assert uses[2:] == ["information", "problem-solving"]


def test_a_problem_is_over_after_three_answers_to_answers() -> None:
    chain = [("printer rusak lagi", -1), *((f"kabel nomor {place} ini", place) for place in range(6))]
    uses = read(*chain)[1]
    assert uses[1] == "problem-solving"
    assert uses[-1] == "communication"


def test_who_asks_is_told_from_who_gives() -> None:
    found, _ = read("rapatnya jam berapa?", ("jam dua", 0), "printer rusak lagi", ("coba dimatikan dulu", 2))
    assert found.asks.tolist() == [True, False, True, False]
    assert found.asks_help.tolist() == [False, False, True, False]
    assert found.helps.tolist() == [False, False, False, True]


def test_advice_put_as_a_question_or_an_order_gives() -> None:
    found, _ = read("printer rusak lagi", ("have you tried restarting it?", 0), ("Wati, coba dimatikan dulu", 0))
    assert found.asks.tolist() == [True, False, False]


def test_faint_words_alone_make_no_use() -> None:
    assert read("biasanya begitu")[1] == ["communication"]


def test_a_lone_file_hands_over_something_and_an_empty_message_nothing() -> None:
    rows = messages([("m0", "A", 0, START), ("m1", "B", 0, START)])
    rows = rows.assign(text=pd.Series(["", ""], dtype=rows["text"].dtype), kind=pd.Series(["media", "sticker"], dtype="category"))
    found = reading(rows, acts(rows, tables.REFERENCES.frame()), np.array([-1, -1]))
    assert found.empty.tolist() == [False, True]


def test_scores_are_read_in_the_order_of_uses_and_an_unknown_parent_adds_nothing() -> None:
    found, _ = read("rapatnya jam berapa?", "jam dua")
    assert found.use(np.array([1, 1]), np.array([-1, 0])).tolist() == [0, INFORMATION]
    assert USES[ACCESS] == "access"
