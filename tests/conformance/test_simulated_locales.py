"""The phones of every language: what the simulator writes from a language's data the reader reads as it was meant."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

import pandas as pd
import pytest

from wag_analyzer.parser.phrases import load
from wag_analyzer.parser.read import read_text
from wag_analyzer.simulate.dialects import PLATFORMS, phone_of
from wag_analyzer.simulate.items import SELF, Item
from wag_analyzer.simulate.reading import expected
from wag_analyzer.simulate.render import render
from wag_analyzer.simulate.wordings import languages

GROUP: Final = "Uji WAG"
FIRST: Final = datetime.fromisoformat("2024-01-13T23:58:01")
PEOPLE: Final = ("Sari Uji", "Bambang Contoh", "+62 812-0000-0007", "Dewi")
TALK: Final[tuple[dict[str, Any], ...]] = (
    {"text": "halo semua"},
    {"text": "oke @[Sari Uji] siap"},
    {"kind": "media", "media": "image"},
    {"kind": "media", "media": "video", "text": "lihat"},
    {"kind": "media", "media": "sticker"},
    {"kind": "media", "media": "audio"},
    {"kind": "media", "media": "document", "pages": 3, "text": "Rekap.pdf"},
    {"kind": "deleted"},
    {"kind": "deleted", "actor": SELF},
    {"text": "ralat", "edited": True},
    {"text": "dua\nbaris"},
)
TWINS: Final = {"zh-TW": {"zh-TW", "zh-HK"}}
"""Languages that write the same lines as another."""


@cache
def chat() -> tuple[Item, ...]:
    def event(kind: str, at: datetime = FIRST, **more: Any) -> Item:
        return Item(at, None, kind="system", event=kind, **more)

    end = FIRST + timedelta(hours=17, minutes=3, seconds=7) * (2 * len(TALK))
    said = [
        Item(FIRST + timedelta(hours=17, minutes=3, seconds=7) * number, PEOPLE[number % 4], **TALK[number % len(TALK)])
        for number in range(1, 2 * len(TALK))
    ]
    return (
        event("encryption"),
        event("created", actor=SELF, new=GROUP),
        *(event("added", actor=SELF, targets=(name,)) for name in PEOPLE[:3]),
        event("added", actor="Sari Uji", targets=("Dewi",)),
        event("joined_link", actor="Budi"),
        *said,
        event("icon_changed", end, actor=SELF),
        event("subject_changed", end, actor=SELF, old=GROUP, new="Uji Baru"),
        event("removed", end, actor="Sari Uji", targets=("Dewi",)),
        event("left", end + timedelta(days=20), actor="Sari Uji"),
        Item(end + timedelta(days=20), "Bambang Contoh", "selesai"),
    )


def test_there_is_a_phone_for_every_language_of_the_reader() -> None:
    assert languages() == load().codes


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("locale", languages())
def test_a_simulated_phone_is_read_as_it_was_meant(locale: str, platform: str) -> None:
    phone = phone_of(locale, platform)
    rendered = render(chat(), GROUP, phone)
    wanted = expected(chat(), rendered, GROUP, phone)
    read = read_text(rendered.text)
    source = read.sources[0]
    assert (source.platform, source.date_order, source.skipped_lines) == (platform, phone.date_order, 0)
    assert source.locale in TWINS.get(locale, {locale})
    rows: list[Any] = list(read.messages.itertuples())
    found = [(row.line, row.last_line, row.at.isoformat(), row.sender, row.kind, row.text, bool(row.edited)) for row in rows]
    fields = ("line", "last_line", "timestamp", "sender", "kind", "text", "edited")
    assert found == [tuple(row[field] for field in fields) for row in wanted["messages"]]
    events = read.events.drop_duplicates("line")
    told = [(kind, None if pd.isna(actor) else actor) for kind, actor in zip(events["type"], events["actor"], strict=True)]
    assert told == [(row["type"], row["actor"]) for row in wanted["system"]]
