"""Answers about cases before and between runs: make one, hand exports over, say who is who and how to run, begin and stop work."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from wag_analyzer.case.files import write_bytes
from wag_analyzer.case.names import DRAFT, GIVEN
from wag_analyzer.errors import CaseError, SettingsError
from wag_analyzer.settings import Settings, load_settings
from wag_analyzer.visible import visible
from wag_analyzer.web import draft
from wag_analyzer.web.asking import Room, case_of, room, said_in
from wag_analyzer.web.desk import identity
from wag_analyzer.web.found import counted, found, listed
from wag_analyzer.web.guard import Refusal, fault
from wag_analyzer.web.pages import told
from wag_analyzer.web.uploads import capped, received

__all__ = ["attach", "begin", "cases", "change", "drop", "state", "stop", "upload", "work"]

_ATTACHED_CAP: Final = 16 << 20
_STATED: Final = ("purpose", "legal_basis", "retain_until")
_LONGEST: Final = 2000


async def cases(request: Request) -> Response:
    """List the cases."""
    here = room(request)

    def listed() -> list[dict[str, Any]]:
        return [_short(here, case, path) for case, path in here.desk.cases().items()]

    return told({"cases": await asyncio.to_thread(listed), "home": visible(str(here.desk.home))})


async def begin(request: Request) -> Response:
    """Make a new case, called after an export."""
    said = await said_in(request)
    order = draft.Draft(settings={"lang": "id" if said.get("lang") == "id" else "en"})
    path = room(request).desk.begin(draft.called(str(said.get("name") or "chat")), order)
    return told({"id": identity(path)}, 201)


async def upload(request: Request) -> Response:
    """Take an export as it comes and add it to the draft."""
    desk = room(request).desk
    case = desk.made(case_of(request))
    if draft.is_written(case) and not (case / DRAFT).is_file() and not desk.load(case).exports:
        raise SettingsError("the exports of this case are not at hand", where="the case", hint="drop all of them together as a new case")
    export = await received(request, case, request.path_params["name"], room(request).cap)
    kept = desk.load(case)
    others = tuple(one for one in kept.exports if one.sha256 != export.sha256)
    room(request).jobs.forget(case, "look")
    saved = desk.save(case, replace(kept, exports=(*others, export)))
    return told({"export": asdict(export), "revision": saved.revision}, 201)


async def drop(request: Request) -> Response:
    """Take an export out of the draft; an upload that no run has read is deleted."""
    desk, case, number = room(request).desk, case_of(request), int(request.path_params["number"])
    kept = desk.load(case)
    if number >= len(kept.exports):
        raise Refusal(404, "there is no such file")
    gone = kept.exports[number]
    room(request).jobs.forget(case, "look")
    saved = desk.save(case, replace(kept, exports=kept.exports[:number] + kept.exports[number + 1 :]))
    if gone.sha256 and gone.sha256 not in _read_before(case) and draft.is_upload(gone):
        (case / gone.path).unlink(missing_ok=True)
    return told({"revision": saved.revision})


def _read_before(case: Path) -> set[str]:
    from wag_analyzer.case.folder import open_case  # noqa: PLC0415 - pulls in everything

    return {str(source["sha256"]) for source in open_case(case).run["inputs"]} if draft.is_written(case) else set()


async def attach(request: Request) -> Response:
    """Take a roster, a policy, contacts or a list of those who agreed; an empty body takes it away."""
    case, kind = case_of(request), request.path_params["kind"]
    if kind not in draft.ATTACHED:
        raise Refusal(404, "there is no such file to give")
    content = b"".join([chunk async for chunk in capped(request, _ATTACHED_CAP)])
    here = room(request)
    place = here.desk.made(case) / GIVEN / draft.ATTACHED[kind]
    place.parent.mkdir(mode=0o700, exist_ok=True)
    before = place.read_bytes() if place.is_file() else b""
    _put(place, content)
    kept = here.desk.load(case)
    rest = {name: value for name, value in kept.settings.items() if name != kind}
    changed = replace(kept, settings=rest if content else {**rest, kind: None})
    try:
        settings = await asyncio.to_thread(_tried, here, case, changed)
    except SettingsError:
        _put(place, before)
        raise
    if changed != kept:
        here.desk.save(case, changed)
    here.jobs.forget(case, "look")
    return told({"attached": _attached(settings)})


def _put(place: Path, content: bytes) -> None:
    if content:
        write_bytes(place, content)
    else:
        place.unlink(missing_ok=True)


def _tried(here: Room, case: Path, kept: draft.Draft) -> Settings:
    """Return the settings of the next run; refuse what cannot be read, while whoever gave it is still there."""
    from wag_analyzer.people.roster import read_roster  # noqa: PLC0415 - only when something was given
    from wag_analyzer.people.vcard import read_vcard  # noqa: PLC0415 - as above

    settings = draft.settings_of(case, kept, here.config)
    if settings.roster:
        read_roster(settings.roster)
    if settings.vcard:
        read_vcard(settings.vcard)
    return settings


async def change(request: Request) -> Response:
    """Keep what the next run shall do; refused when the page rests on an older state than the one kept."""
    here, case, said = room(request), case_of(request), await said_in(request)
    kept = here.desk.load(case)
    changed = replace(kept, settings=_settings(said, kept), identities=_identities(said, kept), stated=_stated(said, kept))
    await asyncio.to_thread(draft.settings_of, case, changed, here.config)
    if not said.get("revision") == kept.revision == here.desk.load(case).revision:
        return told({"error": "newer", "state": await asyncio.to_thread(_state, here, case)}, 409)
    return told({"revision": here.desk.save(case, changed).revision})


def _settings(said: Mapping[str, Any], kept: draft.Draft) -> Mapping[str, Any]:
    if "settings" not in said:
        return kept.settings
    if not isinstance(said["settings"], dict):
        raise SettingsError("is no list of settings", where="settings", hint="load the page again")
    given = {name: None if value in ("", []) else value for name, value in said["settings"].items()}
    taken = {name for name, value in given.items() if value is None} & draft.ATTACHED.keys()
    if unknown := sorted(given.keys() - draft.SET_HERE - taken):
        raise SettingsError(f"{visible(unknown[0])} is not set here", where="settings", hint=f"use {', '.join(sorted(draft.SET_HERE))}")
    load_settings({name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})
    return given


def _identities(said: Mapping[str, Any], kept: draft.Draft) -> tuple[tuple[str, str, bool], ...]:
    if "identities" not in said:
        return kept.identities
    try:
        return tuple((str(name), str(person), bool(joined)) for name, person, joined in said["identities"])
    except (TypeError, ValueError):
        raise SettingsError("is no list of decisions", where="identities", hint="load the page again") from None


def _stated(said: Mapping[str, Any], kept: draft.Draft) -> Mapping[str, str]:
    if not isinstance(said.get("stated"), dict):
        return kept.stated
    stated = {name: str(said["stated"].get(name) or "")[:_LONGEST] for name in _STATED if said["stated"].get(name)}
    try:
        date.fromisoformat(stated.get("retain_until", "2025-01-01"))
    except ValueError:
        raise SettingsError("is no day", where="retain_until", hint="write a day as 2025-06-30") from None
    return stated


async def work(request: Request) -> Response:
    """Begin a piece of work."""
    here, case, said = room(request), case_of(request), await said_in(request)
    kind = str(said.get("kind"))
    if kind == "look" or (kind == "audit" and (here.desk.load(case).exports or draft.is_written(case))):
        return here.start(case if kind == "look" else here.desk.made(case), kind)
    if kind == "audit":
        raise SettingsError("there is nothing to read yet", where="the case", hint="drop an export first")
    if not draft.is_written(case):
        raise Refusal(409, "this case was not audited yet")
    if kind in {"index", "page"}:
        return here.start(case, kind)
    if kind in {"report", "tables", "bundle"}:
        checked = load_settings({"tier": said.get("tier") or "pseudonym", "lang": said.get("lang") or "en"})[0]
        return here.start(case, kind, tier=checked.tier, lang=checked.lang)
    raise Refusal(404, "there is no such work")


async def stop(request: Request) -> Response:
    """Stop the work on a case."""
    case = case_of(request)
    room(request).jobs.stop(case)
    return told(_job(room(request), case))


async def state(request: Request) -> Response:
    """Tell everything a page of a case shows but what needs work."""
    return told(await asyncio.to_thread(_state, room(request), case_of(request)))


def _job(here: Room, case: Path) -> dict[str, Any] | None:
    job = here.jobs.of(case)
    return job.told() if job is not None else None


def _state(here: Room, case: Path) -> dict[str, Any]:
    kept = here.desk.load(case)
    settings = draft.settings_of(case, kept, here.config)
    shown = {name: value for name, value in asdict(settings).items() if name in draft.SET_HERE}
    return {
        **_short(here, identity(case), case, listing=True),
        "place": visible(str(case)),
        "draft": {**asdict(kept), "exports": [{**asdict(export), "name": visible(export.name)} for export in kept.exports]},
        "settings": shown,
        "attached": _attached(settings),
        "looked": here.jobs.result(case, "look"),
        "cap": here.cap,
    }


def _attached(settings: Settings) -> list[str]:
    return [kind for kind in draft.ATTACHED if getattr(settings, kind) is not None]


def _short(here: Room, case: str, path: Path, *, listing: bool = False) -> dict[str, Any]:
    short = {"id": case, "name": visible(path.name.removesuffix(".case")), "ready": draft.is_written(path), "job": _job(here, path)}
    if not short["ready"]:
        return {**short, "waiting": len(here.desk.load(path).exports)}
    from wag_analyzer.case.folder import open_case  # noqa: PLC0415 - pulls in everything

    try:
        opened = open_case(path)
        rows, decided = found(path), _decided(opened)
        known: dict[str, Any] = {"reviewed": sum(one["decision"] != "pending" for one in decided.values())}
        if listing:
            known["listed"] = listed(rows, decided)
        return {**short, **counted(rows), **known, "tier": opened.settings.tier, "lang": opened.settings.lang}
    except CaseError as error:
        return {**short, "problem": fault(error), "problem_id": fault(error, "id")}


def _decided(opened: Any) -> dict[str, dict[str, Any]]:
    from wag_analyzer.web import reviewing  # noqa: PLC0415 - pulls in everything

    return reviewing.decisions(opened)
