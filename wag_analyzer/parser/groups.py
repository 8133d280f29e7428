"""Which group an export is of: the names its events and its file give, and the id made of them."""

import hashlib

from wag_analyzer.parser.export_names import group_from_file_name

__all__ = ["group_id", "name_in_file"]


def name_in_file(name: str) -> str | None:
    """Return the name of the chat that WhatsApp put into the name of the export, None when there is none.

    Examples
    --------
    >>> name_in_file("WhatsApp Chat with Tim Proyek (1).txt")
    'Tim Proyek'
    """
    return group_from_file_name(name)


def group_id(name: str) -> str:
    """Return the id of the group called ``name`` (the file's name where no group is named).

    Examples
    --------
    >>> group_id("Tim") == group_id("TIM")
    True
    """
    return "g" + hashlib.sha256(name.casefold().encode("utf-8", "replace")).hexdigest()[:8]
