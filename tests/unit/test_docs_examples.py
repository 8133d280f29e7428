"""Every example in README and documentation is run, in the order in which its page has it."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import wag_analyzer
from tests.pages import REPOSITORY, Reader, all_pages, examples, matches
from wag_analyzer import analysis as stages
from wag_analyzer import detectors
from wag_analyzer.analysis import Analysis
from wag_analyzer.cli import cli
from wag_analyzer.parser.chat import Chat
from wag_analyzer.policies.aside import Judged
from wag_analyzer.settings import Settings

OTHER = "sample_exports/android/id-dapur.txt"
SMALL = "sample_exports/android/en-launch.txt"
AGREED = "3/29/24, 8:00 PM - Tom Ashdown: I agree to take part\n3/29/24, 8:01 PM - Priya Nandan: I agree to take part\n"
PLANTED = (
    "--seed",
    "4",
    "--lang",
    "en",
    "--people",
    "20",
    "--messages",
    "600",
    "--plant",
    "gossip",
    "--plant",
    "recruiter",
    "--plant",
    "isolated",
)
TUTORIALS = sorted((REPOSITORY / "docs" / "tutorial").glob("*.md"))
RUN = [page for page in all_pages() if page not in TUTORIALS and any(one.runs and one.mark != "not run" for one in examples(page))]
Analyse = Callable[..., Analysis]
_done: dict[tuple[Any, ...], Analysis] = {}
_judged: dict[tuple[Any, ...], Judged] = {}
_analyze, _judge = stages.analyze, detectors.judged


def _once(chat: Chat, settings: Settings | None = None, *told: Any) -> Analysis:
    """Analyse a chat, or hand out the analysis made before under the same settings: many pages read the same sample."""
    read = chat.messages[["at", "sender", "text"]].astype(str)
    key = (int(pd.util.hash_pandas_object(read).sum()), tuple(source.file for source in chat.sources), settings)
    if key not in _done:
        _done[key] = _analyze(chat, settings, *told)
    return replace(_done[key], chat=chat)


def _judged_once(analysis: Analysis, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Judged:
    """Detect in an analysis, or hand out what was found in it before; ``_done`` keeps every analysis, so none gets the place of another."""
    key = (id(analysis.messages), tuple(select), tuple(ignore))
    if key not in _judged:
        _judged[key] = _judge(analysis, select, ignore)
    return _judged[key]


@pytest.fixture
def _analysed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "analyze", _once)
    monkeypatch.setattr(detectors, "judged", _judged_once)
    monkeypatch.setattr(wag_analyzer, "analyze", _once, raising=False)


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an audited case; each page gets a copy."""
    folder = tmp_path_factory.mktemp("audited")
    own = folder / "own" / "wag-analyzer"
    own.mkdir(parents=True)
    (own / "config.toml").write_text("draws = 20\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(own.parent))
        for words in (("simulate", "-o", folder / "chat.txt", *PLANTED), ("audit", folder / "chat.txt", "-o", folder / "CASE")):
            told = CliRunner().invoke(cli, ["-q", *map(str, words)])
            assert told.exit_code == 0, told.output
    return folder


@pytest.fixture
def desk(tmp_path: Path, audited: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that holds what pages speak of: the samples, exports and cases under the names that pages give them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    shutil.copytree(audited / "own", tmp_path / "own")
    for name in ("CASE", "OTHER-CASE"):
        shutil.copytree(audited / "CASE", tmp_path / name)
    (tmp_path / "sample_exports").symlink_to(REPOSITORY / "sample_exports")
    for name in ("INPUT", "FILE", "chat.txt", "A"):
        shutil.copy(REPOSITORY / SMALL, tmp_path / name)
    for name in ("B", "obrolan.txt"):
        shutil.copy(REPOSITORY / OTHER, tmp_path / name)
    (tmp_path / "EXPORT").write_text((REPOSITORY / SMALL).read_text(encoding="utf-8") + AGREED, encoding="utf-8")
    (tmp_path / "exports").mkdir()
    for name in (SMALL, OTHER):
        shutil.copy(REPOSITORY / name, tmp_path / "exports")
    (tmp_path / "agreed.txt").write_text("Tom Ashdown\nPriya Nandan\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a newcomer: the samples, and no settings yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    (tmp_path / "sample_exports").symlink_to(REPOSITORY / "sample_exports")
    return tmp_path


@pytest.mark.usefixtures("_analysed_once")
@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_a_newcomer_who_follows_the_tutorial_gets_what_it_shows(page: Path, clean: Path) -> None:
    wrong = Reader(clean).follow(page)
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.usefixtures("_analysed_once")
@pytest.mark.parametrize("page", RUN, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_a_reader_who_follows_a_page_gets_what_it_shows(page: Path, desk: Path) -> None:
    wrong = Reader(desk).follow(page)
    assert not wrong, "\n\n".join(wrong)


def test_every_fence_says_what_it_holds() -> None:
    fences = {
        page: [line.strip() for line in page.read_text(encoding="utf-8").split("\n") if line.lstrip().startswith("```")]
        for page in all_pages()
    }
    assert sum(map(len, fences.values())) > 100
    assert not [page for page, found in fences.items() if "```" in found[::2]], "a block without a language is neither run nor coloured"


def test_an_example_that_is_not_run_says_why() -> None:
    left = [example for page in all_pages() for example in examples(page) if example.mark == "not run"]
    assert left, "no example is left out: then this test is no longer needed"
    assert not [example.where for example in left if len(example.said.split()) < 4], "say why it cannot be run"


def test_what_a_page_shows_may_leave_out_lines_and_words_but_nothing_else() -> None:
    assert matches("one\n…\nfour", "one\ntwo\nthree\nfour\n")
    assert matches("one\n…\ntwo", "one\ntwo")
    assert matches("n = … of 7", "n = 3 of 7")
    assert matches("M-7K2Q-M9XA and F-1ba0ba7ece", "M-AAAA-BBBB and F-0123456789")
    assert not matches("one\nfour", "one\ntwo\nfour")
    assert not matches("one\n…", "two\none")


def _page(tmp_path: Path, text: str) -> Path:
    there = tmp_path / "page.md"
    there.write_text(text, encoding="utf-8")
    return there


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("```sh\nwag explain WAG999\n```", "ended with -1"),
        ("```console\n$ wag --version\nanother program 7\n```", "and this is printed"),
        ("```sh\nprintf 'a b'\n```\n\n<!-- output -->\n```text\na c\n```", "and this is printed"),
        ("```python\nassert 1 == 2\n```", "AssertionError"),
        ("```python\n>>> 1 + 1\n3\n```", "Expected"),
        ("<!-- file: one.txt -->\n```text\nkept\n```\n\n```sh\ngrep missing one.txt nowhere\n```", "ended with 2"),
    ],
)
def test_a_page_that_shows_what_does_not_happen_is_told(text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = Reader(tmp_path).follow(_page(tmp_path, text))
    assert len(wrong) == 1
    assert said in wrong[0]


def test_a_page_that_shows_what_happens_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (
        "<!-- file: one.txt -->\n```text\nkept\n```\n\n```sh\ncat one.txt\n```\n\n<!-- output -->\n```text\nkept\n```\n"
        "<!-- not run: there is no such program -->\n```sh\nno-such-program\n```\n"
        "   ```console\n   $ wag --version \\\n     # which\n   wag-analyzer, version …\n   ```\n"
        "```python\nn = 2\n```\n```python\n>>> n + 1\n3\n```\n"
    )
    assert Reader(tmp_path).follow(_page(tmp_path, text)) == []
