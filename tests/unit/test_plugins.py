import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from wag_analyzer import Settings, analyze, detect, read_text
from wag_analyzer.cli import cli as main
from wag_analyzer.detectors import judged, looked_for, page, refusals
from wag_analyzer.errors import SettingsError
from wag_analyzer.findings import Finding
from wag_analyzer.parser.read import read_bytes
from wag_analyzer.plugins import DETECTORS, GROUPS, READERS, loaded, named
from wag_analyzer.report.formats import findings_lines
from wag_analyzer.settings import load_settings

EXAMPLE = Path(__file__).parents[2] / "examples" / "wag-analyzer-example"
ALL = ("late-asks", "checklist", "talk-log")
CHAT = "".join(f"{day:02d}/12/24, 23.0{turn} - Sari: @\u2068Budi\u2069 sudah selesai?\n{day:02d}/12/24, 23.3{turn} - Budi: belum\n"
               for turn, day in enumerate((2, 3, 4, 5)))  # fmt: skip
LOG = b"#talk-log\n2024-12-02T09:00:00\tSari\tpagi semua\n2024-12-02T09:01:00\tBudi\tpagi Sari\n"


def installed(folder: Path, entries: str, package: str = "wag-analyzer-example", version: str = "0.1.0") -> None:
    """Put the record of an installed package into a folder of the path."""
    info = folder / f"{package.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(entries)


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    import tomllib  # noqa: PLC0415 - only here

    points = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]["entry-points"]
    text = "".join(f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in named_.items()) for group, named_ in points.items())
    installed(tmp_path / "site", text)
    monkeypatch.syspath_prepend(str(EXAMPLE))
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    importlib.invalidate_caches()
    yield
    for name in [name for name in sys.modules if name.startswith("wag_example")]:
        del sys.modules[name]


def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, entries: str) -> None:
    (tmp_path / "fake").mkdir()
    (tmp_path / "fake" / "fake_plugin_of_test.py").write_text(code)
    installed(tmp_path / "fake", entries, "fake")
    monkeypatch.syspath_prepend(str(tmp_path / "fake"))
    monkeypatch.delitem(sys.modules, "fake_plugin_of_test", raising=False)
    importlib.invalidate_caches()


@pytest.mark.usefixtures("example")
def test_nothing_is_loaded_unless_it_is_named() -> None:
    found = detect(analyze(read_text(CHAT)))
    assert "EX101" not in {finding.rule.code for finding in found}
    assert not [name for name in sys.modules if name.startswith("wag_example")]
    assert {(one.name, one.package) for one in named(ALL)} == {(name, "wag-analyzer-example") for name in ALL}
    assert not [name for name in sys.modules if name.startswith("wag_example")]


@pytest.mark.usefixtures("example")
def test_a_detector_that_is_named_runs_beside_ours() -> None:
    analysis = analyze(read_text(CHAT), Settings(plugins=("late-asks",)))
    found = [finding for finding in judged(analysis, select=("EX",)).findings if finding.rule.code == "EX101"]
    assert [finding.persons for finding in found] == [("Sari",)]
    assert [line.line for line in found[0].evidence] == [1, 3, 5, 7]
    assert looked_for(plugins=("late-asks",))[-1].code == "EX101"
    assert refusals(analysis, select=("EX",)) == {}
    assert "not measured" in page("EX101", settings=Settings(plugins=("late-asks",)))
    with pytest.raises(KeyError):
        page("EX101")


@pytest.mark.usefixtures("example")
def test_a_report_format_that_is_named_prints() -> None:
    analysis = analyze(read_text(CHAT), Settings(plugins=("late-asks", "checklist")))
    lines = list(findings_lines(detect(analysis, select=("EX",)), analysis, "checklist"))
    assert lines[0] == "# 1 signals for review in 8 messages"
    assert lines[1].startswith("- [ ] EX101 F-")


@pytest.mark.usefixtures("example")
def test_a_reader_that_is_named_reads_its_own_files_and_leaves_others() -> None:
    settings = Settings(plugins=("talk-log",))
    assert read_bytes(LOG, "log.txt", settings).messages["sender"].tolist() == ["Sari", "Budi"]
    assert read_text(CHAT, settings=settings).messages["sender"].tolist()[:2] == ["Sari", "Budi"]
    assert len(loaded(ALL, READERS)) == 1


