"""What the doctor says of a file: first what it is, then whether it can be relied on, then what to do about each doubt."""

import json
import re
import shlex
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module, resources
from pathlib import Path

import click
import pytest

from wag_analyzer.__main__ import _run
from wag_analyzer.cli import COMMANDS, cli
from wag_analyzer.parser.chat import Chat, Notice
from wag_analyzer.parser.phrases import load
from wag_analyzer.parser.read import read, read_text
from wag_analyzer.report.doctor import Handed, verdict, verdict_lines
from wag_analyzer.report.doctor_facts import said
from wag_analyzer.report.notice_words import Advice, advice, evidence_words
from wag_analyzer.report.shell import shell_word
from wag_analyzer.report.words import Language
from wag_analyzer.settings import Settings

SAMPLES = Path(__file__).parents[2] / "sample_exports"
TABLE = tomllib.loads(resources.files("wag_analyzer.report").joinpath("notice_words.toml").read_text(encoding="utf-8"))
CHAT = "13/01/2025, 09:00 - Ana: pagi\n14/01/2025, 09:01 - Budi: pagi juga\n"
LANGUAGES: tuple[Language, Language] = ("en", "id")


def flat(chat: Chat, lang: Language = "en", handed: Handed | None = None) -> str:
    """Return the doctor's text with every run of spaces and line ends as one space."""
    return " ".join(" ".join(verdict_lines(chat, lang, handed)).split())


def sample(name: str, lang: Language) -> str:
    path = str(SAMPLES / name)
    return flat(read([path], Settings()), lang, Handed([name]))


def of(text: str, lang: Language = "en", **more: object) -> str:
    return flat(read_text(text, **more), lang)  # type: ignore[arg-type]  # only name and settings pass through


@pytest.mark.parametrize(
    ("name", "lang", "sentences"),
    [
        (
            "android/id-kantor-gudang.txt",
            "en",
            [
                (
                    'id-kantor-gudang.txt: WhatsApp group chat "Kantor & Gudang Tirta Niaga 2024", exported from an Android phone '
                    "set to Indonesian: "
                    "15 Jan 2024 – 15 May 2024, 2,529 messages by 37 people. Can be relied on. Every line was read,"
                ),
                "day first, certain – 1,656 dates have a first number above 12, which can only be a day",
                "2,628 lines: 2,570 begin a message or a line of WhatsApp's own, 58 continue one, 0 could not be read",
                "37 people wrote, 2 of them known only by number.",
                "What no export can tell: - A .txt can be edited by anyone",
            ],
        ),
        (
            "android/id-kantor-gudang.txt",
            "id",
            [
                (
                    'Obrolan grup WhatsApp "Kantor & Gudang Tirta Niaga 2024", diekspor dari ponsel Android berbahasa Indonesia: '
                    "15 Jan 2024 – 15 Mei 2024, 2.529 pesan dari 37 orang. Dapat diandalkan. Semua baris terbaca,"
                ),
                "hari dulu, pasti – 1.656 tanggal angka pertamanya di atas 12, jadi pasti hari",
                "37 orang menulis, 2 di antaranya hanya dikenal lewat nomor.",
            ],
        ),
        (
            "ios/en-ambiguous.txt",
            "en",
            [
                "exported from an iPhone set to English: 5 Jun 2024, 6 messages by 4 people. Can be relied on with care: 1 doubt is",
                "1. It cannot be told which number of a date is the day and which the month; read as day first. Why it matters:",
                "Type: wag doctor ios/en-ambiguous.txt --date-order dmy wag doctor ios/en-ambiguous.txt --date-order mdy",
                (
                    "not decided – no number in any date is above 12, and nothing else in the file tells; "
                    "the first message is of 5 Jun 2024 or of 6 May 2024"
                ),
            ],
        ),
        (
            "ios/en-ambiguous.txt",
            "id",
            [
                "Dapat diandalkan dengan hati-hati: ada 1 keraguan di bawah ini.",
                "Mengapa penting: tanggal, hari, dan urutan kejadian bisa meleset berbulan-bulan.",
                "pesan pertama bertanggal 5 Jun 2024 atau 6 Mei 2024",
            ],
        ),
        (
            "ios/en-media.zip",
            "en",
            [
                "named in the chat and in the archive: 1 photo, 1 video, 1 sound recording, 1 document, 1 contact card.",
                "wag doctor ios/en-media.zip --media",
            ],
        ),
        ("ios/en-media.zip", "id", ["ada dalam arsip: 1 foto, 1 video, 1 rekaman suara, 1 dokumen, 1 kartu kontak."]),
        ("ios/ar-fara.txt", "en", ["exported from an iPhone set to Arabic: 18 Mar 2024 – 20 Mar 2024, 14 messages by 4 people."]),
        ("ios/ar-fara.txt", "id", ["diekspor dari iPhone berbahasa Arab: 18 Mar 2024 – 20 Mar 2024, 14 pesan dari 4 orang."]),
        ("android/en-launch.txt", "en", ["month first, certain – 8 dates have a second number above 12, which can only be a day"]),
        ("android/en-launch.txt", "id", ["bulan dulu, pasti – 8 tanggal angka keduanya di atas 12, jadi pasti hari"]),
        ("android/pt-BR-plantao.txt", "en", ["set to Portuguese (Brazil): 3 Oct 2024 – 16 Oct 2024, 12 messages by 4 people."]),
        ("android/pt-BR-plantao.txt", "id", ["berbahasa Portugis (Brasil): 3 Okt 2024 – 16 Okt 2024, 12 pesan dari 4 orang."]),
    ],
)
def test_a_sample_is_told_in_sentences_a_manager_understands(name: str, lang: Language, sentences: Sequence[str]) -> None:
    told = sample(name, lang)
    for sentence in sentences:
        assert sentence in told
    assert not re.search(r"WAG0\d\d|SHA-256|[0-9a-f]{20}|0/0|confidence|\b100 ?%", told)


