"""Checking that a case or a bag is as it was written, its log whole, and that the same work gives the same bytes again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Final, get_args

from wag_analyzer.analysis import Analysis
from wag_analyzer.case import log
from wag_analyzer.case.bags import DATA, Bag, bag_problems, opened_bag, read_whole
from wag_analyzer.case.contents import Listed, tables_of
from wag_analyzer.case.documents import report_page
from wag_analyzer.case.folder import KEPT, RULED, Case, open_case, table_files
from wag_analyzer.case.making import Analyse, contents, made_with, shown_with, tier_of
from wag_analyzer.case.names import INGEST, LOG, RUN
from wag_analyzer.case.raw import at_hand, chat_again, kept
from wag_analyzer.case.settling import settled
from wag_analyzer.case.trust import refuse_links
from wag_analyzer.counts import counted
from wag_analyzer.errors import CaseError, VerificationError
from wag_analyzer.findings import Finding
from wag_analyzer.given import opened
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.inventory import inventory
from wag_analyzer.people.pseudonyms import Pseudonyms, default_key_path
from wag_analyzer.settings import Settings, Tier
from wag_analyzer.visible import visible

__all__ = ["Again", "Remade", "problems_of_bag", "problems_of_case", "problems_of_folder", "reproduced"]

_HELD: Final = "do not rely on it; run 'wag audit' on the export again"
_OTHER_VERSION: Final = "was made by another version"
_PAGE: Final = "report.html"
_WRITTEN_SINCE: Final = "the report was written again since, with other options or with what reviews told by then"
_NOT_MADE: Final = frozenset({KEPT, "case.yaml", *RULED.values()})
"""Files that hold what the user gave: their hashes are checked, but nothing makes them again."""
_SAME_IN_ALL: Final = (".parquet", INGEST)
"""Ends of files that are the same whatever people are called."""


def problems_of_folder(path: Path, *, in_bag: bool = False) -> tuple[list[VerificationError], Case | None]:
    """Return what is wrong with a case folder, and the case where it can be opened at all.

    Parameters
    ----------
    in_bag
        As for ``problems_of_case``.

    Raises
    ------
    CaseError
        It was made by another version of the program: nothing can be said of it.
    """
    try:
        refuse_links(path)
        case = open_case(path)
    except CaseError as error:
        if error.what.startswith(_OTHER_VERSION):
            raise
        return [VerificationError(error.what, where=error.where, hint=error.hint)], None
    return list(problems_of_case(case, in_bag=in_bag)), case


def problems_of_case(case: Case, *, in_bag: bool = False) -> Iterator[VerificationError]:
    """Yield what is not as it was written in a case: its files, the exports it keeps, its log, and what the log says of ``run.json``.

    Parameters
    ----------
    in_bag
        Whether it lies in a bag whose own manifest was checked; hashes are not taken a second time.
    """
    for name, digest in case.run["files"].items() if not in_bag else ():
        if _hash(case.path / name) != digest:
            yield VerificationError("is missing or was changed", where=str(case.path / name), hint=_HELD)
    for digest, path in kept(case.path).items():
        if _hash(path) != digest:
            yield VerificationError("is not the export that its name says", where=str(path), hint=_HELD)
    try:
        log.verify(case.path / LOG)
    except VerificationError as error:
        yield error
    else:
        noted = [entry["run_sha256"] for entry in log.entries(case.path / LOG) if "run_sha256" in entry]
        if not noted or noted[-1] != _hash(case.path / RUN):
            yield VerificationError("is not what the log says was written", where=str(case.path / RUN), hint=_HELD)


def problems_of_bag(path: Path) -> tuple[list[VerificationError], Case | None]:
    """Return what is wrong with a bag, and the case in it where it holds a whole one.

    Raises
    ------
    CaseError
        It is neither a bag nor a case.
    """
    bag = opened_bag(path)
    if bag is None:
        raise CaseError("is neither a case nor a bag", where=visible(str(path)), hint="name what 'wag audit' or 'wag bundle' wrote")
    found = list(bag_problems(bag))
    if DATA + LOG in bag.names():
        found += _of_log(bag)
    inside = path / DATA.rstrip("/")
    if not (path.is_dir() and (inside / RUN).is_file()):
        return found, None
    more, case = problems_of_folder(inside, in_bag=True)
    return [*found, *more], case


def _of_log(bag: Bag) -> list[VerificationError]:
    try:
        log.followed(read_whole(bag, DATA + LOG).decode("utf-8", "replace"), DATA + LOG, shortened=True)
    except VerificationError as error:
        return [error]
    return []  # one that cannot be read is told by the manifest


def _hash(path: Path) -> str:
    try:
        with opened(path, own=True) as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


_Given = tuple[Analysis, Sequence[Finding], Listed]
"""What a report is made of."""


@dataclass(frozen=True, slots=True)
class Again:
    """How the work is done again.

    Parameters
    ----------
    analyse
        Chat and settings → analysis and findings; the command line shows how it gets on.
    key
        Key file of the pseudonyms; None for the one of the case.
    raw
        The files that were audited, where the case keeps none and they were moved.
    """

    analyse: Analyse
    key: Path | None = None
    raw: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remade:
    """What came of doing the work again: how many files are the same, which are not, and why some could not be compared."""

    same: int
    problems: tuple[VerificationError, ...]
    left_out: str = ""


def reproduced(case: Case, again: Again) -> Remade:
    """Do the work of a case again from the exports, and compare every file that it makes.

    Raises
    ------
    VerificationError
        The exports are not at hand as they were.
    WagError
        They cannot be read any more.
    """
    made, left_out = _made_again(case, again)
    due = {name: digest for name, digest in case.run["files"].items() if name not in _NOT_MADE}
    compared = {name: digest for name, digest in due.items() if _is_compared(name, left_out)}
    other = [name for name, digest in compared.items() if _sha256(made.get(name, b"")) != digest]
    hint = _why_other(case)
    problems = tuple(VerificationError("comes out otherwise when it is made again", where=name, hint=hint) for name in other)
    missing = len(due) - len(compared)
    why = counted("{n:file was|files were} not compared: {why}", n=missing, why=left_out) if left_out else ""
    return Remade(len(compared) - len(other), problems, why)


def _made_again(case: Case, again: Again) -> tuple[dict[str, str | bytes], str]:
    """Return file name → content of what the exports give when they are read again, and why some cannot be compared."""
    paths = at_hand(case, again.raw)
    settings = _settings(case)
    chat = settled(chat_again(case, paths), settings)
    analysis, findings = again.analyse(chat, settings)
    lay_alone = all(source.sha256 != source.member_sha256 or not source.media for source in chat.sources)
    media = inventory(chat, paths.values()) if lay_alone else case.media()  # files beside a text in a folder are not kept
    left_out = _missing_key(case, again.key)
    listed = tables_of(analysis, media)
    if left_out:
        made: dict[str, str | bytes] = {**table_files(listed, chat)}
    else:
        made = contents(analysis, findings, tier_of(settings, analysis, findings, again.key or case.key), case.stated, listed)
        left_out = _put_page(case, again, (analysis, findings, listed), made)
    made[INGEST] = (case.path / INGEST).read_bytes() if _ingested(case, chat) else b""
    return made, left_out


def _put_page(case: Case, again: Again, given: _Given, made: dict[str, str | bytes]) -> str:
    """Put the report as it was written again after the rest, if it was, among what is made; return why that cannot be done."""
    written = [entry for entry in log.known(case.path / LOG) if "run_sha256" in entry]
    if not written or written[-1].get("what") != "report":
        return ""
    page = _page_again(case, again, given, written[-1])
    if _sha256(page) != case.run["files"].get(_PAGE):
        return _WRITTEN_SINCE
    made[_PAGE] = page
    return ""


def _is_compared(name: str, left_out: str) -> bool:
    if left_out == _WRITTEN_SINCE:
        return name != _PAGE
    return not left_out or name.endswith(_SAME_IN_ALL)


def _page_again(case: Case, again: Again, given: _Given, since: Mapping[str, Any]) -> str:
    """Return the report in the tier and language in which it was written again; empty when these are none."""
    analysis, findings, listed = given
    if since.get("tier") not in get_args(Tier) or since.get("lang") not in ("en", "id"):
        return ""
    settings = replace(analysis.settings, tier=since["tier"], lang=since["lang"])
    shown = replace(analysis, settings=settings)
    return report_page(shown, findings, tier_of(settings, shown, findings, again.key or case.key), shown_with(case.stated, shown), listed)


def _sha256(content: str | bytes) -> str:
    return sha256(content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")).hexdigest()


def _settings(case: Case) -> Settings:
    """Return the settings of a case; contacts that are still where they were say again who is who, else the case's own table does."""
    given = case.run["settings"]
    contacts = Path(given["vcard"]) if given.get("vcard") else None
    if contacts is None or not contacts.is_file():
        return case.settings
    own = Path(given["identities"]) if given.get("identities") else None
    return replace(case.settings, vcard=contacts, identities=own)


def _ingested(case: Case, chat: Chat) -> bool:
    """Say whether reading told the same of every file as before."""
    before = case.chat()
    return before.sources == chat.sources and before.notices == chat.notices


def _missing_key(case: Case, key: Path | None) -> str:
    """Return why pseudonyms cannot be made again, empty when they can."""
    wanted = case.run.get("key_id")
    if wanted is None:
        return ""
    place = key or Path(case.run.get("key_file") or default_key_path())
    if not place.is_file():
        return "the key of the pseudonyms is not here; name it with --key"
    return "" if Pseudonyms.load(place).key_id == wanted else "this is another key than that of the case; name it with --key"


def _why_other(case: Case) -> str:
    now: Mapping[str, Any] = made_with()
    moved = [f"{name} {case.run[name]} then, {now[name]} now" for name in now if case.run.get(name) != now[name]]
    return "; ".join(moved) or "the case was not made from these exports in this way"
