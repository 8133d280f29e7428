"""Simulated chats: the same spec gives the same bytes, and the truth is the truth of the export."""

import io
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest

from wag_analyzer.errors import SettingsError
from wag_analyzer.simulate import Simulation, Spec, simulate
from wag_analyzer.simulate.dialects import dialect, dialects, phone_of
from wag_analyzer.simulate.dice import Dice
from wag_analyzer.simulate.files import packed
from wag_analyzer.simulate.items import Item, spoken
from wag_analyzer.simulate.phones import Phone, View
from wag_analyzer.simulate.phrasebook import lines, phrasebook
from wag_analyzer.simulate.plan import affordable
from wag_analyzer.simulate.reading import expected
from wag_analyzer.simulate.render import render
from wag_analyzer.simulate.script import script
from wag_analyzer.simulate.spec import PLANTS, TWIN_OF, TWINS, USUAL_PLANTS, USUAL_TWINS

MOMENT = datetime.fromisoformat("2024-12-31T00:05:09")
EVERYTHING = Spec(people=70, messages=2000, plants=PLANTS, twins=TWINS)
SPECS = (replace(EVERYTHING, seed=4), replace(EVERYTHING, seed=5, lang="en", dialect="ios-en-us", days=90))


@cache
def made(number: int = 0) -> Simulation:
    return simulate(SPECS[number])


@cache
def truth(number: int = 0) -> dict[str, Any]:
    return made(number).truth()


def rows(number: int = 0) -> list[str]:
    return made(number).export().decode().replace("\r\n", "\n").split("\n")


