"""The error tree.

::

    WagError                 anything that stops the work; carries what, where and what to do
    ├── ExportError          the input cannot be read as a chat                 (exit 3)
    │   ├── LayoutError      the text holds no line that looks like a message   (exit 3)
    │   └── ArchiveError     the zip is broken, encrypted or unsafe             (exit 3)
    ├── TableError           a table does not have the columns it should have   (exit 3)
    ├── SettingsError        a setting, roster or policy is not usable          (exit 2)
    │   └── ConsentError     nobody in the chat agreed to be analysed           (exit 2)
    ├── CaseError            a case folder cannot be opened or written          (exit 3)
    ├── LeakError            a name would leave in a pseudonymised output       (exit 5)
    └── VerificationError    a manifest or log chain does not hold              (exit 5)

Errors stop; notices (``wag_analyzer.parser.chat.Notice``) travel with the chat and never stop.
"""

from typing import ClassVar

__all__ = [
    "ArchiveError",
    "CaseError",
    "ConsentError",
    "ExportError",
    "LayoutError",
    "LeakError",
    "SettingsError",
    "TableError",
    "VerificationError",
    "WagError",
]


class WagError(Exception):
    """Something stops the work.

    Parameters
    ----------
    what
        What is wrong, in one short sentence without a final dot.
    where
        The file, line, option or column; empty when the sentence says it.
    hint
        What to do about it, as an instruction.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        """Return the whole story on one line: ``where: what; hint``."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}; {self.hint}" if self.hint else head


class ExportError(WagError):
    """The input cannot be read as an exported chat."""


class LayoutError(ExportError):
    """No line of the text looks like a message header."""


class ArchiveError(ExportError):
    """The zip archive is broken, encrypted, unsafe or holds no chat."""


class TableError(WagError):
    """A table misses columns or holds values of another type."""


class SettingsError(WagError):
    """A setting, roster or policy cannot be used."""

    exit_code = 2


class ConsentError(SettingsError):
    """People had to agree, and nobody in the chat did."""


class CaseError(WagError):
    """A case folder cannot be opened or written."""


class LeakError(WagError):
    """A name, number or mail would leave in an output that must not hold it."""

    exit_code = 5


class VerificationError(WagError):
    """A manifest or log chain does not hold."""

    exit_code = 5
