"""Chats in wordings that no lexicon was written from: what is planted is found, its innocent twin is not."""

import pytest

from tests.new_wordings import chats, text
from wag_analyzer import analysis
from wag_analyzer.detectors import detect
from wag_analyzer.parser.read import read_text

TOO_SHORT = {("isolated", 2)}
"""A planted episode with fewer messages than the rule asks for: seventeen of twenty. It is no finding, as the rule says."""


def named(chat: object) -> str:
    return "{kind}-{lang}-{set}-{planted}".format(**{"set": 1, **chat})  # type: ignore[dict-item]  # a chat is a mapping


@pytest.fixture(autouse=True)
def _without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the network, which none of these rules looks at."""
    monkeypatch.setattr(analysis, "network", lambda *_, **__: None)


@pytest.mark.parametrize("chat", [chat for chat in chats() if chat["planted"]], ids=named)
def test_a_planted_episode_is_found_and_nothing_else(chat: dict[str, object]) -> None:
    found = detect(analysis.analyze(read_text(text(chat))), ignore=["WAG5", "WAG6"])
    if (chat["kind"], chat.get("set", 1)) in TOO_SHORT:
        assert found == []
    else:
        assert [finding.rule.kind for finding in found] == [chat["kind"]]
        assert set(found[0].persons) & set(chat["core"])  # type: ignore[call-overload]  # a list of names


@pytest.mark.parametrize("chat", [chat for chat in chats() if not chat["planted"]], ids=named)
def test_an_innocent_twin_is_no_finding(chat: dict[str, object]) -> None:
    assert detect(analysis.analyze(read_text(text(chat))), ignore=["WAG5", "WAG6"]) == []
