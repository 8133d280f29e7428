import re
import tomllib
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pandas as pd
import pytest
from defusedxml import ElementTree

from wag_analyzer.analysis import Analysis, analyze
from wag_analyzer.case import pictures as case_pictures
from wag_analyzer.case.contents import tables_of
from wag_analyzer.case.pictures import pictures
from wag_analyzer.cli import picturing
from wag_analyzer.errors import CaseError, LeakError, SettingsError
from wag_analyzer.parser.read import read, read_text
from wag_analyzer.people.pseudonyms import Pseudonyms
from wag_analyzer.report.figures import plots
from wag_analyzer.report.figures.scene import Scene, figure_words
from wag_analyzer.report.figures.svg_map import svg_map
from wag_analyzer.report.figures.tree import tree
from wag_analyzer.report.html.view import View
from wag_analyzer.report.tiers import Level, Tier, tier

SAMPLE = Path(__file__).parents[2] / "sample_exports" / "android" / "id-dapur.txt"
NAMES = Tier("names")
MakeAnalysis = Callable[..., Analysis]


def scene(analysis: Analysis, level: Level = "names", lang: str = "en") -> Scene:
    own = NAMES if level == "names" else tier(level, analysis, Pseudonyms(b"k" * 32))
    view = View(analysis, own.short(), own, "id" if lang == "id" else "en", 3)
    return Scene(view, {name: frame for name, (_, frame) in tables_of(analysis).items()})


@pytest.fixture(scope="module")
def sample() -> Analysis:
    return analyze(read([SAMPLE]))


def test_every_word_is_there_in_both_languages() -> None:
    found = tomllib.loads(resources.files("wag_analyzer.report.figures").joinpath("words.toml").read_text(encoding="utf-8"))
    assert found["en"].keys() == found["id"].keys()
    for key, words in found["en"].items():
        assert sorted(re.findall(r"\{(\w+)\}", words)) == sorted(re.findall(r"\{(\w+)\}", found["id"][key]))


