"""Decisions through the app: each carries the revision it rests on, so that no tab overwrites what another has decided meanwhile."""

import json
import threading
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from wag_analyzer.case import log, reviews
from wag_analyzer.case.folder import Case
from wag_analyzer.errors import SettingsError
from wag_analyzer.report.csv import guarded
from wag_analyzer.tables import DECISIONS, REVIEWS

__all__ = ["Newer", "decide", "decisions"]

_ONE_WRITER: Final = threading.Lock()
_LONGEST: Final[Mapping[str, int]] = {"by": 200, "note": 4000}


class Newer(Exception):  # noqa: N818 - it is news, not a fault
    """Somebody has decided on the finding since the page was loaded.

    Parameters
    ----------
    review
        The newest decision, as ``decisions`` gives it.
    """

    def __init__(self, review: Mapping[str, Any]) -> None:
        super().__init__("newer")
        self.review = review


def decisions(case: Case) -> dict[str, dict[str, Any]]:
    """Return finding → its last decision, with how often it was decided and the revision a next decision must carry."""
    found: dict[str, dict[str, Any]] = {}
    rows = case.reviews().astype(object)
    for row in rows.where(rows.notna(), None).to_dict("records"):
        said: dict[str, Any] = {name: _shown(row[name]) for name in REVIEWS.names}
        before = found.get(said["finding_id"], {"count": 0, "revision": ""})
        chain = before["revision"] + json.dumps(said, sort_keys=True)
        found[said["finding_id"]] = {**said, "count": before["count"] + 1, "revision": sha256(chain.encode("utf-8")).hexdigest()[:16]}
    return found


def decide(case: Case, finding: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a decision that rests on the newest one, and return it as ``decisions`` does.

    Parameters
    ----------
    said
        ``decision``, ``by``, ``note`` and ``revision``: that of the decision the page showed, empty for none.

    Raises
    ------
    Newer
        Another decision was made meanwhile; nothing is kept.
    SettingsError
        There is no such finding or decision.
    """
    words = {name: str(said.get(name) or "") for name in ("decision", "by", "note", "revision")}
    if words["decision"] not in DECISIONS:
        raise SettingsError("no decision is called so", where="review", hint=f"use {', '.join(DECISIONS)}")
    if finding not in reviews.known(case):
        raise SettingsError("this case has no such finding", where="review", hint="load the page again")
    by, note = (words[name].strip()[: _LONGEST[name]] for name in ("by", "note"))
    with _ONE_WRITER:
        last = decisions(case).get(finding)
        if (last or {"revision": ""})["revision"] != words["revision"]:
            raise Newer(last or {"finding_id": finding, "decision": "pending", "by": "", "at": "", "note": "", "count": 0, "revision": ""})
        reviews.add(case, [reviews.Decision(finding, words["decision"], by or log.user(), log.now().removesuffix("Z"), note)])
        return decisions(case)[finding]


def _shown(cell: Any) -> str:
    """Return a cell of the table as it was typed: without the guard against formulas."""
    text = cell.strftime("%Y-%m-%dT%H:%M:%S") if hasattr(cell, "strftime") else str(cell or "")
    return text[1:] if text[:1] == "'" and guarded(text[1:]) == text else text
