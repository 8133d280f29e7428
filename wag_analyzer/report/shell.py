"""How a path is typed in a command that is proposed to the reader."""

import os
import shlex

from wag_analyzer.visible import visible

__all__ = ["shell_word"]


def shell_word(path: str) -> str:
    """Return a path as the shell of this system takes it: quoted where it must be, and never read as an option.

    Examples
    --------
    >>> shell_word("chat.txt"), shell_word("-weird.txt")
    ('chat.txt', './-weird.txt')
    """
    shown = visible(path)
    whole = f"./{shown}" if shown.startswith("-") and shown != "-" else shown
    return f'"{whole}"' if os.name == "nt" and not whole.isalnum() else shlex.quote(whole)
