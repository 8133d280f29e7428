"""Does a name ever leave? Simulated chats in six locales are audited in tier pseudonym, and every output is looked through for originals.

::

    python benchmarks/leak_scan.py [--chats N] [--messages M] [--seed S]

Looked for are the names of all members and people spoken of, words of five letters and more of these, phone numbers in eight spellings and
the group's names, in every document of a case and in every format that ``wag export`` writes, tables and archives opened. The search is not
the one that the program makes before it writes (that one replaces and stops): it takes the names from the simulation's own cast.
"""

import argparse
import itertools
import re
import time
from collections.abc import Iterator
from pathlib import Path

from wag_analyzer.analysis import Analysis, analyze
from wag_analyzer.case.contents import tables_of
from wag_analyzer.case.documents import documents
from wag_analyzer.case.exports import EXPORTS, exports
from wag_analyzer.case.remains import texts_in
from wag_analyzer.detectors import detect
from wag_analyzer.findings import Finding
from wag_analyzer.parser.read import read_bytes
from wag_analyzer.people.names import digits
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.leaks import number_spellings
from wag_analyzer.report.redact import folded_word, name_parts, plain_words
from wag_analyzer.report.tiers import tier
from wag_analyzer.settings import Settings
from wag_analyzer.simulate import Spec, simulate

DIALECTS = (
    ("id", "android-id"),
    ("en", "ios-en-gb"),
    ("en", "android-en-us"),
    ("en", "android-de"),
    ("en", "ios-es"),
    ("id", "android-pt-BR"),
)
LETTERS = 5
OWN = frozenset({"members", "group", "support", "circle", "grace"})
"""Words of ours that a member may be called too."""


def secrets(analysis: Analysis) -> set[str]:
    """Return what must not occur: words of names, and numbers as people write them."""
    names = [str(name) for name in analysis.people.person_of]
    words = {word for name in names for word in name_parts(name) if len(word) >= LETTERS and word not in plain_words() | OWN}
    return words | {spelling for name in names if digits(name) for spelling in number_spellings(name)}


def outputs(analysis: Analysis, findings: list[Finding], key: bytes) -> Iterator[tuple[str, str]]:
    """Yield name and text of everything that would leave."""
    shown = tier("pseudonym", analysis, Pseudonyms(key), findings=findings)
    made: dict[str, str | bytes] = {**documents(analysis, findings, shown, {}, tables_of(analysis))}
    made |= exports(analysis, findings, shown, EXPORTS)
    for name, content in made.items():
        yield name, content if isinstance(content, str) else "\n".join(texts_in(Path(name).name, content))


def found(text: str, wanted: set[str]) -> list[str]:
    """Return what of ``wanted`` stands in a text as a word of its own, in any case, with and without accents."""
    plain = folded_word(text)
    words = set(re.findall(r"[^\W_]+", plain))
    return sorted(one for one in wanted if (one in words if one.isalpha() else one in plain))


def main() -> None:
    """Audit the chats and print how many originals were found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    files = leaks = looked = 0
    start = time.monotonic()
    for number, (lang, dialect) in zip(range(asked.chats), itertools.cycle(DIALECTS), strict=False):
        spec = Spec(
            seed=asked.seed + number, people=12, days=30, messages=asked.messages, lang=lang, dialect=dialect, plants=("gossip",), twins=()
        )
        made = simulate(spec)
        analysis = analyze(read_bytes(made.export(), made.file_name), Settings(draws=1))
        wanted = secrets(analysis)
        looked += len(wanted)
        for name, text in outputs(analysis, detect(analysis), number.to_bytes(32, "big")):
            files += 1
            leaks += len(found(text, wanted))
            if found(text, wanted):
                print(f"chat {number} ({dialect}), {Path(name).name}: {len(found(text, wanted))} originals")
        print(
            f"{number + 1} chats, {files} files, {looked} originals looked for, {leaks} found, {time.monotonic() - start:.0f} s", flush=True
        )


if __name__ == "__main__":
    main()
