import importlib
from pathlib import Path
from typing import Any

import pytest

from wag_analyzer.analysis import Analysis
from wag_analyzer.report.html.page import html
from wag_analyzer.report.tiers import Tier

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module("page")


def test_frames_are_medians_and_cpu_times_the_least_of_the_runs(bench: Any) -> None:
    runs = [{"zoom": 10.0, "zoom cpu": 0.3}, {"zoom": 30.0, "zoom cpu": 0.1}, {"zoom": 20.0, "zoom cpu": 0.2}]
    assert bench.typical(runs) == {"zoom": 20.0, "zoom cpu": 0.1}


def test_the_table_sets_both_pages_side_by_side_with_their_ratio(
    bench: Any, tmp_path: Path, small_analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "report.html"
    report.write_text(html(small_analysis, [], tier=Tier("names"), lang="en", min_group=5, made_with={}), encoding="utf-8")
    run = {"ready": 0.5, "ready cpu": 0.25, "outside": 0.0} | dict.fromkeys(("zoom", "drag", "scrub"), 40.0)
    run |= dict.fromkeys(("zoom cpu", "drag cpu", "scrub cpu"), 0.02)
    monkeypatch.setattr(bench, "placed", lambda: [("pairs that overlap", "0")])
    lines = bench.table(report, {"this report": (report, run), "bokeh": (report, run | {"zoom": 20.0})})
    assert lines[0].startswith("8 people, 8 ties drawn of 8")
    assert "| frames, zoom | 40 /s | 20 /s | 2.00 |" in lines
    assert "| requests to the outside | 0 | 0 | |" in lines
    assert lines[-1] == "| pairs that overlap | 0 |"


def test_a_file_that_is_no_report_is_refused(bench: Any, tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("<p>", encoding="utf-8")
    with pytest.raises(SystemExit, match="no report"):
        bench.data_of(tmp_path / "x.html")
