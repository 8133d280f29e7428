"""Detect in a folder of chats and write what was found, one file a chat, in the form a scorer of planted episodes reads.

::

    python benchmarks/risks.py CHATS OUT [--select WAG301 …]

``CHATS`` holds ``chat_NNN.txt``. ``OUT`` gets ``chat_NNN.findings.json``: a list of ``type`` (kind of the rule), ``persons``, ``targets``,
``messages`` (lines of the evidence), ``score`` and ``protected``. A line per chat says how long it took.
"""

import argparse
import json
import time
from pathlib import Path

from wag_analyzer.analysis import analyze
from wag_analyzer.detectors import detect
from wag_analyzer.findings import Finding
from wag_analyzer.parser.read import read
from wag_analyzer.settings import Settings


def row(finding: Finding) -> dict[str, object]:
    """Return a finding as the scorer reads it."""
    return {
        "type": finding.rule.kind,
        "persons": list(finding.persons),
        "targets": list(finding.targets),
        "messages": sorted({line.line for line in finding.evidence}),
        "score": finding.score,
        "protected": finding.protected,
    }


def main() -> None:
    """Run over the folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("chats", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--select", nargs="*", default=())
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    settings = Settings()
    for path in sorted(given.chats.glob("*.txt")):
        begun = time.perf_counter()
        analysis = analyze(read([path], settings), settings)
        read_in = time.perf_counter() - begun
        found = [row(finding) for finding in detect(analysis, select=given.select) if not finding.rule.strength]
        (given.out / f"{path.stem}.findings.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
        spent = time.perf_counter() - begun
        counts = f"{len(analysis.messages)} messages, {len(found)} findings"
        print(f"{path.stem}: {counts}; {read_in:.1f} s to analyse, {spent - read_in:.1f} s to detect")


if __name__ == "__main__":
    main()
