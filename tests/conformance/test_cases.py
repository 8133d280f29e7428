"""Small chats written by hand, each line beside its reading."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.read import read_text

FOLDER: Final = Path(__file__).parent
FIRST: Final = datetime(2024, 3, 24, 9, 0)  # noqa: DTZ001 - the wall clock of a phone has no zone
HEADER: Final = {"android": "%d/%m/%Y, %H:%M - ", "ios": "[%d/%m/%Y, %H:%M:%S] "}
FILES: Final = {path.stem: tomllib.loads(path.read_text(encoding="utf-8"))["case"] for path in sorted(FOLDER.glob("cases_*.toml"))}
CASES: Final[list[tuple[str, dict[str, Any]]]] = [
    (f"{stem.removeprefix('cases_')}: {case['name']}", case) for stem, cases in FILES.items() for case in cases
]
Rows = list[dict[str, Any]]


def written(case: dict[str, Any]) -> str:
    heads = [(FIRST + timedelta(minutes=number)).strftime(HEADER[case["phone"]]) for number in range(len(case["lines"]))]
    return "".join(f"{line.get('lead', '')}{head}{line['said']}\n" for head, line in zip(heads, case["lines"], strict=True))


def wanted(case: dict[str, Any]) -> Rows:
    rows: Rows = []
    for number, line in enumerate(case["lines"]):
        at = (FIRST + timedelta(minutes=number)).isoformat()
        if "event" in line:
            names = [*line.get("targets", [])]
            event = {
                "event": line["event"] or None,
                "actor": line.get("actor"),
                "targets": names,
                "old": line.get("old"),
                "new": line.get("new"),
            }
            rows.append({"at": at, **event})
            continue
        said = {"who": line["who"], "kind": line.get("kind", "text"), "text": line.get("text", "")}
        rows.append({"at": at, **said, "edited": line.get("edited", False), "mentions": line.get("mentions", [])})
    return rows


def plain(value: Any) -> Any:
    return None if value is None or value != value else value  # noqa: PLR0124 - NaN is what a table holds for nothing


def found(chat: Chat) -> Rows:
    rows: dict[int, dict[str, Any]] = {}
    for row in chat.messages.to_dict("records"):
        said = {"who": row["sender"], "kind": row["kind"], "text": row["text"], "edited": row["edited"], "mentions": list(row["mentions"])}
        rows[row["line"]] = {"at": row["at"].isoformat(), **said}
    for row in chat.events.to_dict("records"):
        event = {"event": plain(row["type"]), "targets": [], **{name: plain(row[name]) for name in ("actor", "old", "new")}}
        first = rows.setdefault(row["line"], {"at": row["at"].isoformat(), **event})
        first["targets"] += [row["target"]] if plain(row["target"]) is not None else []
    return [rows[line] for line in sorted(rows)]


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_every_line_of_a_small_chat_is_read_as_what_it_is(case: dict[str, Any]) -> None:
    assert found(read_text(written(case))) == wanted(case)


def test_there_are_hundreds_of_lines() -> None:
    assert sum(len(case["lines"]) for _, case in CASES) >= 350
