import pytest

from tests.unit.detector_chats import analysed
from wag_analyzer.detectors._episodes import talk
from wag_analyzer.detectors._haunts import _talks
from wag_analyzer.detectors._said import cued
from wag_analyzer.detectors.wag302_shadow_group import drop, find, moves
from wag_analyzer.findings import Level

CALLS = {
    12: ["Wening: pindah ke grup sebelah ya, tanpa bos", "Sigit: ikut dong"],
    14: ["Rama: lanjut di grup sebelah saja", "Sigit: siap"],
}


def chat(
    calls: dict[int, list[str]] = CALLS, days: int = 30, quiet: int = 15, going: tuple[str, ...] = ("Wening", "Rama", "Sigit")
) -> list[str]:
    lines = []
    for day in range(1, days + 1):
        lines += [f"{day} 09:0{place} {person}: palet sudah" for place, person in enumerate(("Heri", "Nanik", "Tomo"))]
        if day < quiet:
            lines += [f"{day} 13:0{place} {person}: truk jam dua" for place, person in enumerate(going)]
        lines += [f"{day} 17:0{place} {said}" for place, said in enumerate(calls.get(day, []))]
    return lines


def test_calls_elsewhere_and_a_drop_together_are_a_finding() -> None:
    (found,) = find(analysed(chat()))
    assert found.persons == ("Wening", "Rama", "Sigit")
    assert found.test is not None
    assert found.test.p <= 0.05
    assert found.confidence is Level.MEDIUM
    assert [(line.role) for line in found.evidence] == ["calls elsewhere", "takes it up", "calls elsewhere", "takes it up"]
    for phrase in (found.statement, *found.reasons_for, *found.reasons_against, *found.alternatives):
        assert phrase.render("en") != phrase.render("id")


def test_without_words_that_hide_it_it_is_less_sure() -> None:
    (found,) = find(analysed(chat({12: ["Wening: pindah ke grup sebelah ya", "Sigit: ikut dong"], 14: CALLS[14]})))
    assert found.confidence is Level.LOW
    assert any("No words hide it" in phrase.render() for phrase in found.reasons_against)


def test_links_with_an_invitation_call_too_and_three_callers_need_nobody_to_say_so() -> None:
    calls = {
        12: ["Wening: gabung sini https://chat.whatsapp.com/Ab12Cd34Ef56 jangan bilang bos"],
        13: ["Rama: cek grup sebelah"],
        14: ["Sigit: lanjut di grup sebelah"],
    }
    (found,) = find(analysed(chat(calls)))
    assert found.persons == ("Wening", "Rama", "Sigit")


@pytest.mark.parametrize(
    "lines",
    [
        chat(quiet=40),
        chat({}),
        chat({12: CALLS[12]}),
        chat({12: ["Wening: untuk proyek lanjut di grup sebelah ya", "Sigit: ikut dong"], 14: ["Rama: rapat proyek di grup sebelah"]}),
        chat(days=16),
        chat(quiet=4),
        chat({28: CALLS[12], 29: CALLS[14]}, quiet=40),
    ],
    ids=["they stay", "no calls", "one caller", "a project", "too few days", "silent before", "too late"],
)
def test_words_or_silence_alone_are_no_finding(lines: list[str]) -> None:
    assert list(find(analysed(lines))) == []


def test_who_never_wrote_before_does_not_count_as_falling_silent() -> None:
    analysis = analysed(chat({12: CALLS[12], 14: ["Baru: lanjut di grup sebelah saja", "Rama: ikut"]}))
    chat_now = talk(analysis)
    move = moves(chat_now, cued(analysis, "moves"))
    assert move is not None
    found = drop(chat_now, move)
    assert found is not None
    assert found[1] < 1


HIDDEN = {
    12: ["Wening: kubuat ruang lain, atasan tidak boleh tahu", "Sigit: ikut dong"],
    14: ["Rama: di sini banyak telinga, kubalas di sana saja", "Sigit: siap"],
    16: ["Sigit: apa yang di sana jangan dibawa ke sini", "Wening: siap", "Rama: setuju"],
}


def test_words_that_keep_it_from_others_in_three_sessions_are_enough_though_nobody_falls_silent() -> None:
    (found,) = find(analysed(chat(HIDDEN, quiet=40)))
    assert set(found.persons) == {"Wening", "Rama", "Sigit"}
    assert found.test is None
    assert found.confidence is Level.LOW
    assert "of who is not to know of it" in found.statement.render()
    assert any("not seen that they write less" in phrase.render() for phrase in found.reasons_against)
    assert list(find(analysed(chat({day: HIDDEN[day] for day in (12, 14)}, quiet=40)))) == []


def test_who_takes_up_one_call_by_chance_is_not_said_to_go() -> None:
    calls = {**HIDDEN, 14: [*HIDDEN[14], "Heri: oke siap"]}
    analysis = analysed(chat(calls, quiet=40))
    move = moves(talk(analysis), cued(analysis, "moves"))
    assert move is not None
    assert "Heri" not in move.persons


def test_people_who_do_not_take_up_each_other_are_taken_together_only_when_they_fall_silent() -> None:
    calls = {
        12: ["Wening: lanjut di grup sebelah"],
        14: ["Rama: lanjut di grup sebelah"],
        16: ["Sigit: lanjut di grup sebelah, bos tidak boleh tahu"],
    }
    assert [found.persons for found in find(analysed(chat(calls)))] == [("Wening", "Rama", "Sigit")]
    assert list(find(analysed(chat(calls, quiet=40)))) == []


def test_whoever_sits_beside_somebody_speaks_of_no_other_group() -> None:
    said = cued(analysed(["1 09:00 Sari: dia duduk di sebelah saya", "1 09:01 Budi: rame di grup sebelah"]), "moves")
    assert [at for at, shown in said.items() if "move" in shown and shown["move"].value >= 0.9] == [1]


def test_a_word_is_about_talking_by_its_beginning_only() -> None:
    assert _talks("dibahas")
    assert _talks("ngobrol")
    assert _talks("chatting")
    assert not _talks("event")
    assert not _talks("already")
