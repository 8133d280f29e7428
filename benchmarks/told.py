"""Lines of a table, printed as they are made and put into a page of the book between two marks."""

from collections.abc import Iterable
from pathlib import Path

__all__ = ["told"]


def told(lines: Iterable[str], page: Path, marks: tuple[str, str], *, write: bool) -> None:
    """Print lines and, if asked to, put them into the page in place of what stands between the marks."""
    said = []
    for line in lines:
        print(line, flush=True)
        said.append(line)
    if write:
        head, _, rest = page.read_text(encoding="utf-8").partition(marks[0])
        page.write_text(head + marks[0] + "\n\n" + "\n".join(said) + "\n\n" + marks[1] + rest.partition(marks[1])[2], encoding="utf-8")
