"""What is true of a simulated chat: who is who, what was planted on which lines, who answers whom."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from wag_analyzer.simulate.episodes import Planted
from wag_analyzer.simulate.items import Item
from wag_analyzer.simulate.plan import Plan
from wag_analyzer.simulate.render import Rendered
from wag_analyzer.simulate.spec import Spec

__all__ = ["truth"]


def truth(spec: Spec, made: Plan, items: Sequence[Item], rendered: Rendered) -> dict[str, Any]:
    """Return the truth of a chat with lines counted as in its export.

    Returns
    -------
    dict
        ``members`` (circle, rank, who added them, messages), ``risks`` and ``controls`` (type, core, periphery, targets, lines,
        core_lines, window), ``replies`` (line and sender of each message and line it answers, null when it opens a thread) and
        ``ties`` (source answers target, times).
    """
    said = Counter(item.sender for item in items if item.sender)
    cast = made.stage.cast
    members = {
        name: {
            "first": member.first,
            "circle": made.stage.sector.circles[member.circle],
            "senior": member.senior,
            "added_by": member.added_by,
            "joined": member.joined.isoformat() if member.joined else None,
            "messages": said.get(name, 0),
        }
        for name, member in cast.members.items()
    }
    episodes = [_episode(planted, items, rendered) for planted in made.planted]
    return {
        "title": made.title,
        "lang": spec.lang,
        "dialect": spec.dialect,
        "seed": spec.seed,
        "n_messages": sum(said.values()),
        "exporter": cast.exporter,
        "bridge": cast.bridge,
        "members": members,
        "risks": [episode for episode in episodes if episode["id"].startswith("R")],
        "controls": [episode for episode in episodes if episode["id"].startswith("C")],
        "ties": _ties(items),
        "replies": _replies(items, rendered),
    }


def _episode(planted: Planted, items: Sequence[Item], rendered: Rendered) -> dict[str, Any]:
    mine = [(item, lines[0]) for item, lines in zip(items, rendered.lines, strict=True) if planted.name in item.tags]
    moments = [item.at for item, _ in mine]
    return {
        "id": planted.name,
        "type": planted.kind,
        "core": list(planted.core),
        "periphery": planted.around,
        "targets": list(planted.targets),
        "lines": [line for _, line in mine],
        "core_lines": [line for item, line in mine if item.sender in planted.core],
        "window": [min(moments).isoformat(), max(moments).isoformat()] if moments else [],
    }


def _ties(items: Sequence[Item]) -> list[dict[str, Any]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for item in items:
        parent = items[item.answers] if item.answers is not None else None
        if item.sender and parent and parent.sender and parent.sender != item.sender:
            pairs[item.sender, parent.sender] += 1
    return [{"source": a, "target": b, "replies": n} for (a, b), n in sorted(pairs.items())]


def _replies(items: Sequence[Item], rendered: Rendered) -> list[dict[str, int | str | None]]:
    starts = [lines[0] for lines in rendered.lines]
    return [
        {"line": starts[number], "sender": item.sender, "answers": starts[item.answers] if item.answers is not None else None}
        for number, item in enumerate(items)
        if item.sender
    ]
