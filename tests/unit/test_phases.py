import pandas as pd
import pytest

from tests.unit.network_chats import START, messages
from wag_analyzer.text.phases import Told, told


def heard(*texts: str | None) -> list[Told]:
    said = messages([(f"m{place}", "Sari", 0, START + pd.Timedelta(minutes=place)) for place in range(len(texts))])
    return told(said.assign(text=pd.Series(list(texts), dtype=said["text"].dtype)))


@pytest.mark.parametrize(
    "text",
    [
        "Grup ini dibuat utk koordinasi panitia gathering",
        "selamat pagi, saya buat grup ini supaya koordinasi lebih gampang",
        "Tujuan grup ini: mengawal jadwal lembur",
        "I created this group so we can plan the office move",
        "Morning! This is the room for the autumn launch",
        "the purpose of this group is to swap shifts",
    ],
)
def test_words_that_tell_a_purpose_are_heard(text: str) -> None:
    (one,) = heard("halo semua", text)
    assert (one.phase, one.msg_id, one.text, one.person) == ("purpose", "m1", text, "Sari")
    assert one.value >= 0.8


@pytest.mark.parametrize(
    "text",
    [
        "acara sudah lewat, grup ini saya tutup ya",
        "panitia resmi dibubarkan, silakan keluar dari grup",
        "The move is finished, I'm closing this group. Thank you all for your work over the past weeks",
        "feel free to leave the group now",
    ],
)
def test_words_that_tell_the_end_are_heard(text: str) -> None:
    assert [one.phase for one in heard(text)] == ["closing"]


@pytest.mark.parametrize(
    "text",
    [
        "tujuan grup ini apa?",
        "tolong kirim laporan ke grup ini",
        "besok toko tutup",
        "di grup ini ada yang punya charger",
        "target minggu ini tercapai",
        "this group is crazy",
        "we are closing the window",
        "",
        None,
    ],
)
def test_questions_and_everyday_talk_tell_nothing(text: str | None) -> None:
    assert heard(text) == []
