import pytest

from tests.unit.detector_chats import analysed
from wag_analyzer.detectors.wag203_policy_derision import find
from wag_analyzer.findings import Level

SAID = ["sop baru ngaco", "manajemen sok tahu", "aturan absen itu konyol", "memo manajemen tidak masuk akal"]
PLAIN = ["kunci di mana?", "di laci", "truk jam 2", "palet sudah", "kopi habis", "label sudah"]


def chat(said: list[str] = SAID, days: int = 6, who: tuple[str, ...] = ("Tegar", "Ayu"), after: str = "") -> list[str]:
    lines = []
    for day in range(1, days + 1):
        for hour, person in enumerate((*who, "Beni", "Laras")):
            lines += [f"{day} {9 + hour:02d}:{minute:02d} {person}: {PLAIN[(day + hour + minute) % 6]}" for minute in (0, 5, 9)]
        for minute, person in enumerate(who):
            lines.append(f"{day} 16:0{minute} {person}: {said[(day + minute) % len(said)]}")
        if after:
            lines.append(f"{day} 16:08 Beni: {after}")
    return lines


def test_few_people_who_keep_talking_a_rule_down_are_a_finding() -> None:
    (found,) = find(analysed(chat(after="haha")))
    assert set(found.persons) == {"Tegar", "Ayu"}
    assert found.test is not None
    assert found.test.p <= 0.01
    assert not found.protected
    assert {line.role for line in found.evidence} == {"speaks against it", "agrees or laughs"}
    assert found.confidence is Level.MEDIUM
    for phrase in (found.statement, *found.reasons_for, *found.reasons_against, *found.alternatives):
        assert phrase.render("en") != phrase.render("id")


def test_nobody_laughing_along_speaks_against_it() -> None:
    (found,) = find(analysed(chat(days=4)))
    assert any("Nobody laughs along" in phrase.render() for phrase in found.reasons_against)
    assert found.confidence is Level.LOW


def test_about_pay_it_is_protected_voice() -> None:
    (found,) = find(analysed(chat(["aturan lembur tidak dibayar itu konyol", "kebijakan upah ngaco"])))
    assert found.protected
    assert found.statement.render().startswith("Collective voice")
    assert any(phrase.render().startswith("It is about: pay") for phrase in found.reasons_against)


def test_few_proposals_are_said_in_the_reasons_against() -> None:
    lines = [*chat(), "7 09:00 Ayu: sop baru ngaco, usul: bagaimana kalau diganti"]
    (found,) = find(analysed(lines))
    assert any("proposals: 1" in phrase.render() for phrase in found.reasons_against)


@pytest.mark.parametrize(
    "lines",
    [
        chat(days=2),
        chat(who=("Tegar",)),
        chat([f"{said}, usul: sebaiknya ditinjau" for said in SAID]),
        chat([*PLAIN, "semua ngaco", "payah"]),
        chat(["aturan itu konyol, ayo kita tolak bareng"], after="ikut"),
        chat(SAID, who=tuple(f"Orang{letter}" for letter in "ABCDEF")),
    ],
    ids=["two days", "one person", "proposals", "not about rules", "a call", "many people"],
)
def test_what_is_no_talking_down_by_few_is_left_out(lines: list[str]) -> None:
    assert list(find(analysed(lines))) == []


def test_many_proposals_beside_it_are_no_finding() -> None:
    lines = [*chat(days=4), *(f"{day} 18:00 Ayu: sop baru: usul diganti kartu" for day in range(1, 5))]
    assert list(find(analysed(sorted(lines, key=lambda line: (int(line.split()[0]), line.split()[1]))))) == []


def jeering(who: tuple[str, ...] = ("Tegar", "Ayu"), days: int = 6, *, others: bool = False) -> list[str]:
    """Return exchanges of two that mock rules, half of the words plain, each time about another rule."""
    said = [
        ("absen wajah tiap jam", "yang bikin pasti belum pernah turun lapangan"), ("kata manajemen demi disiplin", "sirkus tanpa tenda"),
        ("seragam ungu mulai senin", "brilian memang kantor pusat"), ("kebijakan parkir ganti lagi", "besok disuruh bayar napas"),
        ("sop buang air terbit", "idenya siapa sih"), ("direksi punya aturan baru", "buang waktu saja"),
    ]  # fmt: skip
    lines = []
    for day in range(1, days + 1):
        lines += [f"{day} {9 + hour}:0{minute} {person}: {PLAIN[(day + hour + minute) % 6]}"
                  for hour, person in enumerate((*who, "Beni", "Laras", "Joni", "Tia")) for minute in (0, 5)]  # fmt: skip
        first, second = said[(day - 1) % 6]
        lines += [f"{day} 16:00 {who[day % len(who)]}: {first}", f"{day} 16:01 {who[(day + 1) % len(who)]}: {second}"]
        if others:
            lines += [f"{day} 18:00 Beni{day}: {first}", f"{day} 18:01 Laras{day}: {second}"]
            lines += [f"{day} 20:00 Joni{day}: {first}", f"{day} 20:01 Tia{day}: {second}"]
    return lines


def test_two_who_hold_the_exchanges_that_mock_rules_are_a_finding() -> None:
    (found,) = find(analysed(jeering()))
    assert set(found.persons) == {"Tegar", "Ayu"}
    assert len(found.evidence) >= 6


def test_what_many_say_to_each_other_is_a_mood() -> None:
    assert list(find(analysed(jeering(others=True)))) == []


def test_mocking_rules_on_few_days_is_nothing() -> None:
    assert list(find(analysed(jeering(days=3)))) == []
