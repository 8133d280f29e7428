"""The worker: one piece of long work in a process of its own, told its order in a line and telling how it stands in lines."""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from wag_analyzer.case.names import LOG
from wag_analyzer.web.guard import fault, faults

__all__ = ["main"]

Tell = Callable[[Mapping[str, Any]], None]
_BEFORE: Final = ("reading",)
_AFTER: Final = ("findings", "writing", "search")


def main() -> None:
    """Do one piece of work and end. Whoever started it is gone when standard input ends: then it ends too, as it stands."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the app says when to stop
    order = json.loads(sys.stdin.buffer.readline() or b"{}")
    threading.Thread(target=_until_alone, daemon=True).start()
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:

        def tell(said: Mapping[str, Any]) -> None:
            out.write(json.dumps(said, default=str).encode() + b"\n")
            out.flush()

        try:
            tell({"state": "done", "result": WORK[order["kind"]](Path(order["case"]), order, tell)})
        except Exception as error:  # noqa: BLE001 - told in one line, whatever it is
            tell({"state": "failed", **faults(error)})
    os._exit(0)


def _until_alone() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def _config(order: Mapping[str, Any]) -> Path | None:
    return Path(order["config"]) if order.get("config") else None


def look(case: Path, order: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Return what each export is, and who may be who in all of them."""
    from wag_analyzer.errors import WagError  # noqa: PLC0415 - the heavy part is loaded when the order is known
    from wag_analyzer.web import draft, looking, shelf  # noqa: PLC0415

    kept = draft.taken(order["draft"])
    settings = draft.settings_of(case, kept, _config(order))
    with draft.handed_over(case, kept.exports) as paths:
        if not paths:
            from wag_analyzer.case.folder import open_case  # noqa: PLC0415 - as above

            return {"files": [], **looking.persons(open_case(case).chat(), settings)}
        cards = []
        for turn, path in enumerate(paths, 1):
            tell({"stage": "reading", "number": turn, "stages": len(paths) + 1})
            cards += looking.file_cards(path, settings)
        if all(card["grade"] == "unread" for card in cards):
            return {"files": cards, "people": [], "pairs": [], "more": 0, "self": ""}
        tell({"stage": "people", "number": len(paths) + 1, "stages": len(paths) + 1})
        try:
            who = looking.persons(shelf.chat_of(paths, settings), settings)
        except WagError as error:
            who = {"people": [], "pairs": [], "more": 0, "self": "", "problem": fault(error), "problem_id": fault(error, "id")}
    return {"files": cards, **who}


