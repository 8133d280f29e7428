"""Commands that keep a case sound: bundle, verify, reveal, forget."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from wag_analyzer.case.names import LOG
from wag_analyzer.cli.audit import key_option
from wag_analyzer.cli.cases import case_or_store_argument, opened_case, refuse_who
from wag_analyzer.cli.console import result, tell
from wag_analyzer.cli.inputs import analysed
from wag_analyzer.cli.options import WHO, Run, run_and_settings
from wag_analyzer.counts import counted
from wag_analyzer.errors import SettingsError, WagError
from wag_analyzer.report.spoken import spoken
from wag_analyzer.settings import Settings
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    from wag_analyzer.analysis import Analysis
    from wag_analyzer.case.folder import Case
    from wag_analyzer.case.forget import Forgotten
    from wag_analyzer.case.making import Analyse
    from wag_analyzer.findings import Finding
    from wag_analyzer.parser.chat import Chat

__all__ = ["bundle", "forget", "reveal", "verify"]

_FAILED: Final = 5

raw_option = click.option(
    "--raw", multiple=True, type=click.Path(path_type=str), help="The exports that were audited, where they lie now. [as in the case]"
)


@click.command()
@case_or_store_argument
@run_and_settings("tier", *WHO)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="New folder, or a file that ends in .zip.")
@click.option("--with-raw", is_flag=True, help="The whole case with the exports: all names leave. Needed for verify --reproduce.")
@raw_option
@key_option
def bundle(case: Path, run: Run, settings: Settings, *, output: Path, with_raw: bool, raw: tuple[str, ...], key: Path | None) -> None:
    """Pack CASE as evidence: a bag (BagIt, RFC 8493) with the SHA-256 of every file, which anybody can check.

    Without --with-raw it holds report, findings, tables, decisions and log in a tier, scanned for leaks.
    The same case gives the same bytes. Of a store it holds the organisation's report, what became of every file, and the log.
    """
    from wag_analyzer.batch.store import is_store  # noqa: PLC0415 - start-up
    from wag_analyzer.case.bundle import bundled, bundled_whole  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.folder import open_case  # noqa: PLC0415
    from wag_analyzer.case.making import tier_of  # noqa: PLC0415
    from wag_analyzer.cli.storing import bundle_store  # noqa: PLC0415 - only for a store

    if is_store(case):
        if with_raw:
            raise SettingsError(
                "a store keeps no exports", where="--with-raw", hint="leave it out, or copy the folder: 'wag verify' checks it"
            )
        bundle_store(case, output, run, settings, key)
        return
    refuse_who(case)
    if with_raw:
        digest = bundled_whole(open_case(case), output, raw)
        tell(run, "names_in_bag")
    else:
        opened, analysis, findings = opened_case(case, run)
        tier = tier_of(analysis.settings, analysis, findings, key or opened.key)
        digest = bundled(opened, analysis, findings, tier, output)
    result([str(output)])
    tell(run, "digest", digest=digest)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@run_and_settings()
@click.option("--reproduce", is_flag=True, help="Also do the whole work again from the exports, and compare every file.")
@raw_option
@key_option
def verify(path: Path, run: Run, settings: Settings, *, reproduce: bool, raw: tuple[str, ...], key: Path | None) -> int:
    """Check that nothing in PATH, a case, a bag or a store, was changed since it was written, and that its log is whole.

    Each problem is one line on standard error; the exit code is then 5. A bag that is a .zip must be unpacked for --reproduce.
    Of a store every export is checked, the summary against them, and the log against both.
    """
    from wag_analyzer.batch.store import is_store, looks_like_store  # noqa: PLC0415 - start-up
    from wag_analyzer.case.folder import looks_like_case  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.verify import problems_of_bag, problems_of_folder  # noqa: PLC0415

    if is_store(path) or looks_like_store(path):
        return _verified_store(path, settings, reproduce=reproduce)
    found: Sequence[WagError]
    found, case = (problems_of_folder if looks_like_case(path) else problems_of_bag)(path)
    told = [] if found else [_sound(case)]
    if reproduce and (case is not None or not found):
        found, lines = _again(path, case, (found, run), (raw, key))
        told += lines
    return _ended(path, told, found, settings)


def _ended(path: Path, told: Sequence[str], found: Sequence[WagError], settings: Settings) -> int:
    """Print what holds and what does not in the user's language, and return the exit code."""
    from wag_analyzer.report.error_words import error_line  # noqa: PLC0415 - reads a table
    from wag_analyzer.report.soundness_words import sound_line  # noqa: PLC0415

    result(f"{visible(str(path))}: {sound_line(line, settings.lang)}" for line in told)
    for problem in found:
        sys.stderr.write(f"wag: {visible(error_line(problem, settings.lang))}\n")
    return _FAILED if found else 0


def _verified_store(path: Path, settings: Settings, *, reproduce: bool) -> int:
    """Check a store, and return the exit code."""
    from wag_analyzer.batch.sound import problems_of_store  # noqa: PLC0415 - start-up
    from wag_analyzer.batch.store import Store  # noqa: PLC0415
    from wag_analyzer.case import log  # noqa: PLC0415

    if reproduce:
        raise SettingsError("a store is read again by 'wag batch'", where="--reproduce", hint="fill a new store, and compare the two")
    store = Store(path)
    found = list(problems_of_store(store))
    if found:
        return _ended(path, (), found, settings)
    exports = store.entries()
    files = sum(len(entry.meta["files"]) + 1 for entry in exports)
    held = counted("{n:export|exports} with {files:file|files} as they were written", n=len(exports), files=files)
    sound = counted("{held}, {n:log entry|log entries} in an unbroken chain", held=held, n=log.verify(path / LOG))
    return _ended(path, (sound,), (), settings)


