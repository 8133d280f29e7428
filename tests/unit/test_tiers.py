import dataclasses
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wag_analyzer import tables
from wag_analyzer.analysis import Analysis
from wag_analyzer.errors import LeakError
from wag_analyzer.findings import Finding
from wag_analyzer.people.pseudonyms import PSEUDONYM, Pseudonyms
from wag_analyzer.report.leaks import Secrets, leak_scan, leaks, number_spellings
from wag_analyzer.report.redact import Redactor
from wag_analyzer.report.tables_in_tier import in_tier
from wag_analyzer.report.tiers import Tier, tier

KEY = Pseudonyms(b"k" * 32)
SPELLED = {
    "Xanthippe Brambulo": "M-AAAA-AAAA",
    "Zoltanov Quirke": "M-BBBB-BBBB",
    "+62 812-5550-1234": "M-CCCC-CCCC",
    "Ayu": "M-DDDD-DDDD",
    "王小明": "M-EEEE-EEEE",
}
REDACTOR = Redactor.of(SPELLED, ["Kantor Pusat Selatan"])


@pytest.fixture
def pseudonym(small_analysis: Analysis, findings: list[Finding]) -> Tier:
    return tier("pseudonym", small_analysis, KEY, findings=findings)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("tolong tanya Zoltanov ya", "tolong tanya M-BBBB-BBBB ya"),
        ("ZOLTANOV QUIRKE dan xanthippe", "M-BBBB-BBBB dan M-AAAA-AAAA"),
        ("japri zoltanov.quirke@example.org", "japri [mail]"),
        ("+62 812 5550 1234, 0812-5550-1234, 081255501234", "M-CCCC-CCCC, M-CCCC-CCCC, M-CCCC-CCCC"),
        ("@6281255501234 @447700900123", "M-CCCC-CCCC [phone]"),
        ("KTP 3276012345678901", "KTP [number]"),
        ("@\u2068Zoltanov Quirke\u2069 ikut", "@M-BBBB-BBBB ikut"),
        ("Brambulo.vcf (file attached)", "[contact] (file attached)"),
        ("lihat laporan.pdf", "lihat [file]"),
        ("wa.me/6281255501234 https://x.example/a?b=1 www.a.b", "[link] [link] [link]"),
        ("javascript:alert(1)", "[link]"),
        ("Zol\u200btanov", "M-BBBB-BBBB"),
        ("Zòltánov", "M-BBBB-BBBB"),
        ("Ｚｏｌｔａｎｏｖ", "M-BBBB-BBBB"),
        ("#zoltanovkeren", "#M-BBBB-BBBB"),
        ("Ayunya, ayah", "M-DDDD-DDDD, ayah"),
        ("你好王小明吗", "M-EEEE-EEEE"),
        ("grup Kantor Pusat Selatan ramai", "grup [group] ramai"),
        ("harga 15.000.000 tanggal 13/01/2025 08.30", "harga 15.000.000 tanggal 13/01/2025 08.30"),
        ("ＺＯＬ\u202etanov", "M-BBBB-BBBB"),
        ("M-BBBB-BBBB [phone]", "M-BBBB-BBBB [phone]"),
        ("zul baik saja", "zul baik saja"),
    ],
)
def test_people_are_replaced_in_texts(text: str, kept: str) -> None:
    assert REDACTOR.replace(text)[0] == kept


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from([*SPELLED, "halo", " ", "\n", "@", "0812 5550 1234", "x@y.co", "zoltanov", ".", "\u202e", "JANE", "M-"]),
        max_size=12,
    ).map("".join)
)
def test_replacing_again_changes_nothing_and_leaves_no_half_name(text: str) -> None:
    once = REDACTOR.replace(text)[0]
    assert REDACTOR.replace(once)[0] == once
    assert not leaks(once, Secrets.of(SPELLED))


