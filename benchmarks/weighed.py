"""Teach what hints of every kind weigh together (``wag_analyzer/detectors/weighed.npz``), and say how right that is.

::

    python benchmarks/weighed.py [--write] [FOLDER …]

Taught are the trades of ``tests/other_worlds.py``, and simulated chats of three wordsets; each ``FOLDER`` adds chats ``NAME.txt`` with
``NAME.truth.json``, or ``NAME.txt`` alone in which nothing is planted. All of one trade stands in one of eight parts; each part is read by
weights taught on the other seven. Two bounds of a kind, the sum and how much clearer than any other class, are those that bring most beside
its rule, a wrong finding counted twice, one in a chat without an episode five times, and what stands a little below the bounds as well (for
each part in the table: of the other parts); then both are raised until the weights say nothing wrong of what they were taught on. A kind
that gains nothing so is not told. ``--write`` puts the table into docs/explanation/accuracy.md and makes ``measured_weighed.toml``.

Of the parts ``d2 f2 i2 j l m o`` no line was ever looked at while rules were written: their totals stand below the table. ``--first PART``
tells totals of a part of the same file by the shipped weights, to be asked before it is taught.
"""

import argparse
import json
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_array, vstack
from told import told

from tests.other_worlds import chats, worlds
from wag_analyzer import analysis
from wag_analyzer.analysis import analyze
from wag_analyzer.detectors import DETECTORS, detect
from wag_analyzer.detectors._episodes import talk
from wag_analyzer.detectors._said import cued
from wag_analyzer.detectors._shared import sharing
from wag_analyzer.detectors._stretches import ACT, DUE, LEXICONS, Rows, rows_of
from wag_analyzer.detectors._weighed import FILE, MOST_SHARED, SILENT, Pattern, Weighed, Weights, apart, candidates, odds, passing, weights
from wag_analyzer.detectors._weighed_findings import concerns
from wag_analyzer.parser.read import read_text
from wag_analyzer.report.findings_jsonl import finding_record
from wag_analyzer.report.tiers import Tier
from wag_analyzer.settings import Settings
from wag_analyzer.simulate import Spec, simulate
from wag_analyzer.simulate.guesses import Said, finding_guesses
from wag_analyzer.simulate.spec import PLANTS, TWIN_OF, TWINS, USUAL_PLANTS, WORDSETS

analysis.network = lambda *_, **__: None  # type: ignore[assignment]  # no ties are needed here

Floats = npt.NDArray[np.float64]
Bounds = dict[str, tuple[float, float]]

TAUGHT: Final = ("d1", "d2", "e", "f1", "f2", "g", "h", "i1", "i2", "j", "k", "l", "m", "o")
WORDSETS_TAUGHT: Final = ("a", *WORDSETS)
UNSEEN: Final = ("d2", "f2", "i2", "j", "l", "m", "o")
"""Parts of which no line was looked at while rules and lexicons were written."""
OUT: Final = Path(__file__).parents[1] / "wag_analyzer" / "detectors" / FILE
PAGE: Final = Path(__file__).parents[1] / "docs" / "explanation" / "accuracy.md"
FIGURES: Final = OUT.with_name("measured_weighed.toml")
MARKS: Final = ("<!-- weighed: made by benchmarks/weighed.py -->", "<!-- weighed: end -->")
CODES: Final = tuple(detector.RULE.code for detector in DETECTORS if detector.RULE.kind in PLANTS)
NOT_WEIGHED: Final = frozenset(("isolated",))
"""Kinds that are about silence: no words to weigh."""
NOT_TOLD: Final = frozenset(("policy_derision",))
"""Kinds that may be weighed against the others and are never told: in trades that were not looked at 1 was right and 9 were wrong."""
NONE: Final = "none"
PARTS: Final = 8
RIDGE: Final = 5.0
ROUNDS: Final = 200
LEAST_MESSAGES: Final = 12
WORTH: Final = 2
"""Right findings that are given up to avoid a wrong one."""
ALARM: Final = 5
"""Right findings that are given up to avoid one in a chat in which nothing is planted: most chats of life are such."""
ONE_IN: Final = 4
"""Of rows of no kind one in so many is taught, with so much weight."""


