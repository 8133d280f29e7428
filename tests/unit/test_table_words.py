"""What commands print around their tables is said in the user's language."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wag_analyzer.analysis import STAGES
from wag_analyzer.cli import cli
from wag_analyzer.network.cards import ROLES
from wag_analyzer.report.table_words import stage, wording

SAMPLE = Path(__file__).parents[2] / "sample_exports" / "android" / "id-kantor-gudang.txt"


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chat") / "chat.txt"
    path.write_text("\n".join(SAMPLE.read_text(encoding="utf-8").split("\n")[:400]) + "\n", encoding="utf-8")
    return path


def printed(command: str, export: Path, lang: str) -> Result:
    done = CliRunner().invoke(cli, ["--lang", lang, command, str(export)], catch_exceptions=False)
    assert done.exit_code == 0
    return done


@pytest.mark.parametrize("command", ["network", "circles", "uses", "lifecycle", "invitations"])
def test_headings_legends_and_stages_are_in_the_users_language(command: str, export: Path) -> None:
    mine, theirs = printed(command, export, "id"), printed(command, export, "en")
    fixed = {key: (text, wording("id")[key]) for key, text in wording().items() if "{" not in text}
    said = {key for key, (text, _) in fixed.items() if text in theirs.stdout.split("\n")}
    assert said or command == "circles"
    assert {key for key in said if fixed[key][1] not in mine.stdout.split("\n")} == set()
    assert {key for key in said if fixed[key][0] in mine.stdout.split("\n")} == set()
    assert mine.stdout.split("\n")[0] != theirs.stdout.split("\n")[0] or command == "lifecycle"
    steps = [line.partition(" ")[2] for line in mine.stderr.split("\n") if line[:1].isdigit()]
    known = [line.partition(" ")[2] for line in theirs.stderr.split("\n") if line[:1].isdigit()]
    assert steps == [stage(name, "id") for name in known]


def test_every_stage_of_an_audit_has_a_name_in_both_languages() -> None:
    for name in (*STAGES, "uses", "findings", "report and tables"):
        assert stage(name) == name
        assert stage(name, "id") != name


def test_what_a_role_is_is_told_in_the_users_language(export: Path) -> None:
    shown = printed("network", export, "id").stdout
    for role in ROLES:
        assert role.definition["id"] in shown
        assert role.definition["en"] not in shown
