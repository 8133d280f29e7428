import pytest

from tests.unit.detector_chats import analysed
from wag_analyzer.detectors._reading import Reading
from wag_analyzer.detectors.wag301_recruiter import _tail, campaigns, find
from wag_analyzer.findings import Level

TALK = [
    f"{day} 08:{minute:02d} {who}: {text}"
    for day in range(1, 20)
    for minute, who, text in ((5, "Gita", "truk datang"), (6, "Hadi", "siap"))
]
PITCHES = [
    "3 20:00 Rudi: ada cuan tambahan, modal kecil, infonya di grup sebelah",
    "3 20:02 Tia: aku minat kak",
    "3 20:03 Rudi: Tia cek wapri ya",
    "6 21:00 Rudi: slot terbatas, besok ditutup, yuk gabung",
    "6 21:01 Rudi: ajak teman juga biar rame, jangan cerita di sini",
    "9 20:30 Rudi: yang kemarin minat kok belum klik? https://chat.whatsapp.com/AbCd",
    "9 20:31 Rudi: Vina pindah ke grup satunya yuk",
]


def chat(*lines: str) -> list[str]:
    return sorted([*TALK, *lines], key=lambda line: (int(line.split(" ")[0]), line.split(" ")[1]))


def test_personal_solicitation_over_days_is_a_finding() -> None:
    (found,) = find(analysed(chat(*PITCHES, "1 07:00 Vina: pagi", "2 07:00 Tia: pagi")))
    assert found.persons == ("Rudi",)
    assert {"Tia", "Vina"} <= set(found.targets)
    assert {line.role for line in found.evidence} == {"solicits", "takes it up"}
    assert [line.line for line in found.evidence] == sorted(line.line for line in found.evidence)
    assert found.test is not None
    assert found.test.p < 0.01
    assert found.confidence is Level.HIGH
    assert found.alternatives
    for phrase in (found.statement, *found.reasons_for, *found.reasons_against, *found.alternatives):
        assert phrase.render("en") != phrase.render("id")


def test_without_takers_the_finding_says_so_and_is_less_sure() -> None:
    silent = [line for line in PITCHES if "Tia: " not in line]
    (found,) = find(analysed(chat(*silent, "1 07:00 Vina: pagi", "2 07:00 Tia: pagi")))
    assert found.confidence is Level.MEDIUM
    assert any("Nobody took it up" in phrase.render() for phrase in found.reasons_against)


def test_single_additions_count_and_are_evidence() -> None:
    (found,) = find(analysed(chat(*PITCHES, "4 10:00 + Rudi added Wawan", "7 10:00 + Rudi added Yanti")))
    assert {"Wawan", "Yanti"} <= set(found.targets)
    assert [line.role for line in found.evidence].count("adds") == 2


def test_batches_and_the_founding_day_are_an_administrators_work() -> None:
    batch = [f"9 10:0{n} + Rudi added Orang {n}" for n in range(4)]
    analysis = analysed(chat(*PITCHES, "1 07:01 + Rudi added Awal", *batch))
    assert campaigns(analysis, Reading(analysis))["Rudi"].added == {}


@pytest.mark.parametrize("days", [PITCHES[:3], PITCHES[:5]])
def test_one_or_two_evenings_are_no_campaign(days: list[str]) -> None:
    assert list(find(analysed(chat(*days)))) == []


def test_open_invitations_are_public() -> None:
    lines = [f"{day} 12:00 Rudi: futsal, bebas siapa saja boleh gabung https://chat.whatsapp.com/AbCd" for day in (3, 6, 9, 12)]
    analysis = analysed(chat(*lines))
    campaign = campaigns(analysis, Reading(analysis))
    assert "Rudi" not in campaign
    assert list(find(analysis)) == []


def test_public_invitations_beside_the_pitches_speak_against() -> None:
    open_one = "12 12:00 Rudi: badminton, terbuka untuk umum, yuk gabung https://chat.whatsapp.com/AbCd"
    (found,) = find(analysed(chat(*PITCHES, open_one, "1 07:00 Vina: pagi", "2 07:00 Tia: pagi")))
    assert found.confidence is Level.MEDIUM
    assert any("open to all" in phrase.render() for phrase in found.reasons_against)


def test_many_who_pitch_alike_are_no_excess() -> None:
    names = ["Rudi", "Sita", "Tono", "Umi", "Vera"]
    lines = [line.replace("Rudi", name) for name in names for line in PITCHES]
    assert list(find(analysed(chat(*lines)))) == []


def test_the_poisson_tail() -> None:
    assert _tail(0, 3.0) == 1.0
    assert _tail(1, 0.5) == pytest.approx(0.3934693)
    assert _tail(3, 1.0) == pytest.approx(0.0803014)
