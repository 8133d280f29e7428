"""How right findings are by rules alone, with hints weighed together, and with heads of words or of meaning (extra ``semantic``).

::

    python benchmarks/variants.py [--heads off words semantic] [--write] [PART | FOLDER …]

``FOLDER`` holds ``NAME.txt`` with ``NAME.truth.json``; a part is one of the other trades kept for tests. Weights that were taught a part
would flatter it, so what ``weighed.py`` teaches is read by rules (and heads, which no part is taught to) alone; ``weighed.py`` tells
what weighing brings there, held out. One row comes out for each set and variant; then one for each kind and innocent twin, over
all sets. ``--write`` puts the tables into docs/explanation/accuracy.md.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from told import told
from weighed import TAUGHT, of_part

from wag_analyzer import analysis as stages
from wag_analyzer.analysis import analyze
from wag_analyzer.detectors import DETECTORS, detect
from wag_analyzer.parser.read import read_text
from wag_analyzer.report.findings_jsonl import finding_record
from wag_analyzer.report.tiers import Tier
from wag_analyzer.settings import Settings
from wag_analyzer.simulate.figures import Figure
from wag_analyzer.simulate.finding_scores import FindingScore, score_findings
from wag_analyzer.simulate.gold import Truth, truth_of
from wag_analyzer.simulate.guesses import Said, finding_guesses
from wag_analyzer.simulate.spec import PLANTS

PAGE: Final = Path(__file__).parents[1] / "docs" / "explanation" / "accuracy.md"
MARKS: Final = ("<!-- variants: made by benchmarks/variants.py -->", "<!-- variants: end -->")
CODES: Final = tuple(detector.RULE.code for detector in DETECTORS if detector.RULE.kind in PLANTS)
HEADS: Final = {"off": "", "words": ", heads of words", "semantic": ", heads of meaning"}


Scored = list[tuple[Truth, list[Said]]]


@dataclass(frozen=True, slots=True)
class Variant:
    """How findings are made."""

    heads: str
    weighed: str

    @property
    def name(self) -> str:
        """Return what it is called in a table."""
        return ("weighed as well" if self.weighed == "on" else "rules alone") + HEADS[self.heads]


def chats(part: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the exports of a part, or of a folder, with their truths."""
    if not Path(part).is_dir():
        yield from ((chat.text, dict(chat.truth)) for chat in of_part(part))
        return
    for path in sorted(Path(part).glob("*.truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        for episode in (*truth["risks"], *truth["controls"]):
            episode.setdefault("lines", episode.get("messages", []))
        yield path.with_name(path.name.replace(".truth.json", ".txt")).read_text(encoding="utf-8"), truth


def found_in(part: str, heads: tuple[str, ...]) -> dict[Variant, Scored]:
    """Return what each variant finds in the chats of a part."""
    ways = ("off",) if part in TAUGHT else ("off", "on")
    found: dict[Variant, Scored] = {Variant(head, way): [] for way in ways for head in heads}
    for text, known in chats(part):
        read, truth = analyze(read_text(text), Settings()), truth_of(known)
        for variant, scored in found.items():
            settings = replace(read.settings, heads=variant.heads, weighed=variant.weighed)
            records = (finding_record(one, Tier("names")) for one in detect(replace(read, settings=settings), select=CODES))
            scored.append((truth, list(finding_guesses(records))))
    return found


def shown(figure: Figure) -> str:
    """Return a figure with its interval."""
    if figure.value is None:
        return "–"
    return f"{figure.value:.2f}" + ("" if figure.lo is None else f" ({figure.lo:.2f}–{figure.hi:.2f})")


def row(name: str, variant: Variant, score: FindingScore) -> str:
    """Return the row of a set and a variant."""
    figures, kinds = score.figures, score.kinds.values()
    right, planted = sum(kind.found for kind in kinds), sum(kind.found + kind.missed for kind in kinds)
    cells = (
        name,
        variant.name,
        f"{right} of {planted}",
        str(sum(kind.wrong for kind in kinds)),
        shown(figures["micro_f1"]),
        shown(replace(figures["macro_f1"], lo=None)),
        f"{sum(kind.tripped for kind in kinds)} of {sum(kind.twins for kind in kinds)}",
        f"{score.false_alarms} in {score.innocent_messages:,}",
        shown(figures["evidence_precision"]),
        shown(replace(figures["targets_right"], lo=None)),
    )
    return f"| {' | '.join(cells)} |"


def by_kind(scores: Mapping[Variant, FindingScore]) -> Iterator[str]:
    """Yield the table of kinds: found with each variant, and wrong ones."""
    yield f"| kind | planted | {' | '.join(f'{variant.name}: found | wrong' for variant in scores)} |"
    yield "|---|---|" + "---|---|" * len(scores)
    for kind in sorted({kind for score in scores.values() for kind, one in score.kinds.items() if one.found + one.missed}):
        first = next(iter(scores.values())).kinds[kind]
        cells = [f"{score.kinds[kind].found} | {score.kinds[kind].wrong}" for score in scores.values()]
        yield f"| {kind} | {first.found + first.missed} | {' | '.join(cells)} |"


def by_twin(scores: Mapping[Variant, FindingScore]) -> Iterator[str]:
    """Yield the table of innocent twins: how many each variant takes for what they are not."""
    yield f"| innocent twin | planted | {' | '.join(f'{variant.name}: tripped' for variant in scores)} |"
    yield "|---|---|" + "---|" * len(scores)
    for twin in sorted(next(iter(scores.values())).twins):
        counts = [score.twins[twin] for score in scores.values()]
        yield f"| {twin} | {counts[0][0]} | {' | '.join(str(tripped) for _, tripped in counts)} |"


def lines(parts: list[str], heads: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of the tables."""
    yield (
        "| chats | variant | found | wrong | micro F1 | macro F1 | twins tripped | false alarms, messages without a risk "
        "| evidence lines right | targets right |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    every: dict[Variant, Scored] = {Variant(head, "off"): [] for head in heads}
    whole: dict[Variant, Scored] = {}
    for part in parts:
        found = found_in(part, heads)
        for variant, scored in found.items():
            every.setdefault(variant, []).extend(scored)
            if Path(part).is_dir():
                whole.setdefault(variant, []).extend(scored)
            if Path(part).is_dir() or variant.heads == "off":
                yield row("30 office chats" if Path(part).is_dir() else f"*{part}*", variant, score_findings(scored))
    alone = {variant: score_findings(scored) for variant, scored in every.items() if variant.weighed == "off"}
    for variant, score in alone.items():
        yield row("all of these", variant, score)
    yield ""
    yield "All of them by kind:"
    yield ""
    yield from by_kind(alone)
    both = {variant: score_findings(scored) for variant, scored in whole.items() if variant.weighed == "on"}
    if both:
        yield ""
        yield "The office chats by kind, and their innocent twins:"
        yield ""
        yield from by_kind(both)
        yield ""
        yield from by_twin(both)


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", default=list(TAUGHT), metavar="PART")
    parser.add_argument("--heads", nargs="*", default=list(HEADS), choices=list(HEADS))
    parser.add_argument("--write", action="store_true", help="put the tables into docs/explanation/accuracy.md")
    given = parser.parse_args()
    stages.network = lambda *_, **__: None  # type: ignore[assignment]  # these rules look at talk, not at the network
    told(lines(given.parts, tuple(given.heads)), PAGE, MARKS, write=given.write)


if __name__ == "__main__":
    main()