def _sound(case: "Case | None") -> str:
    if case is None:
        return "every file as its manifest says, the log in an unbroken chain"
    from wag_analyzer.case import log  # noqa: PLC0415 - only here

    entries = log.verify(case.path / LOG)
    text = "{files:file|files} as they were written, {entries:log entry|log entries} in an unbroken chain"
    return counted(text, files=len(case.run["files"]), entries=entries)


def _again(
    path: Path, case: "Case | None", so_far: "tuple[Sequence[WagError], Run]", given: tuple[tuple[str, ...], Path | None]
) -> tuple[Sequence[WagError], list[str]]:
    """Return the problems so far with those of doing the work again, and what is told of it."""
    from wag_analyzer.case.verify import Again, reproduced  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.errors import VerificationError  # noqa: PLC0415

    (found, run), (raw, key) = so_far, given

    if case is None:
        what = VerificationError("holds no exports and no whole case", where=str(path), hint="bundle it with --with-raw, and unpack a .zip")
        return [*found, what], []
    try:
        remade = reproduced(case, Again(_analyse(run), key, raw))
    except WagError as error:
        return [*found, error], []
    same = counted("{n:file|files} came out the same, byte for byte, when {n:=it was|they were} made again", n=remade.same)
    told = [same, remade.left_out]
    return [*found, *remade.problems], [line for line in told if line]


def _analyse(run: Run) -> "Analyse":
    """Return what analyses a chat and shows how it gets on."""
    from wag_analyzer.detectors import detect  # noqa: PLC0415 - pulls in everything

    def analyse(chat: "Chat", settings: Settings) -> "tuple[Analysis, list[Finding]]":
        analysis = analysed(chat, settings, run)
        return analysis, detect(analysis, select=settings.select, ignore=settings.ignore)

    return analyse


reason_option = click.option("--reason", required=True, help="Why; it goes into the log.")


def _said(reason: str) -> str:
    if not reason.strip():
        raise SettingsError("says nothing", where="--reason", hint="write why, in a few words")
    return reason.strip()


@click.command()
@case_or_store_argument
@click.argument("person")
@run_and_settings(*WHO)
@reason_option
@key_option
def reveal(case: Path, person: str, run: Run, settings: Settings, *, reason: str, key: Path | None) -> None:
    """Say who is behind the pseudonym PERSON.

    Who asked, when and why goes into the log of the case or the store first, without the name.
    """
    from wag_analyzer.analysis import people_of  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.batch.store import is_store  # noqa: PLC0415
    from wag_analyzer.case import log  # noqa: PLC0415
    from wag_analyzer.case.folder import open_case  # noqa: PLC0415
    from wag_analyzer.case.forget import found_person  # noqa: PLC0415
    from wag_analyzer.case.making import key_of  # noqa: PLC0415
    from wag_analyzer.cli.storing import reveal_in_store  # noqa: PLC0415 - only for a store

    if is_store(case):
        reveal_in_store(case, person, run, _said(reason), (settings, key))
        return
    refuse_who(case)
    opened = open_case(case)
    pseudonyms = key_of(opened, key)
    people = people_of(opened.chat(), opened.settings)
    found = found_person(person, people, pseudonyms)
    code = pseudonyms.names(people.persons)[found]
    log.append(opened.path / LOG, "reveal", log.user(), {"person": code, "reason": _said(reason)})
    names = [name for name, other in people.person_of.items() if other == found and name != found]
    result([f"{code}  {visible(found)}" + (f"  ({', '.join(map(visible, names))})" if names else "")])
    tell(run, "revealed")


@click.command()
@case_or_store_argument
@click.argument("person")
@run_and_settings()
@reason_option
@key_option
def forget(case: Path, person: str, run: Run, settings: Settings, *, reason: str, key: Path | None) -> None:
    """Erase PERSON (a name, a number or a pseudonym) from a case or a store, and prove it by looking through every file.

    Messages become placeholders that keep order and time; the name, numbers and nicknames are replaced wherever they stand; findings,
    tables and report are made again; decisions on findings about the person and copies of the exports are removed.
    In a store every export is made anew that holds or names the person, and no later run of 'wag batch' reads it again.
    """
    from wag_analyzer.batch.store import is_store  # noqa: PLC0415 - start-up
    from wag_analyzer.case.folder import open_case  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.forget import forget as erase  # noqa: PLC0415

    del settings
    why = _said(reason)
    done = _forgotten_in_store(case, person, run, why, key) if is_store(case) else erase(open_case(case), person, why, _analyse(run), key)
    result([spoken("erased", run.speaks, path=case, messages=done.messages, files=done.files)])
    if done.common:
        tell(run, "common_words", n=done.common)
    for export in done.exports:
        tell(run, "export_holds", path=export)
    tell(run, "handed_out")


def _forgotten_in_store(path: Path, person: str, run: Run, why: str, key: Path | None) -> "Forgotten":
    """Erase a person from a store, and say which files that were given could not be used again."""
    from wag_analyzer.batch.forget import forget_in_store, missing_files  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.batch.store import Store  # noqa: PLC0415
    from wag_analyzer.people.pseudonyms import Pseudonyms, default_key_path  # noqa: PLC0415

    store, place = Store.opened(path), key or default_key_path()
    for missing in missing_files(store.entries()):
        tell(run, "file_gone", path=missing)
    return forget_in_store(store, person, why, Pseudonyms.load(place) if key or place.is_file() else None)