def test_the_first_line_is_what_it_is_and_the_next_the_verdict() -> None:
    lines = list(verdict_lines(read_text(CHAT, name="WhatsApp Chat with Tim X.txt")))
    assert lines[0].startswith('WhatsApp Chat with Tim X.txt: WhatsApp chat "Tim X", exported from an Android phone')
    assert "Can be relied on. Every line was read, and nothing in the file raises a doubt." in lines


def test_a_chat_with_a_line_that_only_groups_hold_is_a_group() -> None:
    assert "WhatsApp group chat" in of('13/01/2025, 08:00 - Ana created group "Tim"\n' + CHAT)
    assert "WhatsApp group chat" not in of(CHAT)


def test_notices_that_only_inform_raise_no_doubt() -> None:
    chat = read_text(CHAT)
    text = "the file records 3 quotes and 1 reactions: a quote is an answer with probability 1"
    told = replace(chat, notices=(Notice("WAG022", "quotes-recorded", text),))
    assert verdict(told, told.sources[0])["verdict"] == "good"
    assert "Good to know: - The file records 3 quotes and 1 reaction, which a WhatsApp .txt cannot" in flat(told)


def test_lines_lost_below_the_limit_are_a_doubt_and_above_it_the_worst_grade() -> None:
    chat = read_text("kop surat\n" + CHAT)
    source = chat.sources[0]
    assert verdict(chat, source, 50)["verdict"] == "doubt"
    assert verdict(chat, source)["verdict"] == "loss"
    assert "Do not rely on it yet: 1 of 3 lines could not be read. 1. 1 line before the first message could not be read" in flat(chat)
    assert "Jangan diandalkan dulu: 1 dari 3 baris tidak dapat dibaca." in flat(chat, "id")


def test_an_empty_file_among_others_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CHAT, encoding="utf-8")
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    chat = read([tmp_path / "a.txt", tmp_path / "b.txt"], Settings())
    assert "b.txt: An empty file: there is no chat in it. Do not rely on it: there is nothing in it." in flat(chat)
    assert "b.txt: Berkas kosong: tidak ada obrolan di dalamnya. Jangan diandalkan" in flat(chat, "id")


