"""Which group an export is of: the names its events and its file give, and the id made of them."""

import hashlib
import re
from typing import Final

from wag_analyzer.parser.export_names import group_from_file_name

__all__ = ["group_id", "name_in_file"]

_EXPORT: Final = re.compile(r"whatsapp|واتساب", re.IGNORECASE)


def name_in_file(name: str) -> str | None:
    """Return the name of the chat that WhatsApp put into the name of the export, None when there is none.

    Examples
    --------
    >>> name_in_file("WhatsApp Chat with Tim Proyek (1).txt")
    'Tim Proyek'
    """
    parts = name.split("/")
    base = parts[0] if parts[-1].lower() == "_chat.txt" else parts[-1]
    return group_from_file_name(base) if _EXPORT.search(base) else None


def group_id(name: str) -> str:
    """Return the id of the group called ``name`` (the file's name where no group is named).

    Examples
    --------
    >>> group_id("Tim") == group_id("TIM")
    True
    """
    return "g" + hashlib.sha256(name.casefold().encode("utf-8", "replace")).hexdigest()[:8]
