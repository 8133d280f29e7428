"""Whatever a user can type or read has its place in the documentation, and what the documentation names exists."""

import ast
import re
import shlex
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Final

import click
import pytest

from wag_analyzer.cli import COMMANDS, cli
from wag_analyzer.cli.options import Run
from wag_analyzer.detectors import DETECTORS, looked_for, page
from wag_analyzer.network.ties import LAYERS
from wag_analyzer.parser.phrases import load
from wag_analyzer.schemas import NAMES, schema
from wag_analyzer.schemas.records import meanings
from wag_analyzer.settings import Settings
from wag_analyzer.tables import DECISIONS, TABLES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]
PAGES = [path for path in PAGES if not {"made", "_build"} & set(path.parts) and path.is_file()]
CODES = DOCS / "reference" / "codes.md"

_COMMAND = re.compile(r"(?<![\w./-])wag(?:-analyzer)? ((?:[a-z][a-z-]+)(?: [^`\n|]*)?)")
_FENCE = re.compile(r"^```(?:sh|console|bash|shell)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(wag(?:-analyzer)? [^`\n]+)`")
_OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]+)")
_RULE = re.compile(r"\bWAG([1-9]\d\d)\b")
_FIELD = re.compile(r"`([a-z_]+)\.([a-z_]+)`")


def _commands(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group, obj=Run())
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*above, name), command
        if isinstance(command, click.Group):
            yield from _commands(command, (*above, name))


TREE = dict(_commands(cli))
GLOBAL = {option for one in cli.params for option in one.opts} | {"--help", "-h", "--version"}
ALL = GLOBAL | {option for command in TREE.values() for one in command.params for option in (*one.opts, *one.secondary_opts)}
VALUED = {option for one in cli.params if isinstance(one, click.Option) and not one.is_flag for option in one.opts}
"""Options before a command that take a value."""
SCRIPTS = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "benchmarks").rglob("*.py")))
OTHERS = {"--per-chat", "--telegram", *re.findall(r"\"(--[a-z-]+)\"", SCRIPTS)}
"""Options of another program, whose exports are read, and of the scripts that measure."""
ENDINGS = {"csv", "parquet", "jsonl", "clu", "net"}


def _table(title: str) -> list[list[str]]:
    """Return the cells in backticks of a table of the page on codes, row by row."""
    part = CODES.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    assert part, title
    rows = [line for line in part.split("\n") if line.startswith("| `")]
    return [re.findall(r"\| `([^`]+)`", line) for line in rows]


def _typed(text: str) -> Iterator[str]:
    """Yield each command line that a page says to type."""
    for block in _FENCE.findall(text):
        for line in block.replace("\\\n", " ").split("\n"):
            shown = line.strip().removeprefix("$ ")
            if shown.startswith(("wag ", "wag-analyzer ")):
                yield shown
    yield from _INLINE.findall(text)


@pytest.mark.parametrize("name", TREE, ids=" ".join)
def test_every_command_and_option_says_what_it_does(name: tuple[str, ...]) -> None:
    command = TREE[name]
    assert command.help
    silent = [one.opts[0] for one in command.params if isinstance(one, click.Option) and not one.help]
    assert not silent


def test_the_page_of_commands_is_made_of_the_commands_themselves() -> None:
    text = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    assert ".. click:: wag_analyzer.cli:cli" in text
    assert ":nested: full" in text


PROMISED: Final[dict[str, str]] = {
    "audit": "-o --roster --lang --tier --policy --fail-on --max-loss --tz --seed",
    "doctor": "--json",
    "messages": "--format -o --date-order --locale",
    "replies": "--format -o",
    "people": "--suggest --apply --roster --vcard",
    "ties": "--layers --window --bootstrap --null --seed --format",
    "network": "--by --bootstrap --format",
    "invitations": "--format",
    "lifecycle": "--format",
    "detect": "--select --ignore --policy --fail-on --format",
    "report": "--tier --lang --min-group -o --format",
    "show": "--context",
    "review": "--as --by --note",
    "serve": "--port --no-browser",
    "batch": "-o --jobs --scheduler --keep-going --format --fail-on --shard",
    "compare": "--format",
    "export": "--format -o",
    "bundle": "--with-raw",
    "verify": "--reproduce",
    "reveal": "--key --reason",
    "forget": "--key --reason",
    "simulate": "--locale --people --plant --truth --seed",
    "score": "--json",
    "sensitivity": "--format",
    "methods": "-o",
    "rules": "--format",
    "explain": "--json",
    "locales": "--format",
    "schema": "--format",
    "settings": "--config",
}
"""Commands that people's scripts rest on → their options; none may go, or be called otherwise."""


@pytest.mark.parametrize("name", PROMISED)
def test_a_command_that_scripts_rest_on_has_its_options(name: str) -> None:
    own = {option for one in TREE[name,].params for option in (*one.opts, *one.secondary_opts)}
    assert not set(PROMISED[name].split()) - own


def test_what_stands_before_every_command_is_there() -> None:
    assert {"-h", "--help", "--version", "-q", "-v", "--config", "--json", "--no-color", "--seed", "--lang"} <= GLOBAL
    for name, command in TREE.items():
        if not isinstance(command, click.Group):
            assert {"--seed", "--lang", "--json", "-q"} <= {option for one in command.params for option in one.opts}, name


