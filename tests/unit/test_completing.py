"""Shells complete commands and options, and the help of each command fits a screen."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from wag_analyzer.__main__ import _run
from wag_analyzer.cli import cli
from wag_analyzer.cli.options import Run

LINES, WIDTH = 60, 100


def _names(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(group, obj=Run())
    for name in group.list_commands(context):
        yield (*above, name)
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _names(command, (*above, name))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert f"_WAG_COMPLETE={shell}_complete" in script
    assert script.rstrip().split("\n")[-1].count("wag-analyzer") == 1


def test_another_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["completion", "tcsh"]) == 2
    assert "tcsh" in capsys.readouterr().err


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
def test_bash_takes_the_script_and_completes_commands_and_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["completion", "bash"]) == 0
    script = tmp_path / "wag.bash"
    script.write_text(capsys.readouterr().out, encoding="utf-8")
    command = tmp_path / "wag"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m wag_analyzer "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    path = os.pathsep.join([str(tmp_path), os.environ.get("PATH", "")])

    def completed(*words: str) -> list[str]:
        asked = f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; _wag_completion wag"
        typed = f". {script}; {asked}; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        done = subprocess.run(["bash", "-c", typed], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True)  # noqa: S607 - bash lies elsewhere on each system
        return done.stdout.split()

    assert completed("wag", "lif") == ["lifecycle"]
    assert completed("wag", "ties", "--nu") == ["--null"]
    assert completed("wag", "ties", "--null", "se") == ["session"]


@pytest.mark.parametrize("name", list(_names(cli)), ids=" ".join)
def test_the_help_of_a_command_fits_a_screen(name: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(cli, [*name, "--help"], terminal_width=WIDTH, max_content_width=WIDTH)
    lines = shown.output.rstrip("\n").split("\n")
    assert shown.exit_code == 0
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= WIDTH


def test_options_of_every_command_are_told_once_and_named_everywhere() -> None:
    whole = CliRunner().invoke(cli, ["--help"]).output
    assert "No progress and no notices" in whole
    one = CliRunner().invoke(cli, ["ties", "--help"], terminal_width=WIDTH).output
    assert "No progress and no notices" not in one
    assert all(option in one for option in ("--config", "--json", "--quiet", "--verbose", "--no-color", "--seed", "--lang"))
