"""Answers about a case that was audited: its report, decisions on findings, searching, downloads."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from wag_analyzer.case import log
from wag_analyzer.visible import visible
from wag_analyzer.web.asking import room, said_in, written_case
from wag_analyzer.web.guard import Refusal
from wag_analyzer.web.pages import app_page, report_in_app, told

if TYPE_CHECKING:
    from wag_analyzer.case.folder import Case

__all__ = ["context", "decide", "decisions", "download", "find", "report"]

_DOWNLOADS: Final = {
    "report.html": "text/html",
    "findings.csv": "text/csv",
    "findings.jsonl": "application/jsonl",
    "reviews.csv": "text/csv",
    "network.graphml": "application/xml",
    "network.gexf": "application/xml",
}
"""Files of a case that may be downloaded as they lie in it: they are in its tier."""

_MOST: Final = 1 << 32
"""No case holds as many messages."""

_MADE: Final = ("report", "tables", "bundle")
"""Work whose result is a file to download."""


def _opened(path: Path) -> "Case":
    from wag_analyzer.case.folder import open_case  # noqa: PLC0415 - pulls in everything

    return open_case(path)


async def report(request: Request) -> Response:
    """Show the report of a case with the app's bar; of one made by another version, offer to make it again."""
    case = written_case(request)
    opened = await asyncio.to_thread(_opened, case)
    data = {
        "case": request.path_params["case"],
        "name": visible(case.name.removesuffix(".case")),
        "who": log.user(),
        "lang": opened.settings.lang,
    }
    shown = await asyncio.to_thread(report_in_app, case / "report.html", data)
    here = room(request)
    return shown or app_page({"lang": here.lang, "cap": here.cap, "case": data["case"], "who": data["who"], "old": True})


async def decisions(request: Request) -> Response:
    """Tell the last decision on each finding."""
    from wag_analyzer.web import reviewing  # noqa: PLC0415 - pulls in everything

    opened = await asyncio.to_thread(_opened, written_case(request))
    return told({"reviews": list((await asyncio.to_thread(reviewing.decisions, opened)).values())})


async def decide(request: Request) -> Response:
    """Keep a decision on a finding; one that rests on an older decision than the newest is told the newest instead."""
    from wag_analyzer.web import reviewing  # noqa: PLC0415 - pulls in everything

    case, said = written_case(request), await said_in(request)
    try:
        kept = await asyncio.to_thread(reviewing.decide, await asyncio.to_thread(_opened, case), request.path_params["finding"], said)
    except reviewing.Newer as newer:
        return told({"error": "newer", "review": newer.review}, 409)
    return told({"review": kept})


async def find(request: Request) -> Response:
    """Search the messages; when there is no index of the case as it is now, say so: making one is work."""
    from wag_analyzer.web import search  # noqa: PLC0415 - pulls in everything

    case, asked = written_case(request), request.query_params
    opened = await asyncio.to_thread(_opened, case)
    if not await asyncio.to_thread(search.is_fresh, opened):
        return told({"error": "no index"}, 409)
    after = asked.get("after", "-1")
    wanted = search.Asked(
        asked.get("words", "")[:500], asked.get("who", "")[:500], asked.get("since", "")[:10], asked.get("until", "")[:10],
        int(after) if after.isdecimal() and len(after) < 12 else -1,
    )  # fmt: skip
    found: dict[str, Any] = await asyncio.to_thread(search.found, opened, wanted)
    if wanted.after < 0:
        found["people"] = await asyncio.to_thread(search.people_in, opened)
    return told({**found, "tier": opened.settings.tier})


async def context(request: Request) -> Response:
    """Tell a message with those around it."""
    from wag_analyzer.web import search  # noqa: PLC0415 - pulls in everything

    opened = await asyncio.to_thread(_opened, written_case(request))
    number = int(request.path_params["number"])
    return told({"messages": await asyncio.to_thread(search.around, opened, number) if number < _MOST else []})


async def download(request: Request) -> Response:
    """Hand out a file of the case by its name in a fixed table, or what finished work made."""
    case, name = written_case(request), request.path_params["name"]
    stem = case.name.removesuffix(".case")
    if name in _MADE:
        made = room(request).jobs.result(case, name)
        place = case / str(made["file"]) if made else case / name
        if not made or not place.is_file():
            raise Refusal(404, "it was not made yet")
        room(request).jobs.forget(case, name)
        return _file(place, f"{stem}-{place.name.lstrip('.').removesuffix('.part')}", "application/octet-stream", gone=True)
    if name not in _DOWNLOADS or not (case / name).is_file():
        raise Refusal(404, "there is no such file")
    return _file(case / name, f"{stem}-{name}", _DOWNLOADS[name])


def _file(path: Path, name: str, kind: str, *, gone: bool = False) -> Response:
    after = BackgroundTask(path.unlink, missing_ok=True) if gone else None
    return FileResponse(path, filename=visible(name), media_type=kind, content_disposition_type="attachment", background=after)