def episodes(number: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = truth(number)["risks"] + truth(number)["controls"]
    return found


def test_the_same_spec_gives_the_same_bytes_and_another_seed_gives_others() -> None:
    again = simulate(SPECS[0])
    assert again.export() == made().export()
    assert again.truth() == truth()
    assert simulate(Spec(seed=6, messages=200)).export() != simulate(Spec(seed=7, messages=200)).export()


@pytest.mark.parametrize("number", [0, 1])
def test_every_wanted_episode_is_planted_and_named(number: int) -> None:
    assert [risk["type"] for risk in sorted(truth(number)["risks"], key=lambda risk: int(risk["id"][1:]))] == list(PLANTS)
    assert [control["type"] for control in sorted(truth(number)["controls"], key=lambda control: int(control["id"][1:]))] == list(TWINS)
    assert all(episode["lines"] for episode in episodes(number))


@pytest.mark.parametrize("number", [0, 1])
def test_lines_of_the_truth_are_lines_of_the_core_and_of_those_around_it(number: int) -> None:
    text = rows(number)
    for episode in episodes(number):
        for line in episode["core_lines"]:
            assert any(
                name.replace(" ", "\u00a0").replace("-", "\u2011") in text[line - 1] or name in text[line - 1] for name in episode["core"]
            )


@pytest.mark.parametrize("number", [0, 1])
def test_no_member_is_at_the_core_of_two_episodes(number: int) -> None:
    cores = Counter(person for episode in episodes(number) for person in episode["core"])
    assert max(cores.values()) == 1


@pytest.mark.parametrize("number", [0, 1])
def test_an_absent_target_never_writes_and_is_named_often(number: int) -> None:
    for kind in ("gossip", "praise_absent"):
        episode = next(episode for episode in episodes(number) if episode["type"] == kind)
        target = episode["targets"][0]
        assert target not in truth(number)["members"]
        assert sum(target.split()[-1].lower() in rows(number)[line - 1].lower() for line in episode["lines"]) >= 5


@pytest.mark.parametrize("number", [0, 1])
def test_nobody_ever_answers_the_isolated_member(number: int) -> None:
    lonely = next(risk for risk in truth(number)["risks"] if risk["type"] == "isolated")
    assert len(lonely["core_lines"]) >= 13
    assert not any(tie["target"] == lonely["core"][0] for tie in truth(number)["ties"])


@pytest.mark.parametrize("number", [0, 1])
def test_the_quiet_member_is_answered_each_time(number: int) -> None:
    quiet = next(control for control in truth(number)["controls"] if control["type"] == "quiet_answered")
    assert sum(tie["replies"] for tie in truth(number)["ties"] if tie["target"] == quiet["core"][0]) >= 8


@pytest.mark.parametrize("number", [0, 1])
def test_a_reply_comes_after_what_it_answers(number: int) -> None:
    replies = truth(number)["replies"]
    assert len(replies) == truth(number)["n_messages"]
    assert all(row["answers"] is None or row["answers"] < row["line"] for row in replies)
    assert 0.4 < sum(row["answers"] is not None for row in replies) / len(replies) < 0.9


@pytest.mark.parametrize("number", [0, 1])
def test_ties_are_denser_inside_circles(number: int) -> None:
    members = truth(number)["members"]
    inside = sum(tie["replies"] for tie in truth(number)["ties"] if members[tie["source"]]["circle"] == members[tie["target"]]["circle"])
    total = sum(tie["replies"] for tie in truth(number)["ties"])
    assert inside / total > 0.4  # by chance a quarter: four circles


@pytest.mark.parametrize("number", [0, 1])
def test_nobody_writes_before_coming_in_or_after_going_out(number: int) -> None:
    entered: dict[str, datetime] = {}
    for item in made(number).items:
        if item.event == "added":
            entered |= dict.fromkeys(item.targets, item.at)
        if item.event == "joined_link":
            entered[str(item.actor)] = item.at
        if item.sender and item.sender != truth(number)["exporter"]:
            assert entered[item.sender] <= item.at
    gone = {item.actor: item.at for item in made(number).items if item.event == "left"}
    assert all(item.at <= gone.get(item.sender, item.at) for item in made(number).items if item.sender)


@pytest.mark.parametrize("number", [0, 1])
def test_talk_keeps_office_hours(number: int) -> None:
    said = [item.at for item in made(number).items if item.sender]
    assert sum(at.weekday() < 5 and 7 <= at.hour < 18 for at in said) / len(said) > 0.7
    assert all(6 <= at.hour <= 23 for at in said)


def test_conversations_run_through_one_another() -> None:
    open_lines = [row["answers"] for row in truth()["replies"] if row["answers"]]
    order = [row["line"] for row in truth()["replies"]]
    place = {line: spot for spot, line in enumerate(order)}
    gaps = [place[row["line"]] - place[row["answers"]] for row in truth()["replies"] if row["answers"] in place]
    assert open_lines
    assert sum(gap > 2 for gap in gaps) / len(gaps) > 0.15


def test_the_length_is_what_was_asked_give_or_take_a_conversation() -> None:
    assert abs(truth()["n_messages"] - 2000) < 60


def test_a_control_only_chat_holds_no_risk() -> None:
    only = simulate(Spec(seed=2, people=20, messages=300, plants=(), twins=("teasing", "praise_absent")))
    assert only.truth()["risks"] == []
    assert len(only.truth()["controls"]) == 2
    assert only.file_name == "Chat WhatsApp dengan Kantor & Gudang Tirta Niaga.txt"


def test_the_truth_of_the_reading_counts_every_line_of_the_file() -> None:
    facts = made().expected()
    assert facts["lines_total"] == len(rows()) - 1
    assert facts["message_lines"] + facts["continuation_lines"] == facts["lines_total"]
    assert "messages" not in facts


@pytest.mark.parametrize("name", sorted(dialects()))
def test_every_dialect_has_words_for_all_that_a_simulation_does(name: str) -> None:
    phone = simulate(Spec(people=20, messages=150, plants=("isolated",), twins=("hr_onboarding",), dialect=name))
    text = phone.export().decode()
    assert text.count("\r\n") == (text.count("\n") if phone.expected()["platform"] == "ios" else 0)
    assert "{" not in text


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("android-id", "31/12/24 00.05 - "),
        ("android-en-us", "12/31/24, 12:05\u202fAM - "),
        ("android-es-12h", "31/12/24, 12:05\u202fa.\u00a0m. - "),
        ("android-nl", "31-12-2024 00:05 - "),
        ("android-en-ca", "2024-12-31, 12:05 a.m. - "),
        ("ios-id", "[31/12/24 00.05.09] "),
        ("ios-ar", "[٣١\u200f/١٢\u200f/٢٠٢٤، ١٢:٠٥:٠٩\u00a0ص] "),
    ],
)
def test_a_header_looks_as_that_phone_writes_it(name: str, head: str) -> None:
    assert dialect(name).head(MOMENT) == head


