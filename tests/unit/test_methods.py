"""The methods section of a case: what it says, and that it names nobody."""

import re
import tomllib
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest

from wag_analyzer.__main__ import _run
from wag_analyzer.case.folder import open_case
from wag_analyzer.case.methods import methods
from wag_analyzer.detectors import page
from wag_analyzer.detectors._pages import examples

POLICY = "version: 1\nname: Office\nselect: [WAG101, WAG203]\n"


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("methods")
    chat = folder / "Arisan rahasia.txt"
    chat.write_text(next(example.chat for example in examples(page("WAG101", "id")) if example.expect), encoding="utf-8")
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "broken.txt").write_text(f"half a line\n{chat.read_text('utf-8')}", encoding="utf-8")
    made = {"plain": (chat, "--purpose", "a study"), "ruled": (chat, "--policy", folder / "policy.yaml", "--as-of", "2024-07-01")}
    made["unweighed"] = (chat, "--weighed", "off")
    made["lossy"] = (folder / "broken.txt", "--select", "WAG9", "--max-loss", "50")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        for name, (export, *more) in made.items():
            options = [str(part) for part in (export, *more)]
            assert _run(["audit", *options, "-o", str(folder / f"{name}.case"), "--bootstrap", "10", "-q"]) == 0
    return {name: folder / f"{name}.case" for name in made}


def section(path: Path, lang: str = "en") -> str:
    return methods(open_case(path), "id" if lang == "id" else "en")


@pytest.mark.parametrize("lang", ["en", "id"])
def test_nobody_no_group_and_no_file_is_named(cases: dict[str, Path], lang: str) -> None:
    for path in cases.values():
        text = section(path, lang)
        assert not [name for name in ("Dimas", "Ratna", "Yulia", "Wiryo", "Arisan", str(path.parent), "{", "}") if name in text]


def test_data_loss_models_and_rules_are_told(cases: dict[str, Path]) -> None:
    text = section(cases["plain"])
    assert "Purpose: a study. Legal basis: not stated." in text
    assert "We analysed 1 export of WhatsApp group chats (android id)" in text
    assert "none stayed unread" in text
    assert "No policy of an organisation was applied. A reviewer decided on 0 of them." in text
    assert "- WAG101 gossip-circle: wrong in " in text
    assert "Settings that differ from the defaults: draws = 10." in text


def test_a_policy_and_what_it_selects_are_told(cases: dict[str, Path]) -> None:
    text = section(cases["ruled"])
    assert "2 rules looked for episodes" in text
    assert "suppressions as of 2024-07-01" in text
    assert "select = WAG101+WAG203" in text


def test_lost_lines_are_told_and_no_finding_is_none(cases: dict[str, Path]) -> None:
    text = section(cases["lossy"])
    assert "1 line was not read (" in text
    assert "0 rules looked for episodes (persons, target, sessions, lines); 0 findings came up: none." in text
    assert "Rules that fired" not in text


def test_the_command_writes_it_in_the_language_of_the_case_or_the_one_named(
    cases: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(["methods", str(cases["plain"])]) == 0
    assert capsys.readouterr().out.startswith("# Methods\n")
    assert _run(["methods", str(cases["plain"]), "--lang", "id"]) == 0
    assert capsys.readouterr().out == section(cases["plain"], "id")


def test_figures_are_written_as_people_of_the_language_write_them(cases: dict[str, Path]) -> None:
    said = section(cases["lossy"], "id")
    assert "dihitung separuh setelah 28 hari" in said
    assert "mengandaikan 0,1 kejadian semacam itu per 1.000 pesan" in said
    assert not re.search(r"\d\.\d(?!\d\d)", said.partition("## Masukan")[0].partition("Dibuat dengan")[0])


def test_how_hints_are_weighed_together_is_told_in_both_languages_when_it_is_done(cases: dict[str, Path]) -> None:
    on, off, none = (section(cases[name]) for name in ("plain", "unweighed", "lossy"))
    assert re.search(
        r"multinomial regression, .* of \d+ such findings in chats that the weights were not taught on, \d+ (was|were) wrong", on
    )
    assert "were not weighed together for what the rules left (weighed = off)" in off
    assert "multinomial" not in off
    assert "weighed" not in none
    assert "tidak dipakai mengajari bobotnya" in section(cases["plain"], "id")
    assert "tidak ditimbang bersama" in section(cases["unweighed"], "id")


def test_both_languages_say_the_same_things_with_the_same_figures() -> None:
    words = tomllib.loads((resources.files("wag_analyzer.case") / "methods.toml").read_text("utf-8"))

    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert {key: places(text) for key, text in words["en"].items()} == {key: places(text) for key, text in words["id"].items()}
    assert words["words"]["en"].keys() == words["words"]["id"].keys()
