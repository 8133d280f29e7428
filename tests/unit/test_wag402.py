from dataclasses import replace

import numpy as np

from tests.unit.detector_chats import analysed
from wag_analyzer.detectors._reading import Reading
from wag_analyzer.detectors.wag402_unanswered_member import _pools, _test, bids, find, refuses
from wag_analyzer.findings import Level

QUESTIONS = ["ada yang lihat tangga?", "jam berapa truk datang?", "siapa pegang kunci?", "solar masih ada?", "palet taruh mana?"]
OWN = [
    "ada lakban cadangan?",
    "jadwal opname kapan ya?",
    "ada yang mau roti? aku bawa banyak",
    "formulir diambil di mana?",
    "siapa ikut arisan?",
]


def group(answer: str = "", days: int = 10) -> list[str]:
    lines = []
    for day in range(1, days + 1):
        lines += [f"{day} 09:00 Hana: {QUESTIONS[day % 5]}", f"{day} 09:02 Irfan: ada di gudang"]
        lines += [f"{day} 13:00 Joni: {QUESTIONS[(day + 2) % 5]}", f"{day} 13:01 Hana: siap"]
        lines += [f"{day} 16:00 Lukas: {OWN[day % 5]}"]
        lines += [f"{day} 16:02 Irfan: {answer}"] if answer else []
    return lines


def test_bids_left_without_answer_are_a_finding_worded_as_care() -> None:
    (found,) = find(analysed(group()))
    assert found.persons == ("Lukas",)
    assert found.targets == ()
    assert len(found.evidence) == 10
    assert {line.role for line in found.evidence} == {"unanswered"}
    assert found.confidence is Level.HIGH
    assert found.test is not None
    assert found.test.p < 0.003
    assert "kind word" in found.statement.render()
    assert any("reactions" in phrase.render() for phrase in found.reasons_against)
    for phrase in (found.statement, *found.reasons_for, *found.reasons_against, *found.alternatives):
        assert phrase.render("en") != phrase.render("id")


def test_the_same_chat_gives_the_same_numbers() -> None:
    analysis = analysed(group())
    assert list(find(analysis)) == list(find(analysis))


def test_who_is_answered_is_no_finding() -> None:
    assert list(find(analysed(group("siap")))) == []


def test_some_answers_are_said_in_the_reasons_against() -> None:
    lines = [*group(), "11 16:00 Lukas: ada sapu?", "11 16:01 Irfan: siap", "12 16:00 Lukas: ada pel?", "12 16:01 Irfan: oke"]
    (found,) = find(analysed(lines))
    assert "2 bids were answered." in [phrase.render() for phrase in found.reasons_against]


def test_few_bids_are_refused_with_a_reason() -> None:
    analysis = analysed(group(days=3))
    reason = refuses(analysis)
    assert reason is not None
    assert "9 questions" in reason.render()
    assert "9 pertanyaan" in reason.render("id")
    assert list(find(analysis)) == []
    assert refuses(analysed(group())) is None


def test_announcements_and_what_is_said_to_one_person_are_no_bids() -> None:
    lines = ["1 09:00 Hana: pagi", "1 11:00 Joni: Hana, sudah makan?", "1 13:00 Hana: pengumuman: mohon semua karyawan isi formulir"]
    kinds = [bid.stratum[0] for bid in bids(Reading(analysed(lines)))]
    assert kinds == ["greet"]


def test_being_named_soon_after_counts_as_an_answer() -> None:
    lines = [
        "1 09:00 Hana: pagi",
        "1 10:00 Joni: siang",
        "1 13:00 Hana: ada tangga?",
        "1 13:12 Joni: Hana, tangganya di gudang belakang ya",
    ]
    by_text = {bid.turn.msg_ids[0]: bid.uptake for bid in bids(Reading(analysed(lines)))}
    assert by_text["x-3"] == 0.9


def test_a_new_question_or_a_long_speech_hardly_answers() -> None:
    for later in ("ada solar tidak?", "kemarin saya ke pasar beli ikan segar lalu pulang lewat jalan lama yang sekarang macet sekali"):
        (bid,) = bids(Reading(analysed(["1 13:00 Hana: ada tangga?", f"1 13:01 Joni: {later}"])))[:1]
        assert bid.uptake < 0.3


def test_few_comparable_bids_are_compared_with_bids_of_any_kind() -> None:
    analysis = analysed(group())
    listed = bids(Reading(analysis))
    own = [replace(bid, stratum=("share", False, True)) for bid in listed if bid.turn.person == "Lukas"]
    others = [bid for bid in listed if bid.turn.person != "Lukas"]
    test = _test(own, _pools([*own, *others]), np.random.default_rng(0), 3)
    assert test.expected > 0.5
    assert test.tried == 3
    assert _test(own, _pools(own), np.random.default_rng(0), 1).expected == 0