def test_an_iphone_marks_what_it_wrote_itself() -> None:
    items = [
        Item(MOMENT, None, kind="system", event="left", actor="Sari Uji"),
        Item(MOMENT, "+62 812-0000-0001", "lihat", kind="media", media="image"),
        Item(MOMENT, "Sari Uji", kind="deleted"),
        Item(MOMENT, "Sari Uji", "halo @[Budi Rekaan]", edited=True),
        Item(MOMENT, "Sari Uji", "Rekap.pdf", kind="media", media="document", pages=2),
        Item(MOMENT, "Sari Uji", "Rekap", kind="media", media="image", file="00000004-PHOTO.jpg"),
    ]
    text = render(items, "Grup", dialect("ios-id")).text.split("\r\n")
    assert text[0] == "[31/12/24 00.05.09] Grup: \u200eSari Uji keluar"
    assert text[1] == "\u200e[31/12/24 00.05.09] \u202a+62\u00a0812\u20110000\u20110001\u202c: lihat \u200egambar tidak disertakan"
    assert text[2] == "[31/12/24 00.05.09] Sari Uji: \u200ePesan ini dihapus"
    assert text[3] == "[31/12/24 00.05.09] Sari Uji: halo @\u2068Budi Rekaan\u2069 \u200e<Pesan ini diedit>"
    assert text[4].endswith("Sari Uji: Rekap.pdf • \u200e2 halaman \u200edokumen tidak disertakan")
    assert text[5].endswith("Sari Uji: Rekap \u200e<terlampir: 00000004-PHOTO.jpg>")


def test_android_puts_captions_on_the_next_line_and_polls_on_several() -> None:
    items = [
        Item(MOMENT, "Ann Made", "look", kind="media", media="image"),
        Item(MOMENT, "Ann Made", "Tea?", kind="poll", options={"yes": 1, "no": 2}),
        Item(MOMENT, "Ann Made", kind="location", file="https://maps.example/1"),
        Item(MOMENT, "Ann Made", kind="deleted", actor="@self"),
    ]
    made_so = render(items, "Group", dialect("android-en-gb"))
    assert made_so.lines == ((1, 2), (3, 6), (7, 7), (8, 8))
    assert made_so.text.split("\n")[1:6] == [
        "look",
        "31/12/2024, 00:05 - Ann Made: POLL:",
        "Tea?",
        "OPTION: yes (1 vote)",
        "OPTION: no (2 votes)",
    ]
    assert made_so.bodies[2:] == ("location: https://maps.example/1", "You deleted this message")


def test_after_a_new_name_an_iphone_writes_the_new_name() -> None:
    items = [
        Item(MOMENT, None, kind="system", event="subject_changed", actor="@self", old="Lama", new="Baru"),
        Item(MOMENT, None, kind="system", event="icon_changed", actor="@self"),
    ]
    text = render(items, "Lama", dialect("ios-id")).text
    assert "] Lama: \u200eAnda mengubah subjek" in text
    assert "] Baru: \u200eAnda mengubah ikon" in text


def test_what_an_export_does_not_tell_is_not_expected_of_a_reader() -> None:
    items = [
        Item(MOMENT, "~ Ann", "x", edited=True),
        Item(MOMENT, "~ Ann", kind="contact", media="contact"),
        Item(MOMENT, "~ Ann", "Plan.pdf", kind="media", media="document", pages=1),
    ]
    phone = dialect("android-hi")
    facts = expected(items, render(items, "G", phone), "G", phone)
    assert facts["people"] == {"Ann": 3}
    assert [row["edited"] for row in facts["messages"]] == [False, False, False]
    assert [row["kind"] for row in facts["messages"]] == ["text", "media", "media"]
    assert [row["media"] for row in facts["messages"]] == [None, "unknown", "unknown"]
    assert [row["text"] for row in facts["messages"]] == ["x", "", "Plan.pdf"]
    assert facts["first"] == "2024-12-31T00:05:00"


