"""With --lang id no English line is written around the results of the commands that a manager uses, nor inside their tables."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from tests.pages import REPOSITORY
from wag_analyzer.cli import cli, trusting
from wag_analyzer.cli.frames import text_rows
from wag_analyzer.cli.options import Run
from wag_analyzer.network import explained, rearranging, recruit_chance, uses_ladder
from wag_analyzer.network.cards import GROUP_CARDS
from wag_analyzer.report.sentences import sentence
from wag_analyzer.report.spoken import spoken
from wag_analyzer.simulate.score_tables import MEANINGS
from wag_analyzer.validity import labelled
from wag_analyzer.validity.variants import CHECKS

GROUP = REPOSITORY / "sample_exports" / "android" / "id-kantor-gudang.txt"
ENGLISH = re.compile(
    r"(?<![\w'-])(?:the|of|and|is|are|was|were|be|from|with|who|not|yes|no|by|for|people|person|lines?|messages?|findings?|files?|kept|which|"
    r"that|has|have|it|its|to|on|an|or|share|pairs?|ties|tie|circles?|names?|nothing|everybody|nobody|less|more|than|there|what|when)(?![\w'-])"
)
TALK = re.compile(r"^  [>·. ] ?\d+ +\d")
"""A line of the chat, which stays as it was written."""


PLACE = re.compile(r"'wag [^']*'|wag people .*|\b[\w.-]*(?:/[\w.-]+)+|--[\w-]+|\b[\w-]+\.(?:txt|case|zip|csv|html|json)\b")
"""What is typed and where things lie, which have no language."""


def english(text: str) -> list[str]:
    """Return the lines that hold English words, but for what is typed and lines of the chat."""
    return [line for line in text.splitlines() if not TALK.match(line) and ENGLISH.search(PLACE.sub("", line))]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> "Asked":
    return Asked(tmp_path_factory.mktemp("asked"))


class Asked:
    """A case of the sample group, made and asked in Indonesian."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.case = folder / "kantor.case"
        (folder / "config.toml").write_text('draws = 20\nlang = "id"\n', encoding="utf-8")
        policy = "version: 1\nthresholds:\n  - codes: [WAG402]\n    severity: high\nsuppress:\n"
        policy += "  - code: WAG301\n    reason: memang tugasnya\n    until: 2030-01-01\n"
        policy += "  - code: WAG105\n    reason: memang tugasnya\n    until: 2030-01-01\n"
        (folder / "aturan.yaml").write_text(policy, encoding="utf-8")
        self.audited = self("audit", GROUP, "-o", self.case, "--tier", "names", "--policy", folder / "aturan.yaml", "--keep-raw")

    def __call__(self, *words: object, code: int = 0) -> str:
        """Return all that a command says; the language stands in the settings file."""
        done = CliRunner().invoke(cli, [*map(str, words), "--config", str(self.folder / "config.toml")], catch_exceptions=False)
        assert (done.return_value or done.exit_code) == code, done.output
        return done.output


def test_an_audit_speaks_indonesian(asked: Asked) -> None:
    assert "siapa pun yang memegangnya dapat tahu siapa adalah siapa" in asked.audited
    assert "disisihkan oleh kebijakan (baris 6, sampai 2030-01-01): WAG301" in asked.audited
    assert "di bawah ambang kebijakan" in asked.audited
    assert "pengecualian WAG105 tidak cocok dengan temuan mana pun; hapus saja" in asked.audited
    assert not english(asked.audited)


@pytest.mark.parametrize(
    "words",
    [
        ("doctor", GROUP),
        ("doctor", REPOSITORY / "sample_exports" / "ios" / "en-ambiguous.txt"),
        ("network", "CASE"),
        ("circles", "CASE"),
        ("lifecycle", "CASE"),
        ("invitations", "CASE"),
        ("uses", "CASE"),
        ("people", "CASE"),
        ("detect", "CASE", "--strengths"),
        ("rules",),
        ("verify", "CASE"),
        ("verify", "CASE", "--reproduce"),
        ("report", "CASE"),
        ("policy", "lint", "POLICY"),
        ("policy", "test", "POLICY"),
        ("calibrate", "CASE", "-o", "LEARNT"),
        ("review", "CASE"),
    ],
    ids=lambda words: " ".join(map(str, words[:1])),
)
def test_what_a_manager_types_is_answered_in_indonesian(asked: Asked, words: tuple[object, ...]) -> None:
    places = {"CASE": asked.case, "POLICY": asked.folder / "aturan.yaml", "LEARNT": asked.folder / "learnt.json"}
    said = asked(*(places.get(str(word), word) for word in words))
    head = {"network", "lifecycle", "invitations", "uses", "people", "circles", "rules", "calibrate", "review"}
    shown = [line for line in said.splitlines() if not (words[0] in head and re.match(r"[a-z_]+( [a-z_]+)*  ", line))]
    assert not english("\n".join(shown))


def test_a_finding_a_bag_and_its_check_are_told_in_indonesian(asked: Asked) -> None:
    finding = re.search(r"F-[0-9a-f]{10}", asked.audited)
    assert finding is not None
    assert not english(asked("show", asked.case, finding[0]))
    assert "disimpan di" in asked("review", asked.case, finding[0], "--as", "compliant")
    said = asked("bundle", asked.case, "-o", asked.folder / "bukti", "--with-raw")
    assert "siapa pun yang memegangnya" in said
    assert not english(said)
    assert not english(asked("verify", asked.folder / "bukti"))


