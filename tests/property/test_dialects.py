"""Whatever a phone writes in a known dialect is read as it was meant: parse(render(chat, dialect)) == chat."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings

from tests.strategies import GROUP, rich_chat
from wag_analyzer.parser.read import read_text
from wag_analyzer.simulate.dialects import dialect, dialects
from wag_analyzer.simulate.items import Item
from wag_analyzer.simulate.reading import expected
from wag_analyzer.simulate.render import render


@pytest.mark.parametrize("name", sorted(dialects()))
@settings(max_examples=3, deadline=None)
@given(items=rich_chat())
def test_what_is_rendered_is_read_back(name: str, items: list[Item]) -> None:
    phone = dialect(name)
    rendered = render(items, GROUP, phone)
    wanted = expected(items, rendered, GROUP, phone)
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