def test_a_document_of_an_iphone_is_known_by_its_name() -> None:
    items = [Item(MOMENT, "Ann", "Plan.pdf", kind="media", media="document", pages=1)]
    for name in ("ios-id", "ios-es"):
        phone = dialect(name)
        row = expected(items, render(items, "G", phone), "G", phone)["messages"][0]
        assert row["media"] == "Plan.pdf"
        assert row["text"] == ""


def test_a_mention_is_spoken_without_marks() -> None:
    item = Item(MOMENT, "A", "halo @[Budi R] dan @[Citra]")
    assert item.mentions == ("Budi R", "Citra")
    assert spoken(item.text) == "halo @Budi R dan @Citra"


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"people": 2}, "too few"),
        ({"people": 1025}, "too many"),
        ({"title": "a\nb"}, "title"),
        ({"start": date(1999, 1, 1)}, "no time"),
        ({"lang": "xx"}, "no phrase book"),
        ({"plants": ("gosip",)}, "no episode"),
        ({"twins": ("gossip",)}, "no episode"),
    ],
)
def test_a_spec_that_cannot_be_is_refused(values: dict[str, Any], word: str) -> None:
    with pytest.raises(SettingsError, match=word):
        Spec(**values)


def test_a_dialect_or_sector_that_is_not_known_is_refused() -> None:
    with pytest.raises(SettingsError, match="no dialect"):
        simulate(Spec(dialect="fax-la"))
    with pytest.raises(SettingsError, match="no sector"):
        simulate(Spec(sector="whaling"))


def test_too_few_people_for_the_episodes_are_refused() -> None:
    with pytest.raises(SettingsError, match="too few people"):
        simulate(Spec(people=14))


def test_a_spec_is_read_from_toml() -> None:
    spec = Spec.from_toml('[spec]\nseed = 3\nplants = ["gossip"]\nstart = 2024-05-01\n')
    assert spec == Spec(seed=3, plants=("gossip",), start=date(2024, 5, 1))


@pytest.mark.parametrize(
    "text", ["", "spec = 3", "[spec]\nsed = 3", "[[[", '[spec]\nplants = ["x"]', "[spec]\npeople = 'many'", "[spec]\nstart = 3"]
)
def test_a_spec_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        Spec.from_toml(text, where="x.toml")


def test_a_script_becomes_items() -> None:
    text = """
    title = "t"
    group = "g"
    dialect = "android-id"
    lines = [
      ["2024-01-02 03:04", "!created", "g", {actor = "@self"}],
      ["2024-01-02 03:05", "A", "x"],
      ["2024-01-02 03:06", "B", "", {media = "image"}],
    ]
    """
    items = script(text).items
    assert items[0] == Item(datetime.fromisoformat("2024-01-02T03:04"), None, kind="system", event="created", actor="@self", new="g")
    assert [item.kind for item in items] == ["system", "text", "media"]


@pytest.mark.parametrize(
    "text",
    ["", "title = 'x'", "title='t'\ngroup='g'\ndialect='android-id'\nlines=[['x','A','b']]",
     "title='t'\ngroup='g'\ndialect='android-id'\nlines=[['2024-01-01','A','b',{mood='x'}]]", "[["],
)  # fmt: skip
def test_a_script_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="not a chat script"):
        script(text, where="x.toml")


def test_a_scene_in_another_form_is_refused() -> None:
    with pytest.raises(SettingsError, match="not a line"):
        lines("somebody says something")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_scene_answers_lines_that_are_there_and_fills_blanks_that_exist(lang: str) -> None:
    book = phrasebook(lang)
    scenes = [*book.scenes, *(scene for episode in book.episodes.values() for scene in episode.scenes)]
    for scene in scenes:
        for number, line in enumerate(scene.lines, start=1):
            assert 0 <= line.to < number, scene.name
            assert not line.same or line.to, scene.name
            assert all(line.say) or line.event, scene.name
            assert not (line.wait and line.days), scene.name
    assert set(book.episodes) == {*PLANTS, *TWINS}
    assert len(book.scenes) >= 30


