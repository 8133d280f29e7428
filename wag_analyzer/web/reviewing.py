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
_NOTHING: Final[Mapping[str, Any]] = {"count": 0, "rests_on": "", "revision": ""}
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
    """Return finding → its last decision, how often it was decided, the revision it rests on, the one a next must carry."""
    found: dict[str, dict[str, Any]] = {}
    rows = case.reviews().astype(object)
    for row in rows.where(rows.notna(), None).to_dict("records"):
        said: dict[str, Any] = {name: _shown(row[name]) for name in REVIEWS.names}
        before = found.get(said["finding_id"], _NOTHING)
        chain = before["revision"] + json.dumps(said, sort_keys=True)
        revision = sha256(chain.encode("utf-8")).hexdigest()[:16]
        found[said["finding_id"]] = {**said, "count": before["count"] + 1, "rests_on": before["revision"], "revision": revision}
    return found


def decide(case: Case, finding: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a decision that rests on the newest one, and return it as ``decisions`` does.

    Parameters
    ----------
    said
        ``decision``, ``by``, ``note`` and ``revision``: that of the decision the page showed, empty for none. ``over``, when a page is
        left before it was answered: the decision it had sent just before, which then is no rival.

    Raises
    ------
    Newer
        Another decision was made meanwhile; nothing is kept.
    SettingsError
        There is no such finding or decision.
    """
    words, over = _told(said), said.get("over")
    if words["decision"] not in DECISIONS:
        raise SettingsError("no decision is called so", where="review", hint=f"use {', '.join(DECISIONS)}")
    if finding not in reviews.known(case):
        raise SettingsError("this case has no such finding", where="review", hint="load the page again")
    with _ONE_WRITER:
        last = decisions(case).get(finding, {"finding_id": finding, "decision": "pending", "by": "", "at": "", "note": "", **_NOTHING})
        if last["revision"] != words["revision"] and not (isinstance(over, Mapping) and _is_it(last, over, words["revision"])):
            raise Newer(last)
        reviews.add(case, [reviews.Decision(finding, words["decision"], words["by"], log.now().removesuffix("Z"), words["note"])])
        return decisions(case)[finding]


def _told(said: Mapping[str, Any]) -> dict[str, str]:
    """Return what a page says, as it is kept."""
    words = {name: str(said.get(name) or "") for name in ("decision", "by", "note", "revision")}
    cut = {name: words[name].strip()[:longest] for name, longest in _LONGEST.items()}
    return {**words, **cut, "by": cut["by"] or log.user()}


def _is_it(last: Mapping[str, Any], over: Mapping[str, Any], revision: str) -> bool:
    """Say whether the last decision is the one that a page had sent, resting on the same revision as the present one."""
    told = _told(over)
    return bool(last["count"]) and last["rests_on"] == revision and all(last[name] == told[name] for name in ("decision", "by", "note"))


def _shown(cell: Any) -> str:
    """Return a cell of the table as it was typed: without the guard against formulas."""
    text = cell.strftime("%Y-%m-%dT%H:%M:%S") if hasattr(cell, "strftime") else str(cell or "")
    return text[1:] if text[:1] == "'" and guarded(text[1:]) == text else text