def test_the_report_explains_its_figures_in_indonesian(asked: Asked) -> None:
    asked("report", asked.case)
    page = (asked.case / "report.html").read_text(encoding="utf-8")
    helps = re.findall(r'data-help="([^"]*)"', page)
    assert len(helps) > 30
    assert not english("\n".join(helps))


def test_two_exports_that_differ_are_told_in_indonesian(asked: Asked) -> None:
    lines = [f"{day:02}/01/24 08.{day:02} - Rina: pesan yang ke {day}" for day in range(1, 20)]
    for name, kept in (("satu", lines), ("dua", lines[:12] + lines[13:])):
        (asked.folder / f"{name}.txt").write_text("\n".join([*kept, ""]), encoding="utf-8")
    assert not english(asked("compare", asked.folder / "satu.txt", asked.folder / "dua.txt"))
    other = asked.folder / "lain.txt"
    other.write_text("".join(f"{day:02}/01/24 08.{day:02} - Budi: kabar lain nomor {day * 7}\n" for day in range(1, 20)), encoding="utf-8")
    said = asked("compare", asked.folder / "satu.txt", other, "--format", "csv")
    assert "keduanya bukan ekspor dari satu grup" in said
    assert not english(said.splitlines()[-1])


def test_a_batch_is_told_in_indonesian(asked: Asked) -> None:
    exports = asked.folder / "ekspor"
    exports.mkdir()
    lines = [f"{day:02}/01/24 08.{day:02} - Rina: pesan ke {day}\n" for day in range(1, 20)]
    (exports / "satu.txt").write_text("".join(lines), encoding="utf-8")
    for words in (("--dry-run",), (), ("--force",)):
        assert not english(asked("batch", exports, "-o", asked.folder / "simpanan.store", "--jobs", 1, *words))
    assert not english(asked("verify", asked.folder / "simpanan.store"))


def test_programs_read_the_same_words_in_every_language(asked: Asked) -> None:
    told = json.loads(asked("network", asked.case, "--table", "group", "--format", "jsonl").splitlines()[0])
    assert told["basis"] == "people in the chat, silent ones included"
    assert asked("rules", "--format", "csv").splitlines()[0] == "code,name,severity,wrong,p_wrong,summary"


@pytest.mark.parametrize(
    "text",
    [
        *(card.formula for card in GROUP_CARDS),
        *MEANINGS.values(),
        *rearranging._BASIS.values(),
        *rearranging._WORDS.values(),
        *explained._TOLD.values(),
        *recruit_chance._WORDS.values(),
        recruit_chance._ALIKE,
        recruit_chance.RANDOM_TREE.format(draws=999),
        *uses_ladder._BASIS,
        labelled._AGREED,
        labelled._PRECISION,
        labelled._RECALL,
        *(words.format(measure="pagerank") for words in trusting._WORDS.values()),
        *CHECKS,
    ],
)
def test_every_sentence_of_a_table_has_its_indonesian(text: str) -> None:
    assert not english(sentence(text, "id"))


def test_figures_around_tables_are_written_as_indonesian_writes_them(asked: Asked) -> None:
    for words in (("circles",), ("network",), ("uses",)):
        said = re.sub(r"\d+\.\d{3}\b|\(\+\d[^)]*\)", "", asked(*words, asked.case))
        assert not re.findall(r"(?<![\w.-])\d+\.\d{1,2}(?![\w.])", said), words
    assert "baris perintah" in asked("settings", "--lang", "id")
    assert not english(sentence("conversations drawn again", "id"))


def test_names_in_a_sentence_stay() -> None:
    assert sentence("findings and 2 more (3.5), for sure", "id") == "findings dan 2 lagi (3,5), pasti"
    assert sentence("Cohen's kappa of seed and ties: 0 is chance, 1 full agreement", "id").startswith("kappa Cohen untuk seed dan ties:")


def test_a_table_for_people_says_yes_and_reasons_in_the_users_language() -> None:
    frame = pd.DataFrame({"sure": [True, False], "basis": ["WhatsApp's own line", "of no known shape"]})
    assert list(text_rows(frame, "id"))[1:] == ["   ya  catatan WhatsApp sendiri", "tidak  of no known shape"]
    assert list(text_rows(frame))[1:] == [" yes  WhatsApp's own line", "  no  of no known shape"]


def test_a_sentence_is_whole_wherever_its_column_stands() -> None:
    meaning = "who acts (answers, mentions, invites) and is told apart from whom"
    frame = pd.DataFrame({"name": ["n" * 60], "meaning": [meaning], "unit": ["acts"]})
    assert list(text_rows(frame))[1].split("  ") == ["n" * 39 + "…", meaning, "acts"]


def test_the_language_of_the_settings_file_is_spoken_and_that_of_the_line_goes_before_it() -> None:
    assert Run(tongue="id").speaks == "id"
    assert Run(lang="en", tongue="en").speaks == "en"
    assert spoken("reviews_kept", "id", n=1, path="reviews.csv") == "1 disimpan di reviews.csv"


def test_a_name_that_looks_like_a_sentence_within_sentences_ends_somewhere() -> None:
    hostile = "seed: " * 5000 + "1"
    assert sentence(hostile, "id").endswith("seed: 1")
