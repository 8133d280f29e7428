"""Hints weighed together: rows that account for every message, odds that stay finite, findings that say what they rest on."""

import re
import tomllib
from dataclasses import replace
from importlib import resources
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.other_worlds import chats, worlds
from wag_analyzer.analysis import Analysis, analyze
from wag_analyzer.detectors import DETECTORS, _weighed, detect, role_in_words
from wag_analyzer.detectors._stretches import hints_of, rows_of
from wag_analyzer.detectors._weighed import Weighed, candidates, odds, weighed, weights
from wag_analyzer.errors import TableError
from wag_analyzer.findings import Level
from wag_analyzer.parser.read import read_text
from wag_analyzer.report.findings_jsonl import finding_record
from wag_analyzer.report.html.page import html
from wag_analyzer.report.tiers import Tier, tier
from wag_analyzer.settings import Settings
from wag_analyzer.simulate.spec import PLANTS

QUICK = Settings(draws=1)
CODES = tuple(detector.RULE.code for detector in DETECTORS if detector.RULE.kind in PLANTS)
SAYS = (
    "ayo kompak tolak aturan baru itu",
    "ikut",
    "siapa yang ambil uang kas kemarin?",
    "makasih ya",
    "begitu saja tidak bisa",
    "jangan bilang siapa-siapa",
)


def told(messages: list[tuple[int, str, str]]) -> Analysis:
    """Return the reading of a chat: minutes since the one before, who, what."""
    lines, clock = [], 0
    for pause, who, text in messages:
        clock += pause
        day, minute = divmod(clock, 1440)
        lines.append(f"{1 + day % 28:02}/{1 + day // 28:02}/24 {minute // 60:02}.{minute % 60:02} - {who}: {text}\n")
    return analyze(read_text("".join(lines)), QUICK)


MESSAGES = st.lists(
    st.tuples(st.integers(0, 90), st.sampled_from(("Ani", "Budi", "Cici", "Dodi")), st.sampled_from(SAYS)), min_size=1, max_size=60
)


@settings(max_examples=12)
@given(MESSAGES)
def test_rows_account_for_everybody_in_every_stretch_of_two_or_more(messages: list[tuple[int, str, str]]) -> None:
    analysis = told(messages)
    names = weights().hints
    rows = rows_of(analysis, names)
    people = rows.chat.people
    expected = [
        (stretch, person)
        for stretch, (begin, end) in enumerate(zip(rows.begin.tolist(), rows.end.tolist(), strict=True))
        for person in sorted(set(people[begin:end]))
        if len(set(people[begin:end])) > 1
    ]
    where = list(zip(rows.stretch.tolist(), (rows.people[person] for person in rows.person.tolist()), strict=True))
    assert where == sorted(where)
    assert [place for place, silent in zip(where, rows.silent.tolist(), strict=True) if not silent] == expected
    assert rows.begin.tolist() == [0, *rows.end.tolist()[:-1]]
    assert rows.end[-1] == len(people)
    shown = hints_of(analysis, names).toarray()
    for row, (stretch, person) in enumerate(where):
        there = range(int(rows.begin[stretch]), int(rows.end[stretch]))
        own = np.minimum(2, shown[[at for at in there if people[at] == person]].sum(axis=0))
        others = np.minimum(2, shown[[at for at in there if people[at] != person]].sum(axis=0))
        assert rows.features(row, row + 1).toarray()[0, : 2 * len(names)].tolist() == [*own, *others]


def test_who_is_asked_by_name_and_writes_nothing_has_a_row_of_its_own() -> None:
    rows = rows_of(
        told(
            [
                (1, "Ani", "selamat pagi"),
                (1, "Budi", "pagi"),
                (1, "Cici", "pagi semua"),
                (600, "Ani", "Budi, laporan kemarin mana?"),
                (1, "Cici", "Budi sudah kirim belum?"),
                (600, "Ani", "Budi, laporannya kapan?"),
                (1, "Budi", "besok ya Ani"),
            ]
        ),
        weights().hints,
    )
    where = list(zip(rows.stretch.tolist(), (rows.people[person] for person in rows.person.tolist()), rows.silent.tolist(), strict=True))
    assert where == [
        (0, "Ani", False),
        (0, "Budi", False),
        (0, "Cici", False),
        (1, "Ani", False),
        (1, "Budi", True),
        (1, "Cici", False),
        (2, "Ani", False),
        (2, "Budi", False),
    ]
    turns = rows.features(0, len(where)).toarray()[:, -8:]
    assert turns[4].tolist() == pytest.approx([2 / 1.5, 2 / 1.5, 0, 1, 0, 0, 0, 1])
    assert turns[7, 2] == 1
    assert turns[6, 4] == pytest.approx(1 / 1.5)
    assert not turns[0, :3].any()


