"""Tests of stance signals."""

import pytest

from tests.unit.text_chats import messages, people
from wag_analyzer.tables import SIGNALS
from wag_analyzer.text.lexicon import Phrases, grammar, read, words
from wag_analyzer.text.persons import references
from wag_analyzer.text.stance import STANCES, stance

MEMBERS = people("Rosa", "Gilang")


def _signals(text: str) -> dict[str, float]:
    frame = messages([("Rosa", text)])
    found = stance(frame, references(frame, MEMBERS))
    SIGNALS.check(found)
    return dict(zip(found["signal"].astype(object), found["value"], strict=True))


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("dia itu munafik banget", "negative"),
        ("he took credit for everything", "negative"),
        ("dasar goblok", "insult"),
        ("what an idiot", "insult"),
        ("mending resign aja sana", "exclusion"),
        ("just quit already", "exclusion"),
        ("must be nice", "sarcasm"),
        ("🙄", "scorn"),
        ("katanya mau pindah", "hearsay"),
        ("I heard they moved", "hearsay"),
        ("jgn blg siapa2 ya, jangan bilang siapa-siapa", "secrecy"),
        ("keep this between us", "secrecy"),
        ("wkwkwkwk", "laughter"),
        ("orangnya baik bgt", "positive"),
        ("get well soon", "positive"),
        ("ah cuma bercanda", "banter"),
        ("maaf ya", "apology"),
        ("please stop", "distress"),
        ("kita tolak aturan ini, jangan diam saja", "call_to_act"),
        ("let's all sign the petition", "call_to_act"),
        ("setuju", "pledge"),
        ("count me in", "pledge"),
        ("yang tidak ikut pengecut", "pressure"),
        ("itu tidak masuk akal", "opposition"),
        ("this rule makes no sense", "opposition"),
        ("aturan baru", "policy"),
        ("the new rota", "policy"),
        ("direksi", "management"),
        ("besok jam 9", "date"),
        ("Daftar:\n1. Ani\n2. Beni", "headcount"),
        ("uang lembur belum cair", "protected"),
        ("serikat pekerja", "protected"),
        ("ojo kandha", "secrecy"),
        ("kaki ampu", "negative"),
    ],
)
def test_a_cue_gives_its_signal(text: str, signal: str) -> None:
    assert signal in _signals(text)


def test_every_signal_is_listed_and_the_lexicons_use_no_other() -> None:
    used = {block["signal"] for content in read("stance").values() for block in content["phrases"]}
    assert used <= set(STANCES)
    assert "self_blame" in STANCES


@pytest.mark.parametrize("name", ["stance", "words", "honorifics", "slang", "grammar"])
def test_every_lexicon_says_where_it_comes_from(name: str) -> None:
    assert all(content["source"] for content in read(name).values())


def test_values_stay_in_their_range_and_carry_their_sign() -> None:
    for content in read("stance").values():
        for block in content["phrases"]:
            low = -1 if block["signal"] in {"negative", "insult", "exclusion", "sarcasm", "scorn", "opposition", "belittling"} else 0
            assert low <= block["value"] <= 1
            assert (block["value"] < 0) == (low < 0)


def test_a_denied_fault_is_praise_and_denied_praise_a_fault() -> None:
    assert _signals("orangnya tidak sombong")["positive"] > 0
    assert "negative" not in _signals("he is not lazy")
    assert _signals("he is not reliable")["negative"] < 0


def test_who_calls_himself_stupid_insults_nobody() -> None:
    found = _signals("bodoh banget aku salah kirim")
    assert "insult" not in found
    assert found["self_blame"] > 0


def test_one_word_of_assent_counts_only_in_a_short_message() -> None:
    assert "pledge" in _signals("siap")
    assert "pledge" not in _signals("kardus yang kemarin datang sudah siap di gudang belakang")


def test_a_judgement_is_about_the_person_spoken_about() -> None:
    frame = messages([("Rosa", "Gilang, bu Hesti itu munafik")])
    found = stance(frame, references(frame, MEMBERS))
    assert found.loc[found["signal"] == "negative", "target"].tolist() == ["Hesti"]


def test_a_protected_topic_is_the_target_of_its_signal() -> None:
    frame = messages([("Rosa", "gaji belum dibayar dan pintu darurat rusak")])
    found = stance(frame, references(frame, MEMBERS))
    assert set(found.loc[found["signal"] == "protected", "target"]) == {"pay", "safety"}


def test_start_and_end_mark_the_cue() -> None:
    text = "Eh itu TIDAK masuk akal lho"
    frame = messages([("Rosa", text)])
    found = stance(frame, references(frame, MEMBERS))
    row = found.loc[found["signal"] == "opposition"].iloc[0]
    assert text[row["start"] : row["end"]] == "TIDAK masuk akal"


def test_an_empty_chat_has_no_signals() -> None:
    frame = messages()
    assert stance(frame, references(frame, MEMBERS)).empty


def test_a_longer_phrase_hides_the_shorter_one_inside_it() -> None:
    found = [match.entry.words for match in Phrases("stance").find(["two", "faced"])]
    assert found == [("two", "faced")]


def test_a_gap_in_a_phrase_holds_up_to_two_words() -> None:
    phrases = Phrases("stance")
    near = phrases.find(["stab", "me", "in", "the", "back"])
    far = phrases.find(["stab", "one", "of", "these", "paper", "bags", "in", "the", "back"])
    assert any("*" in match.entry.words for match in near)
    assert not any("*" in match.entry.words for match in far)


def test_blocks_of_entries_are_split_at_bars_and_lines() -> None:
    assert words("\na b | c\nd\n") == ["a b", "c", "d"]
    assert "not" in grammar("not")