def test_the_map_shows_everybody_and_every_tie_and_asks_for_nothing(small_analysis: Analysis) -> None:
    text = svg_map(scene(small_analysis))
    root = ElementTree.fromstring(text)
    assert len(root.findall(".//{*}circle")) == 8
    assert len(root.findall(".//{*}line")) == len(scene(small_analysis).ends)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|<script|<image|href|url\(", text)
    assert "Budi Santoso" in text
    assert text == svg_map(scene(small_analysis))


def test_a_hostile_name_is_only_text_on_the_map(make_analysis: MakeAnalysis) -> None:
    names = ["<script>alert(1)</script>", "]]>&\"'", "$\\frac{1}{0}$", "\u202ed", "e", "f", "g", "h"]
    text = svg_map(scene(make_analysis(names)))
    ElementTree.fromstring(text)
    assert "<script" not in text
    assert "[U+202E]d" in text


def test_in_tier_numbers_nobody_is_called_anything_on_the_map(small_analysis: Analysis) -> None:
    text = svg_map(scene(small_analysis, "numbers"))
    assert len(ElementTree.fromstring(text).findall(".//{*}circle")) == 8
    assert "member" not in text


def test_a_map_without_circles_says_so(sample: Analysis) -> None:
    shown = scene(sample)
    assert any(shown.view.circles) != (figure_words("en")["unclear"] in svg_map(shown))


def test_every_figure_is_made_in_every_format(sample: Analysis) -> None:
    made = dict(plots.figures(scene(sample), plots.FORMATS))
    assert {name.partition(".")[0] for name in made} == set(plots.FIGURES)
    assert len(made) == len(plots.FIGURES) * 3
    assert all(content.startswith(b"%PDF-") for name, content in made.items() if name.endswith("pdf"))
    assert all(content.startswith(b"\x89PNG") for name, content in made.items() if name.endswith("png"))
    said = figure_words("en")
    for name in plots.FIGURES:
        words = _words(made[f"{name}.svg"])
        assert max(re.split(r"\{\w+\}", said[f"{name}_caption"]), key=len).split(".")[0].strip() in words or "Nothing to draw" in words, (
            name
        )


def _words(svg: bytes) -> str:
    return " ".join(part.strip() for part in ElementTree.fromstring(svg.decode()).itertext() if part.strip())


def test_the_same_figure_is_the_same_bytes_again_and_speaks_indonesian(sample: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "FIGURES", {"replies": plots.FIGURES["replies"]})
    first, again = (dict(plots.figures(scene(sample, lang="id"), plots.FORMATS)) for _ in range(2))
    assert first == again
    assert "Berapa lama sampai dijawab" in _words(first["replies.svg"])


def test_a_name_like_a_formula_is_not_read_as_one(make_analysis: MakeAnalysis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "FIGURES", {"network": plots.FIGURES["network"]})
    names = ["$x^2$", "$\\frac{", "a", "b", "c", "d", "e", "f"]
    made = dict(plots.figures(scene(make_analysis(names))))
    assert "$x^2$" in made["network.svg"].decode()


def test_an_empty_chat_gives_figures_that_say_why_they_are_empty() -> None:
    empty = analyze(read_text("31/12/24, 09.00 - Messages and calls are end-to-end encrypted.\n31/12/24, 09.01 - Sari: pagi\n"))
    made = {name: content.decode() for name, content in plots.figures(scene(empty))}
    for name in ("network", "ties", "replies", "roles", "brokerage"):
        assert "Nothing to draw" in made[f"{name}.svg"]


def test_figures_without_tables_are_drawn_as_empty(small_analysis: Analysis) -> None:
    view = View(small_analysis, NAMES, NAMES, "en", 3)
    made = {name: content.decode() for name, content in plots.figures(Scene(view, {}))}
    assert all("Nothing to draw" in made[f"{name}.svg"] for name in ("invitations", "roles", "brokerage"))


def invited(*rows: tuple[str, str | None, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["person", "by", "how"])


def test_the_tree_stands_inviters_before_those_they_brought_in() -> None:
    drawn = tree(invited(("a", None, "created"), ("b", "a", "added"), ("c", "b", "link"), ("d", "a", "added")))
    assert drawn.persons == ["a", "b", "c", "d"]
    assert drawn.parent == [-1, 0, 1, 0]
    assert drawn.depth == [0, 1, 2, 1]
    assert drawn.row == [0.5, 0.0, 0.0, 1.0]
    assert drawn.known == 3


def test_an_inviter_who_never_came_in_is_a_root() -> None:
    drawn = tree(invited(("b", "a", "added")))
    assert (drawn.persons, drawn.depth) == (["a", "b"], [0, 1])


def test_two_who_brought_each_other_in_do_not_loop() -> None:
    drawn = tree(invited(("b", "a", "added"), ("a", "b", "added"), ("c", "b", "added")))
    assert sorted(drawn.persons) == ["a", "b", "c"]
    assert drawn.depth[drawn.persons.index("c")] == 2


def test_in_a_large_tree_only_inviters_are_labelled() -> None:
    drawn = tree(invited(("a", None, "created"), *((f"p{turn}", "a", "added") for turn in range(100))))
    assert [drawn.persons[at] for at in drawn.labelled()] == ["a"]


def test_a_person_who_came_twice_is_drawn_once() -> None:
    assert tree(invited(("a", None, "created"), ("b", "a", "added"), ("b", "a", "added"))).persons == ["a", "b"]


def test_files_hold_pseudonyms_and_only_the_formats_asked_for(sample: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "FIGURES", {"ties": plots.FIGURES["ties"]})
    hidden = tier("pseudonym", sample, Pseudonyms(b"k" * 32))
    told = picturing.draw(tmp_path / "figures", "png", sample, hidden)
    assert sorted(path.name for path in (tmp_path / "figures").iterdir()) == ["map.svg", "ties.png"]
    assert len(told) == 2
    text = (tmp_path / "figures" / "map.svg").read_text()
    assert not any(str(person) in text for person in sample.people.table["person"])


def test_a_name_in_a_figure_stops_it(sample: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = tier("pseudonym", sample, Pseudonyms(b"k" * 32))
    name = max(sample.people.table["person"], key=len)
    monkeypatch.setattr(case_pictures, "svg_map", lambda _: f"<svg><text>{name}</text></svg>")
    with pytest.raises(LeakError, match=r"map\.svg"):
        pictures(sample, hidden, [])


def test_without_matplotlib_the_map_is_written_and_the_rest_is_told(
    sample: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plots, "installed", lambda: False)
    told = picturing.draw(tmp_path, None, sample, NAMES)
    assert [path.name for path in tmp_path.iterdir()] == ["map.svg"]
    assert "wag-analyzer[plots]" in told[-1]
    with pytest.raises(SettingsError, match="matplotlib"):
        picturing.draw(tmp_path, "pdf", sample, NAMES)


def test_an_unknown_format_is_refused(sample: Analysis, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="bmp"):
        picturing.draw(tmp_path, "svg,bmp", sample, NAMES)


def test_a_folder_that_cannot_be_made_is_told(small_analysis: Analysis, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CaseError, match="file"):
        picturing.draw(tmp_path / "file" / "figures", "svg", small_analysis, NAMES)


def test_matplotlib_is_found_here() -> None:
    assert plots.installed()
