"""What stands inside a page that we write: data that cannot end its script, our own style and scripts, and the hashes that allow them."""

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final

__all__ = ["SCRIPTS", "hash_of", "json_block", "part", "scripts", "style"]

SCRIPTS: Final = (
    "dom.js", "help.js", "findings.js", "reviews.js", "map.js", "painting.js", "pointing.js", "panel.js", "matrix.js", "time.js",
    "course.js", "tables.js", "tree.js", "uses.js", "reading.js", "app.js",
)  # fmt: skip
"""The scripts of the report, in the order in which they run."""

_SAFE: Final = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def json_block(data: object) -> str:
    """Return ``data`` as JSON that cannot end the script element it stands in, nor run."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).translate(_SAFE)


def hash_of(text: str) -> str:
    """Return the SHA-256 of a script or style as a content security policy names it."""
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def part(name: str) -> str:
    """Return a file of the report's page."""
    return resources.files("wag_analyzer.report.html").joinpath(name).read_text(encoding="utf-8")


def scripts(names: Sequence[str] = SCRIPTS) -> str:
    """Return scripts of the report as one."""
    return "\n".join(part(f"js/{name}") for name in names)


def style() -> str:
    """Return the report's style sheet."""
    return part("style.css")
