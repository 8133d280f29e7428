"""Small files written by hand, each beside its reading: date order, what is text, time, encodings, archives."""

import io
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest

from wag_analyzer.errors import WagError
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.read import read_bytes

CASES: Final = tomllib.loads((Path(__file__).parent / "reader" / "files.toml").read_text(encoding="utf-8"))["case"]


def written(case: Mapping[str, Any]) -> bytes:
    """Return the bytes of a case's file."""
    if "members" in case:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in case["members"].items():
                archive.writestr(name, text)
        return packed.getvalue()
    text = ("\ufeff" if case.get("bom") else "") + case["text"].removeprefix("\n")
    if case.get("eol") == "crlf":
        text = text.replace("\n", "\r\n")
    data: bytes = text.encode(case.get("code", "utf-8")) + bytes.fromhex(case.get("tail", ""))
    return data


def rows(chat: Chat) -> list[str]:
    """Return messages and system lines in the order of their files and lines, as the table writes them."""
    said = chat.messages.assign(who=chat.messages["sender"])
    told = chat.events.drop_duplicates("msg_id").assign(who="-")
    told = told.assign(kind=told["type"].astype(object).where(told["type"].notna(), "unknown"))
    files = [source.file for source in chat.sources]
    every: list[Any] = [row for frame in (said, told) for row in frame.itertuples()]
    every.sort(key=lambda row: (files.index(row.file), row.line))
    return [f"{row.at:%Y-%m-%d %H:%M}{_second(row.at)} | {row.who} | {row.kind} | {row.text}" for row in every]


def _second(at: pd.Timestamp) -> str:
    return f":{at.second:02}" if at.second else ""


LISTED: Final = [
    pytest.param(case, id=case["id"], marks=[pytest.mark.xfail(reason=case["waits"], strict=False)] if "waits" in case else [])
    for case in CASES
]


@pytest.mark.parametrize("case", LISTED)
def test_every_small_file_is_read_as_its_writer_says(case: dict[str, Any]) -> None:
    wanted = case.get("expect", case)
    data, name = written(case), case.get("name", "chat.txt")
    if "error" in wanted:
        with pytest.raises(WagError, match=wanted["error"]):
            read_bytes(data, name)
        return
    chat = read_bytes(data, name)
    words = {notice.word for notice in chat.notices}
    assert rows(chat) == wanted["rows"]
    assert {source.date_order for source in chat.sources} == {wanted.get("order", "unknown")}
    assert sum(source.skipped_lines for source in chat.sources) == wanted.get("skipped", 0)
    assert set(wanted.get("says", ())) <= words
    assert not set(wanted.get("quiet", ())) & words
    if "group" in wanted:
        assert chat.sources[0].group == wanted["group"]
