"""Tests of gossip-circle."""

import pytest

from tests.unit.text_chats import analysis, messages, people
from wag_analyzer.detectors import wag101_gossip_circle as wag101
from wag_analyzer.findings import Finding, Level

MEMBERS = people("Rosa", "Gilang", "Tanti", "Wira")
Said = list[tuple[str, str]]
DULL: Said = [(name, f"kardus nomor {n} sudah dihitung") for n in range(6) for name in ("Rosa", "Gilang", "Tanti", "Wira")]
FIRST: Said = [
    ("Rosa", "eh katanya bu Hesti dapat ruangan sendiri"),
    ("Gilang", "munafik banget, jangan bilang siapa-siapa ya"),
    ("Tanti", "dasar penjilat 🙄"),
    ("Rosa", "pemalas juga"),
]
SECOND: Said = [
    ("Tanti", "bu Hesti itu muka dua"),
    ("Rosa", "dia memang licik"),
    ("Gilang", "aku dengar dia nilep uang kas"),
]
KIND: Said = [("Rosa", "bu Hesti baik banget"), ("Gilang", "salut, dia selalu bantu kita"), ("Tanti", "semoga sukses terus")]


def _find(*sessions: Said) -> list[Finding]:
    return list(wag101.find(analysis(messages(*sessions), MEMBERS)))


def test_three_who_talk_down_an_absent_person_twice_are_found() -> None:
    (finding,) = _find(DULL, FIRST, SECOND)
    assert set(finding.persons) == {"Rosa", "Gilang", "Tanti"}
    assert finding.targets == ("Hesti",)
    assert [line.line for line in finding.evidence] == list(range(25, 32))
    assert finding.test is not None
    assert finding.test.p < 0.01
    assert finding.score > 0.8
    assert finding.alternatives


def test_a_third_meeting_makes_it_surer() -> None:
    (twice,) = _find(DULL, FIRST, SECOND)
    (thrice,) = _find(DULL, FIRST, SECOND, FIRST)
    assert twice.confidence < Level.HIGH <= thrice.confidence


def test_no_name_stands_in_a_template_and_both_languages_render() -> None:
    (finding,) = _find(DULL, FIRST, SECOND)
    phrases = (finding.statement, *finding.reasons_for, *finding.reasons_against, *finding.alternatives)
    for phrase in phrases:
        assert "Hesti" not in phrase.en + phrase.id
        assert phrase.render("en")
        assert phrase.render("id")
    assert "X" in finding.statement.render("en", rename=lambda _: "X")
    assert {line.role for line in finding.evidence} >= {"talks down", "passes on"}


@pytest.mark.parametrize(
    "sessions",
    [
        (DULL, FIRST),
        (DULL, KIND, KIND),
        (DULL, FIRST[:1], SECOND[:1]),
        (
            DULL,
            [("Rosa", "bu Hesti cuti"), ("Gilang", "oke"), ("Tanti", "siap")],
            [("Tanti", "bu Hesti minta data"), ("Rosa", "oke"), ("Gilang", "ya")],
        ),
        (DULL, [(name, text.replace("bu Hesti", "Wira")) for name, text in FIRST], [("Wira", "halo"), *SECOND]),
        (),
    ],
    ids=["one session", "praise", "one sender each", "logistics", "a member who is there", "nothing"],
)
def test_the_innocent_twins_are_left_alone(sessions: tuple[Said, ...]) -> None:
    assert _find(*sessions) == []


def test_praise_beside_blame_is_a_reason_against() -> None:
    (finding,) = _find(DULL, FIRST, [*SECOND, ("Rosa", "tapi orangnya baik hati juga"), ("Wira", "kardus")])
    texts = " ".join(phrase.render("en") for phrase in finding.reasons_against)
    assert "praise" in texts
    assert "1 other member writes" in texts


def test_a_member_who_left_can_be_talked_about() -> None:
    away = [(name, text.replace("bu Hesti", "Wira")) for name, text in FIRST]
    again = [(name, text.replace("bu Hesti", "Wira")) for name, text in SECOND]
    (finding,) = _find(DULL, away, again)
    assert finding.targets == ("Wira",)


def test_of_a_person_who_comes_and_goes_only_the_time_away_counts() -> None:
    away = [(name, text.replace("bu Hesti", "Wira")) for name, text in FIRST]
    assert _find(DULL, away, [("Wira", "pagi")], away, [("Wira", "pagi")]) == []


def test_many_meetings_in_pieces_of_talk_that_is_spoken_to_the_person_are_none() -> None:
    spoken = [("Rosa", "Hesti, kamu munafik"), ("Gilang", "bu Hesti, kamu licik"), ("Tanti", "Hesti kamu pemalas ya")]
    third = [("Rosa", "soal bu Hesti"), *spoken]
    assert _find(DULL, third, third) == []


def test_the_same_words_everywhere_are_no_excess() -> None:
    grumbling = [(name, text) for _ in range(4) for name, text in (("Rosa", "dasar munafik"), ("Gilang", "pemalas"), ("Tanti", "licik"))]
    assert _find(grumbling, FIRST, SECOND) == []


def test_of_two_names_on_the_same_lines_the_clearer_one_is_reported() -> None:
    both = [[(name, text.replace("bu Hesti", "bu Hesti dan pak Harun")) for name, text in said] for said in (FIRST, SECOND)]
    assert len(_find(DULL, *both)) == 1


def test_those_who_meet_at_a_name_may_go_on_with_a_pronoun_alone() -> None:
    later: list[Said] = [
        [("Rosa", "dia katanya pisah ranjang"), ("Tanti", "licik sih memang")],
        [("Gilang", "si ibu muka dua di depan bos"), ("Rosa", "penjilat")],
        [("Tanti", "jangan bilang siapa-siapa soal dia ya"), ("Gilang", "munafik banget dia")],
    ]
    (finding,) = _find(DULL, FIRST, DULL, *later)
    assert set(finding.persons) == {"Rosa", "Gilang", "Tanti"}
    assert len(finding.evidence) == 10
    others: list[Said] = [[(name if name != "Rosa" else "Wira", text) for name, text in said] for said in later]
    assert _find(DULL, FIRST, DULL, *others) == []


def test_a_surprise_for_somebody_praised_is_no_gossip() -> None:
    kept: list[Said] = [
        [
            ("Rosa", "kalian tahu tidak, bu Hesti ternyata yang bayar kopi kita"),
            ("Gilang", "pantas selalu ada, baik sekali"),
            ("Tanti", "salut"),
        ],
        [("Tanti", "katanya bu Hesti pindah"), ("Rosa", "sedih, dia paling sabar dan baik"), ("Gilang", "rajin sekali orangnya")],
        [("Gilang", "jangan bilang bu Hesti ya, kita siapkan kue"), ("Tanti", "siap, rahasia kita"), ("Rosa", "mantap")],
        [("Rosa", "bu Hesti di depan orang galak, padahal baik"), ("Gilang", "betul, selalu bantu kita"), ("Tanti", "semoga sukses")],
    ]
    assert _find(DULL, *kept) == []
