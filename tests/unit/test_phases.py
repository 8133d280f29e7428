import tomllib
from importlib import resources

import pandas as pd
import pytest

from tests.unit.network_chats import START, messages
from wag_analyzer.text.phases import LANGUAGES, PHASES, Told, told


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


@pytest.mark.parametrize(
    ("phase", "text"),
    [
        ("purpose", "Este grupo es para coordinar los turnos"),
        ("purpose", "Criei este grupo para a mudança"),
        ("purpose", "Diese Gruppe ist für die Schichtplanung"),
        ("purpose", "Ce groupe est pour organiser le déménagement"),
        ("purpose", "Questo gruppo serve per i turni"),
        ("purpose", "Deze groep is bedoeld voor het rooster"),
        ("purpose", "Bu grubu taşınma için açtım"),
        ("purpose", "هذه المجموعة مخصَّصة لتنسيق المناوبات"),
        ("purpose", "यह ग्रुप शिफ्ट के लिए है"),
        ("purpose", "Kumpulan ini dibuat untuk urusan jadual"),
        ("closing", "Cierro este grupo, gracias a todos"),
        ("closing", "Vou encerrar o grupo, obrigado a todos"),
        ("closing", "Ich löse die Gruppe heute auf"),
        ("closing", "ce groupe sera dissous demain"),
        ("closing", "Chiudo il gruppo, grazie a tutti"),
        ("closing", "ik sluit deze groep vandaag"),
        ("closing", "Grubu kapatıyorum"),
        ("closing", "سنغلق هذه المجموعة غدًا"),
        ("closing", "ग्रुप बंद कर रहा हूँ"),
        ("closing", "kumpulan ini akan ditutup esok"),
    ],
)
def test_both_are_heard_in_other_languages_too(phase: str, text: str) -> None:
    assert phase in [one.phase for one in heard(text)]


@pytest.mark.parametrize(
    "text",
    ["ce groupe est bien silencieux", "el grupo de ayer estuvo bien", "wo ist die Gruppe heute", "grup sudah ramai",
     "Bu, grup sebelah rame banget", "deze groep is leuk", "यह ग्रुप अच्छा है", "o grupo de clientes chega às 9", "le groupe arrive à midi",
     "die Gruppe ist voll", "المجموعة هادئة اليوم"],
)  # fmt: skip
def test_talk_about_a_group_is_neither(text: str) -> None:
    assert heard(text) == []


def test_every_language_said_to_be_known_has_its_own_source() -> None:
    for language in LANGUAGES:
        text = resources.files("wag_analyzer.lexicons").joinpath(language, "phases.toml").read_text(encoding="utf-8")
        found = tomllib.loads(text)
        assert "wn " in found["source"]
        assert all(len(found[phase]["strong"]) >= 5 for phase in PHASES)
