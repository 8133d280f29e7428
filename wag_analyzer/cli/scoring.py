"""Commands that measure the tool where the truth is known: score replies, ties, findings."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from wag_analyzer.cli.console import result, spare_inputs
from wag_analyzer.cli.inputs import analysed, lost, opened, tied
from wag_analyzer.cli.options import READ, WHO, Run, output_option, run_and_settings
from wag_analyzer.errors import SettingsError
from wag_analyzer.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from wag_analyzer.parser.chat import Chat
    from wag_analyzer.simulate.gold import Truth

__all__ = ["score"]

_MARK: Final = ".truth."
_PIPE: Final = "-"

truth_option = click.option(
    "--truth", type=click.Path(path_type=Path), required=True, help="Truth of 'wag simulate', pairs (child, parent), or a folder of truths."
)
form_option = click.option("--format", "form", type=click.Choice(["text", "json"]), default=None, help="[text; json with --json]")
guesses_argument = click.argument("guesses", type=click.Path(path_type=Path, allow_dash=True), metavar="GUESSES")


@click.group(no_args_is_help=False)
@run_and_settings()
def score(run: Run, settings: Settings) -> None:
    """Measure how right the tool is where the truth is known: a score of the tool, never of a person.

    GUESSES is what 'wag replies', 'wag ties' or 'wag detect' printed (JSON lines, CSV, Parquet; - for JSON lines on standard input), or an
    INPUT, which is then analysed. With folders, NAME.truth.json is the truth of NAME.*.
    """
    del settings
    click.get_current_context().obj = run


@dataclass(frozen=True, slots=True)
class _Job:
    """What is scored and how the user wants it."""

    what: str
    guesses: Path
    truth: Path
    run: Run
    settings: Settings

    def pairs(self) -> "Iterator[tuple[Path, Truth]]":
        """Yield each chat's guesses with its truth."""
        from wag_analyzer.simulate.gold import read_truth  # noqa: PLC0415 - only when called

        if not self.truth.is_dir():
            yield self.guesses, read_truth(self.truth)
            return
        truths = sorted(path for path in self.truth.iterdir() if _MARK in path.name)
        if not truths:
            raise SettingsError("holds no truth", where=str(self.truth), hint="a truth is called NAME.truth.json")
        for path in truths:
            yield self._beside(path.name.partition(_MARK)[0]), read_truth(path)

    def _beside(self, stem: str) -> Path:
        from wag_analyzer.simulate.guesses import is_table  # noqa: PLC0415 - only when called

        mine = (path for path in sorted(self.guesses.glob("*")) if path.name.startswith(f"{stem}.") and _MARK not in path.name)
        found = sorted(mine, key=lambda path: not is_table(path, self.what))
        if not found:
            raise SettingsError(f"nothing is called {stem}.*", where=str(self.guesses), hint="guesses and truth of a chat share their name")
        return found[0]

    def rows(self, path: Path) -> list[dict[str, Any]] | None:
        """Return the rows of a result of the tool, None when the path is something to analyse."""
        from wag_analyzer.simulate.guesses import is_table, table_rows  # noqa: PLC0415 - only when called

        if str(path) == _PIPE:
            text = sys.stdin.buffer.read().decode("utf-8", "replace")
            try:
                return [json.loads(line) for line in text.split("\n") if line.strip()]
            except ValueError:
                raise SettingsError("is not JSON lines", where="standard input", hint="write the result to a file first") from None
        return table_rows(path) if is_table(path, self.what) else None

    def chat(self, path: Path) -> "tuple[Chat, Settings]":
        """Return the one chat to analyse.

        Raises
        ------
        SettingsError
            There are several exports, whose lines are numbered apart.
        """
        chat, settings = opened([str(path)], self.settings, self.run)
        if sum(source.message_lines > 0 for source in chat.sources) > 1:
            raise SettingsError("holds several exports", where=str(path), hint="a truth counts the lines of one export; name that one")
        return chat, settings


def _done(job: _Job, record: Mapping[str, Any], tables: Sequence["pd.DataFrame"], form: str | None, output: Path | None) -> None:
    """Write a score."""
    if output is not None:
        spare_inputs(output)
    if (form or ("json" if job.run.json else "text")) == "json":
        result([json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False)], output)
        return
    from wag_analyzer.cli.frames import text_rows  # noqa: PLC0415 - pulls in pandas

    lines = [line for table in tables if len(table) for line in ["", *text_rows(table, job.run.speaks)]]
    result(lines[1:], output)


@score.command("replies")
@guesses_argument
@truth_option
@click.option("--chat", "source", type=click.Path(path_type=Path), help="INPUT that tells who wrote each message, where neither file does.")
@run_and_settings(*WHO, "reply_model", "draws", *READ, "session_gap")
@form_option
@output_option
def replies(guesses: Path, run: Run, settings: Settings, *, truth: Path, source: Path | None, form: str | None, output: Path | None) -> int:
    """Score who answers whom: links, persons, calibration, and the ties that the probabilities add up to.

    A message without a guess counts as answering none. Intervals (95 %) come from resampled conversations.
    """
    from wag_analyzer.simulate.guesses import reply_guesses  # noqa: PLC0415 - pulls in numpy
    from wag_analyzer.simulate.link_scores import score_replies  # noqa: PLC0415
    from wag_analyzer.simulate.score_tables import figure_table, reliability_table  # noqa: PLC0415

    job = _Job("replies", guesses, truth, run, settings)
    chats, code = [], 0
    for path, true in job.pairs():
        rows = job.rows(path)
        told = true
        if rows is None:
            frame, writers, worst = _inferred(job, path)
            said, code = reply_guesses(frame), max(code, worst)
            told = true if true.writers else replace(true, writers=writers)
        else:
            said = reply_guesses(rows, str(path))
        if source is not None and not told.writers:
            told = replace(told, writers=_writers(job.chat(source)[0]))
        _overlap(said, told.parents, path)
        chats.append((told, said))
    found = score_replies(chats, settings.draws, settings.seed)
    _done(job, found.record(), [figure_table(found.figures), reliability_table(found.reliability)], form, output)
    return code


