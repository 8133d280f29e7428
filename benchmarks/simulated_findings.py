"""How right the findings are where the truth is known: ``python benchmarks/simulated_findings.py [CHATS]``.

Simulated chats of two languages; in every third nothing but innocent twins is planted. Simulated talk is easier than real talk: read the
figures as an upper bound, and the tripped twins as a lower one.
"""

import sys
from typing import Final

from wag_analyzer.analysis import analyze
from wag_analyzer.detectors import detect
from wag_analyzer.findings import Finding
from wag_analyzer.parser.read import read_text
from wag_analyzer.simulate import Spec, simulate
from wag_analyzer.simulate.scoring import FindingScore, score_findings
from wag_analyzer.simulate.spec import PLANTS

PHONES: Final = (("id", "android-id"), ("en", "ios-en-gb"), ("id", "ios-id"), ("en", "android-en-us"))


def _row(found: Finding) -> dict[str, object]:
    lines = [proof.line for proof in found.evidence]
    return {"kind": found.rule.kind, "persons": found.persons, "lines": lines, "protected": found.protected}


def main(count: int) -> None:
    """Print one row for each kind of episode."""
    total = {kind: FindingScore() for kind in PLANTS}
    innocent_messages = innocent_wrong = 0
    for number in range(count):
        lang, phone = PHONES[number % len(PHONES)]
        innocent = number % 3 == 2
        made = simulate(Spec(seed=2000 + number, lang=lang, dialect=phone, messages=1500, days=90, plants=() if innocent else PLANTS))
        findings = detect(analyze(read_text(made.export().decode())))
        rows = [
            {
                "kind": found.rule.kind,
                "persons": found.persons,
                "lines": [proof.line for proof in found.evidence],
                "protected": found.protected,
            }
            for found in findings
        ]
        scores = score_findings(made.truth(), rows)
        for kind, score in scores.items():
            total[kind].add(score)
        if innocent:
            innocent_messages += made.truth()["n_messages"]
            innocent_wrong += sum(score.wrong for score in scores.values())
    print(f"{count} simulated chats; {innocent_wrong} wrong findings on {innocent_messages:,} messages without any risk")
    print("kind       found  missed  wrong  repeated  twins tripped  evidence right")
    for kind, score in total.items():
        lines = score.lines_right / max(score.lines_right + score.lines_wrong, 1)
        print(
            f"{kind:10s} {score.found:5d}  {score.missed:6d}  {score.wrong:5d}  {score.repeated:8d}  "
            f"{len(score.tripped):3d} of {score.twins:3d}     {lines:.2f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6)
