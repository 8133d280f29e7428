"""Replies as JSON lines: one object per message with its candidates and ``p_new``, which together sum to 1."""

import json
from collections.abc import Iterator

import pandas as pd

__all__ = ["reply_lines"]


def reply_lines(replies: pd.DataFrame) -> Iterator[str]:
    """Yield one JSON object per message, without line feed.

    Parameters
    ----------
    replies
        Rows of ``tables.REPLIES``; the rows of a message stand together.
    """
    columns = (replies[name].tolist() for name in ("msg_id", "line", "candidate", "candidate_line", "p"))
    current: dict[str, object] = {}
    listed: list[dict[str, object]] = []
    for msg_id, line, candidate, candidate_line, p in zip(*columns, strict=True):
        if current.get("msg_id") != msg_id:
            if current:
                yield _line(current)
            listed = []
            current = {"msg_id": msg_id, "line": line, "candidates": listed, "p_new": 0.0}
        if isinstance(candidate, str):
            listed.append({"msg_id": candidate, "line": candidate_line, "p": p})
        else:
            current["p_new"] = p
    if current:
        yield _line(current)


def _line(entry: dict[str, object]) -> str:
    """Return the object as one line, probabilities with six digits that still sum to 1."""
    listed = entry["candidates"]
    assert isinstance(listed, list)  # noqa: S101 -- built three lines above
    listed.sort(key=lambda item: -item["p"])
    for item in listed:
        item["p"] = round(item["p"], 6)
    entry["p_new"] = round(max(1.0 - sum(item["p"] for item in listed), 0.0), 6)
    return json.dumps(entry, ensure_ascii=False)
