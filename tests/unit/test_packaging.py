"""What the page on packaging says is what the project asks for."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGE = (ROOT / "docs" / "reference" / "packaging.md").read_text(encoding="utf-8")


def _asked(words: list[str]) -> dict[str, str]:
    return {re.split(r"[ <>=]", word)[0]: word.partition(">=")[2] for word in words}


def test_the_recipe_asks_for_what_the_project_asks_for() -> None:
    recipe = yaml.safe_load(PAGE.partition("```yaml\n")[2].partition("```")[0])
    run = _asked(recipe["requirements"]["run"])
    wanted = _asked(PROJECT["dependencies"])
    wanted["phonenumbers"] = wanted.pop("phonenumberslite")
    assert run.pop("python") == PROJECT["requires-python"].removeprefix(">=")
    assert run == wanted
    assert recipe["build"]["entry_points"] == [f"{name} = {where}" for name, where in PROJECT["scripts"].items()]
    assert (ROOT / recipe["about"]["license_file"]).is_file()


def test_the_extras_are_those_of_the_project() -> None:
    table = PAGE.partition("## Extras")[2].partition("## ")[0]
    assert set(re.findall(r"^\| `([a-z]+)` \|", table, re.MULTILINE)) == set(PROJECT["optional-dependencies"])
    every = re.search(r"\[(.+)\]", PROJECT["optional-dependencies"]["all"][0])
    assert every is not None
    assert {*every[1].split(","), "all"} == set(PROJECT["optional-dependencies"])


def test_versions_of_python_are_those_that_are_tested() -> None:
    tox = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["tox"]["env_list"]
    told = [one.rpartition(" :: ")[2] for one in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", one)]
    assert tox == told
    assert all(one in PAGE for one in told)


def test_the_version_is_the_same_everywhere() -> None:
    import wag_analyzer  # noqa: PLC0415 - only here

    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert PROJECT["version"] == wag_analyzer.__version__ == str(cited["version"])


@pytest.mark.skipif(importlib.util.find_spec("hatchling") is None, reason="cannot build: no hatchling in this environment")
def test_the_wheel_is_pure_and_holds_the_whole_package_and_the_licence(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.endswith("-py3-none-any.whl")
    names = set(ZipFile(wheel).namelist())
    package = [path for path in (ROOT / "wag_analyzer").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert not [path for path in package if path.suffix in {".py", ".md", ".toml", ".typed"} and str(path.relative_to(ROOT)) not in names]
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)
    assert not [name for name in names if not name.startswith("wag_analyzer")]