def test_the_cue_stays_marked_where_it_was() -> None:
    text = "Zoltanov jangan bilang Ayu ya"
    start = text.index("jangan")
    shown, marks = REDACTOR.replace(text, ((start, start + 13), (0, 8), (len(text) - 2, len(text))))
    assert [shown[a:b] for a, b in marks] == ["jangan bilang", "M-BBBB-BBBB", "ya"]


def test_a_first_name_of_two_people_names_neither() -> None:
    both = Redactor.of({"Budi Santoso": "M-1", "Budi Hartono": "M-2"})
    assert both.replace("Budi, Budi Hartono")[0] == "[name], M-2"


def test_titles_and_departments_stay_where_they_name_nobody() -> None:
    hr = Redactor.of({"Pak Manager Finance": "M-1"})
    assert hr.replace("tanya pak manager, bukan Pak Manager Finance")[0] == "tanya pak manager, bukan M-1"


def test_in_tier_names_everything_is_as_it_was(small_analysis: Analysis, findings: list[Finding]) -> None:
    plain = tier("names", small_analysis)
    assert plain.name("Budi Santoso") == "Budi Santoso"
    assert plain.text("Budi 0812") == "Budi 0812"
    assert plain.file("a.txt") == "a.txt"
    assert plain.group("g") == "g"
    assert plain.topic("pay") == "pay"
    assert plain.short() is plain
    assert plain.finding_id(findings[0]) == findings[0].finding_id


def test_absent_persons_are_renamed_too(pseudonym: Tier) -> None:
    assert re.fullmatch(PSEUDONYM, pseudonym.name("Pak Zulkarnain"))
    assert pseudonym.topic("Pak Zulkarnain") == pseudonym.name("Pak Zulkarnain")
    assert pseudonym.topic("aturan lembur") == "aturan lembur"


def test_a_nickname_of_the_chat_is_replaced(pseudonym: Tier) -> None:
    assert pseudonym.text("si Zul lagi") == f"si {pseudonym.name('Pak Zulkarnain')} lagi"


def test_somebody_never_heard_of_is_not_named(pseudonym: Tier) -> None:
    assert pseudonym.name("Nobody Known") == "[name]"
    assert pseudonym.file("other.txt") == "[file]"
    assert pseudonym.group("other") == "[group]"


def test_short_pseudonyms_stay_apart(pseudonym: Tier) -> None:
    short = pseudonym.short()
    assert len(set(short.codes.values())) == len(set(pseudonym.codes.values()))
    assert all(len(code) == 6 for code in short.codes.values())
    assert short.text("Budi Santoso dan Tono") == f"{short.name('Budi Santoso')} dan {short.name('Tono Hartanto')}"


def test_pseudonyms_with_one_head_are_not_cut() -> None:
    same = Tier("pseudonym", {"a": "M-AAAA-AAAA", "b": "M-AAAA-BBBB", "c": "M-CCCC-CCCC"})
    assert list(same.short().codes.values()) == ["M-AAAA-AAAA", "M-AAAA-BBBB", "M-CCCC"]


def test_tier_numbers_has_no_text_and_ordinals_in_the_keys_order(small_analysis: Analysis) -> None:
    numbers = tier("numbers", small_analysis, KEY, lang="id")
    assert numbers.text("halo") is None
    assert not numbers.has_text
    assert re.fullmatch(r"anggota \d+", numbers.name("Budi Santoso"))
    assert numbers.topic("aturan") == "anggota ?"
    other = tier("numbers", small_analysis, Pseudonyms(b"x" * 32), lang="id")
    assert [numbers.name(person) for person in small_analysis.people.persons] != [
        other.name(person) for person in small_analysis.people.persons
    ]


def test_the_identity_of_a_finding_needs_the_key(small_analysis: Analysis, findings: list[Finding], pseudonym: Tier) -> None:
    finding = findings[0]
    other = tier("pseudonym", small_analysis, Pseudonyms(b"x" * 32), findings=findings)
    assert len({finding.finding_id, pseudonym.finding_id(finding), other.finding_id(finding)}) == 3
    assert tier("numbers", small_analysis, KEY, findings=findings).finding_id(finding) == pseudonym.finding_id(finding)


