import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer import tables
from wag_analyzer.text.acts import ACTS, _covered, _Spoken, acts
from wag_analyzer.text.cues import Lexicon, lexicon, plain

START = pd.Timestamp("2024-05-06 09:00:00")


def messages(*said: tuple[str, str], kind: str = "text", step: int = 60, session: int = 0) -> pd.DataFrame:
    rows = [
        {
            "msg_id": f"x-{number}",
            "at": START + pd.Timedelta(seconds=step * number),
            "person": person,
            "sender": person,
            "kind": kind,
            "text": text,
            "edited": False,
            "session": session,
            "line": number,
            "last_line": number,
        }
        for number, (person, text) in enumerate(said, 1)
    ]
    return tables.MESSAGES.frame(rows)


def found(text: str, kind: str = "text") -> dict[str, float]:
    signals = acts(messages(("Ana", text), kind=kind), tables.REFERENCES.frame())
    return dict(zip(signals["signal"], signals["value"], strict=True))


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("gudang buka jam berapa?", "question"),
        ("anyone seen my stethoscope", "question"),
        ("tolong fotokopiin berkas pasien", "request"),
        ("could you cover the late shift", "request"),
        ("sini biar saya angkat", "offer"),
        ("i can drop it off after class", "offer"),
        ("nih ya, udah di meja", "delivery"),
        ("here you go", "delivery"),
        ("hatur nuhun pisan kang", "thanks"),
        ("tysm everyone", "thanks"),
        ("met siang rekan-rekan", "greeting"),
        ("besok pagi saya kirim", "promise"),
        ("you will have it by Friday", "promise"),
        ("kapan selesai laporannya, katanya kemarin", "chase"),
        ("just checking, any update on the rota", "chase"),
        ("maaf telat, tadi listrik mati", "excuse"),
        ("lagi ribet, minta yang lain aja", "refusal"),
        ("no time, ask someone else", "refusal"),
        ("siap ndan", "acknowledgement"),
        ("noted with thanks", "acknowledgement"),
        ("akhirnya lulus ujian apoteker", "share"),
        ("pengumuman: apel dimajukan jam 7", "announcement"),
        ("besok saya izin ke dokter", "leave_notice"),
        ("yuk gabung di kelas sebelah", "invite"),
        ("lumayan buat tambahan penghasilan", "gain"),
        ("kuota tinggal tiga orang", "scarcity"),
        ("ajak saudara juga biar rame", "bring_others"),
        ("cek wapri ya", "private_channel"),
        ("kita pindah ke grup satunya", "other_channel"),
        ("jangan keluar dulu ya", "stay"),
        ("jangan cerita ke siapa-siapa", "discretion"),
        ("aku minat kak", "accept"),
        ("bebas siapa saja boleh datang", "open_to_all"),
        ("mohon disambut karyawan baru", "onboarding"),
        ("badminton nanti malam", "social"),
    ],
)
def test_an_act_is_recognised_in_words_of_any_office(text: str, act: str) -> None:
    assert found(text).get(act, 0) >= 0.5


def test_a_link_into_another_group_is_seen_and_its_place_given() -> None:
    signals = acts(messages(("Ana", "lihat https://t.me/kelompokbaru ya")), tables.REFERENCES.frame())
    link = signals[signals["signal"] == "channel_link"].iloc[0]
    assert (link["start"], link["end"]) == (6, 31)


def test_an_ordinary_link_is_no_channel_and_its_words_are_no_talk() -> None:
    assert not found("https://example.com/join-us-please-now?") or "invite" not in found("https://example.com/join-us-please-now?")
    assert "channel_link" not in found("https://example.com/join")


def test_a_pitch_needs_several_kinds_and_is_damped_when_open_to_all() -> None:
    pitch = found("ada cuan tambahan, slot terbatas, pindah ke grup sebelah, japri ya")
    public = found("grup futsal, terbuka untuk umum, siapa saja boleh gabung https://chat.whatsapp.com/x")
    assert pitch["solicitation"] > 0.7
    assert public.get("solicitation", 0) < 0.35


def test_a_question_mark_makes_a_question_in_any_language() -> None:
    assert found("¿puedes?")["question"] >= 0.9


def test_a_greeting_before_other_matter_is_weak() -> None:
    assert found("selamat pagi")["greeting"] > 0.8
    assert found("selamat pagi hari ini ada pemeriksaan gudang lantai dua")["greeting"] <= 0.5


def test_a_file_is_a_delivery() -> None:
    assert found("", kind="media")["delivery"] == 0.6