@pytest.mark.parametrize("number", [0, 1])
def test_a_promise_is_chased_days_after_it_was_made(number: int) -> None:
    broken = next(risk for risk in truth(number)["risks"] if risk["type"] == "broken_promise")
    said = [item.at.date() for item in made(number).items if item.sender and broken["id"] in item.tags]
    assert len(set(said)) >= 8
    assert all(day.weekday() < 5 for day in set(said)) or max(Counter(said).values()) < 8


@pytest.mark.parametrize("number", [0, 1])
def test_those_belittled_are_of_lower_rank_and_are_the_targets(number: int) -> None:
    found = next(risk for risk in truth(number)["risks"] if risk["type"] == "condescension")
    members = truth(number)["members"]
    assert members[found["core"][0]]["senior"]
    assert found["targets"]
    assert not any(members[name]["senior"] for name in found["targets"])


@pytest.mark.parametrize("number", [0, 1])
def test_a_topic_that_an_episode_is_about_is_its_target(number: int) -> None:
    for kind in ("influence", "policy_derision"):
        found = next(risk for risk in truth(number)["risks"] if risk["type"] == kind)
        text = "\n".join(rows(number)[line - 1].lower() for line in found["lines"])
        assert found["targets"][0].split()[-1].lower() in text


@pytest.mark.parametrize("number", [0, 1])
def test_those_whose_talk_moves_elsewhere_write_less_here_from_then_on(number: int) -> None:
    found = next(risk for risk in truth(number)["risks"] if risk["type"] == "shadow_group")
    call = datetime.fromisoformat(found["window"][0])
    said = [item for item in made(number).items if item.sender in found["core"] and found["id"] not in item.tags]
    days = {True: (call - made(number).items[0].at).days + 1, False: (made(number).items[-1].at - call).days + 1}
    before, after = (sum((item.at < call) is early for item in said) / days[early] for early in (True, False))
    assert after < before / 2


def test_every_scene_of_every_sector_can_be_played() -> None:
    for lang, sectors in (("id", ("gudang", "penerbit")), ("en", ("housing",))):
        for sector in sectors:
            text = simulate(Spec(seed=1, messages=1200, lang=lang, sector=sector)).export().decode()
            assert "{" not in text


def test_dice_keep_within_their_bounds_and_near_their_means() -> None:
    dice = Dice(1)
    assert {dice.between(2, 4) for _ in range(200)} == {2, 3, 4}
    assert abs(sum(dice.normal(3, 2) for _ in range(4000)) / 4000 - 3) < 0.15
    assert abs(sum(dice.gamma(2, 0.5) for _ in range(4000)) / 4000 - 1) < 0.08
    assert abs(sum(dice.beta(3, 2) for _ in range(4000)) / 4000 - 0.6) < 0.03
    assert all(1 <= dice.uniform(1, 2) <= 2 for _ in range(50))
    assert 0.2 < sum(dice.chance(0.3) for _ in range(2000)) / 2000 < 0.4


def test_dice_draw_by_weight_and_never_twice() -> None:
    dice = Dice(2)
    drawn = Counter(dice.weighted("ab", [3, 1]) for _ in range(2000))
    assert 2.3 < drawn["a"] / drawn["b"] < 4
    assert sorted(dice.several("abc", [1, 1, 1], 5)) == ["a", "b", "c"]
    assert sorted(dice.shuffled(range(6))) == list(range(6))
    assert dice.weighted("ab", [0, 0]) == "b"


def test_dice_give_the_numbers_they_always_gave() -> None:
    dice = Dice(42)
    assert [dice.between(1, 100) for _ in range(5)] == [64, 3, 28, 23, 74]


def test_the_exporters_own_deletion_says_so() -> None:
    assert "Anda telah menghapus pesan ini" in made().export().decode()


def test_hundreds_of_people_all_have_names_of_their_own() -> None:
    many = simulate(Spec(people=130, messages=300, plants=(), twins=()))
    assert len(many.truth()["members"]) == 130
    assert sum(item.event in {"added", "joined_link"} for item in many.items) == 129