def test_every_command_is_spoken_of_on_a_page_that_people_wrote() -> None:
    told = "".join(path.read_text(encoding="utf-8") for path in PAGES if path.parent.name in {"tutorial", "how-to", "explanation"})
    assert not [name for name in COMMANDS if not re.search(rf"\bwag {name}\b", told)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_line_on_a_page_can_be_typed(path: Path) -> None:
    wrong = []
    for line in _typed(path.read_text(encoding="utf-8")):
        told = re.split(r" [|>#;] ?| && | {3,}", line)[0]
        try:
            words = shlex.split(told.replace("…", ""))[1:]
        except ValueError:
            words = told.split()[1:]
        options = [word.partition("=")[0] for word in words if word.startswith("--")]
        names = [word for word in words if re.fullmatch(r"[a-z][a-z-]*", word)]
        values = {words[turn + 1] for turn, word in enumerate(words[:-1]) if word in VALUED}
        first = next((word for word in words if not word.startswith("-") and word not in values), "")
        if re.fullmatch(r"[a-z][a-z-]*", first) and (first,) not in TREE:
            wrong.append(f"{line}: no command {first}")
            continue
        known = GLOBAL | {
            option
            for name, command in TREE.items()
            if name[0] == first and (len(name) == 1 or name[1] in names)
            for one in command.params
            for option in (*one.opts, *one.secondary_opts)
        }
        wrong += [f"{line}: no option {option}" for option in options if option not in (known if first in COMMANDS else ALL)]
    assert not wrong, wrong


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_option_rule_and_column_on_a_page_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    inline = [part for part in re.findall(r"`([^`\n]+)`", text) if part.startswith(("--", "wag "))]
    shown = {option for part in inline for option in _OPTION.findall(part)}
    codes = {f"WAG{number}" for number in _RULE.findall(text)}
    rules = {rule.code for rule in looked_for()}
    assert not shown - ALL - OTHERS
    assert not {code for code in codes if code not in rules and not code.endswith("00")}
    fields = [(table, column) for table, column in _FIELD.findall(text) if table in TABLES]
    assert not [f"{table}.{column}" for table, column in fields if column not in {*TABLES[table].names, *ENDINGS}]


def test_every_table_and_file_is_on_a_page() -> None:
    schemas = (DOCS / "reference" / "schemas.md").read_text(encoding="utf-8")
    assert not [name for name in NAMES if name not in TABLES and f"`{name}`" not in schemas]
    named = set(re.findall(r"`([a-z]+\.(?:jsonl|json|csv|parquet))`", schemas.partition("## Lines and files")[2]))
    assert not {name for name in named if name not in NAMES}
    assert "wag_analyzer/tables" in (DOCS / "conf.py").read_text(encoding="utf-8")
    assert all(schema(name)["description"] for name in NAMES)


def test_every_file_of_a_case_is_on_its_page() -> None:
    from wag_analyzer.case.documents import SHEETS  # noqa: PLC0415 - slow to import

    text = (DOCS / "reference" / "case-folder.md").read_text(encoding="utf-8")
    assert not [name for name in SHEETS if f"`{name}.csv`" not in text]
    mentioned = re.findall(r"`([a-z_]+)\.(?:csv|parquet)`", text)
    beside = {"reviews", "roster", "identities", "messages"}
    assert not [name for name in mentioned if name not in TABLES and name not in beside]


def test_every_setting_has_a_meaning() -> None:
    assert set(meanings(Settings)) == set(Settings.__dataclass_fields__)
    assert all(meanings(Settings).values())


@pytest.mark.parametrize("code", [detector.RULE.code for detector in DETECTORS])
@pytest.mark.parametrize("lang", ["en", "id"])
def test_every_detector_has_a_page_in_both_languages(code: str, lang: str) -> None:
    assert code in page(code, lang)
    suffix = ".md" if lang == "en" else ".id.md"
    names = [entry.name for entry in resources.files("wag_analyzer.detectors").iterdir()]
    assert any(name.startswith(code.lower()) and name.endswith(suffix) and (lang == "id" or not name.endswith(".id.md")) for name in names)


def test_every_event_kind_layer_decision_and_exit_code_is_documented_and_no_other() -> None:
    events = {event for language in load().all() for event in language.data["events"]}
    kinds = {one for part in schema("messages.jsonl")["oneOf"] for one in part["properties"].get("kind", {}).get("enum", ["system"])}
    assert {row[0] for row in _table("Events")} == events
    assert {row[0] for row in _table("Kinds of messages")} == kinds
    assert [row[0] for row in _table("Layers of ties")] == list(dict.fromkeys(["all", *LAYERS]))
    assert [row[0] for row in _table("Decisions")] == list(DECISIONS)
    said = re.findall(r"(\d+) [a-z]", (cli.help or "").partition("Exit codes:")[2])
    assert {row[0] for row in _table("Exit codes")} == set(said)


def test_every_notice_is_documented_and_no_other() -> None:
    raised: set[tuple[str, str]] = set()
    for path in (ROOT / "wag_analyzer").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "Notice(" in text:
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Notice":
                    values = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
                    raised |= {(str(values[0]), str(values[1]))} if len(values) == 2 else set()
    documented = {(code, word) for code, word in _table("Notices")}
    assert documented == raised


def test_the_examples_of_the_python_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import doctest  # noqa: PLC0415 - only here

    (tmp_path / "sample_exports").symlink_to(ROOT / "sample_exports")
    monkeypatch.chdir(tmp_path)
    done = doctest.testfile(str(DOCS / "reference" / "api.md"), module_relative=False)
    assert done.attempted > 20
    assert not done.failed


def test_every_claim_says_how_it_was_checked_with_what_result_and_what_is_not_known() -> None:
    page = (DOCS / "explanation" / "validity.md").read_text(encoding="utf-8")
    claims = page.split("\n## ")[1:]
    assert claims
    for claim in claims:
        told = re.findall(r"^- \*\*(.+?):\*\*", claim, re.MULTILINE)
        assert [word for word in told if word != "On"] == ["Checked", "Result", "Not known"], claim.partition("\n")[0]