def _inferred(job: _Job, path: Path) -> tuple[list[dict[str, Any]], dict[int, str], int]:
    """Return the rows of ``wag replies`` for an input, who wrote each line, and the exit code for lost lines."""
    from wag_analyzer.analysis import people_of, with_persons  # noqa: PLC0415 - pulls in pandas
    from wag_analyzer.interactions.replies import replies as infer  # noqa: PLC0415
    from wag_analyzer.simulate.guesses import frame_rows  # noqa: PLC0415

    chat, settings = job.chat(path)
    people = people_of(chat, settings)
    inferred = infer(with_persons(chat, people, settings), people, settings, chat.links)
    return frame_rows(inferred), _writers(chat), lost(chat, settings)


def _writers(chat: "Chat") -> dict[int, str]:
    return {int(line): str(sender) for line, sender in zip(chat.messages["line"], chat.messages["sender"].astype(object), strict=True)}


def _overlap(said: Mapping[int, Any], parents: Mapping[int, Any], path: Path) -> None:
    if not any(line in said for line in parents):
        raise SettingsError("no message of the truth is in it", where=str(path), hint="guesses and truth must be of one and the same file")


@score.command("ties")
@guesses_argument
@truth_option
@run_and_settings(*WHO, "reply_model", "draws", *READ, "session_gap")
@form_option
@output_option
def ties(guesses: Path, run: Run, settings: Settings, *, truth: Path, form: str | None, output: Path | None) -> int:
    """Score the ties of the layer of replies: their order, the weight on wrong pairs, and how often the 90 % interval holds the truth.

    Intervals (95 %) come from resampled people; that of the coverage is Wilson's.
    """
    from wag_analyzer.network.ties import View  # noqa: PLC0415 - pulls in pandas
    from wag_analyzer.simulate.guesses import frame_rows, tie_guesses  # noqa: PLC0415
    from wag_analyzer.simulate.score_tables import figure_table  # noqa: PLC0415
    from wag_analyzer.simulate.tie_scores import score_ties, true_ties  # noqa: PLC0415

    job = _Job("ties", guesses, truth, run, settings)
    chats, code = [], 0
    for path, true in job.pairs():
        rows, told = job.rows(path), true
        if rows is None:
            chat, own = job.chat(path)
            told = true if true.writers else replace(true, writers=_writers(chat))
            rows, code = frame_rows(tied(chat, own, run, View(layers=("reply",)))), max(code, lost(chat, own))
        if not true_ties(told)[0]:
            raise SettingsError("tells no tie", where=str(job.truth), hint="who wrote each message must be known: add a column sender")
        chats.append((told, tie_guesses(rows, str(path))))
    found = score_ties(chats, settings.draws, settings.seed)
    _done(job, found.record(), [figure_table(found.figures)], form, output)
    return code


@score.command("findings")
@guesses_argument
@truth_option
@run_and_settings(*WHO, "select", "ignore", "reply_model", "draws", *READ, "session_gap")
@form_option
@output_option
def findings(guesses: Path, run: Run, settings: Settings, *, truth: Path, form: str | None, output: Path | None) -> int:
    """Score findings against planted episodes and their innocent twins: by kind and over all.

    Shares have Wilson intervals (95 %); that of the micro F1 comes from resampled chats, where there are at least five.
    """
    from wag_analyzer.simulate.finding_scores import score_findings  # noqa: PLC0415 - pulls in numpy
    from wag_analyzer.simulate.guesses import finding_guesses  # noqa: PLC0415
    from wag_analyzer.simulate.score_tables import control_table, figure_table, kind_table  # noqa: PLC0415

    job = _Job("findings", guesses, truth, run, settings)
    chats, code = [], 0
    for path, true in job.pairs():
        if true.risks is None:
            raise SettingsError(
                "says nothing about findings", where=str(job.truth), hint="give the truth that 'wag simulate --truth' writes"
            )
        rows = job.rows(path)
        if rows is None:
            rows, worst = _found(job, path)
            code = max(code, worst)
        chats.append((true, finding_guesses(rows, str(path))))
    found = score_findings(chats, settings.draws, settings.seed)
    _done(job, found.record(), [figure_table(found.figures), kind_table(found), control_table(found)], form, output)
    return code


def _found(job: _Job, path: Path) -> tuple[list[dict[str, Any]], int]:
    """Return the rows of ``wag detect --format jsonl`` for an input, and the exit code for lost lines."""
    from wag_analyzer.detectors import detect  # noqa: PLC0415 - pulls in the detectors
    from wag_analyzer.report.findings_jsonl import finding_record  # noqa: PLC0415
    from wag_analyzer.report.tiers import Tier  # noqa: PLC0415

    chat, settings = job.chat(path)
    found = detect(analysed(chat, settings, job.run), select=settings.select, ignore=settings.ignore)
    as_read = Tier("names")
    return [finding_record(finding, as_read) for finding in found], lost(chat, settings)
