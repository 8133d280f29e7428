from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from wag_analyzer.cli import cli
from wag_analyzer.interactions.candidates import Candidates
from wag_analyzer.interactions.parse import Parse
from wag_analyzer.interactions.passes import KNOTS, read
from wag_analyzer.interactions.regimes import Regime, regime
from wag_analyzer.interactions.replies import prepare
from wag_analyzer.interactions.scene import Scene
from wag_analyzer.interactions.weights import load_weights
from wag_analyzer.people.identities import People
from wag_analyzer.report.regime_line import regime_line
from wag_analyzer.report.words import Language
from wag_analyzer.tables import IDENTITIES, MESSAGES, PEOPLE

TALK = (("Sari", "laporan sudah jadi?"), ("Budi", "sudah Sari"), ("Rina", "rapat jam berapa"), ("Sari", "jam 7 @Rina"), ("Budi", "ok"))


def chat(*lines: tuple[str, str]) -> pd.DataFrame:
    at = np.datetime64("2026-03-02T09:00:00") + np.arange(len(lines)) * np.timedelta64(60, "s")
    rows = [
        {"msg_id": f"m{number}", "group_id": "g", "at": when, "person": who, "sender": who, "kind": "text", "text": text,
         "edited": False, "mentions": [], "session": 0, "line": number + 1, "last_line": number + 1}
        for number, ((who, text), when) in enumerate(zip(lines, at, strict=True))
    ]  # fmt: skip
    return MESSAGES.frame(rows)


def people_of(messages: pd.DataFrame) -> People:
    names = list(dict.fromkeys(messages["person"].astype(str)))
    table = PEOPLE.frame([{"person": name, "names": [name], "is_exporter": False, "messages": 0, "admin": False} for name in names])
    return People(table, IDENTITIES.frame(), {name: name for name in names})


def scene_of(*lines: tuple[str, str]) -> Scene:
    messages = chat(*lines)
    return prepare(messages, people_of(messages))


def parsed(scene: Scene, parents: tuple[int, ...]) -> dict[str, np.ndarray]:
    """Return the features of candidates after a reading that is sure of one parent each, by name, of the first candidate."""
    offset = np.concatenate([[0, 0], np.cumsum([1 if answered in {number, -1} else 2 for number, answered in enumerate(parents[1:])])])
    parent, p = [], []
    for message, answered in enumerate(parents[1:], 1):
        parent += [message - 1] if answered in {message - 1, -1} else [message - 1, answered]
        p += [1.0] if answered == message - 1 else [0.0] if answered < 0 else [0.0, 1.0]
    none = np.array([answered < 0 for answered in parents], np.float32)
    parse = Parse(scene, Candidates(offset, np.array(parent, np.intp), np.array(p, np.float32), none))
    parse.nearby.move(0, scene.size)
    values = {name: np.multiply(*told) if isinstance(told, tuple) else np.array(told) for name, told in parse.pairs(0, scene.size)}
    return {name: np.append(0, told[offset[1:-1]]) for name, told in values.items()}


def test_the_regime_is_the_share_of_messages_that_name_somebody() -> None:
    messages = chat(*TALK)
    assert regime(messages, people_of(messages)) == Regime(0.4)
    assert regime(messages.iloc[:0], people_of(messages)) == Regime(0.0)


@pytest.mark.parametrize(("share", "name"), [(1.0, "often"), (0.41, "often"), (0.4, "sometimes"), (0.2, "sometimes"), (0.19, "rarely")])
def test_regimes_change_at_two_and_four_of_ten_messages(share: float, name: str) -> None:
    assert Regime(share).name == name


def test_a_record_of_a_run_keeps_the_share_and_the_regime() -> None:
    assert Regime(0.41234).facts() == {"named_share": 0.412, "names_people": "often"}


@pytest.mark.parametrize("lang", ["en", "id"])
def test_every_regime_has_a_line_in_both_languages(lang: Language) -> None:
    lines = {regime_line(Regime(share), lang) for share in (0.1, 0.3, 0.55)}
    assert len(lines) == 3
    assert any("55 %" in line for line in lines)


def test_the_shipped_weights_say_how_sharp_each_model_is_at_every_knot() -> None:
    temper = load_weights().temper
    assert temper is not None
    assert temper.shape == (2, len(KNOTS))
    assert (temper > 0.5).all()
    assert (temper < 1.5).all()


@pytest.mark.parametrize("linear", [True, False])
def test_probabilities_are_raised_to_the_power_that_belongs_to_the_naming(linear: bool) -> None:  # noqa: FBT001 - a parameter of a test
    scene, known = scene_of(*TALK), load_weights()
    plain = read(scene, replace(known, temper=None), linear=linear)
    raised = read(scene, replace(known, temper=np.array([[2.0] * 4, [3.0] * 4], np.float32)), linear=linear)
    assert same(raised, plain, np.full(scene.size, 2 if linear else 3))
    by_naming = read(scene, replace(known, temper=np.tile(np.array([0.5, 1.0, 1.5, 1.5], np.float32), (2, 1))), linear=linear)
    assert same(by_naming, plain, np.interp(scene.history.naming, KNOTS, [0.5, 1, 1.5, 1.5]))


def same(raised: Candidates, plain: Candidates, power: np.ndarray) -> bool:
    p, none = plain.p.astype(float) ** power[plain.child], plain.none.astype(float) ** power
    total = none + np.bincount(plain.child, p, len(none))
    return np.allclose(raised.p, p / total[plain.child], atol=1e-4) and np.allclose(raised.none, none / total, atol=1e-4)


def test_two_who_talked_are_known_to_have_talked_and_when() -> None:
    scene = scene_of(("Sari", "a"), ("Budi", "b"), ("Sari", "c"), ("Rina", "d"), ("Budi", "e"), ("Sari", "f"))
    found = parsed(scene, (-1, 0, 1, -1, -1, 4))
    assert found["talk.count"].tolist() == pytest.approx([0, 0, np.log1p(1), 0, 0, np.log1p(2)])
    assert found["talk.last"][2] == pytest.approx(1 / (1 + np.log1p(1)))
    assert found["talk.last"][5] == pytest.approx(1 / (1 + np.log1p(3)))
    assert found["talk.next"][1] == pytest.approx(1 / (1 + np.log1p(1)))
    assert found["talk.next"][5] == 0


def test_a_chat_where_nobody_answers_has_no_talks() -> None:
    found = parsed(scene_of(("Sari", "a"), ("Budi", "b")), (-1, -1))
    assert not any(found[name].any() for name in ("talk.last", "talk.next", "talk.count"))


def test_the_command_says_on_standard_error_how_much_the_chat_names_people(tmp_path: Path) -> None:
    export = tmp_path / "chat.txt"
    export.write_text("".join(f"13/01/24, 09:0{number} - {who}: {text}\n" for number, (who, text) in enumerate(TALK)), encoding="utf-8")
    told = CliRunner().invoke(cli, ["replies", str(export)])
    assert told.exit_code == 0
    assert "40 % of the messages call or mention somebody" in told.stderr
    assert len(told.stdout.strip().split("\n")) == len(TALK)
    for silent in (["-q"], ["--reply-model", "adjacency"]):
        assert "call or mention" not in CliRunner().invoke(cli, ["replies", str(export), *silent]).stderr
