"""Whatever a check of a case, a bag or a store can say is said in Indonesian too."""

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

from wag_analyzer.report.soundness_words import sound_line

PACKAGE = Path(__file__).parents[2] / "wag_analyzer"
CHECKS = [PACKAGE / name for name in ("case/verify.py", "case/log.py", "case/bags.py", "batch/sound.py", "cli/keeping.py")]
TABLE = tomllib.loads((PACKAGE / "report" / "soundness.id.toml").read_text(encoding="utf-8"))["sentences"]


def _text(node: ast.expr, names: dict[str, str]) -> str:
    """Return a text as it may come out, with a figure in each place; empty where it is only known when it runs."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "7" for part in node.values)
    return names.get(node.id, "") if isinstance(node, ast.Name) else ""


def _said(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        node.target.id: _text(node.value, {})
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"VerificationError", "_bad"}:
            told = [*node.args[:1], *node.args[2:3], *(word.value for word in node.keywords if word.arg == "hint")]
            found |= {_text(one, names) for one in told}
    return found - {""}


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_problem_that_a_check_can_find_is_told_in_indonesian(path: Path) -> None:
    said = _said(path)
    assert said
    assert not [text for text in said if sound_line(text, "id") == text]


def test_every_sentence_keeps_its_figures_and_is_reached_by_its_own_words() -> None:
    for pattern, said in TABLE.items():
        assert set(re.compile(pattern).groupindex) == {name for _, name, _, _ in string.Formatter().parse(said) if name}, pattern
        assert not re.search(r"\b(the|was|are|its)\b", said), said


def test_sentences_in_sentences_are_told_too() -> None:
    why = "the key of the pseudonyms is not here; name it with --key"
    assert sound_line(f"4 files were not compared: {why}", "id") == (
        "4 berkas tidak dibandingkan: kunci nama samaran tidak ada di sini; sebutkan dengan --key"
    )
    moved = sound_line("pandas 3.0 then, 3.1 now; wag-analyzer 0.1 then, 0.2 now", "id")
    assert moved == "pandas waktu itu 3.0, sekarang 3.1; wag-analyzer waktu itu 0.1, sekarang 0.2"


def test_a_sentence_of_no_known_shape_stays_as_it_is_and_english_is_left_alone() -> None:
    assert sound_line("something new", "id") == "something new"
    assert sound_line("is missing", "en") == "is missing"
