import pytest

from tests.unit.detector_chats import analysed
from wag_analyzer.detectors._patterns import data_in
from wag_analyzer.detectors.wag105_leak import find
from wag_analyzer.findings import Level

NIKS = "Sumini 3328014507810003, Karyo 3328091203790001, Lastri 3328025011850007"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("NIK 3275014507900003", ["nik"]),
        ("pesanan 3275014590900003", []),
        ("card 4111 1111 1111 1111", ["card"]),
        ("card 4111 1111 1111 1112", []),
        ("DE89 3704 0044 0532 0130 00", ["iban"]),
        ("DE88370400440532013000", []),
        ("123-45-6789 and a@b.co.id", ["ssn", "email"]),
        ("NPWP 01.234.567.8-901.234", ["npwp"]),
        ("norek 1234567890 a.n. Budi", ["account"]),
        ("telp 0812-3456-7890", ["phone"]),
        ("password: Kopi12345", ["secret"]),
        ("jam 10", []),
        ("tidak ada apa-apa", []),
    ],
)
def test_personal_data_are_known_by_layout_and_check_digits(text: str, kinds: list[str]) -> None:
    assert [datum.kind for datum in data_in(text)] == kinds


def test_customers_numbers_passed_on_are_a_finding() -> None:
    lines = ["1 09:00 Maya: sudah buka?", "1 13:00 Hendra: nih data nasabah dapat dari sistem pusat", f"1 13:01 Hendra: {NIKS}"]
    (found,) = find(analysed(lines))
    assert found.persons == ("Hendra",)
    assert [(line.line, line.role) for line in found.evidence] == [(2, "says what it is"), (3, "holds personal data")]
    assert found.confidence is Level.MEDIUM
    assert "3 pieces" in found.reasons_for[0].render()
    for phrase in (found.statement, *found.reasons_for, *found.reasons_against, *found.alternatives):
        assert phrase.render("en") != phrase.render("id")


def test_restricted_links_count_when_they_come_again() -> None:
    one = "13:00 Hendra: forward dari grup direksi, rahasia, daftar gaji https://drive.example/x"
    assert list(find(analysed(["1 09:00 Maya: pagi", "1 13:00 Hendra: forward memo rahasia https://drive.example/x"]))) == []
    (found,) = find(analysed(["1 09:00 Maya: pagi", f"1 {one}", f"4 {one}"]))
    assert {line.role for line in found.evidence} == {"passes on material"}
    assert any("Files or links" in phrase.render() for phrase in found.reasons_for)


def test_many_pieces_in_two_sessions_are_sure() -> None:
    more = "Parmi 3328014507810011, Wagiman 3328091203790022"
    lines = ["1 13:00 Hendra: data nasabah, rahasia", f"1 13:01 Hendra: {NIKS}", f"5 13:00 Hendra: data nasabah lagi, rahasia: {more}"]
    (found,) = find(analysed(lines))
    assert found.confidence is Level.HIGH


@pytest.mark.parametrize(
    "text",
    [
        "NIK saya 3328014507810003 buat vaksin, rahasia ya",
        "mohon jangan kirim ktp nasabah seperti 3328014507810003 di grup",
        "data nasabah rahasia ya, jangan disebar",
        "transfer ke rek BCA 7330125566 a.n. Hendra",
        "nomor teknisi 0812-3456-7801",
    ],
)
def test_own_data_payments_and_reminders_are_left_out(text: str) -> None:
    lines = ["1 09:00 Maya: pagi", f"1 13:00 Hendra: {text}", "1 13:02 Maya: oke", f"3 13:00 Hendra: {text}"]
    assert list(find(analysed(lines))) == []


def test_others_between_do_not_end_a_run() -> None:
    lines = ["1 13:00 Hendra: nih data nasabah, rahasia", "1 13:00 Maya: apa?", f"1 13:01 Hendra: {NIKS}", "1 13:30 Hendra: makan yuk"]
    (found,) = find(analysed(lines))
    assert [line.line for line in found.evidence] == [1, 3]
