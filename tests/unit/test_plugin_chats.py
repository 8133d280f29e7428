"""What a reader of a plug-in brings is looked at before anything rests on it."""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wag_analyzer.errors import WagError
from wag_analyzer.parser.read import read_bytes
from wag_analyzer.settings import Settings

CODE = """
from dataclasses import replace
from wag_analyzer.parser.read import read_text

def reader(data, name, settings):
    chat = read_text("31/12/24, 09.00 - Sari: pagi\\n31/12/24, 09.01 - Budi: pagi\\n")
    {change}
"""


@pytest.fixture
def bring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def brought(change: str) -> None:
        (tmp_path / "brought_by_test.py").write_text(CODE.format(change=change), encoding="utf-8")
        info = tmp_path / "brought-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: brought\nVersion: 1\n", encoding="utf-8")
        (info / "entry_points.txt").write_text("[wag_analyzer.readers]\nbrought = brought_by_test:reader\n", encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.delitem(sys.modules, "brought_by_test", raising=False)
        importlib.invalidate_caches()

    return brought


def test_a_chat_that_fits_is_taken(bring: Callable[[str], None]) -> None:
    bring("return chat")
    assert read_bytes(b"x", "x", Settings(plugins=("brought",))).messages["sender"].tolist() == ["Sari", "Budi"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("return replace(chat, sources=tuple(replace(one, sha256='0' * 64) for one in chat.sources))", "plug-in brought: failed"),
        ("return replace(chat, messages=chat.messages.drop(columns='line'))", "parsed: columns are"),
        ("return replace(chat, coverage=chat.coverage.astype({'line': float}))", r"coverage\.line: type is"),
    ],
)
def test_rows_of_another_file_and_tables_of_another_form_are_refused(bring: Callable[[str], None], change: str, told: str) -> None:
    bring(change)
    with pytest.raises(WagError, match=told):
        read_bytes(b"x", "x", Settings(plugins=("brought",)))
