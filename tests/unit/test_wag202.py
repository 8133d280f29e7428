"""Tests of the detector of seniors who steer others away from rules."""

from dataclasses import replace

from tests.unit.detector_chats import analysed
from wag_analyzer.analysis import Analysis
from wag_analyzer.detectors._pushes import Pushes
from wag_analyzer.detectors._reading import Reading
from wag_analyzer.detectors.wag202_senior_steering import find, steerings
from wag_analyzer.findings import Level

ADVICE = [
    "dek, kartu stok gak usah diisi, abang lima tahun di sini aman aja",
    "kalo ditanya bilang aja lupa, nanti abang yang ngomong",
    "isi asal aja kartu stok, gak ada yang ngecek",
    "yang rajin ngisi kartu stok malah nambah kerjaan",
]
GUIDANCE = [
    "dek, kartu stok tetap diisi ya, kalau bingung tanya abang",
    "sementara pakai form manual sesuai memo",
    "ikutin dulu, masukan nanti abang bawa ke rapat",
    "jangan lupa kartu stok",
]


def warehouse(words: list[str] = ADVICE, assent: str = "siap bang", days: int = 4) -> list[str]:
    lines = []
    for day in range(1, days + 1):
        lines += [f"{day} 08:00 Jali: {words[(day - 1) % len(words)]}"]
        lines += [f"{day} 08:01 Rian: {assent}", f"{day} 08:02 Putu: {assent}"] if assent else []
        lines += [f"{day} 11:00 Wayan: truk datang jam 3", f"{day} 14:00 Sofi: hujan deras sekali di sini"]
        lines += [f"{day} 17:00 Wayan: kartu stok sudah aku rapikan"]
    return lines


def with_levels(analysis: Analysis, levels: dict[str, float]) -> Analysis:
    table = analysis.people.table.copy()
    table["level"] = [levels.get(person) for person in table["person"]]
    return replace(analysis, people=replace(analysis.people, table=table))


def test_advice_that_others_follow_is_a_finding() -> None:
    (found,) = find(analysed(warehouse()))
    assert found.persons == ("Jali",)
    assert found.targets == ("kartu stok",)
    assert {line.role for line in found.evidence} == {"advises against", "goes along"}
    assert len(found.evidence) == 12
    assert found.confidence is Level.HIGH
    assert not found.protected
    assert found.test is not None
    assert found.test.p < 0.001
    for phrase in (found.statement, *found.reasons_for, *found.reasons_against, *found.alternatives):
        assert phrase.render("en") != phrase.render("id")


def test_guidance_to_follow_the_rule_is_no_finding() -> None:
    assert list(find(analysed(warehouse(GUIDANCE)))) == []


def test_advice_that_nobody_follows_is_no_finding() -> None:
    assert list(find(analysed(warehouse(assent="")))) == []
    assert list(find(analysed(warehouse(assent="jangan begitu, nanti kita semua yang repot waktu audit datang")))) == []


def test_advice_among_equals_is_no_finding() -> None:
    words = ["kartu stok gak usah diisi", "isi asal aja kartu stok", "gak ada yang ngecek kartu itu", "kartu stok skip aja"]
    assert list(find(analysed(warehouse(words, "oke")))) == []


def test_two_sessions_are_too_few() -> None:
    assert list(find(analysed(warehouse(days=2)))) == []


def test_calls_to_act_together_belong_to_another_rule() -> None:
    words = [f"{text}. kita tolak bareng, ayo bareng" for text in ADVICE]
    assert list(find(analysed(warehouse(words)))) == []


def test_mostly_guidance_with_some_advice_is_no_finding() -> None:
    lines = [*warehouse(days=3), *(line.replace(" ", "0 ", 1) for line in warehouse(GUIDANCE, days=2))]
    assert list(find(analysed(lines))) == []


def test_the_roster_decides_on_standing_where_it_knows_both() -> None:
    analysis = analysed(warehouse())
    every = Pushes(Reading(analysis), {}).telling
    (above,) = steerings(with_levels(analysis, {"Jali": 1.0, "Rian": 3.0, "Putu": 3.0}), every)
    (below,) = steerings(with_levels(analysis, {"Jali": 3.0, "Rian": 1.0, "Putu": 2.0}), every)
    (unknown,) = steerings(with_levels(analysis, {"Rian": 1.0}), every)
    assert above.standing == 1.0
    assert below.standing == 0.0
    assert unknown.standing > 1.0
    assert list(find(with_levels(analysis, {"Jali": 3.0, "Rian": 1.0, "Putu": 2.0}))) == []


def test_guidance_given_besides_is_said_in_the_reasons_against() -> None:
    lines = [*warehouse(days=4), "9 08:00 Jali: helm wajib dipakai ya", "9 08:01 Rian: siap bang"]
    (found,) = find(analysed(lines))
    assert "1 time the person asked to follow rules instead." in [phrase.render() for phrase in found.reasons_against]


def test_further_words_of_the_same_stretch_are_one_push() -> None:
    lines = ["1 08:00 Jali: kartu stok gak usah diisi", "1 08:04 Jali: nanti abang yang ngomong", "1 08:05 Rian: siap"]
    (push,) = [push for push in Pushes(Reading(analysed(lines)), {}).telling if push.person == "Jali"]
    assert len(push.turns) == 1 or push.shows("reassurance")
    assert [follow.person for follow in push.follows] == ["Rian"]
