"""Joining exports: whatever the order, whatever the phones, one set of messages, each as often as it was sent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.merge import merged
from wag_analyzer.parser.read import read_bytes
from wag_analyzer.simulate.items import Item
from wag_analyzer.simulate.phones import Phone, view

FEW = settings(max_examples=5, deadline=None)
SOME = settings(max_examples=10, deadline=None)
START = datetime.fromisoformat("2024-01-13T08:00:00")
PEOPLE = ("Sari", "Budi Santoso", "Ibu", "+62 812-0000-0003")
BOOKS: tuple[dict[str, str], ...] = (
    {},
    {"Sari": "Bu Sari Kantor", "Budi Santoso": "+62 812-0000-0002", "+62 812-0000-0003": "Tono"},
    {"Sari": "Ibu", "Ibu": "Rahma Gudang", "Budi Santoso": "Budi"},
)
DIALECTS = ("android-id", "android-en-us", "ios-en-gb", "ios-id")
SHORT = ("ok", "siap", "ok", "👍", "noted")
TALK = st.tuples(
    st.integers(0, 5), st.integers(0, len(PEOPLE) - 1), st.sampled_from(SHORT) | st.integers(0, 400).map("pesan nomor {}".format)
)


def items(talk: Sequence[tuple[int, int, str]]) -> list[Item]:
    """A chat whose people are all known: a day of plain words behind it settles dates and languages."""
    at = START
    made = [
        Item(at, kind="system", event="created", actor="Sari", new="Tim"),
        Item(at, kind="system", event="added", actor="Sari", targets=("Budi Santoso",)),
    ]
    for wait, who, text in talk:
        at += timedelta(seconds=20 * wait)
        made.append(Item(at, PEOPLE[who], text))
    return [*made, *(Item(at + timedelta(days=1, minutes=n), PEOPLE[n % 4], f"kabar penutup hari nomor {n}") for n in range(8))]


def exported(chat: Sequence[Item], phone: Phone, name: str = "Tim") -> Chat:
    return read_bytes(view(chat, "Tim", phone).rendered.data, f"WhatsApp Chat with {name}.txt")


def held(chat: Chat) -> tuple[Counter[tuple[object, ...]], Counter[tuple[object, ...]], list[object]]:
    """What must not depend on the order of joining: messages, events, other names and sources."""
    said = chat.messages[["msg_id", "group_id", "at", "sender", "kind", "text", "raw", "media", "edited"]].astype(object).fillna("")
    told = chat.events[["msg_id", "group_id", "at", "type", "actor", "target", "old", "new"]].astype(object).fillna("")
    frames = [Counter(frame.itertuples(index=False, name=None)) for frame in (said, told)]
    rest: list[object] = [sorted(source.file for source in chat.sources), *map(tuple, chat.aliases.astype(object).to_numpy().tolist())]
    return frames[0], frames[1], rest


def said(chat: Chat) -> Counter[tuple[object, ...]]:
    return Counter(chat.messages[["at", "sender", "text"]].itertuples(index=False, name=None))


PHONES = st.builds(
    Phone,
    owner=st.sampled_from(PEOPLE),
    book=st.sampled_from(BOOKS),
    dialect=st.sampled_from(DIALECTS),
    shift=st.sampled_from([0, 0, 7, 60, -420]).map(lambda minutes: timedelta(minutes=minutes)),
    first=st.integers(0, 6),
    last=st.none() | st.integers(8, 30),
    lost=st.sampled_from([0.0, 0.1]),
    deleted=st.sampled_from([0.0, 0.1]),
    edited=st.sampled_from([0.0, 0.1]),
    seed=st.integers(0, 99),
)


@FEW
@given(talk=st.lists(TALK, min_size=8, max_size=24), phones=st.lists(PHONES, min_size=3, max_size=3))
def test_the_order_in_which_exports_are_joined_changes_nothing(talk: list[tuple[int, int, str]], phones: list[Phone]) -> None:
    chat = items(talk)
    a, b, c = (exported(chat, phone, f"Tim ({number})") for number, phone in enumerate(phones))
    assert held(merged([a, b])) == held(merged([b, a]))
    once = held(merged([a, b, c]))
    assert held(merged([a, merged([b, c])])) == once
    assert held(merged([merged([c, a]), b])) == once


@FEW
@given(talk=st.lists(TALK, min_size=1, max_size=24), phone=PHONES, other=PHONES)
def test_what_is_joined_again_is_the_same(talk: list[tuple[int, int, str]], phone: Phone, other: Phone) -> None:
    chat = items(talk)
    a, b = exported(chat, phone), exported(chat, other, "Tim (1)")
    empty = read_bytes(b"", "WhatsApp Chat with Tim (9).txt")
    assert held(merged([a, a])) == held(a)
    assert held(merged([a, empty]))[:2] == held(a)[:2] == held(merged([empty, a]))[:2]
    both = merged([a, b])
    assert held(merged([both, both])) == held(merged([both, a])) == held(merged([both])) == held(both)


@settings(max_examples=20, deadline=None)
@given(talk=st.lists(TALK, min_size=6, max_size=40), cut=st.tuples(st.floats(0.3, 1), st.floats(0, 0.7)), dialect=st.sampled_from(DIALECTS))
def test_two_overlapping_windows_of_a_chat_are_the_chat(talk: list[tuple[int, int, str]], cut: tuple[float, float], dialect: str) -> None:
    chat = items(talk)
    phone = Phone("Sari", {}, dialect)
    whole = exported(chat, phone)
    end, start = (round(share * len(chat)) for share in (max(cut), min(cut)))
    parts = merged([exported(chat, replace(phone, last=end), "Tim (1)"), exported(chat, replace(phone, first=start), "Tim (2)")])
    split = Counter(
        (item.at.replace(second=0) if dialect.startswith("android") else item.at, item.sender, item.text) for item in chat[start:end]
    )
    for message, count in said(whole).items():
        if count != said(parts)[message]:  # equal messages of one minute, some before and some behind the overlap: no export holds them all
            assert count > max(
                said(exported(chat, replace(phone, last=end)))[message], said(exported(chat, replace(phone, first=start)))[message]
            )
    assert said(parts) <= said(whole)
    assert not split or set(said(parts)) == set(said(whole))


@SOME
@given(talk=st.lists(TALK, min_size=8, max_size=40), book=st.sampled_from(BOOKS), dialects=st.tuples(*[st.sampled_from(DIALECTS)] * 2))
def test_no_message_is_there_more_often_than_in_the_export_that_holds_it_most_often(
    talk: list[tuple[int, int, str]], book: dict[str, str], dialects: tuple[str, str]
) -> None:
    chat = items(talk)
    a, b = exported(chat, Phone("Sari", {}, dialects[0])), exported(chat, Phone("Budi Santoso", book, dialects[1]), "Tim (1)")
    both = merged([a, b])
    counts = [Counter(one.messages["text"]) for one in (both, a, b)]
    assert counts[0] == counts[1] | counts[2]
    assert len(both.messages) == len(a.messages) == len(b.messages)


@SOME
@given(
    talk=st.lists(TALK, min_size=4, max_size=20),
    book=st.sampled_from(BOOKS),
    dialects=st.tuples(*[st.sampled_from(DIALECTS)] * 2),
    minutes=st.sampled_from([0, 7, 60, -420, 840]),
)
def test_two_phones_of_one_group_tell_one_story(
    talk: list[tuple[int, int, str]], book: dict[str, str], dialects: tuple[str, str], minutes: int
) -> None:
    at = START - timedelta(days=3)
    opening = [Item(at + timedelta(minutes=7 * n), PEOPLE[n % 4], f"pembukaan yang cukup panjang {n}") for n in range(24)]
    chat = [*opening, *items(talk)]
    one = Phone("Sari", {}, dialects[0])
    two = Phone("Budi Santoso", book, dialects[1], timedelta(minutes=minutes), deleted=0.1, lost=0.05)
    a, b = exported(chat, one), exported(chat, two, "Tim (1)")
    both = merged([a, b])
    assert len(both.messages) == len(a.messages)
    assert Counter(both.messages["text"]) == Counter(a.messages["text"])
    assert both.messages["sender"].nunique() == a.messages["sender"].nunique()
    assert set(both.events["msg_id"]) == set(a.events["msg_id"]) or len(both.events) == len(a.events)
