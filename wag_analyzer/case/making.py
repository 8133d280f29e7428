"""From exports to a case folder in one go: what the command line and the app share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pandas as pd

from wag_analyzer.analysis import Analysis
from wag_analyzer.aside import Aside, aside
from wag_analyzer.case.contents import Listed, Worked, tables_of, worked
from wag_analyzer.case.documents import documents
from wag_analyzer.case.folder import STATED, Case, table_files, write_case
from wag_analyzer.case.raw import keep, located
from wag_analyzer.errors import SettingsError
from wag_analyzer.findings import Finding
from wag_analyzer.interactions.regimes import regime
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.inventory import inventory
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.tiers import Tier, tier
from wag_analyzer.settings import Settings

__all__ = ["About", "Analyse", "begun", "contents", "key_of", "made_with", "shown_with", "stated", "tier_of", "written"]

Analyse = Callable[[Chat, Settings], tuple[Analysis, list[Finding]]]
"""Chat and settings → analysis and findings; whoever calls shows how it gets on."""

_DIGITS: Final = 16
_STATED: Final = {
    "en": ("purpose", "legal basis", "kept until", "not stated"),
    "id": ("tujuan", "dasar hukum", "disimpan sampai", "tidak dinyatakan"),
}


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a case beside what was found.

    Parameters
    ----------
    stated
        ``purpose``, ``legal_basis`` and ``retain_until``, as far as they were stated.
    key
        Key file of the pseudonyms; None for the user's own.
    exports
        What was read, for the hashes of media and of the exports after the work; None takes what was noted while reading.
    keep_raw
        Whether a copy of each export is kept in the case.
    media
        Files beside the chat as they were noted before, where the exports are not looked at again.
    erased
        How many people were erased from the case.
    log
        What the log says beside inputs and tier.
    tables
        What ``contents.worked`` makes of the analysis, when that was begun before.
    """

    stated: Mapping[str, str] = field(default_factory=dict)
    key: Path | None = None
    exports: Sequence[str] | None = None
    keep_raw: bool = False
    media: pd.DataFrame | None = None
    erased: int = 0
    log: Mapping[str, Any] = field(default_factory=dict)
    tables: Aside[Worked] | None = None


def begun(analysis: Analysis) -> Aside[Worked]:
    """Return the tables computed for the case, begun aside where that can be had: ``About.tables``."""
    return aside(lambda: worked(analysis))


def written(target: Path, analysis: Analysis, findings: Sequence[Finding], called: Tier, about: About) -> Case:
    """Write or renew the case at ``target`` with all its tables and documents, people called as the tier calls them.

    Raises
    ------
    LeakError
        A name or number that must stay inside occurs in what leaves the case.
    VerificationError
        An export was changed while it was read.
    CaseError
        The folder holds something else, or cannot be written.
    """
    chat = analysis.chat
    named = regime(analysis.messages, analysis.people).facts()  # while the least memory is used
    media = about.media if about.exports is None else inventory(chat, about.exports)
    tables = tables_of(analysis, media, None if about.tables is None else about.tables.result())
    made = contents(analysis, findings, called, about.stated, tables)
    paths = located(chat, about.exports or ())
    told: dict[str, Any] = {
        **about.stated,
        "versions": made_with(),
        "reply_regime": named,
        "paths": paths,
        "erased": about.erased,
        "key_file": str(about.key.resolve()) if about.key else None,
        "key_id": None if called.level == "names" and called.shield is None else Pseudonyms.load(about.key).key_id,
        "log": about.log,
    }
    case = write_case(target, analysis, findings, made, told)
    if about.keep_raw:
        keep(target, paths)
    return case


def contents(
    analysis: Analysis, findings: Sequence[Finding], called: Tier, said: Mapping[str, str], listed: Listed
) -> dict[str, str | bytes]:
    """Return file name → content of all tables and documents of a case.

    Parameters
    ----------
    analysis, findings, called
        What was found, and how people are called.
    said
        Purpose, legal basis and how long the case is kept, as far as they were stated.
    listed
        The tables, of ``contents.tables_of``.

    Raises
    ------
    LeakError
        A name or number that must stay inside occurs in a document.
    """
    files = aside(lambda: table_files(listed, analysis.chat)).at_once()
    shown = documents(analysis, findings, called, shown_with(said, analysis), listed)
    return {**files.result(), **shown}


def tier_of(settings: Settings, analysis: Analysis, findings: Sequence[Finding], key: Path | None, first_group: int = 1) -> Tier:
    """Return the tier the settings ask for, with the pseudonyms of the key; the group of an organisation bears its number there."""
    named = settings.tier == "names" and not any(finding.protected for finding in findings)
    pseudonyms = None if named else Pseudonyms.load(key)
    return tier(settings.tier, analysis, pseudonyms, findings=findings, lang=settings.lang, first_group=first_group)


def key_of(case: Case, key: Path | None = None) -> Pseudonyms:
    """Return the pseudonyms of a case.

    Raises
    ------
    SettingsError
        The key is not the one that the case was made with.
    """
    place = key or case.key
    pseudonyms = Pseudonyms.load(place)
    wanted = case.run.get("key_id")
    if wanted is not None and pseudonyms.key_id != wanted:
        raise SettingsError("is another key than that of the case", where=str(place or "your key"), hint="name the right one with --key")
    return pseudonyms


def made_with() -> dict[str, Any]:
    """Return the versions a result rests on."""
    return {name: version(name) for name in ("wag-analyzer", "pandas", "numpy", "scipy", "networkx")}


def shown_with(said: Mapping[str, str], analysis: Analysis) -> dict[str, str]:
    """Return what a report names beside its findings: versions, purpose, legal basis and how long the case is kept, and the policy."""
    return {**made_with(), **stated(said, analysis.settings.lang), **_ruled(analysis)}


def stated(about: Mapping[str, str], lang: str) -> dict[str, str]:
    """Return purpose, legal basis and how long the case is kept as words; what was not stated is said to be so."""
    *words, nothing = _STATED["id" if lang == "id" else "en"]
    return {word: about.get(name) or nothing for word, name in zip(words, STATED, strict=True)}


def _ruled(analysis: Analysis) -> dict[str, str]:
    used = analysis.policy
    word = "kebijakan" if analysis.settings.lang == "id" else "policy"
    return {word: f"{used.name} (SHA-256 {used.sha256[:_DIGITS]}…)"} if used.path else {}
