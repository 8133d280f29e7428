"""Tests of cues found in a whole chat at once: the same as message by message."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.detector_chats import analysed
from wag_analyzer.detectors._said import Cued, cued, kinds
from wag_analyzer.detectors._spelled import Spelled
from wag_analyzer.text.cues import Hit, lexicon, plain
from wag_analyzer.text.flat import Said, flat
from wag_analyzer.text.normalize import tokens
from wag_analyzer.text.standing import Standing

WORDS = (
    "kalau",
    "ini",
    "jangan",
    "bilang",
    "kamu",
    "gak",
    "bisa",
    "aja",
    "biar",
    "cek",
    "you",
    "just",
    "don't",
    "?",
    "gabung",
    "grup baru",
)
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), max_size=6)


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.sampled_from(("acts", "manner", "moves", "setting_aside", "mockery")))
def test_cues_of_a_chat_are_those_of_each_message(texts: list[str], name: str) -> None:
    cues = lexicon(name)
    alone = {place: list(cues.hits([plain(token.word) for token in tokens(text)])) for place, text in enumerate(texts)}
    words = flat(texts)
    found = Standing(words).among(cues)
    begin = words.offsets[found.text]
    together: dict[int, list[Hit]] = {}
    for text, cue, first, after in zip(found.text.tolist(), found.cue.tolist(), found.first - begin, found.after - begin, strict=True):
        together.setdefault(text, []).append(Hit(cues.cues[cue], first, after))
    assert together == {place: hits for place, hits in alone.items() if hits}


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.sampled_from(("together", "mockery", "setting_aside")))
def test_the_strongest_cue_of_a_signal_is_told_in_the_order_of_strength(texts: list[str], name: str) -> None:
    chat = analysed([f"1 09:{number:02} Ana: {text or '.'}" for number, text in enumerate(texts)] or ["1 09:00 Ana: ini"])
    told = cued(chat, name)
    for at, text in enumerate(chat.messages["text"]):
        words = list(tokens(text))
        hits = sorted(lexicon(name).hits([plain(word.word) for word in words]), key=lambda hit: (hit.cue.value, hit.after - hit.first))
        best = {hit.cue.signal: Cued(hit.cue.value, words[hit.first].start, words[hit.after - 1].end) for hit in hits}
        assert list(told.get(at, {}).items()) == list(best.items())
    assert kinds(chat, name) == {chat.messages["msg_id"].iloc[at]: frozenset(shown) for at, shown in told.items()}


def test_each_distinct_text_is_kept_once_and_empty_and_missing_ones_are_none() -> None:
    said = Said.of(pd.Series(["b a", None, "a", "", "b a"], dtype="str"))
    assert (said.texts, said.code.tolist()) == (["b a", "a"], [0, -1, 1, -1, 0])
    assert [said.words.words[word] for word in said.words.surface] == ["b", "a", "a"]
    assert Said.of(pd.Series([], dtype="str")).texts == []


def test_only_the_places_asked_for_are_told_and_a_denied_cue_does_not_count() -> None:
    chat = analysed(["1 09:00 Ana: he never took any bribe", "1 09:01 Budi: he took a bribe", "1 09:02 Citra: he took a bribe"])
    assert [at for at, shown in cued(chat, "claims").items() if "offence" in shown] == [0, 1, 2]
    assert [at for at, shown in cued(chat, "claims", affirmed=("offence",)).items() if "offence" in shown] == [1, 2]
    assert list(cued(chat, "claims", among=(2, 0))) == [0, 2]
    bribe = cued(chat, "claims")[1]["offence"]
    assert "bribe" in "he took a bribe"[bribe.start : bribe.end]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=6), min_size=1, max_size=8))
def test_the_words_of_a_text_are_its_tokens(rows: list[list[str]]) -> None:
    texts = [" ".join(row) for row in rows]
    spelled = Spelled(analysed([f"1 09:00 Ana: {text}" for text in texts]))
    for text in texts:
        own = tokens(text)
        assert spelled.lower(text) == [token.surface.lower() for token in own]
        assert spelled.letters(text) == [token.surface.lower() for token in own if token.surface.isalpha()]
        assert spelled.standard(text) == [token.word for token in own]
    assert spelled.lower("never said") == []
