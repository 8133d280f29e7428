"""Commands about reading: doctor, messages, people."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from wag_analyzer.case.names import RUN
from wag_analyzer.case.settling import is_asked
from wag_analyzer.cli.console import result, say
from wag_analyzer.cli.frames import FORMATS, emit, json_rows, text_rows
from wag_analyzer.cli.inputs import chat_of, lost, opened, store_in
from wag_analyzer.cli.options import CONSENT, READ, WHO, Run, format_option, input_argument, output_option, run_and_settings
from wag_analyzer.errors import SettingsError
from wag_analyzer.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from wag_analyzer.parser.chat import Chat
    from wag_analyzer.people.identities import People

__all__ = ["doctor", "messages", "people"]

_SHOWN: Final = {
    "media": ["file", "member", "kind", "size", "dated", "state", "line", "messages", "reason", "sha256"],
    "membership": ["person", "from", "to", "came_by", "added_by", "went_by", "removed_by", "reason"],
    "subjects": ["kind", "at", "until", "name", "by"],
}


@click.command()
@input_argument("exports", "EXPORT...")
@run_and_settings(*READ, "max_loss")
@click.option(
    "--media", is_flag=True, help="List the files beside the chat with size and SHA-256, and those the chat names that are not there."
)
def doctor(exports: tuple[str, ...], run: Run, settings: Settings, *, media: bool) -> int:
    """Say what each file is and whether it can be trusted; changes nothing.

    First what it is, then one of three verdicts (can be relied on; with care; not yet) with each doubt: why it matters, what to do, what to
    type. Then dates, lines, people and media, how several files belong together, and what no export can tell. -v adds what technicians ask.
    Of a store it tells the same of every export in it that was read.
    """
    from wag_analyzer.report.doctor import Handed, unread, verdict, verdict_lines  # noqa: PLC0415 - pulls in pandas

    if media and store_in(exports):
        raise SettingsError("a store keeps no files beside chats", where="--media", hint="leave it out, or name the exports")
    quiet = Run(quiet=True)
    chat = opened(exports, settings, quiet)[0] if store_in(exports) else chat_of(exports, settings, quiet)
    files = _files(chat, exports) if media else None
    if run.json:
        from wag_analyzer.report.findings_jsonl import escaped, json_line  # noqa: PLC0415 - pulls in pandas

        for source in chat.sources:
            told = {**asdict(source), **verdict(chat, source, settings.max_loss)}
            if files is not None:
                told["files"] = [json.loads(row) for row in json_rows(files[files["file"] == source.file])]
            result([escaped(json.dumps(told, ensure_ascii=False, allow_nan=False, default=str))])
        result(json_line({"file": note.file, "verdict": "not-read", "reason": note.text}) for note in unread(chat))
    else:
        result(verdict_lines(chat, settings.lang, Handed(exports, settings.max_loss, run.verbose, files)))
        if files is not None:
            result(["", *text_rows(files[_SHOWN["media"]], settings.lang)])
    return lost(chat, settings)


def _files(chat: "Chat", exports: tuple[str, ...]) -> "pd.DataFrame":
    """Return what lies beside the chat; the one place of ``doctor`` that reads the whole archive."""
    from wag_analyzer.parser.inventory import inventory  # noqa: PLC0415 - pulls in pandas

    return inventory(chat, exports)


@click.command()
@input_argument()
@run_and_settings(*READ, "tz", "max_loss", *CONSENT)
@format_option("jsonl", "csv", "parquet", default="jsonl")
@output_option
def messages(inputs: tuple[str, ...], run: Run, settings: Settings, form: str | None, output: Path | None) -> int:
    """Print the parsed messages and events.

    JSON lines: one object a message or system line in file order, last a summary with
    lines_total = message_lines + continuation_lines + skipped_lines. CSV and Parquet hold the messages a member typed.
    content_hash is the same for one message in every export of one phone. One large export is read part by part, in little memory; so is a
    store, each export with its own summary.
    """
    from wag_analyzer.cli.writing import is_streamed, stream_messages, write_messages, write_store_messages  # noqa: PLC0415 - as above

    if store := store_in(inputs):
        return write_store_messages(store, run, form, output, settings.max_loss)
    if not is_asked(settings) and is_streamed(inputs):  # who agreed is known at the end only
        return stream_messages(inputs[0], settings, run, form, output)
    chat, settings = opened(inputs, settings, run, empty=True)
    write_messages([chat], lambda: chat, form, output)
    return lost(chat, settings)


@click.command()
@input_argument()
@run_and_settings(*WHO, *READ)
@click.option("--suggest", is_flag=True, help="Names that may be one person, with score and reasons; nothing is joined.")
@click.option(
    "--membership", "over_time", flag_value="membership", help="Who was in the group when: one row a stretch, with what is not certain."
)
@click.option("--subjects", "over_time", flag_value="subjects", help="What the group was called when, and its pictures and descriptions.")
@format_option(*FORMATS)
@output_option
def people(
    inputs: tuple[str, ...],
    run: Run,
    settings: Settings,
    *,
    suggest: bool,
    over_time: str | None,
    form: str | None,
    output: Path | None,
) -> None:
    """List the persons behind names, numbers and mentions.

    One row a person: names seen, messages, first and last, when and by whom added. Silent members are listed too.

    --suggest lists names that may be one person instead. As CSV it is a table to decide in: write yes or no in its column applied and hand
    it back with --apply, here or to audit, replies, ties, network and detect. yes joins the name to the person, who may get a new name; no
    keeps the two apart, also where the tool would join them. A case is not changed by this command.
    """
    from wag_analyzer.analysis import people_of  # noqa: PLC0415 - pulls in pandas

    chat, settings = opened(inputs, settings, run)
    found = people_of(chat, settings)
    _say_decided(settings, found, run)
    is_text = form in {None, "text"} and not run.json
    if over_time is not None:
        emit(_over_time(over_time, chat, found, is_text=is_text), run, form, output)
    elif is_text:
        result(_people_text(found, inputs, settings, suggest=suggest, run=run), output)
    else:
        from wag_analyzer.report.people_lines import suggestion_table  # noqa: PLC0415 - only here

        emit(suggestion_table(found) if suggest else found.table, run, form, output)


def _say_decided(settings: Settings, found: "People", run: Run) -> None:
    """Say what became of the user's own table, where one is in force."""
    if settings.identities is not None:
        from wag_analyzer.people.decisions import read_decisions  # noqa: PLC0415 - only here
        from wag_analyzer.report.people_lines import decision_line  # noqa: PLC0415

        say(run, decision_line(read_decisions(settings.identities), found, settings.lang))


