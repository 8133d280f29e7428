"""What the name of an export file says: the one place where an Android export always names its group."""

import re
from typing import Final

from wag_analyzer.parser.phrases import fold, load, strip_marks

__all__ = ["group_from_file_name", "is_plain_chat", "looks_like_export_name"]

_ENDING: Final = re.compile(r"\.(?:txt|zip)\Z", re.IGNORECASE)
_COPY: Final = re.compile(r" ?\(\d{1,2}\)\Z")  # what browsers and phones append to the second file of the same name
_FOLDER: Final = re.compile(r".*[/\\]", re.DOTALL)
_LAST: Final = re.compile(r"[/\\]?[^/\\]*\Z")
_SPELLED: Final = re.compile(r"\[U\+(?:200[EF]|202[A-E]|206[6-9]|FEFF)\]")  # marks, as ``visible`` spells them out
_PLAIN: Final = "_chat"


def group_from_file_name(name: str) -> str | None:
    """Return the name of the group or contact in a file name, None when the name is not one that WhatsApp gives.

    A plain ``_chat.txt`` is named by the archive or folder it is in.

    Examples
    --------
    >>> group_from_file_name("Chat WhatsApp dengan Tim Proyek.txt"), group_from_file_name("WhatsApp Chat - Tim Proyek (1).zip")
    ('Tim Proyek', 'Tim Proyek')
    >>> group_from_file_name("WhatsApp Chat - Tim Proyek.zip/_chat.txt")
    'Tim Proyek'
    >>> group_from_file_name("_chat.txt")
    """
    stem = _stem(_LAST.sub("", name) if is_plain_chat(name) else name)
    folded = fold(stem)
    for variant in load().file_names:
        for places in variant.splits(folded):
            return " ".join(stem[start:end] for start, end in places).strip() or None
    return None


def is_plain_chat(name: str) -> bool:
    """Whether a file is the text of an iOS export, which is called ``_chat.txt`` in every archive."""
    return _stem(name).casefold() == _PLAIN


def looks_like_export_name(name: str) -> bool:
    """Whether a file name is one that WhatsApp gives to an exported chat."""
    return is_plain_chat(name) or group_from_file_name(name) is not None


def _stem(name: str) -> str:
    stem = _COPY.sub("", _ENDING.sub("", _FOLDER.sub("", _SPELLED.sub("", strip_marks(name))).strip()))
    return stem if " " in stem or stem.casefold() == _PLAIN else stem.replace("_", " ").strip()
