"""The notebooks of the documentation run from the top, and hold no results that somebody could trust without running them."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def _read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # nbformat leaves its reader without types


def test_there_is_one_for_a_reviewer_and_one_for_a_researcher() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["researcher", "reviewer"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_results(path: Path) -> None:
    assert not [cell for cell in _read(path).cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_the_top_and_shows_something_in_nearly_every_cell(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "1")  # no result may hang on the order of a set
    monkeypatch.setenv("PYTHONWARNINGS", "error:::__main__")
    book = NotebookClient(_read(path), timeout=900, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}).execute()
    ran = [cell for cell in book.cells if cell.cell_type == "code"]
    told = [cell for cell in ran if cell.outputs]
    assert len(told) >= len(ran) - 1
    assert not [output for cell in told for output in cell.outputs if output.output_type == "error" or output.get("name") == "stderr"]
