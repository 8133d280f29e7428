"""How right the findings are where the truth is known; one command writes the tables of docs/explanation/accuracy.md.

::

    python benchmarks/simulated_findings.py [--chats N] [--write] [FOLDER]

Without ``FOLDER`` chats are simulated in two languages and four phones: a third holds the six usual kinds of episodes with their innocent
twins, a third the other eight with theirs, a third twins only. The wordings of those eight (``*.episodes.toml``) were written without sight
of the cue words and no rule was made on them: templates held out. The six older ones were at hand while rules were made. Then everything is
measured again with half of the cue words dropped at random: how much hangs on single words. ``--write`` puts the tables beside the page and
the figures of each rule into ``wag_analyzer/detectors/measured.toml``.

``FOLDER`` holds ``NAME.txt`` with ``NAME.truth.json`` and is measured instead. Simulated talk is easier than real talk: read the figures as
an upper bound, and the tripped twins as a lower one.
"""

import argparse
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from wag_analyzer import analysis
from wag_analyzer.analysis import analyze
from wag_analyzer.detectors import DETECTORS, detect
from wag_analyzer.parser.read import read_text
from wag_analyzer.precision import Precision
from wag_analyzer.report.findings_jsonl import finding_record
from wag_analyzer.report.tiers import Tier
from wag_analyzer.settings import Settings
from wag_analyzer.simulate import Spec, simulate
from wag_analyzer.simulate.figures import Figure, wilson
from wag_analyzer.simulate.finding_scores import score_findings
from wag_analyzer.simulate.gold import truth_of
from wag_analyzer.simulate.guesses import finding_guesses
from wag_analyzer.simulate.spec import PLANTS, TWIN_OF, TWINS, USUAL_PLANTS
from wag_analyzer.text import cues, dues, lexicon

PHONES: Final = (("id", "android-id"), ("en", "ios-en-gb"), ("id", "ios-id"), ("en", "android-en-us"))
SECTORS: Final = {"id": ("gudang", "penerbit"), "en": ("",)}
ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "explanation" / "findings-measured.md"
FIGURES: Final = ROOT / "wag_analyzer" / "detectors" / "measured.toml"
SETTINGS: Final = Settings(weighed="off")
RESAMPLES: Final = 1000
COUNTS: Final = ("found", "missed", "wrong", "repeated", "twins", "tripped")


@dataclass(slots=True)
class Counted:
    """What was counted in one chat: by kind, by innocent twin, and of the evidence."""

    messages: int
    innocent: bool
    kinds: dict[str, dict[str, int]] = field(default_factory=dict)
    twins: dict[str, list[int]] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)


