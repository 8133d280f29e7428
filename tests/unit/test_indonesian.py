"""No sentence is missing in Indonesian: each table of words, phrase and dictionary in the code says everything in both languages."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from wag_analyzer.network import cards
from wag_analyzer.parser.phrases import load
from wag_analyzer.report import card_words
from wag_analyzer.report.doctor_facts import language, said
from wag_analyzer.report.sentences import sentence

PACKAGE = Path(__file__).parents[2] / "wag_analyzer"
WORDS = sorted(
    path
    for path in PACKAGE.rglob("*.toml")
    if not {"lexicons", "locales", "simulate", "parser", "tests"} & set(path.relative_to(PACKAGE).parts)
)
PAIRS = [path for path in WORDS if path.name.endswith(".en.toml")]
BOTH = [path for path in WORDS if not re.search(r"\.(en|id)\.toml$", path.name) and path.name not in {"cues.toml", "plain_words.toml"}]
SAME = {
    *("admin", "unit", "media", "Media", "linear", "q", "SHA-256", "{name}: {why}", "{name}  =  {person} ?", "Email", "Format", "Total"),
    *("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Sep", "Nov"),
    *("wag doctor {input} --media", "Written for this project.", "data", "{n} %", "status", "Status", "Label", "label", "wag", "normal"),
}
"""What reads the same in both languages: names of fields, of commands, of formats."""
LABELS = frozenset({"slots", "languages", "pattern", "commands", "otherwise", "refusal"})
"""Tables that translate words of ours, errors and names of languages: the English stands elsewhere."""

Leaf = tuple[tuple[str | int, ...], Any]


def _leaves(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[Leaf]:
    parts = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else None
    if parts is None:
        yield above, value
        return
    for name, inner in parts:
        yield from _leaves(inner, (*above, name))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _places(text: str) -> set[str]:
    try:
        return {re.split(r"[.:!\[]", name)[0] for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:
        return set()


def _untranslated(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> list[str]:
    """Return what is not said in both languages, is the same in both, or names other figures."""
    wrong = [f"only in one language: {place}" for place in one.keys() ^ other.keys()]
    for place in one.keys() & other.keys():
        en, local = one[place], other[place]
        if not isinstance(en, str) or not isinstance(local, str):
            continue
        if not local.strip() and en.strip():
            wrong.append(f"empty: {place}")
        if en == local and en.strip() not in SAME and re.search(r"[^\W\d_]{3}", re.sub(r"\{[^}]*\}", "", en)):
            wrong.append(f"the same in both: {place} {en!r}")
        if _places(en) != _places(local) and "|" not in en:
            wrong.append(f"other figures: {place} {en!r} {local!r}")
    return wrong


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_two_files_of_words_say_the_same_things(path: Path) -> None:
    other = path.with_name(path.name.replace(".en.", ".id."))
    assert not _untranslated(dict(_leaves(_read(path))), dict(_leaves(_read(other))))


def test_every_file_of_words_is_one_of_two_or_speaks_both_languages() -> None:
    """Beside them stand which signals a detector marks, and titles and roles of both languages in one list, and the Indonesian of
    notices, checks, reasons, errors and meanings whose English stands where they are made."""
    beside = {path.name for path in WORDS} - {path.name for path in (*PAIRS, *BOTH)} - {path.name.replace(".en.", ".id.") for path in PAIRS}
    assert beside == {
        "cues.toml",
        "plain_words.toml",
        "notices.id.toml",
        "sentences.id.toml",
        "soundness.id.toml",
        "cards.id.toml",
        "errors.id.toml",
        "meanings.id.toml",
    }
    assert len(PAIRS) > 2
    assert len(BOTH) > 9


@pytest.mark.parametrize("path", BOTH, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_of_both_languages_says_everything_in_each(path: Path) -> None:
    by_language: dict[str, dict[tuple[str | int, ...], Any]] = {"en": {}, "id": {}}
    for place, value in _leaves(_read(path)):
        for lang, found in by_language.items():
            if lang in place and not LABELS & set(map(str, place)):
                found[tuple("*" if part == lang else part for part in place)] = value
    assert by_language["en"]
    assert not _untranslated(by_language["en"], by_language["id"])


def _texts(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "Phrase(" in text or ('"en"' in text and '"id"' in text):
            yield path, ast.parse(text)


def test_every_phrase_in_the_code_is_said_in_both_languages() -> None:
    wrong, seen = [], 0
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Phrase" and len(node.args) >= 2:
                en, local = _texts(node.args[0]), _texts(node.args[1])
                if en is not None and local is not None:
                    seen += 1
                    wrong += [f"{path.name}:{node.lineno}: {told}" for told in _untranslated({"": en}, {"": local})]
    assert not wrong, wrong
    assert seen > 200


def test_every_dictionary_in_the_code_that_speaks_both_languages_says_everything_in_each() -> None:
    wrong, seen = [], 0
    for path, tree in _trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Dict):
                continue
            by_key = {_texts(key): value for key, value in zip(node.keys, node.values, strict=True) if key is not None}
            if {"en", "id"} <= by_key.keys():
                try:
                    en, local = (dict(_leaves(_listed(ast.literal_eval(by_key[lang])))) for lang in ("en", "id"))
                except ValueError:
                    continue
                seen += 1
                wrong += [f"{path.name}:{node.lineno}: {told}" for told in _untranslated(en, local)]
    assert not wrong, wrong
    assert seen > 5


def _listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _listed(inner) for key, inner in value.items()}
    return [_listed(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def test_every_page_of_a_detector_has_an_indonesian_one_with_the_same_headings() -> None:
    pages = [path for path in sorted((PACKAGE / "detectors").glob("wag*.md")) if not path.name.endswith(".id.md")]
    assert len(pages) > 15
    for path in pages:
        both = [path.read_text(encoding="utf-8"), path.with_name(path.name.replace(".md", ".id.md")).read_text(encoding="utf-8")]
        assert both[0].count("\n## ") == both[1].count("\n## "), path.name


def _nulls() -> set[str]:
    """Return what detectors call the chance that they test against."""
    told: list[ast.expr | None] = []
    for path in (PACKAGE / "detectors").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id.endswith("_NULL"):
                told.append(node.value)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ChanceTest":
                told += node.args[:1]
    return {one.value for one in told if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def test_what_is_called_chance_is_told_in_indonesian() -> None:
    said = _read(PACKAGE / "report" / "html" / "words.id.toml")["nulls"]
    assert _nulls() == set(said)
    assert not [english for english, local in said.items() if english == local]


def test_every_card_of_a_measure_and_a_role_is_said_in_indonesian() -> None:
    measures = (*cards.MEASURE_CARDS, *cards.GROUP_CARDS, *cards.CIRCLE_CARDS, *cards.PAIR_CARDS)
    english = {each.limits for each in measures} | {each.limits for each in cards.ROLES} | {each.meaning for each in measures}
    assert card_words._words("sentences").keys() == english - {""}
    assert card_words._UNITS.keys() == {each.unit for each in measures} - {""}
    assert card_words.explained("betweenness", "en") == cards.explained("betweenness")
    told = card_words.explained("central_connector", "id")
    assert told.startswith("### Penghubung pusat (`central_connector`)")
    assert "| aturan | pertama menurut `turned_to`, di atas 0 |" in told
    assert "*Yang tidak dikatakannya:* Untuk apa tidak diketahui" in told
    assert "rentang | 0 sampai 1 bagian pasangan" in card_words.explained("betweenness", "id")
    assert not card_words.explained("nonsense", "id")


def test_every_formula_with_words_is_told_in_indonesian() -> None:
    measures = (*cards.MEASURE_CARDS, *cards.GROUP_CARDS, *cards.CIRCLE_CARDS, *cards.PAIR_CARDS)
    own = card_words._words("formulas")
    told = {each.formula: own.get(each.formula) or sentence(each.formula, "id") for each in measures}
    words = re.compile(r"\b(?:of|over|with|the|that|people|share|out|max|when)\b")
    assert own.keys() <= told.keys()
    assert not [local for local in told.values() if words.search(local) or re.search(r"\d\.\d", local)]
    assert "jalur terpendek" in card_words.explained("betweenness", "id")


def test_every_phone_language_has_an_indonesian_name() -> None:
    assert set(said("id")["languages"]) == set(load().codes)
    names = [language(code, "id") for code in load().codes]
    assert len(set(names)) == len(names)
    assert (language("id", "id"), language("id", "en")) == ("Indonesia", "Indonesian")


def test_counts_in_english_phrases_bring_their_word_for_one() -> None:
    plural = re.compile(r"\{(\w+)\} (?:other )?(?:answers|asks|bids|commitments|days|members|messages|others|requests|sessions|times)\b")
    wrong = []
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Phrase" and node.args:
                wrong += [f"{path.name}: {found[0]}" for found in plural.finditer(_texts(node.args[0]) or "")]
    assert not wrong
