from collections.abc import Sequence

import pandas as pd
import pytest

from tests.unit import network_chats as chats
from wag_analyzer import tables
from wag_analyzer.network import firsts as module
from wag_analyzer.network.firsts import firsts, items
from wag_analyzer.people.identities import People


def chat(lines: Sequence[tuple[str, str]], days: Sequence[int] | None = None) -> pd.DataFrame:
    """50 lines of A, B and C by turns, then these; a day apart from one another unless said."""
    before = [("ABC"[turn % 3], "selamat pagi") for turn in range(50)]
    ages = [0] * 50 + (list(days) if days is not None else list(range(1, len(lines) + 1)))
    rows = [
        (f"a{turn}", person, age, chats.START + pd.Timedelta(days=age, minutes=turn))
        for turn, ((person, _), age) in enumerate(zip([*before, *lines], ages, strict=True))
    ]
    said = chats.messages(rows)
    return tables.MESSAGES.frame({**{str(name): said[name] for name in said}, "text": [text for _, text in [*before, *lines]]})


GROUP = chats.people(list("ABCD"))


def counted(said: pd.DataFrame, group: People = GROUP) -> list[float]:
    return [float(each) for each in firsts(said, group.table)["taken_up"].value]


def test_a_word_that_two_others_take_up_is_a_first() -> None:
    assert counted(chat([("A", "mari rekapitulasi"), ("B", "rekapitulasi siap"), ("C", "Rekapitulasi!")])) == [1, 0, 0, 0]


def test_one_follower_is_not_enough_and_oneself_is_none() -> None:
    assert counted(chat([("A", "rekapitulasi"), ("B", "rekapitulasi"), ("A", "rekapitulasi")])) == [0, 0, 0, 0]


def test_links_and_tags_are_taken_up_too() -> None:
    lines = [("B", "https://forms.gle/XyZ?a=1 #beres"), ("A", "https://forms.gle/XyZ #beres"), ("C", "forms https://FORMS.gle/XyZ #beres")]
    assert counted(chat(lines)) == [0, 2, 0, 0]


def test_what_was_said_before_is_not_new() -> None:
    assert counted(chat([("A", "selamat"), ("B", "selamat"), ("C", "selamat")])) == [0, 0, 0, 0]


def test_who_follows_after_a_month_does_not_follow() -> None:
    lines = [("A", "rekapitulasi"), ("B", "rekapitulasi"), ("C", "rekapitulasi")]
    assert counted(chat(lines, [1, 10, 30])) == [0, 0, 0, 0]
    assert counted(chat(lines, [1, 10, 28])) == [1, 0, 0, 0]


def test_names_of_people_are_not_ideas() -> None:
    group = chats.people(["A", "B", "C", "Kartika Dewi"])
    assert counted(chat([("A", "Kartika"), ("B", "kartika"), ("C", "kartika")]), group) == [0, 0, 0, 0]


def test_chance_gives_each_user_a_share_by_messages_written() -> None:
    said = chat([("A", "rekapitulasi"), ("B", "rekapitulasi"), ("D", "rekapitulasi")])
    # written: A 18, B 18, C 16, D 1; the users are A, B and D
    leads = firsts(said, GROUP.table)["leads"].value.tolist()
    assert leads == pytest.approx([1 - 18 / 37, -18 / 37, 0, -1 / 37])


def test_leads_sum_to_nothing_also_in_draws() -> None:
    words = ["rekapitulasi", "sinkronisasi", "kolaborasi", "inventaris"]
    said = chat([(person, word) for word in words for person in "BAC"])
    made = firsts(said, GROUP.table, 20, 1)
    assert made["taken_up"].value.tolist() == [0, 4, 0, 0]
    drawn = made["leads"].drawn
    assert drawn is not None
    assert abs(drawn.sum(axis=1)).max() < 1e-9
    assert drawn[:, 1].min() < drawn[:, 1].max()


def test_an_empty_chat_has_no_firsts() -> None:
    assert firsts(chats.talk(), GROUP.table, 3)["leads"].value.tolist() == [0, 0, 0, 0]
    assert module.FOLLOWERS == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("www.Contoh.id/Laporan/ lihat", ["contoh.id/Laporan", "lihat"]),
        ("anak-anak semangaaat 12345 ok", ["anak-anak"]),
        ("http://x.id, ya", ["x.id" ]),
        ("", []),
    ],
)  # fmt: skip
def test_items_are_links_tags_and_words(text: str, expected: list[str]) -> None:
    assert list(items(text)) == expected
