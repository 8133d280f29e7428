"""Which exports are one group, and what a joined chat looks like."""

from datetime import datetime, timedelta

import pandas as pd

from wag_analyzer import tables
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.merge import merged
from wag_analyzer.parser.read import read_text
from wag_analyzer.report.jsonl import chat_lines

START = datetime.fromisoformat("2024-01-13T08:00:00")
Row = tuple[int, str, str]


def chat(rows: list[Row], file: str, head: str = "%d/%m/%y, %H:%M - ") -> Chat:
    lines = (f"{(START + timedelta(minutes=at)).strftime(head)}{f'{who}: ' if who else ''}{said}\n" for at, who, said in rows)
    return read_text("".join(lines), file)


def talk(first: int, count: int, word: str = "kabar", names: tuple[str, ...] = ("Sari", "Budi", "Tono")) -> list[Row]:
    return [(turn * 3, names[turn % len(names)], f"{word} nomor {turn} dari gudang") for turn in range(first, first + count)]


def words(found: Chat, code: str) -> list[str]:
    return [note.text for note in found.notices if note.word == code]


def test_exports_without_a_name_in_common_are_joined_on_their_content_and_this_is_told_with_figures() -> None:
    both = merged([chat(talk(0, 30), "a.txt"), chat(talk(10, 30), "b.txt")])
    assert len(both.messages) == 40
    assert len(set(both.messages["group_id"])) == 1
    assert "20 of 20" in words(both, "exports-joined")[0]


def test_two_groups_with_one_name_stay_apart() -> None:
    both = merged([chat(talk(0, 30, "satu"), "WhatsApp Chat with Tim.txt"), chat(talk(0, 30, "dua"), "WhatsApp Chat with Tim (1).txt")])
    assert both.messages["group_id"].nunique() == 2
    assert len({source.group_id for source in both.sources}) == 2
    assert "0 of 30" in words(both, "exports-kept-apart")[0]


def test_some_words_in_common_do_not_join_groups_with_different_names() -> None:
    a, b = [*talk(0, 30, "satu"), *talk(100, 8)], [*talk(0, 30, "dua"), *talk(100, 8)]
    both = merged([chat(a, "WhatsApp Chat with A.txt"), chat(b, "WhatsApp Chat with B.txt")])
    assert both.messages["group_id"].nunique() == 2
    assert words(both, "exports-kept-apart")


def test_both_ends_of_a_chat_of_two_are_joined_though_each_names_the_other() -> None:
    both = merged([chat(talk(0, 30), "WhatsApp Chat with Sari.txt"), chat(talk(0, 30), "WhatsApp Chat with Budi.txt")])
    assert len(both.messages) == 30


def test_unnamed_files_of_one_name_need_a_sender_in_common() -> None:
    one = chat(talk(0, 3), "chat.txt")
    assert merged([one, chat(talk(50, 3), "chat.txt")]).messages["group_id"].nunique() < 2
    assert merged([one, chat(talk(50, 3, names=("Rina",)), "chat.txt")]).messages["group_id"].nunique() == 2


def test_an_export_between_two_others_ties_them() -> None:
    first, last = (
        chat(talk(0, 30), "WhatsApp Chat with Tim.txt"),
        chat(talk(60, 30, names=("Bu Sari", "Bud", "Ton")), "WhatsApp Chat with Tim (1).txt"),
    )
    between = chat(talk(15, 60, names=("+62 811-0000-0001", "B", "T")), "WhatsApp Chat with Tim (2).txt")
    joined = merged([first, last, between])
    assert len(joined.messages) == 90
    assert set(joined.messages["sender"]) == {"Bu Sari", "Budi", "Tono"}
    assert joined.messages["at"].is_monotonic_increasing


def test_the_other_names_of_a_person_stay_known_with_their_reason() -> None:
    both = merged(
        [
            chat(talk(0, 30), "WhatsApp Chat with Tim.txt"),
            chat(talk(0, 30, names=("+62 811-0000-0001", "Budi Kantor", "Tono")), "WhatsApp Chat with Tim (1).txt"),
        ]
    )
    tables.ALIASES.check(both.aliases)
    rows = {(row["name"], row["same_as"]): row for row in both.aliases.to_dict("records")}
    assert set(rows) == {("+62 811-0000-0001", "Sari"), ("Budi", "Budi Kantor")}
    assert "10 of 10 lines agree" in rows["+62 811-0000-0001", "Sari"]["reason"]


def test_a_name_that_two_books_give_to_two_people_is_told_apart() -> None:
    a = chat(talk(0, 30, names=("Ibu", "Budi")), "WhatsApp Chat with Tim.txt")
    b = chat(talk(0, 30, names=("Budi", "Ibu")), "WhatsApp Chat with Tim (1).txt")
    both = merged([a, b])
    assert len(both.messages) == 30
    assert both.messages["sender"].nunique() == 2


def test_you_becomes_the_person_and_two_exporters_are_never_one() -> None:
    a = chat([(0, "", "You added Dewi"), *talk(1, 20)], "WhatsApp Chat with Tim.txt")
    b = chat([(0, "", "Sari added Dewi"), *talk(1, 20), (90, "", "You removed Dewi")], "WhatsApp Chat with Tim (1).txt")
    c = chat([*talk(1, 20, names=("S", "B", "T")), (95, "", "You removed Rina")], "WhatsApp Chat with Tim (2).txt")
    actors = merged([a, b, c]).events.set_index("text")["actor"].to_dict()
    assert "Sari" in {actors.get("You added Dewi"), actors.get("Sari added Dewi")}
    assert actors["You removed Dewi"] != actors["You removed Rina"]


