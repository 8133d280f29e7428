"""Whatever a phone writes in a known dialect is read as it was meant: parse(render(chat, dialect)) == chat."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer.parser.read import read_text
from wag_analyzer.simulate.dialects import dialect, dialects
from wag_analyzer.simulate.items import Item
from wag_analyzer.simulate.reading import expected
from wag_analyzer.simulate.render import render

PEOPLE = ("Sari Uji", "Bambang Contoh", "نور المثال", "Ülkü Deneme", "+62 812-0000-0007", "Dewi | Rekaan ⭐")
FIRST = datetime.fromisoformat("2024-03-14T08:01:02")
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="<>@[]"), min_size=1, max_size=12)
PHRASES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
TEXTS = st.lists(PHRASES, min_size=1, max_size=3).map("\n".join) | st.builds(
    "{} @[{}] {}".format, PHRASES, st.sampled_from(PEOPLE), PHRASES
)
GAPS = st.integers(0, 60 * 60 * 24 * 9)


@st.composite
def messages(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["text", "text", "text", "media", "deleted", "edited", "document"]))
    if kind == "media":
        return {
            "kind": "media",
            "media": draw(st.sampled_from(["image", "video", "audio", "sticker"])),
            "text": draw(st.just("") | PHRASES),
        }
    if kind == "document":
        return {"kind": "media", "media": "document", "pages": draw(st.integers(2, 40)), "text": "Rekap Maret.pdf"}
    if kind == "deleted":
        return {"kind": "deleted", "actor": draw(st.sampled_from([None, "@self"]))}
    return {"text": draw(TEXTS), "edited": kind == "edited"}


@st.composite
def chats(draw: st.DrawFn) -> list[Item]:
    at = FIRST
    items = [
        Item(at, None, kind="system", event="encryption"),
        Item(at, None, kind="system", event="created", actor="@self", new="Uji WAG"),
        *(Item(at, None, kind="system", event="added", actor="@self", targets=(name,)) for name in PEOPLE),
    ]
    for message in draw(st.lists(messages(), min_size=3, max_size=14)):
        at += timedelta(seconds=draw(GAPS))
        items.append(Item(at, draw(st.sampled_from(PEOPLE)), **message))
    at += timedelta(days=1)
    return [*items, Item(at, "Sari Uji", "selesai"), Item(at, None, kind="system", event="left", actor="Sari Uji")]


@pytest.mark.parametrize("name", sorted(dialects()))
@settings(max_examples=3, deadline=None)
@given(items=chats())
def test_what_is_rendered_is_read_back(name: str, items: list[Item]) -> None:
    phone = dialect(name)
    rendered = render(items, "Uji WAG", phone)
    wanted = expected(items, rendered, "Uji WAG", phone)
    chat = read_text(rendered.text)
    source = chat.sources[0]
    assert (source.platform, source.locale, source.date_order) == (phone.platform, phone.locale, phone.date_order)
    assert source.skipped_lines == 0
    rows: list[Any] = list(chat.messages.itertuples())
    found = [
        (row.line, row.last_line, row.at.isoformat(), row.sender, row.kind, row.text, bool(row.edited), list(row.mentions)) for row in rows
    ]
    fields = ("line", "last_line", "timestamp", "sender", "kind", "text", "edited", "mentions")
    assert found == [tuple(row[field] for field in fields) for row in wanted["messages"]]
    assert chat.events["type"].tolist() == [row["type"] for row in wanted["system"]]
    assert [None if pd.isna(actor) else actor for actor in chat.events["actor"]] == [row["actor"] for row in wanted["system"]]