def audit(case: Path, order: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Do the whole job on what the draft names, and write the case."""
    from wag_analyzer.analysis import STAGES, analyze  # noqa: PLC0415 - as in look
    from wag_analyzer.case.folder import open_case  # noqa: PLC0415
    from wag_analyzer.case.making import About, tier_of, written  # noqa: PLC0415
    from wag_analyzer.detectors import judged  # noqa: PLC0415
    from wag_analyzer.web import draft, search, shelf  # noqa: PLC0415

    stages = (*_BEFORE, *STAGES, *_AFTER)

    def stage(name: str) -> None:
        tell({"stage": name, "number": stages.index(name) + 1, "stages": len(stages), "done": 0, "steps": 0})

    kept = draft.taken(order["draft"])
    settings = draft.decided(case, kept, draft.settings_of(case, kept, _config(order)))
    stage("reading")
    with draft.handed_over(case, kept.exports) as paths:
        opened = None if paths else open_case(case)
        chat = shelf.chat_of(paths, settings) if opened is None else opened.chat()
        analysis = analyze(chat, settings, stage, lambda done, steps: tell({"done": done, "steps": steps}))
        stage("findings")
        findings = judged(analysis, select=settings.select, ignore=settings.ignore).findings
        stage("writing")
        key = opened.key if opened is not None else None
        called = tier_of(settings, analysis, findings, key)
        lying = None if any(shelf.is_shelved(path) for path in paths) else paths or None
        made = written(case, analysis, findings, called, About(kept.stated, key, lying))
    stage("search")
    search.build(made, analysis, called)
    return {"findings": len(findings)}


def index(case: Path, order: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Make the index for searching, for a case made elsewhere."""
    from wag_analyzer.web import search  # noqa: PLC0415 - as in look

    del order
    opened, analysis, _, called = _again(case, {}, tell)
    return {"messages": search.build(opened, analysis, called)}


def _again(case: Path, other: Mapping[str, Any], tell: Tell) -> tuple[Any, Any, Any, Any]:
    """Return a case, its analysis and findings made again from its tables, and the tier they are shown in."""
    from wag_analyzer.analysis import STAGES, analyze  # noqa: PLC0415 - as in look
    from wag_analyzer.case.folder import open_case  # noqa: PLC0415
    from wag_analyzer.case.making import tier_of  # noqa: PLC0415
    from wag_analyzer.detectors import detect  # noqa: PLC0415

    stages = (*STAGES, "findings", "writing")

    def stage(name: str) -> None:
        tell({"stage": name, "number": stages.index(name) + 1, "stages": len(stages), "done": 0, "steps": 0})

    opened = open_case(case)
    settings = replace(opened.settings, **other)
    analysis = analyze(opened.chat(), settings, stage, lambda done, steps: tell({"done": done, "steps": steps}))
    stage("findings")
    findings = detect(analysis, select=settings.select, ignore=settings.ignore)
    stage("writing")
    return opened, analysis, findings, tier_of(settings, analysis, findings, opened.key)


def tables(case: Path, order: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Write the tables and the network of a case in a tier as one archive, and return its name."""
    from wag_analyzer.case import log  # noqa: PLC0415 - as in look
    from wag_analyzer.case.contents import tables_of  # noqa: PLC0415
    from wag_analyzer.case.exports import exports  # noqa: PLC0415
    from wag_analyzer.web.archives import write_archive  # noqa: PLC0415

    level = str(order["tier"])
    opened, analysis, findings, called = _again(case, {"tier": level}, tell)
    made = exports(analysis, findings, called, ("csv", "graphml", "gexf", "edgelist"), tables_of(analysis, opened.media()))
    name = f".tables-{level}.zip.part"
    write_archive(case / name, made)
    log.append(case / LOG, "export", log.user(), {"tier": level})
    return {"file": name}


def report(case: Path, order: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Write the report of a case in a tier and language, beside its own, and return its name."""
    from wag_analyzer.case import log  # noqa: PLC0415 - as in look
    from wag_analyzer.case.documents import report_page  # noqa: PLC0415
    from wag_analyzer.case.files import write_text  # noqa: PLC0415
    from wag_analyzer.case.making import shown_with  # noqa: PLC0415

    level, lang = str(order["tier"]), str(order["lang"])
    opened, analysis, findings, called = _again(case, {"tier": level, "lang": lang}, tell)
    name = f".report-{level}-{lang}.html.part"
    write_text(case / name, report_page(analysis, findings, called, shown_with(opened.stated, analysis)))
    log.append(case / LOG, "report", log.user(), {"tier": level, "lang": lang})
    return {"file": name}


def page(case: Path, order: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Make the report of a case again, in its own tier and language: the one it has was made by another version."""
    from wag_analyzer.case.documents import report_page  # noqa: PLC0415 - as in look
    from wag_analyzer.case.folder import renewed  # noqa: PLC0415
    from wag_analyzer.case.making import shown_with  # noqa: PLC0415

    del order
    opened, analysis, findings, called = _again(case, {}, tell)
    shown = shown_with(opened.stated, analysis)
    told = {"what": "report", "tier": called.level, "lang": analysis.settings.lang}
    renewed(opened, "report.html", report_page(analysis, findings, called, shown), told)
    return {"file": "report.html"}


def bundle(case: Path, order: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Pack what readers may see of a case in a tier as a bag, and return its name."""
    from wag_analyzer.case.bundle import bundled  # noqa: PLC0415 - as in look

    level = str(order["tier"])
    opened, analysis, findings, called = _again(case, {"tier": level}, tell)
    made = case / f".bundle-{level}.zip"
    made.unlink(missing_ok=True)
    bundled(opened, analysis, findings, called, made)
    made.replace(made.with_name(f"{made.name}.part"))
    return {"file": f"{made.name}.part"}


WORK: Final = {"look": look, "audit": audit, "index": index, "report": report, "tables": tables, "page": page, "bundle": bundle}
"""Kind of work → what does it."""

if __name__ == "__main__":
    main()
