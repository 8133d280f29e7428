"""How the text layer does on labelled texts of others: words brought to standard spelling, sentences that ask, what is said for or against.

::

    python benchmarks/external.py [--stif INFORMAL FORMAL] [--asks FILE] [--sentiment FILE …] [--write]

None of these texts is ours, and none stands in this repository; each is fetched by whoever runs this, and only looked at here.

``--stif``: two files, line by line the same tweets in informal and formal Indonesian (STIF, MIT). ``--asks``: lines ``Yes`` or ``No``, a
tab, a sentence of an e-mail that does or does not ask for something (email intent, Apache-2.0). ``--sentiment``: a text and ``positive``,
``neutral`` or ``negative``, with tabs or as CSV with columns ``text`` and ``label`` (SmSA; NusaX, CC BY-SA 4.0). What is asked or judged
there is not what an office chat asks or judges: reviews of restaurants, for one. So these figures say how far our lists of cues reach
outside of what they were made for. Intervals: Wilson for shares, percentiles of 2,000 resamples of the lines for areas.
"""

import argparse
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from told import told

from wag_analyzer.analysis import analyze
from wag_analyzer.parser.read import read_text
from wag_analyzer.settings import Settings
from wag_analyzer.simulate.figures import wilson
from wag_analyzer.tables import REFERENCES
from wag_analyzer.text.acts import acts
from wag_analyzer.text.normalize import normal, stems, tokens
from wag_analyzer.text.stance import stance

PAGE: Final = Path(__file__).parents[1] / "docs" / "explanation" / "accuracy.md"
MARKS: Final = ("<!-- external: made by benchmarks/external.py -->", "<!-- external: end -->")
DRAWS: Final = 2000
ASKS: Final = ("question", "request")
JUDGED: Final = ("negative", "insult", "exclusion", "sarcasm", "scorn", "positive", "opposition", "belittling")
PEOPLE: Final = 8

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def chat_of(texts: Sequence[str]) -> pd.DataFrame:
    """Return messages of a made-up chat that say the texts, one a day, so that none answers another."""
    begin = np.datetime64("2015-01-01T09:00")
    days = (begin + np.arange(len(texts)) * np.timedelta64(1, "D")).astype("datetime64[s]").tolist()
    said = (f"{day:%d/%m/%Y, %H:%M} - Orang {number % PEOPLE}: {text}" for number, (day, text) in enumerate(zip(days, texts, strict=True)))
    return analyze(read_text("\n".join(said) + "\n"), Settings()).messages


def sums(signals: pd.DataFrame, messages: pd.DataFrame, names: Sequence[str], *, largest: bool) -> Floats:
    """Return the largest value, or the sum, of some signals in each message; 0 without one."""
    heard = signals[signals["signal"].astype(str).isin(names)]
    grouped = heard.groupby(heard["msg_id"].astype(str))["value"]
    found = grouped.max() if largest else grouped.sum()
    return np.asarray(found.reindex(messages["msg_id"].astype(str)).fillna(0.0), float)


def area(score: Floats, right: Flags) -> float:
    """Return the area under the ROC curve: how often a right one stands above a wrong one, ties counted half."""
    ranks = pd.Series(score).rank().to_numpy()
    one, other = int(right.sum()), int((~right).sum())
    return float((ranks[right].sum() - one * (one + 1) / 2) / (one * other)) if one and other else float("nan")


def area_shown(score: Floats, right: Flags) -> str:
    """Return the area with its interval."""
    dice = np.random.default_rng(0)
    drawn = []
    for _ in range(DRAWS):
        rows = dice.integers(0, len(score), len(score))
        drawn.append(area(score[rows], right[rows]))
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    return f"{area(score, right):.2f} ({low:.2f}–{high:.2f})"


def share(hit: int, n: int) -> str:
    """Return a share with its Wilson interval."""
    found = wilson(hit, n)
    return f"{found.value:.2f} ({found.lo:.2f}–{found.hi:.2f})" if found.lo is not None else "–"


def stif(informal: Path, formal: Path) -> Iterator[str]:
    """Yield the rows on spelling: words of informal lines that their formal line does not have, and how many of these it brings there."""
    unlike = helped = alike = spoilt = 0
    pairs = list(zip(*(path.read_text(encoding="utf-8").splitlines() for path in (informal, formal)), strict=True))
    for loose, strict in pairs:
        wanted = {token.surface.lower() for token in tokens(strict)}
        bases = wanted | {normal(word) for word in wanted} | {stem for word in wanted for stem in stems(word)}
        for token in tokens(loose):
            reached = token.word in bases or bool(set(stems(token.word)) & bases)
            if token.surface.lower() in wanted:
                alike, spoilt = alike + 1, spoilt + (not reached)
            else:
                unlike, helped = unlike + 1, helped + reached
    what = "words of informal tweets that the formal form of the line does not have, brought to one of its words or bases"
    yield f"| {informal.stem}, {len(pairs)} pairs of lines | {what} | {unlike:,} | {share(helped, unlike)} |"
    yield f"| | words that it has, no longer alike | {alike:,} | {share(spoilt, alike)} |"


def asks(path: Path) -> Iterator[str]:
    """Yield the row on what asks."""
    rows = [line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line]
    messages = chat_of([text for _, text in rows])
    right = np.array([label == "Yes" for label, _ in rows])
    score = sums(acts(messages, _nobody()), messages, ASKS, largest=True)
    told_so = score >= 0.5
    what = "sentences that ask for something, or not: area under the curve"
    yield f"| {path.stem}, English | {what} | {len(rows):,} | {area_shown(score, right)} |"
    for name, those in (("of those that ask, marked as question or request", right), ("of the others, marked so", ~right)):
        yield f"| | {name} | {those.sum():,} | {share(int((told_so & those).sum()), int(those.sum()))} |"


def sentiment(path: Path) -> Iterator[str]:
    """Yield the rows on what is said for or against."""
    with path.open(encoding="utf-8", newline="") as file:
        if path.suffix == ".tsv":
            rows = [line.rstrip("\n").rpartition("\t")[::2] for line in file]
        else:
            rows = [(row["text"], row["label"]) for row in csv.DictReader(file)]
    rows = [(" ".join(text.split()), label) for text, label in rows if label in {"positive", "negative"}]
    messages = chat_of([text for text, _ in rows])
    right = np.array([label == "positive" for _, label in rows])
    score = sums(stance(messages, _nobody()), messages, JUDGED, largest=False)
    what = "positive or negative, by cues of stance: area under the curve"
    yield f"| {path.stem} | {what} | {len(rows):,} | {area_shown(score, right)} |"
    yield f"| | texts in which any such cue stands | {len(rows):,} | {share(int((score != 0).sum()), len(rows))} |"


def _nobody() -> pd.DataFrame:
    """Return references to nobody."""
    return REFERENCES.frame({name: [] for name in REFERENCES.names})


def lines(given: argparse.Namespace) -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| texts | what | n | figure (95 %) |"
    yield "|---|---|---|---|"
    if given.stif:
        yield from stif(*given.stif)
    if given.asks:
        yield from asks(given.asks)
    for path in given.sentiment:
        yield from sentiment(path)


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stif", nargs=2, type=Path, metavar=("INFORMAL", "FORMAL"))
    parser.add_argument("--asks", type=Path)
    parser.add_argument("--sentiment", nargs="*", type=Path, default=[])
    parser.add_argument("--write", action="store_true", help="put the table into docs/explanation/accuracy.md")
    given = parser.parse_args()
    told(lines(given), PAGE, MARKS, write=given.write)


if __name__ == "__main__":
    main()
