"""Commands about policies: lint, test, show."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from wag_analyzer.cli.console import result, tell
from wag_analyzer.cli.frames import FORMATS, emit
from wag_analyzer.cli.options import Run, format_option, output_option, run_and_settings
from wag_analyzer.errors import VerificationError
from wag_analyzer.report.spoken import spoken
from wag_analyzer.report.table_words import Language
from wag_analyzer.settings import Settings
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    from wag_analyzer.policies import Policy

__all__ = ["policy"]

_SHORT: Final = 3
_SHOWN: Final = 60

file_argument = click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")


@click.group(no_args_is_help=False)
@run_and_settings()
def policy(run: Run, settings: Settings) -> None:
    """Check, test and show a policy: what an organisation says about its own rules, in one YAML file.

    \b
    version: 1
    name: Branch office
    topics:                       names of your own rules, systems, confidential things
      - name: visit form
        kind: policy              or system, management, restricted, protected
        terms: [visit form, e-visit]
    select: [WAG2, WAG301]        detectors to run; ignore: [...] leaves some out
    thresholds:
      - codes: [WAG401]
        confidence: medium        or severity, score, persons, messages
    suppress:
      - code: WAG301
        persons: [Ratna HR]
        reason: She brings newcomers in; it is her work
        until: 2026-06-30
    tests:
      - message: please fill in the visit form
        topics: [visit form]

    'wag audit EXPORT --policy FILE' and 'wag detect INPUT --policy FILE' use it. It cannot take protection from protected talk.
    """  # noqa: D301 - \b is click's mark for a paragraph kept as it is
    del settings
    click.get_current_context().obj = run


@policy.command("lint")
@file_argument
@run_and_settings()
def lint(file: Path, run: Run, settings: Settings) -> None:
    """Check FILE: errors stop with file and line; doubts are listed one a line.

    A doubt is a code that no detector has, a term that two topics share or that is too short to mean one thing, a suppression of
    everything, and a policy without tests.
    """
    from wag_analyzer.policies import read_policy  # noqa: PLC0415 - only when called

    del settings
    found = read_policy(file)
    doubts = _doubts(found, run.speaks)
    result([visible(f"{file}:{line}: {doubt}") for line, doubt in sorted(doubts)])
    parts = {name: len(getattr(found, name)) for name in ("topics", "thresholds", "suppress", "tests")}
    counts = spoken("policy_counts", run.speaks, **parts)
    result([visible(spoken("policy_doubts" if doubts else "policy_ok", run.speaks, path=file, counts=counts))])


def _doubts(found: "Policy", lang: Language) -> list[tuple[int, str]]:
    named = [(1, code) for code in (*found.select, *found.ignore)]
    named += [(threshold.line, code) for threshold in found.thresholds for code in threshold.codes]
    named += [(item.line, item.code) for item in found.suppress]
    doubts = [(line, spoken("doubt_code", lang, code=code)) for line, code in named if not _is_known(code)]
    everything = (item for item in found.suppress if not item.persons and not item.targets)
    doubts += [(item.line, spoken("doubt_everything", lang, code=item.code)) for item in everything]
    if not found.tests:
        doubts.append((1, spoken("doubt_tests", lang)))
    return [*doubts, *_doubtful_terms(found, lang)]


def _doubtful_terms(found: "Policy", lang: Language) -> list[tuple[int, str]]:
    from wag_analyzer.text.normalize import normal  # noqa: PLC0415 - reads the slang tables

    doubts: list[tuple[int, str]] = []
    known: dict[str, str] = {}
    for topic in found.topics:
        for term in topic.terms:
            key = " ".join(map(normal, term.split()))
            if known.setdefault(key, topic.name) != topic.name:
                doubts.append((topic.line, spoken("doubt_term", lang, term=term, topic=known[key])))
            if len(key) < _SHORT:
                doubts.append((topic.line, spoken("doubt_short", lang, term=term)))
    return doubts


def _is_known(code: str) -> bool:
    from wag_analyzer.detectors import DETECTORS  # noqa: PLC0415 - pulls in the detectors

    return any(detector.RULE.code.startswith(code) for detector in DETECTORS)


@policy.command("test")
@file_argument
@run_and_settings("as_of")
def test(file: Path, run: Run, settings: Settings) -> None:
    """Run the tests that FILE holds: each message must show its topics, each chat give its findings.

    Exits with 5 when one fails.
    """
    from wag_analyzer.policies import read_policy  # noqa: PLC0415 - only when called

    found = read_policy(file)
    failed = 0
    for sample in found.tests:
        got, wanted = _outcome(sample, found, file, settings)
        what = visible((sample.message or sample.chat.strip().replace("\n", " / "))[:_SHOWN])
        failed += got != wanted
        told = "ok  " if got == wanted else _failed(wanted, got, run.speaks)
        result([visible(f"{file}:{sample.line}: {told} {what}")])
    if failed:
        raise VerificationError(f"{failed} of {len(found.tests)} tests fail", where=str(file), hint="mend the terms or the tests")
    tell(run, "tests_pass" if found.tests else "no_tests", path=file, n=len(found.tests))


def _outcome(sample: Any, found: "Policy", file: Path, settings: Settings) -> tuple[list[str], list[str]]:
    """Return what a test gave and what it should give, as sorted words."""
    if sample.message:
        from wag_analyzer.text.own_topics import TopicFinder  # noqa: PLC0415 - reads the slang tables

        return sorted(hit.topic.name for hit in TopicFinder(found.topics).find(sample.message)), sorted(sample.topics)
    from wag_analyzer.analysis import analyze  # noqa: PLC0415 - pulls in the whole pipeline
    from wag_analyzer.detectors import detect  # noqa: PLC0415
    from wag_analyzer.parser.read import read_text  # noqa: PLC0415
    from wag_analyzer.settings import under_policy  # noqa: PLC0415 - beside the others

    use = under_policy(Settings(policy=file, as_of=settings.as_of))
    findings = detect(analyze(read_text(sample.chat), use), select=use.select, ignore=use.ignore)
    got = [_finding_word(finding.rule.code, frozenset(finding.persons)) for finding in findings if not finding.rule.strength]
    return sorted(got), sorted(_finding_word(code, persons) for code, persons in sample.expect)


def _finding_word(code: str, persons: frozenset[str]) -> str:
    return f"{code} {' | '.join(sorted(persons))}".strip()


def _failed(wanted: list[str], got: list[str], lang: Language) -> str:
    """Return what a test that fails should give, and what it gave."""
    listed = (", ".join(words) or spoken("nothing", lang) for words in (wanted, got))
    return spoken("test_failed", lang, **dict(zip(("wanted", "got"), listed, strict=True)))


@policy.command("show")
@file_argument
@run_and_settings()
@format_option(*FORMATS)
@output_option
def show(file: Path, run: Run, settings: Settings, form: str | None, output: Path | None) -> None:
    """Print what FILE says, one row a statement, with its line: topics, selection, thresholds, suppressions."""
    import pandas as pd  # noqa: PLC0415 - only when called

    from wag_analyzer.policies import read_policy  # noqa: PLC0415 - only when called

    del settings
    found = read_policy(file)
    rows = [("policy", found.name, f"sha256 {found.sha256}", 1)]
    rows += [("select", code, "runs", 0) for code in found.select] + [("ignore", code, "is left out", 0) for code in found.ignore]
    rows += [(topic.kind, topic.name, ", ".join(topic.terms), topic.line) for topic in found.topics]
    rows += [("threshold", ", ".join(item.codes) or "all", _asked(item), item.line) for item in found.thresholds]
    for item in found.suppress:
        whom = ", ".join((*item.persons, *item.targets)) or "everybody"
        rows.append(("suppress", item.code, f"{whom}, until {item.until}: {item.reason}", item.line))
    emit(pd.DataFrame(rows, columns=["what", "name", "says", "line"])[["line", "what", "name", "says"]], run, form, output)


def _asked(item: Any) -> str:
    words = {"severity": item.severity.word, "confidence": item.confidence.word}
    numbers = {"score": item.score, "persons": item.persons, "messages": item.messages}
    asked = [f"{name} at least {word}" for name, word in words.items() if word != "low"]
    return ", ".join([*asked, *(f"{name} at least {number:g}" for name, number in numbers.items() if number)])
