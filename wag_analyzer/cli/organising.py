"""Commands that are given a store: each of its groups by itself, and all of them as one organisation."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wag_analyzer.cli.console import advance, result
from wag_analyzer.cli.frames import needs_file
from wag_analyzer.cli.options import Run
from wag_analyzer.errors import SettingsError
from wag_analyzer.settings import STRENGTHS, Settings

if TYPE_CHECKING:
    from wag_analyzer.analysis import Analysis
    from wag_analyzer.batch.groups import Group
    from wag_analyzer.batch.organisation import Judged, Organisation
    from wag_analyzer.findings import Finding
    from wag_analyzer.report.tiers import Tier

__all__ = ["detect_store", "export_store", "groups_in", "report_store", "reported"]


def report_store(store: Path, run: Run, settings: Settings, key: Path | None, output: Path | None) -> None:
    """Write the report of an organisation: an index, a report for each group, and tables.

    Raises
    ------
    ExportError
        The store holds no chat yet.
    LeakError
        A name that must stay inside occurs in one of them.
    """
    target = output or Path(f"{store.resolve().name}.report")
    reported(store, run, settings, key, target)
    result([str(target / "index.html")])


def reported(store: Path, run: Run, settings: Settings, key: Path | None, target: Path) -> "Tier":
    """Write the report of an organisation into a folder, and return the tier of its index; see ``report_store``."""
    from wag_analyzer.batch.organisation_page import page_name  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.documents import report_page  # noqa: PLC0415
    from wag_analyzer.case.making import made_with, stated, tier_of  # noqa: PLC0415

    about = {**made_with(), **stated({}, settings.lang)}
    written = 0

    def write(one: "Judged") -> None:
        nonlocal written
        written += 1
        tier = tier_of(settings, one.analysis, one.findings, key, written)
        _put(target / page_name(written), report_page(one.analysis, one.findings, tier, about))

    made = _organisation(groups_in(store), settings, run, write)
    _write_index(made, target, key, has_pages=True)
    return _tier(made, key)


def export_store(store: Path, run: Run, settings: Settings, formats: Sequence[str], where: "tuple[Path, Path | None]") -> None:
    """Write tables and network of each group of a store for other tools, one group after another, and what shows across them.

    Parameters
    ----------
    formats
        As for ``case.exports.exports``.
    where
        Folder to write into, and the key file of the pseudonyms.

    Raises
    ------
    ExportError, LeakError
        As for ``report_store``.
    """
    from wag_analyzer.batch.organisation_page import folder_name  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.exports import exports  # noqa: PLC0415
    from wag_analyzer.case.making import tier_of  # noqa: PLC0415

    output, key = where
    written: list[str] = []

    def write(one: "Judged") -> None:
        folder = output / folder_name(len(written) + 1)
        tier = tier_of(settings, one.analysis, one.findings, key, len(written) + 1)
        for name, content in exports(one.analysis, one.findings, tier, formats).items():
            _put(folder / name, content)
        written.append(str(folder))

    _write_index(_organisation(groups_in(store), settings, run, write), output, key, has_pages=False)
    result([str(output / "index.html"), *written])


def detect_store(store: Path, run: Run, settings: Settings, form: str, output: Path | None) -> "list[Finding]":
    """Print the findings of each group of a store by itself, and return them all.

    Raises
    ------
    SettingsError
        SARIF, which tells of one group.
    """
    if form == "sarif":
        raise SettingsError("SARIF tells of one group", where="--format sarif", hint="take jsonl or csv, or name one export")
    needs_file(form, output)
    gathered: list[Finding] = []
    result(_finding_lines(groups_in(store), (run, settings, form), gathered), output)
    return gathered


def _finding_lines(groups: "list[Group]", asked: "tuple[Run, Settings, str]", gathered: "list[Finding]") -> Iterator[str]:
    from wag_analyzer.analysis import analyze, examined  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.batch.groups import titles  # noqa: PLC0415
    from wag_analyzer.detectors import judged  # noqa: PLC0415

    run, settings, form = asked
    called = titles(groups)
    with advance(run, len(groups)) as told:
        for number, group in enumerate(groups):
            told(group.name)
            make = examined if STRENGTHS in settings.ignore else analyze
            analysis = make(group.chat, settings)
            found = judged(analysis, select=settings.select, ignore=settings.ignore).findings
            gathered += found
            yield from _in_form(found, analysis, (group, called[group.group_id]), (form, settings, number))


def _in_form(found: "list[Finding]", analysis: "Analysis", one: "tuple[Group, str]", asked: tuple[str, Settings, int]) -> Iterator[str]:
    from wag_analyzer.report.formats import findings_lines  # noqa: PLC0415 - pulls in everything

    form, settings, number = asked
    group, title = one
    lines = iter(findings_lines(found, analysis, form, settings.lang))
    if form == "jsonl":
        for line in lines:
            yield json.dumps({**json.loads(line), "group_id": group.group_id, "group": group.name}, ensure_ascii=True)
    elif form == "csv":
        head = next(lines)
        yield from () if number else [f"group_id,{head}"]
        yield from (f"{group.group_id},{line}" for line in lines)
    else:
        yield from ("",) if number else ()
        yield from (f"== {title}", *lines)


def _organisation(groups: "list[Group]", settings: Settings, run: Run, taken: Any) -> "Organisation":
    from wag_analyzer.batch.organisation import organisation  # noqa: PLC0415 - pulls in everything

    with advance(run, len(groups)) as told:
        return organisation(groups, settings, taken, lambda group: told(group.name))


def groups_in(store: Path) -> "list[Group]":
    """Return the groups of a store.

    Raises
    ------
    ExportError
        It holds no chat yet.
    """
    from wag_analyzer.batch.groups import groups  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.batch.store import Store, no_chat  # noqa: PLC0415

    found = list(groups(Store.opened(store)))
    if not found:
        raise no_chat(store)
    return found


def _write_index(made: "Organisation", target: Path, key: Path | None, *, has_pages: bool) -> None:
    from wag_analyzer.batch.organisation_page import documents  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.making import made_with  # noqa: PLC0415

    for name, content in documents(made, _tier(made, key), made_with(), has_pages=has_pages).items():
        _put(target / name, content)


def _tier(made: "Organisation", key: Path | None) -> "Tier":
    from wag_analyzer.case.making import tier_of  # noqa: PLC0415 - pulls in everything

    every = [finding for findings in made.findings for finding in findings]
    return tier_of(made.everybody.settings, made.everybody, every, key)


def _put(path: Path, content: str | bytes) -> None:
    from wag_analyzer.case.files import make_folder, write_bytes  # noqa: PLC0415 - only here

    make_folder(path.parent)
    write_bytes(path, content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace"), mode=0o644)