@pytest.mark.parametrize(("says", "expected"), [("", []), ("gerimis, jemuran sudah aman", [("Budi",)])])
def test_who_is_asked_and_away_is_not_silent(says: str, expected: list[tuple[str, ...]]) -> None:
    asked: list[tuple[int, str, str]] = []
    for _ in range(7):
        asked += [
            (1300, "Ani", "Budi, laporan stok kemarin mana?"),
            (2, "Cici", "Budi laporannya sudah dikirim belum?"),
            (5, "Ani", "Budi?"),
        ]
        asked += [(100, "Dodi", "hujan deras di sini"), (1, "Budi", says), (1, "Dodi", "aman")] if says else []
    rows = rows_of(
        told([(1, "Dodi", "selamat pagi"), (1, "Budi", "pagi"), *asked, (600, "Dodi", "pagi"), (1, "Budi", "pagi")]), weights().hints
    )
    found = candidates(rows, odds(rows, weights()), weights(), "unresponsive")
    assert [one.persons for one in found if "Budi" in one.persons] == expected


@settings(max_examples=12)
@given(MESSAGES)
def test_odds_are_finite_and_candidates_need_three_sessions(messages: list[tuple[int, str, str]]) -> None:
    rows = rows_of(told(messages), weights().hints)
    table = odds(rows, weights())
    assert np.isfinite(table).all()
    for kind in weights().limits:
        for one in candidates(rows, table, weights(), kind):
            assert np.isfinite(one.clear)
            assert one.sessions >= 3
            assert one.weight > 0
            assert 2.5 * one.expected <= len(one.rows) <= one.of
            assert 0 <= one.p <= 1


def test_more_everyday_talk_makes_nothing_more_likely() -> None:
    """The more somebody talks the more a stretch has to tell: chance brings more that look like something."""
    assert _weight(30, 3.0) == _weight(40, 3.0) > _weight(100, 3.0) > 0


def _weight(count: int, tells: float) -> float:
    """Return the weight of somebody of whose stretches, one an hour or so, three tell something."""
    rows = rows_of(told([(pause, who, "ok") for _ in range(count) for pause, who in ((100, "Ani"), (1, "Budi"))]), weights().hints)
    table = np.zeros((len(rows.person), len(weights().kinds)))
    mine = np.flatnonzero(rows.person == 0)[:3]
    table[mine, weights().kinds.index("taker")] = tells
    return next(candidates(rows, table, replace(weights(), rates={"taker": 0.01}), "taker")).weight


def test_what_looks_as_much_like_an_innocent_twin_is_not_clear() -> None:
    rows = rows_of(told([(pause, who, "ok") for _ in range(30) for pause, who in ((100, "Ani"), (1, "Budi"))]), weights().hints)
    mine = np.flatnonzero(rows.person == 0)[:3]
    kinds = weights().kinds
    clear = []
    for twin in (0.0, 3.0, 6.0):
        table = np.full((len(rows.person), len(kinds)), -3.0)
        table[mine, kinds.index("taker")] = 3.0
        table[mine, kinds.index("~busy_helper")] = twin
        clear.append(next(candidates(rows, table, replace(weights(), rates={"taker": 0.01}), "taker")).clear)
    assert clear[0] > clear[1] > clear[2]
    assert clear[2] < 0


@pytest.fixture(scope="module")
def found() -> list[Analysis]:
    """Return chats in which something is weighed that no rule tells."""
    read = (analyze(read_text(text), QUICK) for world in worlds("g") for text, _ in chats(world))
    kept = list(islice((one for one in read if any(finding.weighed for finding in detect(one, CODES))), 2))
    assert kept, "no chat of these trades has a weighed finding; choose others"
    return kept


def test_a_finding_says_what_it_rests_on_and_how_often_such_ones_are_wrong(found: list[Analysis]) -> None:
    for analysis in found:
        findings = detect(analysis, CODES)
        for one in (one for one in findings if one.weighed):
            assert one.confidence == Level.LOW
            assert one.rule.precision is not None
            assert finding_record(one, Tier("names"))["p_wrong"] is not None
            assert "invented chats" in one.rule.precision.data
            assert any("many weak hints" in reason.render() for reason in one.reasons_against)
            assert not any("p = 0.0000" in reason.render() for reason in one.reasons_for)
            assert any(re.search(r"\(p (= 0\.\d{4}|< 0\.0001)\)", reason.render()) for reason in one.reasons_for)
            assert any("banyak petunjuk lemah" in reason.render("id") for reason in one.reasons_against)
            heads = {line.role.partition(": ")[0] for line in one.evidence}
            assert "bears a hint" in heads <= {"bears a hint", "takes part"}
            assert all(line.role.partition(": ")[2] for line in one.evidence if line.role.startswith("bears"))
            same = [other for other in findings if other.rule.kind == one.rule.kind and not other.weighed]
            assert not any({line.line for line in one.evidence} & {line.line for line in other.evidence} for other in same)


