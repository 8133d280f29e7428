"""P19: more of the same evidence lowers no score of a risk."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.test_weighed import told
from wag_analyzer.analysis import Analysis, analyze
from wag_analyzer.detectors import detect
from wag_analyzer.detectors._stretches import rows_of
from wag_analyzer.detectors._weighed import candidates, weights
from wag_analyzer.findings import Finding
from wag_analyzer.parser.read import read_bytes
from wag_analyzer.settings import Settings
from wag_analyzer.simulate import Spec, simulate

STRETCHES = 40
COUNTED = ("WAG103", "WAG104", "WAG105", "WAG202", "WAG203", "WAG301", "WAG302", "WAG401", "WAG403", "WAG404")
"""Rules that count pieces of evidence; WAG101, WAG102 and WAG201 weigh shares, WAG402 compares with answers of others."""
TALK = [(pause, who, "ok") for _ in range(STRETCHES) for pause, who in ((100, "Ani"), (1, "Budi"))]


def weight(tells: list[float]) -> float:
    """Return the weight of somebody whose first stretches tell so much of a taker; 0 where nothing is told."""
    rows = rows_of(told(TALK), weights().hints)
    table = np.zeros((len(rows.person), len(weights().kinds)))
    table[np.flatnonzero(rows.person == 0)[: len(tells)], weights().kinds.index("taker")] = tells
    found = candidates(rows, table, replace(weights(), rates={"taker": 0.01}), "taker")
    return max((one.weight for one in found), default=0.0)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.floats(0, 8), max_size=12), st.floats(0, 8))
def test_a_stretch_that_tells_more_lowers_no_weight(tells: list[float], more: float) -> None:
    assert weight([*tells, more]) >= weight(tells) - 1e-9


def _read(rows: list[tuple[object, str, str]]) -> tuple[Analysis, list[Finding]]:
    said = "".join(f"{at:%d/%m/%Y, %H:%M} - {who}: {text}\n" for at, who, text in rows)
    analysis = analyze(read_bytes(said.encode(), "WhatsApp Chat with X.txt"), Settings(draws=1))
    return analysis, detect(analysis, select=COUNTED)


@pytest.mark.parametrize(
    ("lang", "plants"), [("id", ("recruiter", "condescension", "broken_promise")), ("en", ("leak", "policy_derision", "influence"))]
)
def test_a_chat_said_all_over_again_lowers_no_score(lang: str, plants: tuple[str, ...]) -> None:
    made = simulate(Spec(seed=1, lang=lang, people=24, days=60, messages=700, plants=plants, twins=()))
    messages = analyze(read_bytes(made.export(), made.file_name), Settings(draws=1)).messages
    rows = [
        (at, str(who), text if isinstance(text, str) else "<Media omitted>")
        for at, who, text in zip(messages["at"], messages["sender"].astype(object), messages["text"].astype(object), strict=True)
    ]
    later = timedelta(days=((rows[-1][0] - rows[0][0]).days // 7 + 2) * 7)
    before = _read(rows)[1]
    after = _read([*rows, *((at + later, who, text) for at, who, text in rows)])[1]
    assert before
    for one in before:
        same = [two.score for two in after if two.rule.code == one.rule.code and set(two.persons) & set(one.persons)]
        assert max(same, default=0) >= one.score, one.rule.code