LIMITS: Final = (*range(6, 19), 20, 22, 24, 28, 32)
CLEARS: Final = (float("-inf"), *range(11), 12, 14)
BELOW: Final = (1.1, 1.0)
"""A wrong one counts against a limit down to a tenth below it, and against how clear it must be down to one below it."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat with its truth."""

    part: str
    name: str
    text: str
    truth: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """A chat read: its rows, what each row is, and its truth."""

    chat: Chat
    rows: Rows
    label: Sequence[str]
    ruled: Sequence[Said]
    texts: Sequence[object]


def taught(folders: Sequence[Path]) -> Iterator[Chat]:
    """Yield the chats that are taught."""
    for part in TAUGHT:
        yield from of_part(part)
    for wordset in WORDSETS_TAUGHT:
        for number in range(9):
            made = simulate(_spec(wordset, number))
            yield Chat(f"simulated {wordset}", f"simulated {wordset} {number}", made.export().decode(), made.truth())
    for folder in folders:
        for path in sorted(folder.glob("*.txt")):
            truth = path.with_suffix(".truth.json")
            known = json.loads(truth.read_text(encoding="utf-8")) if truth.is_file() else {"risks": [], "controls": []}
            yield Chat(folder.name, path.stem, path.read_text(encoding="utf-8"), known)