def test_which_hints_a_line_bears_is_told_in_the_language_of_the_reader() -> None:
    known = {"bears a hint": "memuat petunjuk", "asks": "bertanya"}
    assert role_in_words("bears a hint: asking; hearsay", known, "id") == "memuat petunjuk: pertanyaan; kabar dari orang lain"
    assert role_in_words("bears a hint: asking", {"bears a hint": "bears a hint"}, "en") == "bears a hint: asking"
    assert role_in_words("asks", known, "id") == "bertanya"
    assert role_in_words("foreign: word", known, "id") == "foreign: word"


def test_the_page_says_which_findings_rest_on_weak_hints(found: list[Analysis]) -> None:
    for analysis in found:
        findings = detect(analysis, CODES)
        called = tier("names", analysis, findings=findings)
        page = html(analysis, findings, tier=called, lang="en", min_group=5, made_with={})
        assert page.count('"weighed":true') == sum(one.weighed for one in findings)


def test_what_is_weighed_hangs_on_no_selection_of_rules_and_can_be_switched_off(found: list[Analysis]) -> None:
    for analysis in found:
        together = [one for one in detect(analysis, CODES) if one.weighed]
        for one in together:
            alone = [other for other in detect(analysis, (one.rule.code,)) if other.weighed]
            assert one.finding_id in {other.finding_id for other in alone}
        off = replace(analysis, settings=replace(analysis.settings, weighed="off"))
        assert not any(one.weighed for one in detect(off, CODES))


TITLES = frozenset(("Teh", "Kang", "Bu", "Pak", "Miss", "Neng"))


def test_other_names_change_nothing_but_names() -> None:
    """Names are changed wherever they stand; titles, which tell how somebody is spoken to, stay."""
    world = worlds("i1")[0]
    words = sorted({word for person in world.people for word in person.split()} - TITLES)
    new_name = {word.casefold(): f"Zq{'abcdefghijklmnopqrstuvwxyz'[number]}x" for number, word in enumerate(words)}
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    for text, _ in chats(world):
        other = pattern.sub(lambda hit: new_name[hit[0].casefold()] if hit[0][0].isupper() else new_name[hit[0].casefold()].lower(), text)
        assert weighed_kinds(other) == weighed_kinds(text)


def weighed_kinds(text: str) -> list[str]:
    """Return the kinds of the patterns of a chat."""
    return sorted(pattern.kind for pattern in weighed(analyze(read_text(text), QUICK)).patterns)


def test_every_hint_and_kind_has_words_in_both_languages() -> None:
    words = tomllib.loads((resources.files("wag_analyzer.detectors") / "weighed.toml").read_text(encoding="utf-8"))
    assert set(weights().hints) <= words["hints"].keys()
    assert all(len(pair) == 2 and all(pair) for pair in words["hints"].values())
    assert set(weights().limits) <= words["kinds"].keys()
    assert {one["target"] for one in words["kinds"].values()} <= {"absent", "told", "topic", "none"}
    figures = tomllib.loads((resources.files("wag_analyzer.detectors") / "measured_weighed.toml").read_text(encoding="utf-8"))
    code = {detector.RULE.kind: detector.RULE.code for detector in DETECTORS}
    assert {code[kind] for kind in weights().limits} == figures["rules"].keys()


def test_weights_that_cannot_be_read_are_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_weighed, "FILE", "missing.npz")
    weights.cache_clear()
    try:
        with pytest.raises(TableError, match=r"weights of patterns cannot be read"):
            weights()
    finally:
        weights.cache_clear()


def test_a_chat_without_messages_tells_nothing() -> None:
    made = weighed(analyze(read_text("06/05/24 09.00 - Messages and calls are end-to-end encrypted.\n"), QUICK))
    assert isinstance(made, Weighed)
    assert made.patterns == []


def test_a_message_without_words_shows_no_hint_of_anybodys_words() -> None:
    names = [name for name in weights().hints if not name.startswith("act.")]
    said = hints_of(told([(1, "Ani", "ok"), (1, "Budi", "<Media omitted>"), (1, "Ani", "jangan bilang siapa-siapa")]), names).toarray()
    assert said[2].any()
    assert not said[1].any()


def test_a_chat_without_a_word_tells_nothing() -> None:
    assert detect(told([(1, ("Ani", "Budi")[turn % 2], "<Media omitted>") for turn in range(12)])) == []
