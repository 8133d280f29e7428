"""The id of a group, made of its name."""

import hashlib

__all__ = ["group_id"]


def group_id(name: str) -> str:
    """Return the id of the group called ``name`` (the file's name where no group is named).

    Examples
    --------
    >>> group_id("Tim") == group_id("TIM")
    True
    """
    return "g" + hashlib.sha256(name.casefold().encode("utf-8", "replace")).hexdigest()[:8]