def _spec(wordset: str, number: int) -> Spec:
    """Return what to simulate: the usual kinds with their twins, the others with theirs, and twins only, on three phones."""
    plants = (USUAL_PLANTS, tuple(kind for kind in PLANTS if kind not in USUAL_PLANTS), ())[number % 3]
    twins = tuple(twin for twin in TWINS if not plants or TWIN_OF[twin] in plants)
    lang, phone = (("id", "android-id"), ("en", "ios-en-gb"), ("id", "ios-id"))[number // 3]
    spec = Spec(seed=7000 + number, lang=lang, dialect=phone, people=48, messages=1600, days=100, plants=plants, twins=twins)
    return spec if wordset == "a" else replace(spec, wordset=wordset)


def of_part(part: str) -> Iterator[Chat]:
    """Yield the chats of a part."""
    for world in worlds(part):
        for text, truth in chats(world):
            yield Chat(part, world.name, text, truth)


def hints(given: Sequence[Chat]) -> tuple[str, ...]:
    """Return the hints that some messages of the chats show."""
    times: Counter[str] = Counter()
    for chat in given:
        read = analyze(read_text(chat.text))
        times.update(f"{ACT}.{signal}" for shown in talk(read).signals.values() for signal in shown)
        for lexicon in LEXICONS:
            times.update(f"{lexicon}.{hint}" for shown in cued(read, lexicon).values() for hint in shown)
    return tuple(sorted((DUE, *(name for name, count in times.items() if count >= LEAST_MESSAGES))))


def read(chat: Chat, names: Sequence[str]) -> Read:
    """Return the rows of a chat and what each is: a kind, a twin (``~`` before it) or ``none``."""
    settings = Settings(weighed="off")
    with sharing():
        analysed = analyze(read_text(chat.text), settings)
        rows = rows_of(analysed, names)
    records = (finding_record(one, Tier("names")) for one in detect(analysed, select=CODES))
    lines = rows.chat.lines
    label = []
    for person, stretch, silent in zip(rows.person.tolist(), rows.stretch.tolist(), rows.silent.tolist(), strict=True):
        there = {lines[at] for at in range(int(rows.begin[stretch]), int(rows.end[stretch]))}
        found = NONE
        for episode, mark in ((one, mark) for group, mark in (("risks", ""), ("controls", "~")) for one in chat.truth.get(group, ())):
            if rows.people[person] in episode["core"] and 2 * len(told_lines(episode) & there) >= len(there):
                found = mark + episode["type"]
        kind = found.removeprefix("~")
        out = kind in NOT_WEIGHED or (silent and TWIN_OF.get(kind, kind) not in SILENT)
        label.append(NONE if out else found)
    return Read(chat, rows, label, list(finding_guesses(records)), analysed.messages["text"].tolist())


def told_lines(episode: Mapping[str, Any]) -> set[int]:
    """Return the lines of an episode."""
    return set(episode.get("lines") or episode.get("messages") or ())


def fit(given: Sequence[Read], names: Sequence[str]) -> Weights:
    """Return the multinomial regression with a ridge; a share of the rows of no kind stands for all."""
    label = np.array([one for read in given for one in read.label])
    features = csr_array(vstack([read.rows.features(0, len(read.rows.person)) for read in given], format="csr"))
    dice = np.random.default_rng(0)
    kept = (label != NONE) | (dice.random(len(label)) < 1 / ONE_IN)
    label, features = label[kept], csr_array(features[kept])
    counts = np.where(label == NONE, float(ONE_IN), 1.0)
    kinds, which = np.unique(label, return_inverse=True)
    right = csr_array((np.ones(len(which)), (np.arange(len(which)), which)), shape=(len(which), len(kinds))).toarray()
    shape = (features.shape[1] + 1, len(kinds))

    def loss(point: Floats) -> tuple[float, Floats]:
        both = point.reshape(shape)
        score = features @ both[:-1] + both[-1]
        score -= score.max(axis=1, keepdims=True)
        share = np.exp(score)
        total = share.sum(axis=1, keepdims=True)
        value = counts @ (np.log(total[:, 0]) - (score * right).sum(axis=1)) + RIDGE / 2 * (both[:-1] ** 2).sum()
        slope = (share / total - right) * counts[:, None]
        return float(value), np.vstack([features.T @ slope + RIDGE * both[:-1], slope.sum(axis=0)]).ravel()

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x.reshape(shape)
    prior = np.array([counts[which == number].sum() for number in range(len(kinds))]) / counts.sum()
    return Weights(tuple(names), tuple(kinds.tolist()), found[:-1], found[-1], prior, {}, {}, {})


@dataclass(frozen=True, slots=True)
class Seen:
    """A candidate in a chat: the episode it is (-1: none), whether it is a twin, a rule says it as well, and the chat holds no episode."""

    chat: int
    found: Pattern
    episode: int
    twin: bool
    ruled: bool
    innocent: bool


def seen(number: int, one: Read, known: Weights) -> Iterator[Seen]:
    """Yield the candidates of every kind in a chat."""
    every = odds(one.rows, known)
    made = Weighed(one.rows, known, (), 0)
    for kind in kinds_of(known):
        for found in candidates(one.rows, every, known, kind):
            if concerns(made, found, one.texts) is None:
                continue
            lines = lines_of(one.rows, found)
            right = [place for place, episode in enumerate(one.chat.truth["risks"]) if matches(episode, kind, found.persons, lines)]
            twin = any(
                set(episode["core"]) & set(found.persons) and told_lines(episode) & lines for episode in one.chat.truth.get("controls", ())
            )
            ruled = any(_says(said, kind, set(found.persons), lines) for said in one.ruled)
            yield Seen(number, found, right[0] if right else -1, twin, ruled, not one.chat.truth["risks"])


def _says(said: Said, kind: str, persons: set[str], lines: set[int]) -> bool:
    """Say whether a rule's finding says it already, as ``_weighed_findings.beside`` does."""
    shared = len(said.lines & lines)
    if said.kind == kind:
        return bool(said.persons & persons or shared)
    return bool(said.persons & persons) and shared > MOST_SHARED * min(len(said.lines), len(lines))


def matches(episode: Mapping[str, Any], kind: str, persons: Collection[str], lines: AbstractSet[int]) -> bool:
    """Say whether something found is an episode: same kind, a shared line, half of the core, and half of whom it names take part."""
    core, allowed, named = set(episode["core"]), {*episode["core"], *episode.get("periphery", ())}, set(persons)
    return (
        episode["type"] == kind
        and bool(told_lines(episode) & lines)
        and 2 * len(named & core) >= len(core)
        and 2 * len(named & allowed) >= len(named)
    )


def lines_of(rows: Rows, found: Pattern) -> set[int]:
    """Return the lines that the people of a pattern write in its stretches."""
    chat = rows.chat
    return {
        chat.lines[at]
        for stretch in found.stretches
        for at in range(int(rows.begin[stretch]), int(rows.end[stretch]))
        if chat.people[at] in found.persons
    }


def kinds_of(known: Weights) -> list[str]:
    """Return the kinds of episodes among the classes."""
    return [kind for kind in known.kinds if kind in PLANTS]


def rates_of(given: Sequence[Read], known: Weights) -> dict[str, float]:
    """Return kind → share of the rows of no kind that tell more than 1 for it; a row stands in one stretch."""
    label = np.array([one for read in given for one in read.label])
    every = np.vstack([odds(read.rows, known) for read in given])
    silent = np.concatenate([read.rows.silent for read in given])
    found = {}
    for kind in kinds_of(known):
        usual = (label == NONE) & ((kind in SILENT) | ~silent)
        found[kind] = float((every[usual, known.kinds.index(kind)] > 1).mean())
    return found


def part_of(given: Sequence[Read]) -> list[int]:
    """Return the part of each chat; chats of one trade stand in one."""
    names = {name: number % PARTS for number, name in enumerate(sorted({read.chat.name for read in given}))}
    return [names[read.chat.name] for read in given]


def bounds(rows: Sequence[Seen], parts: Sequence[int], without: int = -1) -> Bounds:
    """Return kind → the two bounds that bring most beside its rule (see the top of the module); without one part where it is tested."""
    found: Bounds = {}
    for kind in sorted({one.found.kind for one in rows} - NOT_TOLD):
        own = [one for one in rows if one.found.kind == kind and not one.ruled and parts[one.chat] != without]
        best = max(((_gain(own, limit, clear), -limit, -clear) for limit in LIMITS for clear in CLEARS), default=(0, 0.0, 0.0))
        if best[0] > 0:
            found[kind] = (-best[1], -best[2])
    return found


def _gain(rows: Sequence[Seen], limit: float, clear: float) -> int:
    """Return how many episodes are told with two bounds, less what is wrong at them or a little below, counted as often as it is worth."""
    wrong = {
        (one.chat, one.found.persons[0]): ALARM if one.innocent else WORTH
        for one in rows
        if one.episode < 0 and one.found.weight > limit / BELOW[0] and one.found.clear > clear - BELOW[1]
    }
    return len(_right(rows, limit, clear)) - sum(wrong.values())


def reached(rows: Sequence[Seen], given: Bounds) -> list[Seen]:
    """Return the candidates of one chat that the product would show."""
    known = {id(one.found): one for one in rows}
    return [known[id(found)] for found in apart(passing((one.found for one in rows), _bounded(given))) if not known[id(found)].ruled]


def _bounded(given: Bounds) -> Weights:
    """Return weights that have nothing but bounds."""
    none = np.zeros(0)
    limits, clears = ({kind: bound[place] for kind, bound in given.items()} for place in (0, 1))
    return Weights((), (), none, none, none, limits, clears, {})


def judged(given: Sequence[Read], shown: Sequence[Sequence[Seen]]) -> dict[str, Counter[str]]:
    """Return kind → what was planted, found by rules, found beside them, and wrong beside them (of these innocent twins)."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one, beside in zip(given, shown, strict=True):
        risks = one.chat.truth["risks"]
        for place, episode in enumerate(risks):
            kind = episode["type"]
            ruled = any(matches(episode, said.kind, said.persons, said.lines) for said in one.ruled)
            new = not ruled and any(found.episode == place for found in beside)
            counts[kind].update(planted=1, ruled=ruled, new=new)
        for said in one.ruled:
            counts[said.kind]["ruled_wrong"] += not any(matches(episode, said.kind, said.persons, said.lines) for episode in risks)
        for found in beside:
            wrong = found.episode < 0
            counts[found.found.kind].update(wrong=wrong, twins=wrong and found.twin, alarms=wrong and not risks)
    return dict(counts)


def table(counts: Mapping[str, Counter[str]], given: Bounds) -> Iterator[str]:
    """Yield the rows of the table."""
    beside = ("beside it, by weighing: found", "wrong", "of these innocent twins")
    head = ("kind", "limit", "clearer by", "planted", "found by its rule", "wrong", *beside)
    yield f"| {' | '.join(head)} |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for kind in sorted(counts):
        limit, clear = given.get(kind, (0.0, 0.0))
        shown = (f"{limit:.0f}", f"{clear:.0f}" if np.isfinite(clear) else "any") if kind in given else ("–", "–")
        yield row(kind, shown, counts[kind])
    yield row("all", ("", ""), _total(counts))
    yield ""
    yield _f1(counts)


def _total(counts: Mapping[str, Counter[str]]) -> Counter[str]:
    return sum((Counter(one) for one in counts.values()), Counter[str]())


def _f1(counts: Mapping[str, Counter[str]]) -> str:
    """Return the sentence with micro F1."""
    total = _total(counts)
    right, wrong = total["ruled"], total["ruled_wrong"]
    return (
        f"Micro F1 of the rules alone {f1(right, wrong, total['planted']):.3f}, "
        f"with what is weighed {f1(right + total['new'], wrong + total['wrong'], total['planted']):.3f}."
    )


def not_looked_at(chats_read: Sequence[Read], shown: Sequence[Sequence[Seen]]) -> Iterator[str]:
    """Yield the sentence on the parts of which no line was looked at."""
    there = [number for number, one in enumerate(chats_read) if one.chat.part in UNSEEN]
    counts = judged([chats_read[number] for number in there], [shown[number] for number in there])
    total = _total(counts)
    yield (
        f"Of parts of which no line was looked at while rules were written (*{', '.join(UNSEEN)}*: {len(there)} chats, {total['planted']} "
        f"episodes), held out like the others: the rules find {total['ruled']} with {total['ruled_wrong']} wrong, weighing {total['new']} "
        f"more with {total['wrong']} wrong, {total['twins']} of them innocent twins. {_f1(counts)}"
    )


def row(kind: str, given: Sequence[str], count: Counter[str]) -> str:
    """Return one row."""
    names = ("planted", "ruled", "ruled_wrong", "new", "wrong", "twins")
    return " | ".join(("| " + kind, *given, *(str(count[name]) for name in names))) + " |"


def f1(right: int, wrong: int, planted: int) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * right / (right + wrong + planted) if planted else 0.0


def shown_in(given: Sequence[Read], known: Weights) -> list[list[Seen]]:
    """Return what the product would show of each chat."""
    told_so = {kind: (known.limits[kind], known.clears[kind]) for kind in known.limits}
    return [reached(list(seen(number, one, known)), told_so) for number, one in enumerate(given)]


def measured(counts: Mapping[str, Counter[str]], given: Sequence[Read], limits: Collection[str]) -> Iterator[str]:
    """Yield the lines of the file with the figures of each kind."""
    chats_of, every = len(given), sum(len(one.rows.chat.lines) for one in given)
    innocent = sum(len(one.rows.chat.lines) for one in given if not one.chat.truth["risks"])
    code = {detector.RULE.kind: detector.RULE.code for detector in DETECTORS}
    yield "# Written by benchmarks/weighed.py --write; not by hand."
    yield "[data]"
    yield f'en = "{chats_of} invented chats in Indonesian and English, read by weights that other trades taught; life is harder"'
    yield f'id = "{chats_of} obrolan rekaan (Indonesia dan Inggris), dibaca dengan bobot dari bidang lain; kenyataan lebih sulit"'
    for kind in sorted(limits, key=code.__getitem__):
        count = counts[kind]
        yield f"\n[rules.{code[kind]}]"
        yield f"right = {count['new']}"
        yield f"n = {count['new'] + count['wrong']}"
        yield f"missed = {count['planted'] - count['ruled'] - count['new']}"
        yield f"false_alarms = {count['alarms']}"
        yield f"messages = {innocent}"
        yield f"all_messages = {every}"


def main() -> None:
    """Teach, print the table, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--write", action="store_true", help=f"write {FILE}, {FIGURES.name} and the table")
    parser.add_argument("--first", metavar="PART", help="tell totals for a part by the shipped weights, before it is taught")
    given = parser.parse_args()
    if given.first:
        known = weights()
        held = [read(chat, known.hints) for chat in of_part(given.first)]
        told_so = {kind: (known.limits[kind], known.clears[kind]) for kind in known.limits}
        print("\n".join(table(judged(held, shown_in(held, known)), told_so)))
        return
    teach([*taught(given.folders)], write=given.write)


@dataclass(frozen=True, slots=True)
class Made:
    """Chats read, the part of each, and what weights say of them.

    ``held`` are the candidates of each part by the weights of the others; ``own`` those of each part's weights in what they were taught on;
    ``last`` the weights taught on all, and ``last_own`` their candidates.
    """

    chats: Sequence[Read]
    parts: Sequence[int]
    held: Sequence[Seen]
    own: Sequence[Sequence[Seen]]
    last: Weights
    last_own: Sequence[Seen]


def learned(every: Sequence[Chat]) -> Made:
    """Read the chats and teach weights on all of them, and on all parts but one."""
    names = hints(every)
    read_all = [read(chat, names) for chat in every]
    parts = part_of(read_all)
    held: list[Seen] = []
    own: list[list[Seen]] = []
    for part in range(PARTS):
        known = fit([one for one, at in zip(read_all, parts, strict=True) if at != part], names)
        all_of_it = _all_seen(read_all, known)
        held += (one for one in all_of_it if parts[one.chat] == part)
        own.append([one for one in all_of_it if parts[one.chat] != part])
    last = fit(read_all, names)
    return Made(read_all, parts, held, own, last, _all_seen(read_all, last))


def _all_seen(given: Sequence[Read], known: Weights) -> list[Seen]:
    return [found for number, one in enumerate(given) for found in seen(number, one, known)]


def cleared(given: Bounds, own: Sequence[Seen]) -> Bounds:
    """Return bounds raised until the weights say nothing wrong of what they were taught on, at the least loss of what is right there."""
    out: Bounds = {}
    for kind, (limit, clear) in given.items():
        mine = [one for one in own if one.found.kind == kind and not one.ruled and one.found.weight > limit and one.found.clear > clear]
        wrong = [one for one in mine if one.episode < 0]
        clears = sorted({clear, *(_above(one.found.clear) for one in wrong)})
        ways = [(max([limit, *(_above(one.found.weight) for one in wrong if one.found.clear > least)]), least) for least in clears]
        out[kind] = max(ways, key=lambda way: len(_right(mine, *way)))
    return out


def _above(value: float) -> float:
    """Return the next tenth above a value: weights are stored with seven digits."""
    return math.floor(10 * value + 1) / 10


def _right(rows: Sequence[Seen], limit: float, clear: float) -> set[tuple[int, int]]:
    return {(one.chat, one.episode) for one in rows if one.episode >= 0 and one.found.weight > limit and one.found.clear > clear}


def teach(every: Sequence[Chat], *, write: bool) -> None:
    """Teach on some chats, print the table of the eight parts, and write what is asked for."""
    told_of(learned(every), write=write)


def told_of(data: Made, *, write: bool) -> None:
    """Print the table of the eight parts, and write what is asked for."""
    given = _worthwhile(data)
    shown = _fairly(data, given)
    counts = judged(data.chats, shown)
    told([*table(counts, given), "", *not_looked_at(data.chats, shown)], PAGE, MARKS, write=write)
    if write:
        last, rates = data.last, rates_of(data.chats, data.last)
        np.savez_compressed(
            OUT,
            hints=np.array(last.hints),
            kinds=np.array(last.kinds),
            table=last.table.astype(np.float32),
            bias=last.bias,
            prior=last.prior,
            bounded=np.array(sorted(given)),
            limits=np.array([given[kind][0] for kind in sorted(given)], np.float64),
            clears=np.array([given[kind][1] for kind in sorted(given)], np.float64),
            rates=np.array([rates[kind] for kind in sorted(given)]),
        )
        FIGURES.write_text("\n".join(measured(counts, data.chats, given)) + "\n", encoding="utf-8")


def _worthwhile(data: Made) -> Bounds:
    """Return the bounds of the kinds that, told of each part by weights and bounds of the others, bring more than they cost."""
    every = cleared(bounds(data.held, data.parts), data.last_own)
    counts = judged(data.chats, _fairly(data, every))
    return {kind: bound for kind, bound in every.items() if counts[kind]["new"] > WORTH * counts[kind]["wrong"]}


def _fairly(data: Made, kinds: Collection[str]) -> list[list[Seen]]:
    """Return what would be shown of some kinds in each chat by the weights and bounds of the other parts."""
    fair = [
        cleared({kind: bound for kind, bound in bounds(data.held, data.parts, part).items() if kind in kinds}, own)
        for part, own in enumerate(data.own)
    ]
    of: defaultdict[int, list[Seen]] = defaultdict(list)
    for one in data.held:
        of[one.chat].append(one)
    return [reached(of[number], fair[part]) for number, part in enumerate(data.parts)]


if __name__ == "__main__":
    main()
