"""Trades and registers that no rule was written from: what is found stays found; twins and everyday talk are no finding."""

import functools
import random
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.other_worlds import Block, World, chats, told, worlds
from wag_analyzer import analysis
from wag_analyzer.analysis import analyze
from wag_analyzer.detectors import DETECTORS, detect
from wag_analyzer.findings import Finding
from wag_analyzer.parser.read import read_text
from wag_analyzer.report.findings_jsonl import finding_record
from wag_analyzer.report.tiers import Tier
from wag_analyzer.simulate.finding_scores import FindingScore, score_findings
from wag_analyzer.simulate.gold import truth_of
from wag_analyzer.simulate.guesses import finding_guesses
from wag_analyzer.simulate.spec import PLANTS, TWIN_OF

CODES = [detector.RULE.code for detector in DETECTORS if detector.RULE.kind in PLANTS]
EVERYDAY = tomllib.loads((Path(__file__).parents[1] / "data" / "everyday_chats.toml").read_text(encoding="utf-8"))["chat"]
LEAST_FOUND = 22
"""Of the 35 episodes of the half that was looked at; 24 when this was written."""


@pytest.fixture(autouse=True, scope="module")
def _without_network() -> Any:
    """Leave out the network, which none of these rules looks at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(analysis, "network", lambda *_, **__: None)
        yield


def found(text: str) -> list[Finding]:
    return detect(analyze(read_text(text)), select=CODES)


@functools.cache
def score() -> FindingScore:
    pairs = []
    for world in worlds("d1"):
        for text, truth in chats(world):
            pairs.append((truth_of(truth), list(finding_guesses(finding_record(one, Tier("names")) for one in found(text)))))
    return score_findings(pairs)


def test_most_episodes_in_unseen_words_are_found() -> None:
    assert sum(kind.found for kind in score().kinds.values()) >= LEAST_FOUND


def test_nothing_found_in_unseen_words_is_wrong_and_no_twin_is_tripped() -> None:
    assert Counter({name: kind.wrong for name, kind in score().kinds.items() if kind.wrong}) == Counter()
    assert sum(kind.tripped for kind in score().kinds.values()) == 0
    assert score().false_alarms == 0


def test_both_halves_hold_every_kind_twice_and_its_twin() -> None:
    for part in ("d1", "d2"):
        kinds = Counter(block.kind for world in worlds(part) for block in world.blocks)
        assert all(kinds[kind] >= 2 for kind in PLANTS)
        twins = Counter(TWIN_OF[block.kind] for world in worlds(part) for block in world.blocks if block.kind in TWIN_OF)
        assert all(twins[kind] >= 2 for kind in PLANTS)


@pytest.mark.parametrize("world", [world for part in "efghjklmop" for world in worlds(part)], ids=lambda world: world.name)
def test_a_trade_written_later_is_well_formed(world: World) -> None:
    people = {*world.people}
    assert len(people) == len(world.people)
    assert all({*block.core} <= block.speakers <= people for block in world.blocks)
    assert {TWIN_OF.get(block.kind, block.kind) for block in world.blocks} <= {*PLANTS}
    assert all(block.speakers.isdisjoint(block.targets) for block in world.blocks if block.kind in {"gossip", "accusation"})


def test_the_last_trades_formed_hold_every_kind_three_times_and_its_twin() -> None:
    for world in worlds("f"):
        assert sorted(TWIN_OF.get(block.kind, block.kind) for block in world.blocks) == sorted(PLANTS), "a kind or its twin, never both"
    blocks = [block for world in worlds("f") for block in world.blocks]
    assert Counter(block.kind for block in blocks if block.kind in PLANTS) == dict.fromkeys(PLANTS, 3)
    assert Counter(TWIN_OF[block.kind] for block in blocks if block.kind in TWIN_OF) == dict.fromkeys(PLANTS, 3)


@pytest.mark.parametrize("world", worlds("h"), ids=lambda world: world.name)
def test_every_innocent_twin_told_by_six_trades_is_no_finding(world: World) -> None:
    assert [(one.rule.code, one.persons) for text, _ in chats(world) for one in found(text)] == []


def everyday(chat: Mapping[str, Any]) -> str:
    days = pd.bdate_range("2024-05-07", periods=len(chat["blocks"]))
    lines = ["06/05/24 08.00 - Pesan dan panggilan terenkripsi secara end-to-end. Tidak seorang pun di luar chat ini dapat membacanya."]
    for day, block in zip(days, chat["blocks"], strict=True):
        lines += [f"{day + pd.Timedelta(hours=9, minutes=place):%d/%m/%y %H.%M} - {line}" for place, line in enumerate(block.split("|"))]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("chat", EVERYDAY, ids=lambda chat: chat["name"])
def test_everyday_talk_of_people_with_everyday_words_as_names_is_no_finding(chat: Mapping[str, Any]) -> None:
    assert found(everyday(chat)) == []


def test_somebody_called_by_an_everyday_word_is_found_like_anybody_else() -> None:
    names = {"Dimas Aji": "Bagus", "Anggraeni": "Indah", "Yudha": "Cahya", "Wulan": "Putri", "Bagas": "Surya"}
    (world,) = (world for world in worlds() if world.name == "bank")
    kept = World(
        world.name, world.lang, tuple(_renamed(name, names) for name in world.people if name != "Indah Permatasari"), world.everyday
    )
    blocks = [_called(block, names) for block in world.blocks if block.kind in {"recruiter", "expert_help"}]
    text, _ = told(kept, blocks, random.Random(3))  # noqa: S311 - a layout of sessions, nothing secret
    assert [(one.rule.code, one.persons) for one in found(text)] == [("WAG301", ("Bagus",))]


def _renamed(text: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        text = text.replace(old, new).replace(old.split()[0], new)
    return text


def _called(block: Block, names: Mapping[str, str]) -> Block:
    sessions = tuple(tuple(_renamed(line, names) for line in session) for session in block.sessions)
    return Block(block.kind, tuple(_renamed(name, names) for name in block.core), block.targets, sessions)
