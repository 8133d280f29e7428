"""Tables of a group's history, made by hand: phases, arrivals, recruiters, uses and rungs."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from wag_analyzer import tables

START = pd.Timestamp("2025-01-06 08:00")


def histories(names: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Return the tables of a case that speak of its history, for people called ``names`` (at least four)."""
    day = pd.Timedelta(days=1)
    phases: list[dict[str, Any]] = [
        {"phase": "created", "start": START, "certain": True, "by": names[0], "msg_ids": ["01234567-1"], "text": "x"},
        {"phase": "purpose", "start": START, "certain": False, "text": "x", "msg_ids": []},
        {"phase": "growth", "start": START, "end": START + 2 * day, "certain": False, "p": 0.0001, "msg_ids": ["01234567-1"]},
        {"phase": "action", "certain": False},
        {"phase": "closing", "certain": False},
        {
            "phase": "change",
            "start": START + 7 * day,
            "start_lo": START + 5 * day,
            "start_hi": START + 8 * day,
            "p": 0.01,
            "before": 4.0,
            "after": 9.5,
            "certain": False,
            "msg_ids": [f"01234567-{line}" for line in range(10, 17)],
        },
    ]
    came: list[dict[str, Any]] = [
        {"person": names[0], "how": "created", "p": 1.0, "at": START, "wave": 0},
        {"person": names[1], "by": names[0], "how": "added", "p": 1.0, "at": START + day, "wave": 1},
        {"person": names[2], "by": names[0], "how": "link", "p": 0.5, "at": START + day, "wave": 1},
        {"person": names[3], "by": names[1], "how": "added", "p": 1.0, "at": START + 9 * day, "wave": 0},
    ]
    used: list[dict[str, Any]] = [
        {
            "source": names[0],
            "target": names[1],
            "use": "information",
            "acts": 6.0,
            "share": 0.667,
            "given": 4.0,
            "asked": 2.0,
            "few": False,
        },
        {"source": names[0], "target": names[1], "use": "access", "acts": 1.0, "share": 0.111, "given": 1.0, "asked": 0.0, "few": False},
        {"source": names[1], "target": names[2], "use": "knowledge", "acts": 2.0, "share": 1.0, "given": 1.0, "asked": 1.0, "few": True},
    ]
    rungs = [(name, pairs, skipped) for name, pairs, skipped in (("know", 4, 0), ("like", 1, 2), ("trust", 0, 1), ("buy", 0, 0))]
    return {
        "lifecycle": tables.LIFECYCLE.frame({"group_id": "g1", **row} for row in phases),
        "invitations": tables.INVITATIONS.frame({"group_id": "g1", "depth": 0, "below": 0, "prior_groups": 0, **row} for row in came),
        "recruiters": tables.RECRUITERS.frame(
            [
                {
                    "group_id": "g1",
                    "person": names[0],
                    "recruits": 1.5,
                    "below": 3,
                    "rank_lo": 1.0,
                    "rank_hi": 2.0,
                    "later": 1.5,
                    "expected": 0.2,
                }
            ]
        ),
        "uses": tables.USES.frame({"tie_acts": 9.0, "lo": 0.1, "hi": 0.9, **row} for row in used),
        "ladder": tables.LADDER.frame(
            {"rung": name, "dyads": pairs, "lo": 0.0, "hi": pairs + 1.0, "possible": 28, "skipped": skipped}
            for name, pairs, skipped in rungs
        ),
    }