def test_two_exports_of_one_group_are_counted_each_and_laid_side_by_side(tmp_path: Path) -> None:
    start = '13/01/2025, 08:00 - Ana created group "Tim X"\n'
    lines = [f"{day}/01/2025, 09:00 - {name}: kabar ke-{day} dari {name}\n" for day in range(13, 23) for name in ("Ana", "Budi", "Cici")]
    for folder, text in (("satu", lines[:-3]), ("dua", lines)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "WhatsApp Chat with Tim X.txt").write_text(start + "".join(text), encoding="utf-8")
    paths = [str(tmp_path / folder / "WhatsApp Chat with Tim X.txt") for folder in ("satu", "dua")]
    chat = read(paths, Settings())
    told = flat(chat, "en", Handed(paths))
    assert "27 messages by 3 people" in told
    assert "30 messages by 3 people" in told
    assert 'How the files belong together: - One group, "Tim X": ' in told
    assert "2 exports of one group were joined; 28 messages or system lines stand in several of them and count once." in told
    assert re.search(r"To lay the two side by side: wag compare '\S+ Chat with Tim X.txt' '\S+ Chat with Tim X.txt'", told)
    assert "Hubungan antarberkas: - Satu grup" in flat(chat, "id", Handed(paths))


def test_a_folder_names_each_file_as_it_can_be_typed(tmp_path: Path) -> None:
    (tmp_path / "WhatsApp Chat with A.txt").write_text('05/06/2024, 08:00 - Ana created group "A"\n05/06/2024, 09:00 - Ana: x\n')
    (tmp_path / "WhatsApp Chat with B.txt").write_text('13/01/2025, 08:00 - Dedi created group "B"\n13/01/2025, 08:02 - Dedi: y\n')
    told = flat(read([tmp_path], Settings()), "en", Handed([str(tmp_path)]))
    assert f"wag doctor '{tmp_path}/WhatsApp Chat with A.txt' --date-order mdy" in told
    assert "wag compare" not in told.partition("What no export can tell")[0]
    assert "2 different chats, each a group of its own: A (WhatsApp Chat with A.txt); B (WhatsApp Chat with B.txt)." in told


