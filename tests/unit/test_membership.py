"""Who was in the group when, and what the group was called: what lines say, and what they leave open."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer import tables
from wag_analyzer.parser.chat import Chat
from wag_analyzer.parser.read import read, read_text
from wag_analyzer.people.identities import identify
from wag_analyzer.people.membership import membership
from wag_analyzer.people.subjects import subjects

NAMES = ["person", "from", "to", "came_by", "added_by", "went_by", "removed_by", "certain"]


def chat_of(*lines: str, name: str = "chat.txt") -> Chat:
    """Return a chat of lines such as ``03 09:15 Sari: halo`` in February 2024."""
    return read_text("".join(f"{line[:2]}/02/2024, {line[3:8]} - {line[9:]}\n" for line in lines), name)


def stretches(*lines: str) -> list[tuple[Any, ...]]:
    chat = chat_of(*lines)
    frame = tables.MEMBERSHIP.check(membership(chat, identify(chat)))
    shown = frame[NAMES].astype(object).assign(**{name: frame[name].dt.strftime("%d %H:%M") for name in ("from", "to")})
    return [tuple(row) for row in shown.astype(object).where(shown.notna(), None).itertuples(index=False)]


def reasons(*lines: str) -> dict[str, list[Any]]:
    chat = chat_of(*lines)
    frame = membership(chat, identify(chat))
    return {str(person): part["reason"].tolist() for person, part in frame.groupby("person", sort=False)}


START = ('13 08:00 Rina created group "Tim"', "13 08:01 Rina added Budi and Sari")


def test_who_created_who_was_added_and_who_left_stand_with_their_times() -> None:
    assert stretches(*START, "14 09:00 Budi: halo", "15 10:00 Sari left", "16 10:00 Rina removed Budi") == [
        ("Rina", "13 08:00", None, "created", None, None, None, True),
        ("Budi", "13 08:01", "16 10:00", "added", "Rina", "removed", "Rina", True),
        ("Sari", "13 08:01", "15 10:00", "added", "Rina", "left", None, True),
    ]


def test_somebody_who_came_twice_has_two_stretches() -> None:
    found = stretches(*START, "15 10:00 Sari left", "16 08:00 Sari joined using this group's invite link", "17 08:00 Sari left")
    assert found[2:] == [
        ("Sari", "13 08:01", "15 10:00", "added", "Rina", "left", None, True),
        ("Sari", "16 08:00", "17 08:00", "joined_link", None, "left", None, True),
    ]


def test_whoever_was_there_before_the_first_line_has_no_beginning() -> None:
    lines = ("13 08:00 Tono: halo", "14 08:00 Tono: lagi", "15 08:00 Budi left")
    assert stretches(*lines) == [
        ("Tono", None, None, "unknown", None, None, None, False),
        ("Budi", None, "15 08:00", "unknown", None, "left", None, False),
    ]
    assert all("no line says when or how" in told for listed in reasons(*lines).values() for told in listed)


def test_somebody_who_writes_after_leaving_came_back_unseen() -> None:
    lines = (*START, "15 10:00 Sari left", "16 10:00 Sari: masih di sini")
    assert stretches(*lines)[2:] == [
        ("Sari", "13 08:01", "15 10:00", "added", "Rina", "left", None, True),
        ("Sari", None, None, "unknown", None, None, None, False),
    ]
    assert reasons(*lines)["Sari"] == [pytest.approx(float("nan"), nan_ok=True), "no line says how this one came back"]


def test_lines_of_the_minute_of_leaving_or_coming_contradict_nothing() -> None:
    found = stretches(*START, "15 10:00 Sari left", "15 10:00 Sari: dah", "16 10:00 Tono: hai", "16 10:00 Rina added Tono")
    assert [row[-1] for row in found] == [True] * 4


def test_coming_in_while_in_leaves_the_going_open() -> None:
    lines = (*START, "15 10:00 Rina added Sari")
    assert stretches(*lines)[2:] == [
        ("Sari", "13 08:01", None, "added", "Rina", "unknown", None, False),
        ("Sari", "15 10:00", None, "added", "Rina", None, None, True),
    ]
    assert "how this one had gone" in reasons(*lines)["Sari"][0]


def test_going_twice_leaves_the_coming_back_open() -> None:
    found = stretches(*START, "15 10:00 Sari left", "16 10:00 Rina removed Sari")
    assert found[3] == ("Sari", None, "16 10:00", "unknown", None, "removed", "Rina", False)


def test_one_line_told_twice_counts_once() -> None:
    assert len(stretches(*START, "13 08:01 Rina added Budi", "15 10:00 Sari left", "15 10:00 Sari left")) == 3


def test_acting_shows_that_one_is_in_and_asking_to_join_does_not() -> None:
    found = stretches(*START, '14 08:00 Tono changed the group name to "Tim B"', "14 09:00 Dewi requested to join", "15 08:00 Sari: ya")
    assert [row[0] for row in found] == ["Rina", "Budi", "Sari", "Tono"]


def test_admin_is_said_of_the_stretch_in_which_it_was_so() -> None:
    chat = chat_of(
        *START, "14 08:00 Sari removed Budi", "15 10:00 Sari left", "16 08:00 Rina added Sari", "17 08:00 Budi: kembali", name="a.txt"
    )
    frame = membership(chat, identify(chat))
    assert list(zip(frame["person"], frame["admin"], strict=True)) == [
        ("Rina", True), ("Budi", False), ("Sari", True), ("Sari", False), ("Budi", False),
    ]  # fmt: skip


def test_to_be_made_an_admin_one_must_be_in() -> None:
    chat = chat_of(*START, "14 08:00 Tono is now an admin", "15 08:00 Dewi is no longer an admin", "16 08:00 Sari: ya")
    frame = membership(chat, identify(chat))
    assert list(zip(frame["person"], frame["admin"], frame["certain"], strict=True))[3:] == [("Tono", True, False), ("Dewi", False, False)]


def test_a_changed_number_is_one_person() -> None:
    found = stretches(
        '13 08:00 Rina created group "Tim"',
        "13 08:01 Rina added +62 812-0000-0001",
        "14 08:00 +62 812-0000-0001 changed to +62 812-0000-0002",
        "15 08:00 +62 812-0000-0002: nomor baru",
        "16 08:00 +62 812-0000-0002 left",
    )
    assert found[1:] == [("+62 812-0000-0002", "13 08:01", "16 08:00", "added", "Rina", "left", None, True)]


def test_a_group_that_ended_ended_for_all_who_were_in() -> None:
    found = stretches(*START, "14 08:00 Sari left", "15 08:00 Rina ended this group")
    assert [(row[0], row[2], row[5]) for row in found] == [
        ("Rina", "15 08:00", "group_ended"), ("Budi", "15 08:00", "group_ended"), ("Sari", "14 08:00", "left"),
    ]  # fmt: skip


def test_the_exporters_own_absence_is_given_as_a_reason() -> None:
    lines = (
        *START, "13 08:02 Rina added you", "14 08:00 You left", "16 08:00 Rina added you", "17 08:00 Rina added Sari", "18 08:00 Budi: ya",
    )  # fmt: skip
    found = reasons(*lines)
    assert "the exporter was out of the group" in found["Sari"][0]
    assert len(found["@self"]) == 2


def test_an_export_cut_to_its_newest_messages_is_given_as_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wag_analyzer.parser.notices.CAPS", (4,))
    found = reasons("13 08:00 Tono: halo", "14 08:00 Tono: lagi", "15 08:00 Budi: ya", "16 08:00 Budi: ya")
    assert "holds only the newest messages" in found["Tono"][0]


def test_two_phones_that_tell_of_one_coming_and_going_tell_of_one(tmp_path: Any) -> None:
    lines = ('13/02/2024, 08:00 - Rina created group "Tim"', "13/02/2024, 08:01 - {} added Budi", "14/02/2024, 09:00 - Budi: halo")
    gone = "15/02/2024, 09:0{} - {} removed Budi"
    for name, who, minute in (("a.txt", "Rina", 0), ("b.txt", "Ibu Rina", 1)):
        (tmp_path / name).write_text("\n".join([*lines, gone]).format(who, minute, who) + "\n", encoding="utf-8")
    chat = read([tmp_path / "a.txt", tmp_path / "b.txt"])
    frame = membership(chat, identify(chat))
    assert frame["person"].tolist().count("Budi") == 1
    assert frame.loc[frame["person"] == "Budi", "certain"].all()


LINES = st.lists(
    st.tuples(
        st.integers(0, 400),
        st.sampled_from(["{a}: halo", "{a} left", "{a} added {b}", "{a} removed {b}", "{a} joined using this group's invite link"]),
        st.sampled_from(["Rina", "Budi", "Sari"]),
        st.sampled_from(["Tono", "Dewi", "Budi"]),
    ),
    min_size=3,
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(lines=LINES)
def test_every_message_lies_in_a_stretch_and_stretches_of_one_person_do_not_cross(lines: list[tuple[int, str, str, str]]) -> None:
    told = ["13 08:00 Rina: mulai", "13 08:00 Rina: ya", "13 08:00 Rina: ok"]
    told += [f"{13 + at // 40:02} {8 + at % 40 // 4:02}:{at % 4 * 15:02} {line.format(a=a, b=b)}" for at, line, a, b in sorted(lines)]
    chat = chat_of(*told)
    frame = membership(chat, identify(chat))
    assert (frame["certain"] == frame["reason"].isna()).all()
    assert (frame["first"] <= frame["last"]).all()
    for person, part in frame.groupby("person"):
        assert (part["first"].iloc[1:].to_numpy() >= part["last"].iloc[:-1].to_numpy()).all()
        written = chat.messages.loc[chat.messages["sender"] == person, "at"]
        spans = list(zip(part["first"], part["last"], strict=True))
        assert all(any(first <= at <= last for first, last in spans) for at in written)


def names(chat: Chat, kind: str = "subject") -> list[tuple[Any, ...]]:
    frame = tables.SUBJECTS.check(subjects(chat, identify(chat)))
    frame = frame[frame["kind"] == kind]
    days = [frame[name].dt.strftime("%d") for name in ("at", "until")]
    plain = [column.astype(object).where(column.notna(), None) for column in (*days, frame["name"], frame["by"])]
    return list(zip(*plain, strict=True))


def test_the_names_of_a_group_follow_one_another() -> None:
    chat = chat_of(*START, '14 08:00 Budi changed the group name from "Tim" to "Tim B"', '15 08:00 Sari changed the group name to "Tim C"')
    assert names(chat) == [("13", "14", "Tim", "Rina"), ("14", "15", "Tim B", "Budi"), ("15", None, "Tim C", "Sari")]


def test_a_change_that_no_line_tells_leaves_a_gap() -> None:
    chat = chat_of(*START, '14 08:00 Budi changed the group name from "Lain" to "Tim B"')
    assert names(chat) == [("13", None, "Tim", "Rina"), (None, "14", "Lain", None), ("14", None, "Tim B", "Budi")]


def test_a_name_from_before_the_export_has_no_beginning() -> None:
    chat = chat_of("13 08:00 Budi: hai", '14 08:00 Budi changed the group name from "Lama" to "Baru"', "15 08:00 Budi: ya")
    assert names(chat) == [(None, "14", "Lama", None), ("14", None, "Baru", "Budi")]


def test_a_group_created_without_a_name_gets_it_from_its_first_change() -> None:
    chat = chat_of("13 08:00 Rina created this group", '14 08:00 Rina changed the group name from "A" to "B"', "15 08:00 Rina: ya")
    assert names(chat) == [("13", "14", "A", "Rina"), ("14", None, "B", "Rina")]


def test_a_change_told_twice_counts_once() -> None:
    chat = chat_of(*START, *[f'14 08:0{minute} Budi changed the group name to "Tim B"' for minute in (0, 1)])
    assert [row[2] for row in names(chat)] == ["Tim", "Tim B"]


def test_a_group_named_by_its_file_only_has_that_name_without_times() -> None:
    lines = ("13 08:00 Budi: hai", "14 08:00 Sari: ya")
    assert names(chat_of(*lines, name="WhatsApp Chat with Tim.txt")) == [(None, None, "Tim", None)]
    assert names(chat_of(*lines)) == []


def test_pictures_and_descriptions_are_followed_too() -> None:
    chat = chat_of(
        *START,
        "14 08:00 Budi changed this group's icon",
        "15 08:00 Sari deleted this group's icon",
        "16 08:00 Sari deleted the group description",
        "17 08:00 Sari changed the group description",
    )
    assert names(chat, "icon") == [("14", "15", None, "Budi")]
    assert names(chat, "description") == [(None, "16", None, None), ("17", None, None, "Sari")]


def test_nothing_read_is_nothing_said() -> None:
    chat = read_text("")
    assert membership(chat, identify(chat)).empty
    assert isinstance(subjects(chat, identify(chat)), pd.DataFrame)
