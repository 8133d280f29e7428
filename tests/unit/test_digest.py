import json
from importlib.resources import files
from pathlib import Path

from wag_analyzer.parser.digest import NAME, digest, main


def test_the_digest_says_what_the_language_files_say() -> None:
    there = files("wag_analyzer.locales").joinpath(NAME).read_text(encoding="utf-8")
    assert there == digest(), "a language file changed: run python -m wag_analyzer.parser.digest"


def test_the_digest_is_written_into_a_folder(tmp_path: Path) -> None:
    main(tmp_path)
    lines = (tmp_path / NAME).read_text(encoding="utf-8").split("\n")
    assert len(lines) == len(json.loads(lines[0])["codes"]) + 2
    assert lines[-1] == ""


def test_no_wording_has_to_be_compared_with_every_line() -> None:
    every = json.loads(digest().partition("\n")[0])
    assert "" not in every["events"]
    assert "" not in every["placeholders"]
