"""Commands on a case that a store answers too: one finding in context, and who is behind a pseudonym."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wag_analyzer.cli.console import advance, result, tell
from wag_analyzer.cli.options import Run
from wag_analyzer.cli.organising import groups_in, reported
from wag_analyzer.errors import SettingsError
from wag_analyzer.settings import Settings
from wag_analyzer.visible import visible

if TYPE_CHECKING:
    from wag_analyzer.analysis import Analysis
    from wag_analyzer.batch.groups import Group
    from wag_analyzer.findings import Finding
    from wag_analyzer.people.identities import People
    from wag_analyzer.people.pseudonyms import Pseudonyms
    from wag_analyzer.report.tiers import Tier

__all__ = ["bundle_store", "reveal_in_store", "show_in_store"]


def show_in_store(store: Path, called: str, run: Run, settings: Settings, asked: "tuple[Path | None, int]") -> None:
    """Print one finding of a store with its context, and whose group it is of.

    Parameters
    ----------
    called
        Its identity, as ``detect`` or the report of the group told it.
    asked
        Key file of the pseudonyms, and how many lines of context.

    Raises
    ------
    SettingsError
        No group has such a finding.
    """
    from wag_analyzer.batch.groups import titles  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.report.text import finding_lines  # noqa: PLC0415

    key, context = asked
    groups = groups_in(store)
    likely = _telling(store, called)
    ordered = sorted(groups, key=lambda group: not likely & {source.sha256 for source in group.chat.sources})
    number = {group.group_id: turn for turn, group in enumerate(groups, start=1)}
    known: list[str] = []
    with advance(run, len(ordered)) as told:
        for group in ordered:
            told(group.name)
            for finding, analysis, tier in _findings(group, settings, key, number[group.group_id]):
                if called in {finding.finding_id, tier.finding_id(finding)}:
                    title = titles(groups)[group.group_id] if tier.level == "names" else tier.group(group.group_id)
                    lines = finding_lines(finding, analysis, tier=tier, lang=settings.lang, context=context)
                    result([f"== {visible(title)}", *lines])
                    return
                known.append(tier.finding_id(finding))
    has = ", ".join(known[:5]) or "none"
    raise SettingsError(f"no finding is called {visible(called)}", where=visible(str(store)), hint=f"this store has {has}")


def _findings(group: "Group", settings: Settings, key: Path | None, number: int) -> "Iterator[tuple[Finding, Analysis, Tier]]":
    from wag_analyzer.analysis import analyze  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.making import tier_of  # noqa: PLC0415
    from wag_analyzer.detectors import judged  # noqa: PLC0415

    analysis = analyze(group.chat, settings)
    findings = judged(analysis, select=settings.select, ignore=settings.ignore).findings
    tier = tier_of(settings, analysis, findings, key, number)
    yield from ((finding, analysis, tier) for finding in findings)


def _telling(store: Path, called: str) -> set[str]:
    """Return the exports whose own findings bear this identity: their group is looked at first."""
    from wag_analyzer.batch.keep import findings_in  # noqa: PLC0415 - only for a store
    from wag_analyzer.batch.store import Store  # noqa: PLC0415

    entries = Store.opened(store).entries()
    return {entry.sha256 for entry in entries if any(finding_id == called for _, finding_id in findings_in(entry))}


def reveal_in_store(store: Path, called: str, run: Run, reason: str, asked: "tuple[Settings, Path | None]") -> None:
    """Say who is behind a pseudonym of a store's reports, and note first that it was asked.

    Raises
    ------
    SettingsError
        Nobody is called so, or more than one.
    """
    from wag_analyzer.case import log  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.case.names import LOG  # noqa: PLC0415
    from wag_analyzer.people.pseudonyms import Pseudonyms  # noqa: PLC0415

    settings, key = asked
    pseudonyms = Pseudonyms.load(key)
    person, people = _behind(store, called, settings, pseudonyms)
    code = pseudonyms.names(people.persons)[person]
    log.append(store / LOG, "reveal", log.user(), {"person": code, "reason": reason})
    names = [name for name, other in people.person_of.items() if other == person and name != person]
    result([f"{code}  {visible(person)}" + (f"  ({', '.join(map(visible, names))})" if names else "")])
    tell(run, "revealed")


def _behind(store: Path, called: str, settings: Settings, pseudonyms: "Pseudonyms") -> "tuple[str, People]":
    """Return the person, and the people among whom: first those of the organisation, then those of each group."""
    from wag_analyzer.analysis import people_of  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.batch.groups import whole  # noqa: PLC0415
    from wag_analyzer.case.forget import found_person  # noqa: PLC0415

    groups = groups_in(store)
    first: SettingsError | None = None
    for chat in (whole(groups), *(group.chat for group in groups)):
        people = people_of(chat, settings)
        try:
            return found_person(called, people, pseudonyms), people
        except SettingsError as error:
            first = first or error
    raise first or SettingsError(f"nobody is called {visible(called)}", where=visible(str(store)))


def bundle_store(store: Path, output: Path, run: Run, settings: Settings, key: Path | None) -> None:
    """Pack the report of a store, what became of its files, and its log as a bag.

    Raises
    ------
    LeakError
        A name that must stay inside would leave; nothing is written.
    CaseError
        ``output`` is there already or cannot be written.
    """
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - only here

    from wag_analyzer.batch.bundle import bundled_store  # noqa: PLC0415 - pulls in everything
    from wag_analyzer.batch.store import Store  # noqa: PLC0415

    with TemporaryDirectory(prefix="wag-bundle-") as place:
        tier = reported(store, run, settings, key, Path(place) / "report")
        digest = bundled_store(Store.opened(store), Path(place) / "report", tier, output)
    result([str(output)])
    tell(run, "digest", digest=digest)
