import importlib
from pathlib import Path
from typing import Any

import pytest

from wag_analyzer.network.roles import YES

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module("roles")


def test_where_all_are_alike_nobody_has_a_role_for_sure(benchmark: Any) -> None:
    found = benchmark.answers(3, 30, planted=False)
    assert sum(found[role, YES] for role in benchmark.RANKED) == 0


def test_a_planted_connector_is_named_and_nobody_else(benchmark: Any) -> None:
    found = benchmark.answers(2, 30, planted=True)
    assert found["central_connector", "right"] == found["central_connector", YES] == 2