def test_two_files_kept_apart_in_doubt_can_be_laid_side_by_side(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(f'13/01/2025, 08:00 - Ana created group "{name}"\n13/01/2025, 08:02 - Ana: {name}\n')
    paths = [str(tmp_path / f"{name}.txt") for name in "ab"]
    text = "a.txt and b.txt were not joined: no name in common; 1 of 9 different texts that both could hold agree"
    chat = replace(read(paths, Settings()), notices=(Notice("WAG011", "exports-kept-apart", text),))
    assert (
        f"- a.txt and b.txt look like one group but were kept apart: 1 of 9 texts that both could hold agree. To lay the two side by side: "
        f"wag compare {paths[0]} {paths[1]}" in flat(chat, "en", Handed(paths))
    )


def test_what_came_through_a_pipe_is_called_by_its_dash() -> None:
    chat = read_text("05/06/2024, 09:00 - Ana: x\n", name="stdin")
    assert "wag doctor - --date-order dmy" in flat(chat, "en", Handed(["-"]))


def test_media_named_left_out_missing_and_unnamed_are_counted_apart(tmp_path: Path) -> None:
    (tmp_path / "WhatsApp Chat with T.txt").write_text(
        CHAT + "15/01/2025, 09:00 - Ana: <Media omitted>\n15/01/2025, 09:01 - Ana: IMG-20250115-WA0001.jpg (file attached)\n"
        "15/01/2025, 09:02 - Budi: PTT-20250115-WA0002.opus (file attached)\n"
    )
    (tmp_path / "PTT-20250115-WA0002.opus").write_bytes(b"1")
    (tmp_path / "VID-20250115-WA0003.mp4").write_bytes(b"1")
    told = flat(read([tmp_path], Settings()))
    assert "named in the chat and in the archive: 1 voice note." in told
    assert "1 file is named in the chat and not in what was handed over." in told
    assert "1 file lies beside the chat that no message names." in told
    assert "1 picture, recording or document was left out when the chat was exported." in told


@pytest.mark.parametrize(
    ("count", "grade", "sentence"), [(40_000, "doubt", "stops an export at the newest 40,000"), (39_700, "good", "close to")]
)
def test_an_export_at_or_near_the_cap_is_said_in_plain_words(count: int, grade: str, sentence: str) -> None:
    lines = (
        f"{13 + n // 2880:02d}/01/25, {n // 120 % 24:02d}.{n // 2 % 60:02d} - {'Ana' if n % 2 else 'Budi'}: p{n}\n" for n in range(count)
    )
    chat = read_text("".join(lines))
    found = verdict(chat, chat.sources[0])
    assert (found["verdict"], found["at_cap"]) == (grade, True)
    assert sentence in flat(chat)


def test_dates_written_in_two_ways_in_one_file_are_a_doubt() -> None:
    chat = read_text(
        "12/30/23, 9:10\u202fAM - Ana: x\n12/31/23, 9:11\u202fAM - Budi: y\n30/01/2024, 07:00 - Ana: z\n31/01/2024, 07:00 - Budi: w\n"
    )
    assert chat.sources[0].date_order == "mixed"
    assert verdict(chat, chat.sources[0])["verdict"] == "doubt"
    assert "1. The way dates are written changes within the file. Why it matters: a phone writes all dates" in flat(chat)
    assert "ada yang menyambung potongan" in flat(chat, "id")


def test_verbose_adds_what_technicians_ask_and_only_then() -> None:
    chat = read_text("05/06/2024, 09:00 - Ana: x\n")
    for lang, head in (("en", "For technicians:"), ("id", "Untuk teknisi:")):
        told = flat(chat, lang, Handed(verbose=True))  # type: ignore[arg-type]  # both are languages
        assert head in told
        assert "WAG001" in told
        assert chat.sources[0].sha256 in told
        assert head not in flat(chat, lang)  # type: ignore[arg-type]  # both are languages


def test_an_address_in_a_name_cannot_reach_the_terminal() -> None:
    assert "\x1b" not in of("13/01/2025, 09:00 - A\x1b[31mna: x\n14/01/2025, 09:00 - Ana: y\n")


EXAMPLES = {
    "the year stands first in 3 of 3 lines": ("the year stands first in 3 of 3 dates", "tahun tertulis lebih dulu pada 3 dari 3 tanggal"),
    "the time of the lines runs back 0 times, read the other way 2 times": (
        "read this way time runs backwards 0 times, the other way 2 times",
        "dibaca begini waktu mundur 0 kali, dibaca sebaliknya 2 kali",
    ),
    "the first field is above 12 in 1 lines; the second field is above 12 in 2 lines": (
        "1 date has a first number above 12, which can only be a day; 2 dates have a second number above 12, which can only be a day",
        "1 tanggal angka pertamanya di atas 12, jadi pasti hari; 2 tanggal angka keduanya di atas 12, jadi pasti hari",
    ),
    "nothing in the dates decides; US English was given by the user": (
        "nothing in the dates decides; you said that the phone is set to US English",
        "tidak ada yang menentukan dalam tanggalnya; Anda menyatakan ponselnya berbahasa Inggris Amerika",
    ),
    "of a kind nobody foresaw": ("of a kind nobody foresaw", ""),
}


@pytest.mark.parametrize(("text", "told"), EXAMPLES.items())
def test_the_evidence_for_dates_is_told_with_its_figures(text: str, told: tuple[str, str]) -> None:
    assert (evidence_words(text, "en"), evidence_words(text, "id")) == told


ONE_DAY = "05/06/2024, 09:00 - Ana: x\n"
CASES = {
    "inferred-date-order": "[02/03/24, 10:00:00] A: x\n[02/04/24, 10:00:00] B: x\n[03/01/24, 10:00:00] A: x\n[04/02/24, 10:00:00] B: x\n",
    "ambiguous-date-order": ONE_DAY,
    "lines-before-first-message": "kop\n" + CHAT,
    "time-runs-backwards": CHAT + "12/01/2025, 09:00 - Ana: mundur\n",
    "invisible-characters": CHAT + "15/01/2025, 09:00 - Bu\u200bdi: x\n",
    "confusable-names": CHAT + "15/01/2025, 09:00 - Bu\u200bdi: x\n",
    "nul-bytes": CHAT + "15/01/2025, 09:00 - Ana: \x00x\n",
    "date-out-of-range": "13/01/2001, 09:00 - Ana: x\n" + CHAT,
    "header-like-text": CHAT + "2025-01-15 09:00 - Tomo: susulan\n",
}


@pytest.mark.parametrize(("word", "text"), CASES.items())
def test_a_real_notice_of_each_sort_is_told_in_both_languages_with_advice(word: str, text: str) -> None:
    chat = read_text(text)
    notes = [note for note in chat.notices if note.word == word]
    assert notes
    for note in notes:
        en, own = (advice(note.word, note.text, lang) for lang in LANGUAGES)
        assert en.what != note.text
        assert own.what not in {en.what, note.text}
        if en.level == "doubt":
            assert all((en.why, en.do, own.why, own.do))
        assert flat(chat).count(en.what) == 1
        assert own.what in flat(chat, "id")


def test_bytes_that_are_no_utf_8_and_a_cut_are_told(tmp_path: Path) -> None:
    for name, data, words in (
        ("u.txt", CHAT.encode("utf-16"), "saved again by another program (it is stored as UTF-16"),
        ("d.txt", CHAT.encode() + b"15/01/2025, 09:00 - Ana: caf\xe9 x\n", "1 line holds damaged letters (line 3)"),
        ("c.txt", (CHAT + "15/01/2025, 09:00 - Ana: é").encode()[:-1], "The file was cut short: it ends in the middle of a letter"),
    ):
        (tmp_path / name).write_bytes(data)
        assert words in flat(read([tmp_path / name], Settings()))


def test_a_doubt_has_why_and_what_to_do_in_both_languages_and_other_notices_have_neither() -> None:
    for entry in TABLE["notice"]:
        for lang in LANGUAGES:
            wanted = {"what", "why", "do"} if entry["level"] == "doubt" else {"what"}
            assert set(entry[lang]) == wanted, (entry["word"], lang)
            assert all(not line.endswith(".") for line in entry[lang].values())


def test_both_languages_use_the_same_slots_and_keys() -> None:
    for entry in TABLE["notice"]:
        slots = [{found for line in entry[lang].values() for found in re.findall(r"{(\w+)", line)} for lang in LANGUAGES]
        assert slots[0] == slots[1] or slots[0] <= set(re.compile(entry["pattern"]).groupindex), entry["word"]
        assert slots[1] <= set(re.compile(entry["pattern"]).groupindex), entry["word"]
    assert set(said("en")) | {"languages"} == set(said("id"))
    for section in ("orders", "kinds", "programs"):
        assert set(said("en")[section]) == set(said("id")[section])


def test_every_language_of_a_phone_has_an_indonesian_name() -> None:
    assert set(said("id")["languages"]) == {language.code for language in load().all()}


def command_of(name: str) -> click.Command:
    module = import_module(f"wag_analyzer.cli.{COMMANDS[name][0]}")
    found = getattr(module, name)
    assert isinstance(found, click.Command)
    return found


PROPOSED = sorted(
    {command for entry in TABLE["notice"] for command in entry.get("commands", ())}
    | {said(lang)["media_list"] for lang in LANGUAGES}
    | {"wag compare {input} {second}", "wag people {input} --suggest"}
)


@pytest.mark.parametrize("line", PROPOSED)
def test_every_command_the_doctor_proposes_exists_with_these_options(line: str) -> None:
    program, name, *rest = shlex.split(line.format(input="chat.txt", second="b.txt", older="c.txt"))
    assert program == "wag"
    with command_of(name).make_context(name, rest, parent=click.Context(cli, **cli.context_settings)) as context:
        assert context.params


def test_a_notice_nobody_foresaw_is_a_doubt_and_told_as_it_stands_in_english_only() -> None:
    assert advice("new-word", "something odd", "en") == Advice("doubt", "something odd")
    assert advice("new-word", "something odd", "id") == Advice("doubt", "new-word")
    assert "tidak cocok" in advice("exports-kept-apart", "a.txt and b.txt were not joined: other figures", "id").what
    assert "sebab lain" in advice("header-like-text", "1 lines look like a header and were kept as text (other): 4", "id").what
    assert "bukan obrolan yang dapat dibaca" in advice("not-a-chat", "a.txt was not read: broken", "id").what


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("t.csv", "at,sender,text\n2024-01-02 10:00,Ani,hai\n", "dari tabel (CSV): 2 Jan 2024, 1 pesan dari 1 orang."),
        (
            "t.csv",
            "at,sender,text\n2024-01-02 10:00,Ani,hai\nbad,Budi,ya\n",
            "1 catatan dalam berkas tidak dapat dibaca sebagai pesan (baris 3)",
        ),
    ],
)
def test_a_table_is_told_as_one(tmp_path: Path, name: str, data: str, sentence: str) -> None:
    (tmp_path / name).write_text(data, encoding="utf-8")
    told = flat(read([tmp_path / name], Settings()), "id")
    assert sentence in told
    assert "Berkas ini dibuat program lain" in told
    assert "40.000" not in told


