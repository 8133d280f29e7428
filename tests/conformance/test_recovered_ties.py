"""Ties of a simulated chat with known truth are recovered.

Measured on four such chats: rank correlation 0.85 to 0.88, weight on wrong pairs 0.16 to 0.18, coverage 0.97 to 0.98. The levels leave
room for another draw of the talk, not for another model.
"""

from functools import cache

import pytest

from wag_analyzer.analysis import analyze
from wag_analyzer.parser.read import read_text
from wag_analyzer.settings import Settings
from wag_analyzer.simulate import Spec, simulate
from wag_analyzer.simulate.gold import Truth, truth_of
from wag_analyzer.simulate.guesses import TieGuess, frame_rows, tie_guesses
from wag_analyzer.simulate.tie_scores import score_ties, true_ties

CHATS = (("id", "android-id", 1), ("en", "ios-en-gb", 2))


@cache
def chat(lang: str, phone: str, seed: int) -> tuple[Truth, dict[tuple[str, str], TieGuess]]:
    made = simulate(Spec(seed=seed, lang=lang, dialect=phone, people=16, messages=700, days=40, plants=(), twins=()))
    ties = analyze(read_text(made.export().decode()), Settings(draws=5)).network.ties
    return truth_of(made.truth()), tie_guesses(frame_rows(ties))


@pytest.mark.parametrize(("lang", "phone", "seed"), CHATS)
def test_ties_of_a_simulated_chat_are_recovered(lang: str, phone: str, seed: int) -> None:
    figures = {name: figure.value for name, figure in score_ties([chat(lang, phone, seed)], draws=0).figures.items()}
    assert (figures["rank_correlation"] or 0) >= 0.78
    assert (figures["rank_correlation_undirected"] or 0) >= 0.8
    assert (figures["wrong_weight"] or 1) <= 0.22
    assert (figures["top_10"] or 0) >= 0.6
    assert 0.87 <= (figures["coverage_90"] or 0) <= 0.99


@pytest.mark.parametrize(("lang", "phone", "seed"), CHATS)
def test_as_many_replies_are_expected_as_there_are(lang: str, phone: str, seed: int) -> None:
    truth, ties = chat(lang, phone, seed)
    assert sum(tie.weight for tie in ties.values()) == pytest.approx(sum(true_ties(truth)[0].values()), rel=0.15)
