import pytest

from tests.unit.detector_chats import analysed
from wag_analyzer.detectors.wag104_accusation import find
from wag_analyzer.findings import Level

SPREAD = [
    "1 09:00 Retno: barang sudah datang?",
    "1 09:05 Galih: sudah, Pak Darso yang terima",
    "1 12:00 Retno: Pak Darso bikin nota fiktif buat solar",
    "1 12:01 Yanto: jangan menuduh dulu, belum tentu",
    "3 16:00 Galih: kabarnya Pak Darso terima fee vendor",
    "3 16:02 Yanto: wah",
]


def test_a_claim_of_two_people_on_two_days_is_listed_and_never_ranked() -> None:
    (found,) = find(analysed(SPREAD))
    assert found.persons == ("Retno", "Galih")
    assert found.targets == ("Darso",)
    assert found.score == 0.5
    assert found.test is None
    assert found.confidence is Level.LOW
    assert not found.protected
    assert [(line.line, line.role) for line in found.evidence] == [(3, "claims"), (4, "doubts it"), (5, "claims")]
    assert all(line.end > line.start >= 0 for line in found.evidence)
    against = [phrase.render() for phrase in found.reasons_against]
    assert any("doubt it or warn against judging: 1" in said for said in against)
    for phrase in (found.statement, *found.reasons_for, *found.reasons_against, *found.alternatives):
        assert phrase.render("en") != phrase.render("id")


def test_talk_of_reporting_makes_it_protected() -> None:
    lines = [*SPREAD, "3 16:04 Galih: simpan buktinya, kita lapor ke audit", "3 16:05 Retno: setuju, buat laporan resmi"]
    (found,) = find(analysed(lines))
    assert found.protected
    assert "reporting it" in found.statement.render()
    assert any("UU 21/2000" in phrase.render("id") for phrase in found.reasons_against)


@pytest.mark.parametrize(
    "lines",
    [
        SPREAD[:4],
        [line.replace("Galih: kabarnya", "Retno: kabarnya") for line in SPREAD],
        [line.replace("terima fee vendor", "tidak pernah terima fee vendor") for line in SPREAD],
        [line.replace("terima fee vendor", "terima fee vendor, bercanda") for line in SPREAD],
        [line + "?" for line in SPREAD],
    ],
    ids=["one session", "one sender", "denied", "a joke", "questions"],
)
def test_what_does_not_spread_as_a_claim_is_left_out(lines: list[str]) -> None:
    assert list(find(analysed(lines))) == []
