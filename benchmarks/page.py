"""How large the report's page is, how soon it is ready and how fluently its map moves, beside bokeh; for docs/explanation/report-page.md.

    python benchmarks/page.py REPORT.html                            # a report that is there
    python benchmarks/page.py                                        # one of 1,024 people and 50,000 messages, simulated and audited first
    python benchmarks/page.py REPORT.html --peer-python ENV/bin/python --write-docs

Needs playwright and a Chromium on the path; bokeh in an environment of its own (``--peer-python``) draws the same people and ties, and is
left out otherwise. Both pages are measured in turn, several times, in one headless browser without a GPU: read ratios, not seconds.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

import numpy as np  # noqa: E402 - after the threads are set

from wag_analyzer.report.layout import layout  # noqa: E402 - as above

PAGE: Final = Path(__file__).parents[1] / "docs" / "explanation" / "report-page.md"
BEGIN: Final = "<!-- made by benchmarks/page.py: begin -->"
END: Final = "<!-- made by benchmarks/page.py: end -->"
PEOPLE, MESSAGES, TIES = 1_024, 50_000, 5_000
MOVES: Final = ("zoom", "drag", "scrub")
SECONDS: Final = 1.5

FRAMES: Final = """async ([act, seconds]) => {
  const move = new Function("n", act);
  return await new Promise((done) => {
    const start = performance.now();
    let n = 0;
    const tick = () => {
      const spent = (performance.now() - start) / 1000;
      if (spent > seconds) { done(n / spent); return; }
      move(n);
      n += 1;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
}"""
OURS: Final[Mapping[str, str]] = {
    "zoom": "zoom(n % 30 < 15 ? 1.05 : 1 / 1.05)",
    "drag": "camera.x += n % 30 < 15 ? 6 : -6; motion()",
    "scrub": "state.from = n % 8; state.to = Math.min(D.weeks.n.length - 1, state.from + 6); motion(); changed()",
}
BACK: Final = "Bokeh.documents[0].roots()[0]"
PEER: Final[Mapping[str, str]] = {
    "zoom": f"const f = {BACK}; const k = n % 30 < 15 ? 0.95 : 1 / 0.95;"
    " for (const r of [f.x_range, f.y_range]) { const m = (r.start + r.end) / 2; const h = (r.end - r.start) / 2 * k;"
    " r.setv({ start: m - h, end: m + h }); }",
    "drag": f"const r = {BACK}.x_range; const d = n % 30 < 15 ? 6 : -6; r.setv({{ start: r.start + d, end: r.end + d }})",
    "scrub": f"const s = {BACK}.renderers[0].data_source;"
    " const all = window.weights || (window.weights = [...s.data.a]);"
    " s.data = { ...s.data, a: all.map((v, i) => (i + n) % 8 < 6 ? v : 0) }",
}
BOKEH: Final = """
import json, sys
from bokeh.plotting import figure, output_file, save
from bokeh.models import ColumnDataSource
data = json.load(open(sys.argv[1], encoding="utf-8"))
p, t = data["people"], data["ties"]
lines = ColumnDataSource({"xs": [[p["x"][a], p["x"][b]] for a, b in zip(t["a"], t["b"])],
                          "ys": [[p["y"][a], p["y"][b]] for a, b in zip(t["a"], t["b"])],
                          "w": [0.5 + w / max(t["w"]) * 4 for w in t["w"]], "a": [0.3] * len(t["a"])})
points = ColumnDataSource({"x": p["x"], "y": p["y"], "r": p["r"], "c": ["#2f6fbb"] * len(p["x"]), "name": p["name"]})
plot = figure(width=940, height=560, x_range=(0, 1000), y_range=(640, 0), tools="pan,wheel_zoom,hover,tap", tooltips="@name")
plot.multi_line("xs", "ys", line_width="w", line_alpha="a", source=lines, color="#4a5262")
plot.circle(x="x", y="y", radius="r", color="c", source=points)
output_file(sys.argv[2], mode="inline", title="bokeh")
save(plot)
"""


@contextmanager
def browser() -> Iterator[Any]:
    """Give a headless Chromium."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only here

    with sync_playwright() as driver:
        chrome = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        yield chrome
        chrome.close()


def measured(chrome: Any, path: Path, ready: str, moves: Mapping[str, str]) -> dict[str, float]:
    """Return seconds until a page is ready and drawn, frames per second of each move, and requests to the outside.

    ``new Function`` is what a page's own policy forbids, so the browser is told to let it pass for the measurement alone.
    """
    context = chrome.new_context(viewport={"width": 1440, "height": 1000}, bypass_csp=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(
        f"new MutationObserver(() => {{ if (!window.readyAt && ({ready}))"
        " requestAnimationFrame(() => { window.readyAt = performance.now(); }); })"
        ".observe(document, { childList: true, subtree: true, attributes: true });"
    )
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(path.resolve().as_uri())
    page.wait_for_function("window.readyAt > 0")
    figures = {"ready": page.evaluate("window.readyAt") / 1000}
    page.wait_for_timeout(500)
    figures["ready cpu"] = cpu(session, "ThreadTime")
    for name, act in moves.items():
        before = cpu(session, "ProcessTime")
        frames = page.evaluate(FRAMES, [act, SECONDS])
        figures[name], figures[f"{name} cpu"] = frames, (cpu(session, "ProcessTime") - before) / (frames * SECONDS)
        page.wait_for_timeout(300)
    figures["outside"] = float(sum(not url.startswith(("file:", "blob:", "data:")) for url in asked))
    context.close()
    return figures


def cpu(session: Any, name: str) -> float:
    """Return CPU seconds that the page took so far, of its main thread or of its process."""
    found = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in found if one["name"] == name))


def typical(runs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the median of each figure; of CPU times the least, for other work on the machine only adds to them."""
    return {name: (min if name.endswith("cpu") else statistics.median)([run[name] for run in runs]) for name in runs[0]}


def data_of(report: Path) -> dict[str, Any]:
    """Return the data a report holds."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', report.read_text(encoding="utf-8"), re.DOTALL)
    if found is None:
        raise SystemExit(f"{report} is no report of this program")
    data: dict[str, Any] = json.loads(found[1])
    return data


def peer(report: Path, python: Path, folder: Path) -> Path:
    """Return bokeh's page of the same people and ties."""
    data = data_of(report)
    (folder / "data.json").write_text(json.dumps({name: data[name] for name in ("people", "ties")}), encoding="utf-8")
    (folder / "draw.py").write_text(BOKEH, encoding="utf-8")
    made = folder / "bokeh.html"
    subprocess.run([str(python), str(folder / "draw.py"), str(folder / "data.json"), str(made)], check=True, capture_output=True)
    return made


def simulated(folder: Path) -> Path:
    """Return the report of a simulated chat; this takes minutes."""
    wag = [sys.executable, "-m", "wag_analyzer"]
    chat = folder / "chat.txt"
    order = ["simulate", "--people", str(PEOPLE), "--messages", str(MESSAGES), "--days", "180", "--lang", "en", "--seed", "7"]
    for command in ([*order, "-o", str(chat), "--truth", str(folder / "truth.json")], ["audit", str(chat), "-o", str(folder / "case")]):
        subprocess.run([*wag, *command], check=True, capture_output=True)
    return folder / "case" / "report.html"


def placed() -> list[tuple[str, str]]:
    """Return how the layout does on a network with planted circles: CPU seconds, overlaps, whether it comes out the same."""
    rng = np.random.default_rng(1)
    circles = [int(number) for number in rng.integers(1, 9, PEOPLE)]
    pairs: dict[tuple[int, int], float] = {}
    while len(pairs) < TIES:
        a, b = (int(number) for number in rng.integers(0, PEOPLE, 2))
        if a != b and (circles[a] == circles[b]) == (rng.random() < 0.9):
            pairs[a, b] = float(rng.gamma(0.8, 4)) + 0.5
    ties = [(a, b, weight) for (a, b), weight in sorted(pairs.items())]
    spent, found = [], []
    for _ in range(3):
        start = time.process_time()
        found.append(layout(PEOPLE, ties, circles, 0))
        spent.append(time.process_time() - start)
    spots = np.c_[found[0].x, found[0].y]
    apart = np.sqrt(((spots[:, None] - spots) ** 2).sum(-1)) + np.diag(np.full(PEOPLE, np.inf))
    overlaps = int((apart < found[0].radius[:, None] + found[0].radius - 0.2).sum() // 2)
    same = all(np.array_equal(found[0].x, other.x) and np.array_equal(found[0].y, other.y) for other in found[1:])
    return [
        ("CPU seconds, best of 3", f"{min(spent):.1f}"),
        ("pairs that overlap", str(overlaps)),
        ("the same each time", "yes" if same else "no"),
    ]


def table(report: Path, pages: Mapping[str, tuple[Path, dict[str, float]]]) -> list[str]:
    """Return the tables in Markdown."""
    data = data_of(report)
    rows = {"bytes": [f"{path.stat().st_size / 1e6:.2f} MB" for path, _ in pages.values()]}
    rows["ready"] = [f"{run['ready']:.2f} s" for _, run in pages.values()]
    rows["CPU time until ready and drawn"] = [f"{run['ready cpu']:.2f} s" for _, run in pages.values()]
    rows |= {f"frames, {name}": [f"{run[name]:.0f} /s" for _, run in pages.values()] for name in MOVES}
    rows |= {f"CPU time of a frame, {name}": [f"{1000 * run[f'{name} cpu']:.0f} ms" for _, run in pages.values()] for name in MOVES}
    rows["requests to the outside"] = [f"{run['outside']:.0f}" for _, run in pages.values()]
    lines = [
        f"{len(data['people']['x']):,} people, {len(data['ties']['a']):,} ties drawn of {data['ties']['all']:,}, median of the runs:",
        "",
        "| | " + " | ".join(pages) + (" | ratio |" if len(pages) > 1 else " |"),
        "|---|" + "--:|" * (len(pages) + (len(pages) > 1)),
    ]
    for name, cells in rows.items():
        numbers = [float(re.sub(r"[^\d.]", "", cell)) for cell in cells]
        ratio = f" {numbers[0] / numbers[1]:.2f} |" if len(pages) > 1 and numbers[1] else " |" if len(pages) > 1 else ""
        lines.append(f"| {name} | {' | '.join(cells)} |{ratio}")
    return [*lines, "", f"The layout of {PEOPLE:,} people and {TIES:,} ties in eight circles:", "", "| | |", "|---|--:|"] + [
        f"| {name} | {value} |" for name, value in placed()
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; put the tables into the page when asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("report", nargs="?", type=Path)
    parser.add_argument("--peer-python", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--write-docs", action="store_true")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name, browser() as chrome:
        report = asked.report or simulated(Path(name))
        ways = {"this report": (report, "document.documentElement.dataset.ready", OURS)}
        if asked.peer_python:
            ways["bokeh"] = (peer(report, asked.peer_python, Path(name)), "document.querySelector('.bk-Figure')?.shadowRoot", PEER)
        runs: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
        for _ in range(asked.runs):
            for way, (path, ready, moves) in ways.items():
                runs[way].append(measured(chrome, path, ready, moves))
        lines = table(report, {way: (path, typical(runs[way])) for way, (path, _, _) in ways.items()})
    sys.stdout.write("\n".join(lines) + "\n")
    if asked.write_docs:
        head, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(head + BEGIN + "\n\n" + "\n".join(lines) + "\n\n" + END + rest.partition(END)[2], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