@pytest.mark.parametrize("people", [3, 5, 9, 14, 25])
def test_a_group_of_any_size_gets_the_episodes_it_has_people_for(people: int) -> None:
    plants, twins = affordable(people, "id")
    made_so = simulate(Spec(people=people, messages=150, plants=plants, twins=twins)).truth()
    assert sorted(risk["type"] for risk in made_so["risks"]) == sorted(plants)
    assert all(episode["lines"] for episode in made_so["risks"] + made_so["controls"])


def test_thirty_eight_people_are_enough_for_the_usual_and_sixty_four_for_everything() -> None:
    assert set(USUAL_PLANTS) <= set(affordable(38, "en")[0])
    assert set(USUAL_TWINS) <= set(affordable(38, "en")[1])
    assert affordable(64, "en") == affordable(64, "id") == (PLANTS, TWINS)
    assert affordable(3, "en") == ((), ())


def test_an_episode_for_which_nobody_is_left_is_refused() -> None:
    with pytest.raises(SettingsError, match="too few people"):
        simulate(Spec(people=3, messages=50, plants=(), twins=("hr_onboarding",)))


def test_the_truth_names_its_kinds_and_what_each_control_resembles() -> None:
    assert truth()["kinds"] == list(PLANTS)
    assert {row["type"]: row["resembles"] for row in truth()["controls"]} == dict(TWIN_OF)
    assert set(TWIN_OF.values()) == set(PLANTS)
    assert truth()["identities"] == []


def phones() -> list[tuple[Phone, View, dict[str, Any]]]:
    return simulate(Spec(seed=3, people=16, messages=400, plants=("gossip",), twins=())).phones(3)


def test_several_phones_show_one_chat_under_other_names_with_one_truth() -> None:
    (own, shown, first), (other, second_shown, second), (_, _, third) = phones()
    assert (own.dialect, other.dialect, third["dialect"]) == ("android-id", "ios-id", "android-id")
    assert first["replies"][0]["item"] == second["replies"][0]["item"]
    names = {row["person"]: row["names"] for row in second["identities"]}
    assert all(person in listed for person, listed in names.items())
    by_item = {row["item"]: row["sender"] for row in first["replies"]}
    for row in second["replies"]:
        assert by_item[row["item"]] in names[row["sender"]]
    assert any(len(listed) > 1 for listed in names.values())
    assert set(second["risks"][0]["core"]) <= set(second["members"])
    lines = second_shown.rendered.text.split("\r\n")
    row = next(row for row in second["replies"] if not row["sender"].startswith("+"))
    assert row["sender"] in lines[row["line"] - 1]
    assert shown.rendered.data != second_shown.rendered.data


def test_what_is_answered_but_not_in_the_export_is_said_to_be_unknown() -> None:
    rows = [row for _, _, true in phones() for row in true["replies"] if not row.get("known", True)]
    assert rows
    assert all(row["answers"] is None for row in rows)


def test_phones_and_archives_repeat_byte_for_byte() -> None:
    assert [shown.rendered.data for _, shown, _ in phones()] == [shown.rendered.data for _, shown, _ in phones()]
    name = "Tim: A/B"
    once = packed(b"x", name, dialect("android-id"))
    assert once == packed(b"x", name, dialect("android-id"))
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert archive.namelist() == ["Chat WhatsApp dengan Tim_ A_B.txt"]
    with zipfile.ZipFile(io.BytesIO(packed(b"x", name, dialect("ios-id")))) as archive:
        assert archive.namelist() == ["_chat.txt"]


def test_a_phone_of_any_language_is_one_that_was_seen_or_is_made_from_its_data() -> None:
    assert phone_of("id", "ios").name == "ios-id"
    assert phone_of("en", "android").name == "android-en-us"
    made_so = phone_of("ja", "android")
    assert made_so.head(MOMENT) == "2024/12/31, 0:05 - "
    assert made_so.words["file_name"] == "{chat}とのWhatsAppチャット.txt"
    assert phone_of("fa", "ios").head(MOMENT).startswith("[۲۰۲۴/۱۲/۳۱")
    assert phone_of("vi", "android").words["created_self"] == 'Bạn đã tạo nhóm "{new}"'
    with pytest.raises(SettingsError, match="no language"):
        phone_of("xx", "ios")