def test_programs_get_every_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(ONE_DAY, encoding="utf-8")
    assert _run(["doctor", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    wanted = {"file", "sha256", "verdict", "kind", "messages", "people", "known_by_number", "first", "last", "at_cap", "notices", "layouts"}
    assert wanted <= set(told)
    assert [(note["code"], note["level"]) for note in told["notices"]] == [("WAG001", "doubt")]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("e.txt", "", "e.txt: kosong: tidak ada obrolan di dalamnya; ekspor ulang obrolannya di ponsel"),
        ("n.txt", "halo\napa kabar\n", "n.txt: bukan ekspor WhatsApp: tidak ada baris yang berawal seperti pesan; berikan .txt"),
        ("b.json", '{"a": ', "b.json: JSON-nya berakhir terlalu cepat, setelah 6 karakter: berkasnya terpotong; buat lagi berkasnya"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: str, sentence: str
) -> None:
    (tmp_path / name).write_text(data, encoding="utf-8")
    assert _run(["doctor", str(tmp_path / name), "--lang", "id"]) == 3
    assert sentence in capsys.readouterr().err
    assert _run(["doctor", str(tmp_path / name)]) == 3
    assert "; " in capsys.readouterr().err


def test_a_proposed_command_runs_nothing_that_stands_in_a_file_name() -> None:
    assert shell_word('a $(id) "b"; x.txt') == "'a $(id) \"b\"; x.txt'"
    assert shell_word("-o.txt") == "./-o.txt"


def test_of_a_folder_one_sentence_says_how_many_files_can_be_relied_on_and_what_was_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CHAT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(CHAT.replace("13/01", "03/01").replace("14/01", "04/01"), encoding="utf-8")
    (tmp_path / "c.txt").write_text("sisa\n" + CHAT.replace("Ana", "Dewi"), encoding="utf-8")
    (tmp_path / "daftar.txt").write_text("beras\n", encoding="utf-8")
    chat = read([tmp_path])
    told = list(verdict_lines(chat))
    assert told[0].startswith("3 files were read: 1 can be relied on, 1 with care, 1 not yet; 1 file was not read, as told at the")
    at = told.index("What was not read:")
    assert told[at + 1] == "  - daftar.txt was not read: not a WhatsApp export: no line begins like a message."
    assert " ".join(told).count("daftar.txt was not read") == 1
    assert "bukan ekspor WhatsApp: tidak ada baris yang berawal seperti pesan" in flat(chat, "id")


def test_of_one_file_alone_nothing_is_summed_up() -> None:
    assert "files were read" not in of(CHAT)
    assert "What was not read" not in of(CHAT)


def test_programs_are_told_which_files_of_a_folder_were_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(CHAT, encoding="utf-8")
    (tmp_path / "daftar.txt").write_text("beras\n", encoding="utf-8")
    assert _run(["doctor", str(tmp_path), "--json"]) == 0
    read_, left = map(json.loads, capsys.readouterr().out.strip().split("\n"))
    assert (read_["file"], read_["verdict"]) == ("a.txt", "good")
    reason = "daftar.txt was not read: not a WhatsApp export: no line begins like a message"
    assert left == {"file": "daftar.txt", "verdict": "not-read", "reason": reason}


def test_only_names_that_are_rather_one_person_are_told_and_from_which_score() -> None:
    lines = "".join(f"13/01/25, 09:{minute:02} - {name}: pagi\n" for minute, name in enumerate(["Kartika", "Tika", "Joko", "Kartika"]))
    assert "may be one person" not in of(lines)
    both = lines + "13/01/25, 10:00 - Joko Susilo: x\n13/01/25, 10:01 - joko susilo: y\n"
    assert "1 pair of names may be one person (score 0.5 or more). Type: wag people chat.txt --suggest" in of(both)
    assert "1 pasang nama mungkin satu orang (skor 0,5 ke atas). Ketik: wag people chat.txt --suggest" in of(both, "id")


def test_the_days_of_messages_and_of_whatsapps_own_lines_are_told_apart() -> None:
    told = of(f'10/01/2025, 09:00 - Ana created group "Tim"\n{CHAT}15/01/2025, 09:00 - Ana left\n')
    assert ": 13 Jan 2025 – 14 Jan 2025, 2 messages by 2 people." in told
    assert "2 lines of WhatsApp's own (who was added, who left, what was changed), 10 Jan 2025 – 15 Jan 2025" in told
