"""The pages on truth and scores name every figure, every key and everything that can be planted."""

from pathlib import Path

from wag_analyzer.simulate import Spec, simulate
from wag_analyzer.simulate.score_tables import MEANINGS
from wag_analyzer.simulate.spec import PLANTS, TWIN_OF, TWINS

DOCS = Path(__file__).parents[2] / "docs" / "reference"


def test_every_figure_is_defined() -> None:
    page = (DOCS / "scores.md").read_text(encoding="utf-8")
    assert [name for name in MEANINGS if f"`{name}`" not in page] == []


def test_every_key_of_a_truth_and_every_kind_is_described() -> None:
    page = (DOCS / "truth.md").read_text(encoding="utf-8")
    truth = simulate(Spec(people=12, messages=60, plants=("gossip",), twins=("teasing",))).truth()
    keys = {
        *truth,
        *truth["risks"][0],
        *truth["controls"][0],
        *truth["replies"][0],
        *truth["ties"][0],
        *next(iter(truth["members"].values())),
    }
    assert sorted(key for key in keys if f"`{key}`" not in page) == []
    assert [twin for twin in TWINS if f"| `{twin}` | {TWIN_OF[twin]} |" not in page] == []
    assert [plant for plant in PLANTS if plant not in page] == []
