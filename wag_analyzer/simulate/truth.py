"""What is true of a simulated chat: who is who, what was planted on which lines, who answers whom."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from wag_analyzer.simulate.dialects import dialect
from wag_analyzer.simulate.episodes import Planted
from wag_analyzer.simulate.items import Item
from wag_analyzer.simulate.phones import Phone, View
from wag_analyzer.simulate.plan import Plan
from wag_analyzer.simulate.spec import PLANTS, TWIN_OF, Spec

__all__ = ["truth"]


def truth(spec: Spec, made: Plan, shown: View, phone: Phone, called: Sequence[Mapping[str, str]] = ()) -> dict[str, Any]:
    """Return the truth of a chat in the lines and names of one export; docs/reference/truth.md tells its form.

    Parameters
    ----------
    spec, made
        What was simulated.
    shown, phone
        The export and the phone that made it.
    called
        For each export of the chat person → name in it, where there are several.

    Returns
    -------
    dict
        ``members`` (circle, rank, who added them, messages), ``risks`` and ``controls`` (type, core, periphery, targets, lines,
        core_lines, window), ``replies`` (line and sender of each message and line it answers, null when it opens a thread),
        ``ties`` (source answers target, times) and ``identities`` (person, names in all exports).
    """
    cast, names = made.stage.cast, shown.names
    said = Counter(item.sender for item in shown.items if item.sender)
    members = {
        names.get(name, name): {
            "first": member.first,
            "circle": made.stage.sector.circles[member.circle],
            "senior": member.senior,
            "added_by": names.get(member.added_by, member.added_by) if member.added_by else None,
            "joined": member.joined.isoformat() if member.joined else None,
            "messages": said.get(names.get(name, name), 0),
        }
        for name, member in cast.members.items()
    }
    episodes = [_episode(planted, shown) for planted in made.planted]
    replies = _replies(shown)
    return {
        "schema": 1,
        "title": made.title,
        "lang": spec.lang,
        "dialect": phone.dialect,
        "platform": dialect(phone.dialect).platform,
        "locale": dialect(phone.dialect).locale,
        "seed": spec.seed,
        "n_messages": sum(said.values()),
        "exporter": names.get(phone.owner, phone.owner),
        "clock_shift_s": int(phone.shift.total_seconds()),
        "bridge": names.get(cast.bridge, cast.bridge),
        "members": members,
        "kinds": list(PLANTS),
        "risks": [episode for episode in episodes if episode["id"].startswith("R")],
        "controls": [{**episode, "resembles": TWIN_OF[episode["type"]]} for episode in episodes if episode["id"].startswith("C")],
        "ties": _ties(replies),
        "replies": replies,
        "identities": [
            {"person": name, "names": list(dict.fromkeys(book[person] for book in called if person in book))}
            for person, name in names.items()
            if called and person in cast.members
        ],
    }


def _episode(planted: Planted, shown: View) -> dict[str, Any]:
    mine = [(item, lines[0]) for item, lines in zip(shown.items, shown.rendered.lines, strict=True) if planted.name in item.tags]
    moments = [item.at for item, _ in mine]
    core, around, targets = ([shown.names.get(name, name) for name in group] for group in (planted.core, planted.around, planted.targets))
    return {
        "id": planted.name,
        "type": planted.kind,
        "core": core,
        "periphery": around,
        "targets": targets,
        "lines": [line for _, line in mine],
        "core_lines": [line for item, line in mine if item.sender in core],
        "window": [min(moments).isoformat(), max(moments).isoformat()] if moments else [],
    }


def _ties(replies: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    writer = {row["line"]: row["sender"] for row in replies}
    pairs = Counter((row["sender"], writer[row["answers"]]) for row in replies if row["answers"] in writer)
    return [{"source": a, "target": b, "replies": n} for (a, b), n in sorted(pairs.items()) if a != b]


def _replies(shown: View) -> list[dict[str, Any]]:
    """Return who answers whom; ``known`` is false where what a message answers is not in this export."""
    lines = {number: first for (first, _), number in zip(shown.rendered.lines, shown.truth, strict=True)}
    said = [(number, item) for number, item in zip(shown.truth, shown.items, strict=True) if item.sender]
    return [_reply(number, item, lines) for number, item in said]


def _reply(number: int, item: Item, lines: Mapping[int, int]) -> dict[str, Any]:
    row = {
        "line": lines[number],
        "item": number,
        "sender": item.sender,
        "answers": lines.get(item.answers) if item.answers is not None else None,
    }
    return row if item.answers is None or item.answers in lines else {**row, "known": False}