@pytest.mark.usefixtures("example")
def test_commands_take_plug_ins(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(CHAT)
    said = CliRunner().invoke(main, ["-q", "detect", str(path), "--plugin", "late-asks", "--plugin", "checklist", "--format", "checklist"])
    assert said.exit_code == 0, said.output
    assert "EX101" in said.stdout
    said = CliRunner().invoke(main, ["explain", "EX101", "--plugin", "late-asks"])
    assert said.stdout.startswith("# EX101 late-asks")
    listed = CliRunner().invoke(main, ["rules", "--format", "jsonl", "--plugin", "late-asks"])
    assert json.loads(listed.stdout.strip().split("\n")[-1])["code"] == "EX101"


@pytest.mark.usefixtures("example")
def test_a_settings_file_can_name_plug_ins(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('plugins = ["late-asks"]\n')
    assert load_settings({}, path)[0].plugins == ("late-asks",)


@pytest.mark.usefixtures("example")
def test_a_case_tells_which_plug_ins_it_was_made_with(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(CHAT)
    said = CliRunner().invoke(main, ["-q", "audit", str(path), "-o", str(tmp_path / "case"), "--tier", "names", "--plugin", "late-asks"])
    assert said.exit_code == 0, said.output
    told = json.loads((tmp_path / "case" / "run.json").read_text())["plugins"]
    assert [(one["name"], one["group"], one["package"]) for one in told] == [("late-asks", DETECTORS, "wag-analyzer-example")]


def test_a_plug_in_that_is_not_installed_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such plug-in is installed"):
        named(["no-such"])
    path = tmp_path / "chat.txt"
    path.write_text(CHAT)
    said = CliRunner().invoke(main, ["-q", "detect", str(path), "--plugin", "no-such"])
    assert isinstance(said.exception, SettingsError)
    said = CliRunner().invoke(main, ["-q", "detect", str(path), "--format", "no-such"])
    assert isinstance(said.exception, SettingsError)


def test_two_packages_of_one_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("one", "two"):
        installed(tmp_path / package, f"[{GROUPS[0]}]\nboth = nothing\n", package)
        monkeypatch.syspath_prepend(str(tmp_path / package))
    importlib.invalidate_caches()
    with pytest.raises(SettingsError, match=r"one 0\.1\.0 and two 0\.1\.0"):
        named(["both"])


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise RuntimeError('Sari said')", r"cannot be loaded \(RuntimeError\)"),
        ("x = 1", "offers no RULE and find"),
        (
            "from wag_example.late_asks import RULE as R\nfrom dataclasses import replace\nRULE = replace(R, code='WAG999')\nfind = print",
            "WAG",
        ),
    ],
)
@pytest.mark.usefixtures("example")
def test_a_detector_that_cannot_be_used_is_told_without_its_words(
    code: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(tmp_path, monkeypatch, code, f"[{GROUPS[0]}]\nbad = fake_plugin_of_test\n")
    with pytest.raises(SettingsError, match=words) as told:
        detect(analyze(read_text(CHAT), Settings(plugins=("bad",))))
    assert "Sari said" not in str(told.value)


@pytest.mark.parametrize("body", ["raise KeyError('Sari')", "yield 5"])
@pytest.mark.usefixtures("example")
def test_a_detector_that_fails_stops_in_one_line(body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        f"from wag_example.late_asks import RULE\ndef find(analysis):\n    {body}\n    yield\ndef refuses(analysis):\n    raise KeyError\n"
    )
    fake(tmp_path, monkeypatch, code, f"[{GROUPS[0]}]\nbad = fake_plugin_of_test\n")
    analysis = analyze(read_text(CHAT), Settings(plugins=("bad",)))
    with pytest.raises(SettingsError, match="plug-in bad: failed"):
        detect(analysis)
    with pytest.raises(SettingsError, match="plug-in bad: failed"):
        refusals(analysis)


@pytest.mark.usefixtures("example")
def test_two_plug_ins_of_one_code_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, monkeypatch, "from wag_example.late_asks import RULE, find", f"[{GROUPS[0]}]\ntwin = fake_plugin_of_test\n")
    with pytest.raises(SettingsError, match="EX101"):
        looked_for(plugins=("late-asks", "twin"))
    assert page("EX101", settings=Settings(plugins=("twin",))).startswith("# EX101 late-asks\n\nOne person asks")


@pytest.mark.parametrize("body", ["return 5", "raise KeyError('Sari')"])
def test_a_reader_or_format_that_fails_stops_in_one_line(body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"def read(data, name, settings):\n    {body}\ndef show(*_):\n    raise KeyError('Sari')\n"
    fake(tmp_path, monkeypatch, code, f"[{READERS}]\nbad = fake_plugin_of_test:read\n[{GROUPS[1]}]\nbad = fake_plugin_of_test:show\n")
    with pytest.raises(SettingsError, match="plug-in bad: failed"):
        read_text(CHAT, settings=Settings(plugins=("bad",)))
    analysis = analyze(read_text(CHAT), Settings(plugins=("bad",)))
    with pytest.raises(SettingsError, match="plug-in bad: failed"):
        findings_lines(list[Finding](), analysis, "bad")
    with pytest.raises(SettingsError, match="no format is called other"):
        findings_lines(list[Finding](), analysis, "other")