def test_a_minute_gets_its_seconds_from_the_export_that_has_them() -> None:
    a = chat(talk(0, 20), "WhatsApp Chat with Tim.txt")
    b = read_text(
        "".join(
            f"[{(START + timedelta(minutes=at, seconds=17)).strftime('%d/%m/%y, %H:%M:%S')}] {who}: {said}\n"
            for at, who, said in talk(0, 20)
        ),
        "WhatsApp Chat with Tim (1).txt",
    )
    both = merged([a, b])
    assert set(both.messages["at"].dt.second) == {17}
    assert len(both.messages) == 20


def test_the_clock_of_most_lines_is_kept_and_the_shift_is_told() -> None:
    a = chat(talk(0, 20), "WhatsApp Chat with Tim.txt")
    b = chat([(at + 60, who, said) for at, who, said in talk(0, 30)], "WhatsApp Chat with Tim (1).txt")
    both = merged([a, b])
    assert both.messages["at"].min() == pd.Timestamp(START + timedelta(minutes=60))
    assert "the clock of WhatsApp Chat with Tim.txt is 60 minutes behind" in words(both, "exports-joined")[0]


def test_json_lines_of_a_joined_chat_are_in_the_order_of_the_talk() -> None:
    a = chat([*talk(0, 20), (70, "", "Budi added Dewi")], "WhatsApp Chat with Tim.txt")
    b = chat([*talk(10, 20), (95, "", "Budi left")], "WhatsApp Chat with Tim (1).txt")
    times = [line.split('"timestamp": "')[1][:19] for line in chat_lines(merged([a, b])) if '"timestamp"' in line]
    assert times == sorted(times)


def test_quotes_point_at_the_lines_that_are_kept() -> None:
    a, b = chat(talk(0, 20), "WhatsApp Chat with Tim.txt"), chat(talk(0, 20), "WhatsApp Chat with Tim (1).txt", "%d/%m/%Y, %H:%M - ")
    quoted = [
        Chat(
            one.messages,
            one.events,
            one.coverage,
            one.notices,
            one.sources,
            tables.LINKS.frame([{"msg_id": ids[5], "answers": ids[2], "kind": "reply"}]),
        )
        for one in (a, b)
        for ids in [one.messages["msg_id"].tolist()]
    ]
    both = merged(quoted)
    assert len(both.links) == 1
    assert set(both.links[["msg_id", "answers"]].iloc[0]) <= set(both.messages["msg_id"])


def test_mentions_bear_the_name_of_the_person_too() -> None:
    rows = talk(0, 20)
    a = chat([*rows, (80, "Sari", "@\u2068Budi\u2069 tolong")], "WhatsApp Chat with Tim.txt")
    b = chat(
        [*talk(0, 20, names=("Sari", "Budi Santoso", "Tono")), (80, "Sari", "@\u2068Budi Santoso\u2069 tolong")],
        "WhatsApp Chat with Tim (1).txt",
    )
    both = merged([a, b])
    assert [list(names) for names in both.messages["mentions"] if len(names)] == [["Budi Santoso"]]
    assert len(both.messages) == 21


def test_an_export_that_would_tie_two_foreign_groups_goes_with_one() -> None:
    a, b = chat(talk(0, 30, "satu"), "WhatsApp Chat with Tim.txt"), chat(talk(0, 30, "dua"), "WhatsApp Chat with Tim (1).txt")
    c = chat(talk(500, 30, "tiga"), "WhatsApp Chat with Tim (2).txt")
    joined = merged([a, b, c])
    assert joined.messages["group_id"].nunique() == 2
    homes = joined.messages.groupby("file", observed=True)["group_id"].first().to_dict()
    assert homes["WhatsApp Chat with Tim.txt"] != homes["WhatsApp Chat with Tim (1).txt"]


def test_empty_exports_are_kept_as_sources_and_join_nothing() -> None:
    empty = [read_text(" \n" * lines, f"WhatsApp Chat with Tim ({lines}).txt") for lines in (1, 2)]
    both = merged(empty)
    assert (len(both.messages), len(both.sources), len(both.coverage)) == (0, 2, 2)
    assert not both.notices or not words(both, "exports-joined")


def test_an_edited_line_is_one_message_whatever_other_groups_are_read_beside_it() -> None:
    before, after = talk(0, 30), talk(0, 30)
    before[9] = (*before[9][:2], "sampai besok di gudang utama ya, pagi")
    after[9] = (*after[9][:2], "sampai besok di gudang utama, pagi ya <This message was edited>")
    one, two = chat(before, "WhatsApp Chat with Tim.txt"), chat(after, "WhatsApp Chat with Tim (1).txt")
    others = [chat(talk(0, 40, word, names=(f"Rina {word}", f"Joko {word}")), f"WhatsApp Chat with {word}.txt") for word in "ABCD"]
    for chats in ([one, two], [*others[:1], one, two], [*others, one, two], [one, *others, two]):
        messages = merged(chats).messages
        assert messages["sender"].isin(["Sari", "Budi", "Tono"]).sum() == 30
