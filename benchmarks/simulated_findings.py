"""How right the findings are where the truth is known: ``python benchmarks/simulated_findings.py [CHATS]``.

Simulated chats of two languages; in every third nothing but innocent twins is planted. Simulated talk is easier than real talk: read the
figures as an upper bound, and the tripped twins as a lower one.
"""

import sys
from typing import Final

from wag_analyzer.analysis import analyze
from wag_analyzer.cli.frames import text_rows
from wag_analyzer.detectors import detect
from wag_analyzer.parser.read import read_text
from wag_analyzer.report.findings_jsonl import finding_record
from wag_analyzer.report.tiers import Tier
from wag_analyzer.simulate import Spec, simulate
from wag_analyzer.simulate.finding_scores import score_findings
from wag_analyzer.simulate.gold import truth_of
from wag_analyzer.simulate.guesses import finding_guesses
from wag_analyzer.simulate.score_tables import control_table, figure_table, kind_table
from wag_analyzer.simulate.spec import PLANTS

PHONES: Final = (("id", "android-id"), ("en", "ios-en-gb"), ("id", "ios-id"), ("en", "android-en-us"))


def main(count: int) -> None:
    """Print the figures over all kinds, one row for each kind of episode and one for each innocent twin."""
    chats = []
    for number in range(count):
        lang, phone = PHONES[number % len(PHONES)]
        plants = () if number % 3 == 2 else PLANTS
        made = simulate(Spec(seed=2000 + number, lang=lang, dialect=phone, messages=1500, days=90, plants=plants))
        found = detect(analyze(read_text(made.export().decode())))
        chats.append((truth_of(made.truth()), finding_guesses(finding_record(one, Tier("names")) for one in found)))
    score = score_findings(chats)
    print(f"{count} simulated chats")
    for table in (figure_table(score.figures), kind_table(score), control_table(score)):
        print("", *text_rows(table), sep="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6)