def test_whoever_offers_does_not_ask() -> None:
    assert "request" not in found("bentar aku cariin")


def test_an_order_said_to_a_person_is_a_request() -> None:
    text = "Rina redo the chart"
    named = tables.REFERENCES.frame(
        [
            {
                "msg_id": "x-1",
                "source": "Ana",
                "refers_to": "Rina",
                "is_member": True,
                "form": "address",
                "start": 0,
                "end": 4,
                "surface": "Rina",
            }
        ]
    )
    signals = acts(messages(("Ana", text)), named)
    request = signals[signals["signal"] == "request"].iloc[0]
    assert request["target"] == "Rina"
    assert request["value"] >= 0.7


def test_an_answer_follows_a_question_of_somebody_else() -> None:
    signals = acts(messages(("Ana", "jam berapa rapat?"), ("Budi", "jam tiga"), ("Ana", "oke")), tables.REFERENCES.frame())
    assert signals.loc[signals["signal"] == "answer", "msg_id"].tolist() == ["x-2"]


def test_an_answer_to_one_named_is_surer() -> None:
    named = tables.REFERENCES.frame(
        [
            {
                "msg_id": "x-2",
                "source": "Budi",
                "refers_to": "Ana",
                "is_member": True,
                "form": "address",
                "start": 0,
                "end": 3,
                "surface": "Ana",
            }
        ]
    )
    signals = acts(messages(("Ana", "jam berapa rapat?"), ("Budi", "Ana, jam tiga")), named)
    assert signals.loc[signals["signal"] == "answer", "value"].tolist() == pytest.approx([0.84])


def test_a_question_waits_for_its_answer_only_so_long_and_only_in_its_session() -> None:
    late = acts(messages(("Ana", "jam berapa rapat?"), ("Budi", "kopinya habis"), step=3600), tables.REFERENCES.frame())
    other = messages(("Ana", "jam berapa rapat?"), ("Budi", "kopinya habis"))
    other["session"] = [0, 1]
    assert "answer" not in set(late["signal"])
    assert "answer" not in set(acts(other, tables.REFERENCES.frame())["signal"])


def test_no_words_no_acts() -> None:
    empty = acts(messages(("Ana", "")), tables.REFERENCES.frame())
    assert empty.empty
    tables.SIGNALS.check(empty)


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=60)
def test_any_text_gives_known_acts_within_bounds(text: str) -> None:
    signals = acts(messages(("Ana", text)), tables.REFERENCES.frame())
    tables.SIGNALS.check(signals)
    assert set(signals["signal"]) <= set(ACTS)
    assert signals["value"].between(0, 1).all()
    assert (signals["end"] <= len(text)).all()


def test_every_cue_of_the_lexicon_names_an_act() -> None:
    assert {cue.signal for cue in lexicon("acts")._cues} <= {*ACTS, "imperative", "no_imperative", "vocative", "self"}


@pytest.mark.parametrize(
    ("phrase", "said", "hit"),
    [
        ("a|b c", "b c", True),
        ("a|b c", "c b", False),
        ("a b? c", "a c", True),
        ("a _ c", "a x y z c", True),
        ("a _ c", "a w x y z c", False),
        ("^ b", "a b", False),
        ("b $", "b x y", True),
        ("b $", "b x y z", False),
        ("kirim* b", "kirimkan b", True),
        ("*kan b", "kirimkan b", True),
        ("a b", "a", False),
    ],
)
def test_the_places_of_a_cue(phrase: str, said: str, hit: bool) -> None:  # noqa: FBT001 - a parameter of the table above
    from wag_analyzer.text.cues import _ways  # noqa: PLC0415 - the unit under test

    cues = Lexicon(_ways("question", 0.9, phrase))
    assert bool(list(cues.hits(said.split()))) is hit


def test_marks_inside_a_word_do_not_matter() -> None:
    assert plain("don't") == plain("dont")


def test_a_flood_of_names_is_read_in_one_go() -> None:
    covered = _covered([_Spoken("a", 5, 9), _Spoken("b", 0, 3), _Spoken("c", 6, 7)])
    assert [place for place in range(12) if covered(place)] == [0, 1, 2, 5, 6, 7, 8]
    assert not _covered([])(0)


def test_an_apology_is_no_greeting_and_hearsay_no_chase() -> None:
    assert "greeting" not in found("maaf kelupaan tadi")
    assert "chase" not in found("katanya sih dia mau pindah rumah")
    assert "chase" in found("katanya kemarin, masih nunggu nih")
