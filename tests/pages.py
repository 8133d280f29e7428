"""What stands in the pages of the documentation, and how it is run: every fenced example, in a folder of its own.

Marks stand in a comment above the fence, where no reader of the page sees them:

``<!-- not run: why -->``
    the example needs what a test has not (the network, a browser, another program);
``<!-- file: office.yaml -->``
    the block is the content of that file;
``<!-- output -->``
    the block is what the example above it prints. A line with nothing but ``…`` stands for any lines, ``…`` in a line for any words.
    Pseudonyms and numbers of findings follow from the key of each reader and count as equal.

In a block with prompts (``$ wag …``) the lines below a prompt are what it prints.
"""

import ast
import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from click.testing import CliRunner

from wag_analyzer.cli import cli

__all__ = ["REPOSITORY", "Example", "Reader", "all_pages", "examples", "matches"]

REPOSITORY: Final = Path(__file__).parents[1]
SHELL: Final = {"sh", "shell", "bash", "console"}
PYTHON: Final = {"python", "py", "pycon"}
_FENCE: Final = re.compile(r"^(?P<indent> *)```(?P<language>[\w-]*)[^`]*$")
_MARK: Final = re.compile(r"^ *<!-- (?P<mark>not run|file|output)(?:: (?P<said>.+))? -->$")
_PROMPT: Final = "$ "
_WAG: Final = re.compile(r"^(?:\.venv/bin/)?wag(?= |$)(?P<rest>.*)$", re.DOTALL)
_OWN: Final = re.compile(r"\bM-[0-9A-Z]{4}-[0-9A-Z]{4}\b|\bF-[0-9a-f]{10}\b")
_FINDING: Final = re.compile(r"\bF-(?:[0-9a-f]{10}\b|…)")
_PERSON: Final = re.compile(r"\bM-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@dataclass(frozen=True)
class Example:
    """A fenced block of a page.

    Parameters
    ----------
    page, line
        Where its fence begins.
    language
        The word behind the fence.
    text
        What it holds, without the indent of the fence.
    mark, said
        The mark above it, and what the mark says.
    """

    page: Path
    line: int
    language: str
    text: str
    mark: str = ""
    said: str = ""

    @property
    def where(self) -> str:
        """Return page and line, as an editor opens them."""
        page = self.page.relative_to(REPOSITORY) if self.page.is_relative_to(REPOSITORY) else self.page
        return f"{page}:{self.line}"

    @property
    def runs(self) -> bool:
        """Tell whether somebody could type it."""
        return self.language in SHELL | PYTHON


def all_pages() -> list[Path]:
    """Return README and every page of the documentation that is written by hand."""
    made = REPOSITORY / "docs" / "reference" / "made"
    found = sorted(page for page in (REPOSITORY / "docs").rglob("*.md") if made not in page.parents and "_build" not in page.parts)
    return [REPOSITORY / "README.md", *found, *sorted((REPOSITORY / "examples").rglob("*.md"))]


def examples(page: Path) -> list[Example]:
    """Return the fenced blocks of a page in order."""
    found: list[Example] = []
    lines = page.read_text(encoding="utf-8").split("\n")
    start, opened, mark = 0, None, ("", "")
    for number, line in enumerate(lines, start=1):
        fence = _FENCE.match(line)
        if opened is None:
            told = _MARK.match(line)
            if told is not None:
                mark = (told["mark"], told["said"] or "")
            elif fence is not None and fence["language"]:
                opened, start = fence, number
            elif line.strip():
                mark = ("", "")
        elif fence is not None and not fence["language"]:
            inside = (each.removeprefix(opened["indent"]) for each in lines[start : number - 1])
            found.append(Example(page, start, opened["language"], "\n".join(inside), *mark))
            opened, mark = None, ("", "")
    return found


def matches(shown: str, printed: str) -> bool:
    """Tell whether what a page shows is what was printed."""
    pattern = ""
    for line in _plain(shown).split("\n"):
        pattern += r"(?:.*\n)*" if line == "…" else r"[^\n]*".join(re.escape(part) for part in line.split("…")) + r"\n"
    return re.fullmatch(pattern, _plain(printed) + "\n") is not None


def _plain(text: str) -> str:
    """Return text without what differs from key to key, blanks at the ends of lines and empty lines around it."""
    return "\n".join(line.rstrip() for line in _OWN.sub("(own)", text).strip("\n").split("\n"))


def _typed(example: Example) -> list[tuple[str, str]]:
    """Return what is typed, each with what is shown below it."""
    prompts = any(line.startswith(_PROMPT) for line in example.text.split("\n"))
    typed: list[tuple[str, str]] = []
    going_on = False
    for line in example.text.split("\n"):
        if going_on:
            typed[-1] = (f"{typed[-1][0]}\n{line}", "")
        elif not prompts or line.startswith(_PROMPT):
            typed.append((line.removeprefix(_PROMPT), ""))
        elif typed:
            typed[-1] = (typed[-1][0], f"{typed[-1][1]}{line}\n")
        going_on = line.endswith("\\")
    return [(command, shown) for command, shown in typed if command.strip() and not command.lstrip().startswith("#")]


class Reader:
    """Somebody who follows one page in a folder of their own.

    Parameters
    ----------
    folder
        The folder; commands and Python run in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.printed = ""
        self._names: dict[str, Any] = {"__name__": "__main__"}

    def follow(self, page: Path) -> list[str]:
        """Do what a page says from top to bottom; return what was not as the page has it."""
        wrong: list[str] = []
        for example in examples(page):
            if example.mark == "file":
                (self.folder / example.said).write_text(self._own(example.text) + "\n", encoding="utf-8")
            elif example.mark == "output":
                wrong += self._compared(example, example.text)
            elif example.runs and example.mark != "not run":
                wrong += self._python(example) if example.language in PYTHON else self._shell(example)
        return wrong

    def _compared(self, example: Example, shown: str) -> list[str]:
        if not shown.strip() or matches(shown, self.printed):
            return []
        return [f"{example.where}: the page shows\n{shown}\nand this is printed:\n{self.printed}"]

    def _shell(self, example: Example) -> list[str]:
        wrong: list[str] = []
        for command, shown in _typed(example):
            code, self.printed, told = self._run(self._own(command))
            if code not in {0, 1}:
                wrong.append(f"{example.where}: `{command}` ended with {code}:\n{told}")
            wrong += self._compared(example, shown)
        return wrong

    def _run(self, command: str) -> tuple[int, str, str]:
        """Return exit code, what stood on standard output and everything that was said."""
        line = command.replace("\\\n", " ")
        wag = _WAG.match(line)
        words = shlex.split(wag["rest"], comments=True) if wag is not None else []
        if wag is None or {"|", ">", "<", "||", "&&"} & set(words):
            bin_first = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
            done = subprocess.run(  # the pages of this repository are all that is ever run here
                ["/bin/bash", "-c", line],
                cwd=self.folder,
                env=os.environ | {"PATH": bin_first},
                capture_output=True,
                text=True,
                check=False,
            )
            return done.returncode, done.stdout, done.stdout + done.stderr
        told = CliRunner().invoke(cli, words, prog_name="wag")
        refused = told.exception is not None and not isinstance(told.exception, SystemExit)
        return -1 if refused else told.exit_code, told.stdout or told.output, told.output + (repr(told.exception) if refused else "")

    def _own(self, command: str) -> str:
        """Put this reader's own findings and persons where the page has somebody else's."""
        named = (word for word in (*command.split(), "CASE") if re.fullmatch(r"[\w.-]+", word))
        case = next((word for word in named if (self.folder / word / "findings.csv").is_file()), "")
        if not case or not _OWN.search(command.replace("F-…", "F-0123456789")):
            return command
        found = _OWN.findall((self.folder / case / "findings.csv").read_text(encoding="utf-8"))
        here = (self.folder / case / "report.html").read_text(encoding="utf-8")
        for pattern, prefix in ((_FINDING, "F-"), (_PERSON, "M-")):
            first = next((one for one in [*found, *_OWN.findall(here)] if one.startswith(prefix)), "")
            for other in sorted(set(pattern.findall(command)) - set(found)) if first else ():
                command = command.replace(other, first)
        return command

    def _python(self, example: Example) -> list[str]:
        out = io.StringIO()
        try:
            if ">>> " in example.text:
                return self._doctest(example)
            with contextlib.redirect_stdout(out):
                code = compile(ast.parse(example.text), str(example.page), "exec")
                exec(code, self._names)  # noqa: S102 - the pages of this repository are all that is ever run here
        except Exception as error:  # noqa: BLE001 - whatever an example raises is what is wrong with it
            return [f"{example.where}: {type(error).__name__}: {error}"]
        self.printed = out.getvalue()
        return []

    def _doctest(self, example: Example) -> list[str]:
        test = doctest.DocTestParser().get_doctest(example.text + "\n", self._names, example.where, str(example.page), example.line)
        said: list[str] = []
        doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS).run(test, out=said.append, clear_globs=False)
        self._names.update(test.globs)  # a block knows the names of those before it
        return ["".join(said)] if said else []
