"""The corpus that an export writes opens in ConvoKit itself, and says there what it said here; without ConvoKit these are skipped."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from wag_analyzer.analysis import Analysis, analyze
from wag_analyzer.parser.read import read, read_text
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.corpus import convokit, parents
from wag_analyzer.report.tiers import Tier, tier

CONVOKIT = pytest.importorskip("convokit", reason="ConvoKit is not installed, so its reader cannot be asked: tox -e convokit brings it")
NAMES = Tier("names")
SAMPLES = Path(__file__).parents[2] / "sample_exports"
Opened = Callable[[Analysis, Tier], Any]


@pytest.fixture(scope="module", params=["android/id-dapur.txt", "ios/en-media.zip"])
def sample(request: pytest.FixtureRequest) -> Analysis:
    return analyze(read([SAMPLES / request.param]))


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    def reader(analysis: Analysis, shown: Tier) -> Any:
        folder = tmp_path / "corpus"
        folder.mkdir()
        for name, text in convokit(analysis, shown).items():
            (folder / name).write_text(text, encoding="utf-8")
        return CONVOKIT.Corpus(filename=str(folder))

    return reader


def test_every_message_is_an_utterance_of_its_person_at_its_time(sample: Analysis, opened: Opened) -> None:
    corpus = opened(sample, NAMES)
    messages = sample.messages
    assert corpus.get_utterance_ids() == messages["msg_id"].tolist()
    assert [one.speaker.id for one in corpus.iter_utterances()] == messages["person"].astype(object).tolist()
    assert [one.text for one in corpus.iter_utterances()] == messages["text"].astype(object).where(messages["text"].notna(), "").tolist()
    assert [pd.Timestamp(one.timestamp, unit="s") for one in corpus.iter_utterances()] == messages["at"].tolist()
    assert {one.id: one.meta["messages"] for one in corpus.iter_speakers()} == messages["person"].astype(object).value_counts().to_dict()


def test_answers_and_their_probabilities_arrive(sample: Analysis, opened: Opened) -> None:
    corpus, answers = opened(sample, NAMES), parents(sample)
    assert answers
    for one in corpus.iter_utterances():
        parent, p = answers.get(one.id, (None, None))
        assert one.reply_to == parent
        assert one.meta["reply_p"] == (None if p is None else pytest.approx(p, abs=1e-4))


def test_every_conversation_is_one_tree_from_its_first_message(sample: Analysis, opened: Opened) -> None:
    corpus = opened(sample, NAMES)
    for conversation in corpus.iter_conversations():
        assert conversation.check_integrity(verbose=False)
        tree = [one.id for one in conversation.traverse("preorder")]
        assert tree[0] == conversation.id
        assert sorted(tree) == sorted(conversation.get_utterance_ids())


def test_a_corpus_dumped_by_convokit_opens_again_with_the_same_words(sample: Analysis, opened: Opened, tmp_path: Path) -> None:
    corpus = opened(sample, NAMES)
    corpus.dump("again", base_path=str(tmp_path))
    again = CONVOKIT.Corpus(filename=str(tmp_path / "again"))
    assert [(one.id, one.text, one.reply_to) for one in again.iter_utterances()] == [
        (one.id, one.text, one.reply_to) for one in corpus.iter_utterances()
    ]
    assert [one.meta["reply_p"] for one in again.iter_utterances()] == [one.meta["reply_p"] for one in corpus.iter_utterances()]


def test_a_corpus_of_pseudonyms_and_one_of_numbers_open_too(sample: Analysis, opened: Opened, tmp_path: Path) -> None:
    hidden = opened(sample, tier("pseudonym", sample, Pseudonyms(b"k" * 32)))
    assert all(one.id.startswith("M-") for one in hidden.iter_speakers())
    (tmp_path / "corpus").rename(tmp_path / "hidden")
    numbers = opened(sample, tier("numbers", sample, Pseudonyms(b"k" * 32)))
    assert {one.text for one in numbers.iter_utterances()} == {""}
    assert [one.reply_to for one in numbers.iter_utterances()] == [one.reply_to for one in hidden.iter_utterances()]


def test_signs_that_break_lines_and_names_of_every_script_survive(opened: Opened) -> None:
    said = 'satu\u2028dua\x85tiga\x0b"empat" \\ \U0001f469\u200d\U0001f373 \ud7ff'
    text = f'31/12/24, 09.00 - שרי כהן: {said}\n31/12/24, 09.01 - O\'Brien "Bob": @\u2068שרי כהן\u2069 ya?\n31/12/24, 09.02 - שרי כהן: ya\n'
    analysis = analyze(read_text(text))
    corpus = opened(analysis, NAMES)
    assert [one.text for one in corpus.iter_utterances()] == analysis.messages["text"].tolist()
    assert {one.id for one in corpus.iter_speakers()} == {"שרי כהן", 'O\'Brien "Bob"'}


def test_a_chat_without_times_or_answers_opens(sample: Analysis, opened: Opened) -> None:
    never = pd.Series(pd.NaT, index=sample.messages.index, dtype="datetime64[s]")
    corpus = opened(replace(sample, messages=sample.messages.assign(at=never), replies=sample.replies.iloc[:0]), NAMES)
    assert {one.timestamp for one in corpus.iter_utterances()} == {None}
    assert {one.reply_to for one in corpus.iter_utterances()} == {None}
    assert len(corpus.get_conversation_ids()) == len(sample.messages)


def test_convokit_lists_the_metadata_by_the_types_that_stand_in_it(sample: Analysis, opened: Opened, tmp_path: Path) -> None:
    corpus = opened(sample, NAMES)
    index = json.loads((tmp_path / "corpus" / "index.json").read_text(encoding="utf-8"))["utterances-index"]
    for name, types in index.items():
        assert {f"<class '{type(one.meta[name]).__name__}'>" for one in corpus.iter_utterances()} - {"<class 'NoneType'>"} <= set(types)
    assert corpus.meta["tier"] == "names"
