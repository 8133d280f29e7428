"""What learned heads change in findings: the rules that heed them, without heads, with words, and with meaning (extra ``semantic``).

::

    python benchmarks/learned_heads.py [--heads off words semantic] [d1 d2 e … | FOLDER]

Parts are those of the other trades kept for tests, of which no line was taught; ``FOLDER`` holds ``NAME.txt`` with ``NAME.truth.json``. One
row of a table comes out for each part and variant: episodes found, wrong findings, innocent twins tripped, false alarms in chats without a
risk.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from wag_analyzer import analysis as stages
from wag_analyzer.analysis import Analysis, analyze
from wag_analyzer.detectors import DETECTORS, detect
from wag_analyzer.parser.read import read_text
from wag_analyzer.report.findings_jsonl import finding_record
from wag_analyzer.report.tiers import Tier
from wag_analyzer.settings import Settings
from wag_analyzer.simulate.finding_scores import score_findings
from wag_analyzer.simulate.gold import truth_of
from wag_analyzer.simulate.guesses import finding_guesses

CODES: Final = ("WAG101", "WAG201", "WAG203")
KINDS: Final = tuple(detector.RULE.kind for detector in DETECTORS if detector.RULE.code in CODES)
COUNTS: Final = ("found", "missed", "wrong", "tripped", "twins")


def chats(part: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the exports of a part, or of a folder, with their truths."""
    if Path(part).is_dir():
        for path in sorted(Path(part).glob("*.truth.json")):
            truth = json.loads(path.read_text(encoding="utf-8"))
            for episode in (*truth["risks"], *truth["controls"]):
                episode.setdefault("lines", episode.get("messages", []))
            yield path.with_name(path.name.replace(".truth.json", ".txt")).read_text(encoding="utf-8"), truth
        return
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.other_worlds import chats as told, worlds  # noqa: I001, PLC0415 - of the tests, for a look only

    for world in worlds(part):
        yield from told(world)


def counted(analysis: Analysis, told: dict[str, Any], counts: Counter[str]) -> None:
    """Count what is found in one chat."""
    truth = truth_of(told)
    found = detect(analysis, select=CODES)
    score = score_findings([(truth, finding_guesses(finding_record(one, Tier("names")) for one in found))])
    for kind in KINDS:
        if kind in score.kinds:
            counts.update({name: getattr(score.kinds[kind], name) for name in COUNTS})
            counts[kind] += score.kinds[kind].found
            counts["alarms"] += 0 if truth.risks else score.kinds[kind].wrong
    counts["messages"] += 0 if truth.risks else truth.messages


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", default=["d1", "d2", "e"])
    parser.add_argument("--heads", nargs="*", default=["off", "words", "semantic"])
    given = parser.parse_args()
    stages.network = lambda *_, **__: None  # type: ignore[assignment]  # these rules look at talk, not at the network
    print(f"| chats | heads | {' | '.join(KINDS)} | found | wrong | twins tripped | false alarms |")
    print(f"|---|---|{'---|' * len(KINDS)}---|---|---|---|")
    for part in given.parts:
        every: dict[str, Counter[str]] = {heads: Counter() for heads in given.heads}
        for text, truth in chats(part):
            analysis = analyze(read_text(text), Settings())
            for heads, counts in every.items():
                counted(replace(analysis, settings=replace(analysis.settings, heads=heads)), truth, counts)
        for heads, sums in every.items():
            kinds = " | ".join(str(sums[kind]) for kind in KINDS)
            found = f"{sums['found']} of {sums['found'] + sums['missed']}"
            twins, alarms = f"{sums['tripped']} of {sums['twins']}", f"{sums['alarms']} in {sums['messages']:,}"
            print(f"| {Path(part).name} | {heads} | {kinds} | {found} | {sums['wrong']} | {twins} | {alarms} |")


if __name__ == "__main__":
    main()