def _people_text(found: "People", inputs: tuple[str, ...], settings: Settings, *, suggest: bool, run: Run) -> Iterator[str]:
    """Yield the persons, or who may be who, for a reader."""
    from wag_analyzer.report.people_lines import more_line, people_view, suggestion_lines  # noqa: PLC0415 - only for text
    from wag_analyzer.report.shell import shell_word  # noqa: PLC0415 - as above

    named = " ".join(map(shell_word, inputs))
    if suggest:
        yield from suggestion_lines(found.suggestions, named, settings.lang, _then(inputs, named))
        return
    sentence, frame = people_view(found, settings.lang)
    yield from (sentence, "", *text_rows(frame, settings.lang))
    if more := more_line(found, named, settings.lang):
        say(run, more)


def _then(inputs: Sequence[str], named: str) -> str:
    """Return the command that takes decisions on who is who in what was named, where that is no export."""
    if store_in(inputs):
        return f"wag report {named} -o FOLDER"
    return f"wag audit EXPORT -o {named}" if len(inputs) == 1 and (Path(inputs[0]) / RUN).is_file() else ""


def _over_time(table: str, chat: "Chat", found: "People", *, is_text: bool) -> "pd.DataFrame":
    """Return the history asked for; on a terminal without the columns that only programs need."""
    from wag_analyzer.people.membership import membership  # noqa: PLC0415 - pulls in pandas
    from wag_analyzer.people.subjects import subjects  # noqa: PLC0415

    frame = membership(chat, found) if table == "membership" else subjects(chat, found)
    return frame[_SHOWN[table]] if is_text else frame