def test_analysis_of_renamed_people_differs_by_the_map_only(make_analysis: Callable[..., Analysis]) -> None:
    names = ["Amelinda Kusuma", "Bertholdus Wijaya", "Carolina Sihombing", "Demetrius Hutapea"]
    one = tier("pseudonym", make_analysis(names, pairs=[(0, 1, 2.0)], circles=[0, 0, 0, 0]), KEY)
    assert len({one.name(name) for name in names}) == 4
    assert one.text(" ".join(names)) == " ".join(one.name(name) for name in names)


@pytest.mark.parametrize(
    "output",
    [
        "halo Xanthippe",
        "HALO BRAMBULO",
        "zolta\u0301nov",
        "&#90;oltanov",
        '{"x": "\\u005aoltanov"}',
        "62812 6281255501234",
        "0812 5550 1234",
        "81255501234",
        "55501234",
        "kantor pusat selatan",
        "pre-zoltanov_quirke",
    ],
)
def test_the_scan_stops_a_name_or_number_before_it_is_written(output: str) -> None:
    secrets = Secrets.of(SPELLED, ["Kantor Pusat Selatan"])
    with pytest.raises(LeakError) as stopped:
        leak_scan(output, secrets, where="report.html")
    assert "oltanov" not in str(stopped.value)
    assert stopped.value.exit_code == 5


def test_the_scan_lets_our_own_words_and_short_names_pass() -> None:
    secrets = Secrets.of({"Grace Circle": "", "Ayu": "", "Pak Admin": ""}, ["Tim"])
    assert leak_scan("the circle of Ayu, admin", secrets, fixed="a circle is a group") == []
    with pytest.raises(LeakError):
        leak_scan("Grace", secrets, fixed="a circle")


def test_a_whole_name_of_short_words_is_looked_for() -> None:
    assert leaks("ayu dewi ada", Secrets.of({"Ayu Dewi": ""})) == ["ayu dewi"]


def test_numbers_of_north_america_have_no_leading_zero() -> None:
    assert "2025550143" in number_spellings("+1 202-555-0143")
    assert number_spellings("Budi") == set()


def test_a_tier_is_a_value(pseudonym: Tier) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        pseudonym.level = "names"  # type: ignore[misc] # the point of the test


def test_earlier_names_and_the_identity_of_a_group_are_replaced_too(make_analysis: Callable[..., Analysis]) -> None:
    plain = make_analysis(group="Vexillology")
    columns = {name: plain.chat.events[name] for name in plain.chat.events.columns}
    events = tables.EVENTS.frame(columns | {"type": ["subject_changed"], "old": ["Divisi Qwertzal"], "new": ["Vexillology"]})
    renamed = dataclasses.replace(plain, chat=dataclasses.replace(plain.chat, events=events))
    hidden = tier("pseudonym", renamed, KEY)
    assert hidden.text("dulu divisi QWERTZAL, kini Vexillology") == "dulu [group], kini [group]"
    assert {hidden.group(name) for name in ("Vexillology", "Divisi Qwertzal", "g1")} == {"group 1"}
    shown = in_tier(events, tables.EVENTS, hidden)
    assert shown["group_id"].tolist() == ["group 1"]
    assert shown["old"].tolist() == ["[group]"]
    with pytest.raises(LeakError):
        leak_scan("vexillology", hidden.secrets)


def test_digits_of_a_figure_are_no_number_of_a_member() -> None:
    secrets = Secrets.of(["+62 812-0000-0003"])
    assert leaks("0.30000000000000003,0.00000003,100000003", secrets) == []
    assert leaks("call 6281200000003 now", secrets)
    assert leaks("tel:08120000 0003 or 081200000003", secrets)
