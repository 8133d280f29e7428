"""From exports to a case folder in one go: what the command line and the app share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from wag_analyzer.analysis import Analysis
from wag_analyzer.case.contents import tables_of
from wag_analyzer.case.documents import documents
from wag_analyzer.case.folder import Case, table_files, write_case
from wag_analyzer.findings import Finding
from wag_analyzer.interactions.regimes import regime
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.inventory import inventory
from wag_analyzer.parser.read import read
from wag_analyzer.parser.zones import in_utc
from wag_analyzer.people.apart import unjoined
from wag_analyzer.people.decisions import read_decisions
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.tiers import Tier, tier
from wag_analyzer.settings import Settings

__all__ = ["About", "chat_in", "made_with", "ruled", "stated", "tier_of", "written"]

_DIGITS: Final = 16
_STATED: Final = {"en": ("purpose", "legal basis", "not stated"), "id": ("tujuan", "dasar hukum", "tidak dinyatakan")}


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a case beside what was found.

    Parameters
    ----------
    stated
        ``purpose`` and ``legal_basis``, as far as they were stated.
    key
        Key file of the pseudonyms; None for the user's own.
    exports
        What was read, for the hashes of media; None takes what was noted while reading.
    """

    stated: Mapping[str, str] = field(default_factory=dict)
    key: Path | None = None
    exports: Sequence[str] | None = None


def chat_in(exports: Sequence[str], settings: Settings) -> Chat:
    """Return the chat in the named exports under the settings: joins taken back by the user's decisions, times in UTC where asked for.

    Raises
    ------
    ExportError
        Nothing can be read.
    """
    chat = read(exports, settings)
    if settings.identities is not None and chat.parts:
        chat = unjoined(chat, read_decisions(settings.identities))
    return in_utc(chat, settings.tz) if settings.tz else chat


def written(target: Path, analysis: Analysis, findings: Sequence[Finding], called: Tier, about: About) -> Case:
    """Write or renew the case at ``target`` with all its tables and documents, people called as the tier calls them.

    Raises
    ------
    LeakError
        A name or number that must stay inside occurs in what leaves the case.
    CaseError
        The folder holds something else, or cannot be written.
    """
    chat, settings = analysis.chat, analysis.settings
    listed = tables_of(analysis, None if about.exports is None else inventory(chat, about.exports))
    shown = {**made_with(), **stated(about.stated, settings.lang), **ruled(analysis)}
    made = {**table_files(listed, chat), **documents(analysis, findings, called, shown, listed)}
    rests = {"versions": made_with(), "reply_regime": regime(analysis.messages, analysis.people).facts()}
    told: dict[str, Any] = {**about.stated, **rests, "key_file": str(about.key.resolve()) if about.key else None}
    return write_case(target, analysis, findings, made, told)


def tier_of(settings: Settings, analysis: Analysis, findings: Sequence[Finding], key: Path | None) -> Tier:
    """Return the tier the settings ask for, with the pseudonyms of the key."""
    named = settings.tier == "names" and not any(finding.protected for finding in findings)
    pseudonyms = None if named else Pseudonyms.load(key)
    return tier(settings.tier, analysis, pseudonyms, findings=findings, lang=settings.lang)


def made_with() -> dict[str, Any]:
    """Return the versions a result rests on."""
    return {name: version(name) for name in ("wag-analyzer", "pandas", "numpy", "scipy", "networkx")}


def stated(about: Mapping[str, str], lang: str) -> dict[str, str]:
    """Return purpose and legal basis as the report shows them; what was not stated is said to be so."""
    purpose, basis, nothing = _STATED["id" if lang == "id" else "en"]
    return {purpose: about.get("purpose") or nothing, basis: about.get("legal_basis") or nothing}


def ruled(analysis: Analysis) -> dict[str, str]:
    """Return which policy was applied, as the report shows it."""
    used = analysis.policy
    word = "kebijakan" if analysis.settings.lang == "id" else "policy"
    return {word: f"{used.name} (SHA-256 {used.sha256[:_DIGITS]}…)"} if used.path else {}
