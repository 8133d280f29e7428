"""Every sample export is read as the one who wrote it says, and can be made again byte for byte."""

import importlib.util
import json
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.read import read

SAMPLES = Path(__file__).parents[2] / "sample_exports"
STEMS = sorted(str(path.relative_to(SAMPLES)).removesuffix(".expected.json") for path in SAMPLES.glob("*/*.expected.json"))
SMALL = sorted(stem for stem in STEMS if "kantor" not in stem)


def facts(stem: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / f"{stem}.expected.json").read_text(encoding="utf-8"))
    return found


@cache
def chat(stem: str) -> Chat:
    return read([next(path for ending in ("txt", "zip") if (path := SAMPLES / f"{stem}.{ending}").exists())])


@cache
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_samples", SAMPLES / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def counted(values: Iterable[object]) -> dict[str, int]:
    return dict(sorted(Counter(str(value) for value in values).items()))


def plain(value: Any) -> object:
    return None if pd.isna(value) else value


def test_there_are_samples_of_both_phones_and_of_at_least_eight_languages() -> None:
    locales = {facts(stem)["locale"] for stem in STEMS}
    assert {stem.split("/")[0] for stem in STEMS} == {"android", "ios"}
    assert len(locales) >= 8


def test_all_samples_are_made_again_byte_for_byte() -> None:
    made = dict(maker().samples())
    there = {str(path.relative_to(SAMPLES)) for path in SAMPLES.glob("*/*") if path.parent.name in {"android", "ios"}}
    assert set(made) == there
    assert [name for name, data in made.items() if (SAMPLES / name).read_bytes() != data] == []


def test_the_script_writes_what_it_makes(tmp_path: Path) -> None:
    maker().main(tmp_path)
    assert (tmp_path / "ios" / "ar-fara.txt").read_bytes() == (SAMPLES / "ios" / "ar-fara.txt").read_bytes()


@pytest.mark.parametrize("stem", STEMS)
def test_the_file_is_known_for_what_it_is(stem: str) -> None:
    source, wanted = chat(stem).sources[0], facts(stem)
    for name in ("group", "platform", "locale", "date_order", "lines_total", "message_lines", "continuation_lines", "skipped_lines"):
        assert getattr(source, name) == wanted[name], name


@pytest.mark.parametrize("stem", STEMS)
def test_messages_people_and_kinds_are_counted_right(stem: str) -> None:
    messages, wanted = chat(stem).messages, facts(stem)
    assert len(messages) == wanted["n_messages"]
    assert counted(messages["sender"]) == wanted["people"]
    assert counted(messages["kind"]) == wanted["kinds"]
    assert messages["at"].min().isoformat() == wanted["first"]
    assert messages["at"].max().isoformat() == wanted["last"]


@pytest.mark.parametrize("stem", STEMS)
def test_every_system_line_becomes_an_event_of_its_type(stem: str) -> None:
    events, wanted = chat(stem).events.drop_duplicates("msg_id"), facts(stem)
    assert len(events) == wanted["n_system"]
    assert counted(events["type"]) == wanted["events"]


@pytest.mark.parametrize("stem", SMALL)
def test_every_message_of_a_small_sample_is_read_whole(stem: str) -> None:
    rows: list[Any] = list(chat(stem).messages.itertuples())
    found = [
        {
            "line": row.line, "last_line": row.last_line, "timestamp": row.at.isoformat(), "sender": row.sender, "kind": row.kind,
            "text": row.text, "media": plain(row.media), "edited": row.edited, "mentions": list(row.mentions),
        }
        for row in rows
    ]  # fmt: skip
    assert found == facts(stem)["messages"]


@pytest.mark.parametrize("stem", SMALL)
def test_every_event_of_a_small_sample_is_read_whole(stem: str) -> None:
    found = []
    for line, rows in chat(stem).events.groupby("line", sort=True):
        first = rows.iloc[0]
        found.append(
            {
                "line": line, "timestamp": first["at"].isoformat(), "type": plain(first["type"]), "actor": plain(first["actor"]),
                "targets": [target for target in rows["target"] if plain(target) is not None], "old": plain(first["old"]),
                "new": plain(first["new"]), "text": first["text"],
            }
        )  # fmt: skip
    assert found == facts(stem)["system"]


def test_documents_beside_the_chat_are_inventory_and_not_talk() -> None:
    source = chat("ios/en-media").sources[0]
    wanted = facts("ios/en-media")["attachments"]
    assert {Path(name).name: size for name, size in source.media.items()} == wanted


def test_what_no_line_decides_is_said_to_be_undecided() -> None:
    assert "ambiguous-date-order" in {notice.word for notice in chat("ios/en-ambiguous").notices}


@pytest.mark.parametrize("stem", [stem for stem in STEMS if "kantor" in stem])
def test_an_office_group_is_large_and_its_truth_names_people_and_lines_that_are_there(stem: str) -> None:
    truth = json.loads((SAMPLES / f"{stem}.truth.json").read_text(encoding="utf-8"))
    messages = chat(stem).messages
    starts = set(messages["line"]) | set(chat(stem).events["line"])
    assert len(messages) >= 2000
    assert len(truth["risks"]) >= 4
    assert len(truth["controls"]) >= 4
    for episode in truth["risks"] + truth["controls"]:
        assert set(episode["lines"]) <= starts
        assert set(episode["core"]) <= set(truth["members"])
        writers = set(messages.loc[messages["line"].isin(episode["core_lines"]), "sender"])
        assert writers == set(episode["core"])
