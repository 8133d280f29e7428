"""Exports as files: the names phones give them, archives, and the truth as JSON."""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from wag_analyzer.simulate.dialects import Dialect

__all__ = ["file_name", "packed", "truth_json"]

_STAMP: Final = (2024, 1, 1, 0, 0, 0)
_IN_IOS: Final = "_chat.txt"
_FORBIDDEN: Final = re.compile(r'[/\\:*?"<>|\x00-\x1f]')


def file_name(title: str, phone: Dialect) -> str:
    """Return the name the phone gives an export; characters that no file name may hold become an underscore."""
    return phone.words["file_name"].format(chat=_FORBIDDEN.sub("_", title))


def packed(data: bytes, title: str, phone: Dialect) -> bytes:
    """Return the archive in which a phone puts an export; the same bytes give the same archive on every machine."""
    name = _IN_IOS if phone.platform == "ios" else file_name(title, phone)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        entry = zipfile.ZipInfo(name, _STAMP)
        entry.external_attr = 0o600 << 16
        archive.writestr(entry, data)
    return buffer.getvalue()


def truth_json(truth: Mapping[str, Any]) -> bytes:
    """Return a truth as JSON, one key a line."""
    rows = [f" {json.dumps(key)}: {json.dumps(part, ensure_ascii=False)}" for key, part in truth.items()]
    return ("{\n" + ",\n".join(rows) + "\n}\n").encode()