def specs(count: int) -> Iterator[Spec]:
    """Yield what to simulate; three chats in turn hold the usual risks, the others, and none."""
    for number in range(count):
        lang, phone = PHONES[number // 3 % len(PHONES)]
        sector = SECTORS[lang][number // 12 % len(SECTORS[lang])]
        usual = number % 3 == 0
        plants = () if number % 3 == 2 else USUAL_PLANTS if usual else tuple(kind for kind in PLANTS if kind not in USUAL_PLANTS)
        twins = TWINS if not plants else tuple(twin for twin in TWINS if TWIN_OF[twin] in plants)
        yield Spec(
            seed=9000 + number, lang=lang, dialect=phone, sector=sector, people=48, messages=1600, days=100, plants=plants, twins=twins
        )


def simulated(count: int) -> Iterator[Counted]:
    """Yield what is counted in each simulated chat."""
    for spec in specs(count):
        made = simulate(spec)
        yield counted(made.export().decode(), made.truth())


def kept(folder: Path) -> Iterator[Counted]:
    """Yield what is counted in each chat of a folder."""
    for path in sorted(folder.glob("*.truth.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        for episode in (*told["risks"], *told["controls"]):
            episode.setdefault("lines", episode.get("messages", []))
        chat = path.with_name(path.name.replace(".truth.json", ".txt"))
        yield counted(chat.read_text(encoding="utf-8"), told)


def counted(text: str, told: Mapping[str, Any]) -> Counted:
    """Return what is counted in one chat."""
    truth = truth_of(told)
    codes = [detector.RULE.code for detector in DETECTORS if detector.RULE.kind in PLANTS]
    found = detect(analyze(read_text(text, settings=SETTINGS), SETTINGS), select=codes)
    score = score_findings([(truth, finding_guesses(finding_record(one, Tier("names")) for one in found))])
    kinds = {kind: {name: getattr(part, name) for name in COUNTS} for kind, part in score.kinds.items()}
    return Counted(truth.messages, not truth.risks, kinds, score.twins, dict(score.parts))


def halved(seed: int) -> None:
    """Drop half of the cue words of every lexicon, at random."""
    source = random.Random(seed)  # noqa: S311 - a sample of words, nothing secret
    words, ways = lexicon.words, cues._cues  # noqa: SLF001 - the one place where cues are made

    def half(block: str) -> list[str]:
        return [word for word in words(block) if source.random() < 0.5]

    def half_ways(table: Mapping[str, object]) -> Iterator[cues.Cue]:
        return (cue for cue in ways(table) if source.random() < 0.5)

    lexicon.words = dues.words = half  # type: ignore[assignment]  # a stand-in of the same form
    cues._cues = half_ways  # type: ignore[assignment]  # noqa: SLF001 - as above


def total(chats: Sequence[Counted], kind: str) -> dict[str, int]:
    """Return the counts of a kind over chats."""
    return {name: sum(chat.kinds.get(kind, {}).get(name, 0) for chat in chats) for name in COUNTS}


def f1(found: int, missed: int, wrong: int) -> float:
    """Return the harmonic mean of precision and recall; 0 where nothing was found."""
    return 2 * found / (2 * found + missed + wrong) if found else 0.0


def spread(chats: Sequence[Counted], kinds: Sequence[str]) -> Figure:
    """Return F1 over kinds with the interval of resampled chats."""
    source = random.Random(0)  # noqa: S311 - resamples, nothing secret
    each = [tuple(sum(chat.kinds.get(kind, {}).get(name, 0) for kind in kinds) for name in COUNTS[:3]) for chat in chats]
    draws = sorted(f1(*map(sum, zip(*source.choices(each, k=len(each)), strict=True))) for _ in range(RESAMPLES))
    lo, hi = draws[int(0.025 * RESAMPLES)], draws[int(0.975 * RESAMPLES) - 1]
    return Figure(f1(*map(sum, zip(*each, strict=True))), len(chats), lo, hi)


def shown(figure: Figure) -> str:
    """Return a figure with its interval."""
    if figure.value is None:
        return "–"
    return f"{figure.value:.2f}" + ("" if figure.lo is None or figure.hi is None else f" ({figure.lo:.2f}–{figure.hi:.2f})")


def alarms(chats: Sequence[Counted]) -> str:
    """Return false alarms in 1,000 messages of chats without any risk, with the exact Poisson interval."""
    from scipy.stats import chi2  # noqa: PLC0415 - only here

    messages = sum(chat.messages for chat in chats if chat.innocent)
    wrong = sum(part["wrong"] for chat in chats if chat.innocent for part in chat.kinds.values())
    if not messages:
        return "not measured: no chat without risks"
    lo = chi2.ppf(0.025, 2 * wrong) / 2 if wrong else 0.0
    ends = (1000 * end / messages for end in (lo, chi2.ppf(0.975, 2 * wrong + 2) / 2))
    return f"{1000 * wrong / messages:.2f} ({'–'.join(f'{end:.2f}' for end in ends)}; {wrong} in {messages:,} messages)"


def tables(chats: Sequence[Counted]) -> list[str]:
    """Return the tables of one run in Markdown: by kind, over all, and by innocent twin."""
    kinds = sorted({kind for chat in chats for kind in chat.kinds})
    rows = ["| kind | planted | precision | recall | F1 | wrong | twins tripped |", "|---|---|---|---|---|---|---|"]
    planted = []
    for kind in kinds:
        sums = total(chats, kind)
        episodes = sums["found"] + sums["missed"]
        planted += [kind] if episodes else []
        precision, recall = wilson(sums["found"], sums["found"] + sums["wrong"]), wilson(sums["found"], episodes)
        figures = f"{shown(precision)} | {shown(recall)} | {shown(spread(chats, [kind]))}"
        rows.append(f"| {kind} | {episodes} | {figures} | {sums['wrong']} | {sums['tripped']} of {sums['twins']} |")
    macro = sum(f1(*(total(chats, kind)[name] for name in COUNTS[:3])) for kind in planted) / max(1, len(planted))
    parts = Counter[str]()
    for chat in chats:
        parts.update(chat.parts)
    tripped, twins = (sum(total(chats, kind)[name] for kind in kinds) for name in ("tripped", "twins"))
    over = (
        ("micro F1", shown(spread(chats, kinds))),
        ("macro F1", f"{macro:.2f} over {len(planted)} kinds"),
        ("false alarms in 1,000 messages without any risk", alarms(chats)),
        ("innocent twins tripped", f"{shown(wilson(tripped, twins))} of {twins}"),
        ("evidence lines that belong to the episode", shown(wilson(parts["lines_right"], parts["lines_right"] + parts["lines_wrong"]))),
        ("targets right", shown(wilson(parts["targets_right"], parts["targets"]))),
    )
    return [*rows, "", "| over all | |", "|---|---|", *(f"| {name} | {value} |" for name, value in over), "", *twin_rows(chats)]


def twin_rows(chats: Sequence[Counted]) -> list[str]:
    """Return one row an innocent twin."""
    sums: dict[str, list[int]] = {}
    for chat in chats:
        for twin, (planted, tripped) in chat.twins.items():
            mine = sums.setdefault(twin, [0, 0])
            mine[0] += planted
            mine[1] += tripped
    rows = [f"| {twin} | {TWIN_OF[twin]} | {tripped} of {planted} |" for twin, (planted, tripped) in sorted(sums.items())]
    return ["| innocent twin | could be taken for | tripped |", "|---|---|---|", *rows]


def precisions(chats: Sequence[Counted]) -> dict[str, dict[str, int]]:
    """Return the figures of each rule whose kind was planted, by code."""
    innocent = [chat for chat in chats if chat.innocent]
    everywhere = sum(chat.messages for chat in chats)
    found = {}
    for detector in DETECTORS:
        kind = detector.RULE.kind
        sums = total(chats, kind)
        if kind in PLANTS:
            found[detector.RULE.code] = {
                "right": sums["found"],
                "n": sums["found"] + sums["wrong"],
                "missed": sums["missed"],
                "false_alarms": total(innocent, kind)["wrong"],
                "messages": sum(chat.messages for chat in innocent),
                "all_messages": everywhere,
            }
    return found


def toml(figures: Mapping[str, Mapping[str, int]], chats: int) -> str:
    """Return the figures as the package keeps them."""
    lines = [
        "# Written by benchmarks/simulated_findings.py --write; not by hand.",
        "[data]",
        f'en = "{chats} chats of our own simulator in Indonesian and English; life is harder"',
        f'id = "{chats} obrolan simulasi (Indonesia dan Inggris); kenyataan lebih sulit"',
    ]
    for code, row in sorted(figures.items()):
        lines += ["", f"[rules.{code}]", *(f"{name} = {number}" for name, number in row.items())]
    return "\n".join([*lines, "" if figures else "\n[rules]", ""]).rstrip("\n") + "\n"


def written(chats: Sequence[Counted], halves: Sequence[Counted]) -> None:
    """Write the tables of the page and the figures of the rules."""
    text = [
        "<!-- Written by benchmarks/simulated_findings.py --write; not by hand. -->",
        f"{len(chats)} chats, {sum(chat.messages for chat in chats):,} messages.",
        "",
        *tables(chats),
        "",
        f"With half of the cue words dropped at random, on {len(halves)} of these chats:",
        "",
        *tables(halves),
        "",
    ]
    PAGE.write_text("\n".join(text), encoding="utf-8")
    figures = precisions(chats)
    FIGURES.write_text(toml(figures, len(chats)), encoding="utf-8")
    for code, row in figures.items():
        expected = Precision(**row, data="").p_wrong
        print(code, row, "p_wrong", None if expected is None else round(expected, 3))


def again(count: int, folder: Path | None) -> "subprocess.Popen[str]":
    """Start counting with half of the cue words, in a process of its own."""
    command = [sys.executable, __file__, "--chats", str(count), "--halve", "1", "--json", *([str(folder)] if folder else [])]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def main() -> None:
    """Measure and print, or write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", help="chats with their truths, instead of simulated ones")
    parser.add_argument("--chats", type=int, default=24, help="simulated chats")
    parser.add_argument("--write", action="store_true", help="write the page and the figures of the rules")
    parser.add_argument("--halve", type=int, help="drop half of the cue words; the seed of which")
    parser.add_argument("--json", action="store_true", help="print the counts of each chat")
    given = parser.parse_args()
    analysis.network = lambda *_, **__: None  # type: ignore[assignment]  # rules of planted kinds look at talk, not at the network
    if given.halve is not None:
        halved(given.halve)
    beside = again(-(-given.chats // 2), given.folder) if given.write else None
    chats = list(kept(given.folder) if given.folder else simulated(given.chats))
    if given.json:
        print(json.dumps([asdict(chat) for chat in chats]))
    elif beside is not None:
        told, _ = beside.communicate()
        written(chats, [Counted(**row) for row in json.loads(told)])
    else:
        print("\n".join(tables(chats)))


if __name__ == "__main__":
    main()
