"""The app's pages: one shell with words, style and script inside, allowed by hash; and the report of a case with the app's bar on it."""

import base64
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import HTMLResponse, Response

from wag_analyzer.errors import CaseError

if TYPE_CHECKING:
    from wag_analyzer.report.words import Language

__all__ = ["app_page", "report_in_app", "told", "words"]

APP_SCRIPTS: Final = ("dom.js", "desk.js", "files.js", "people.js", "settings.js", "work.js", "search.js", "case.js", "app.js")
BAR_SCRIPTS: Final = ("before.js", "bar.js")
_META_POLICY: Final = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_LANGUAGES: Final[tuple["Language", ...]] = ("en", "id")
_SAFE: Final = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@cache
def words(lang: "Language") -> Mapping[str, Mapping[str, str]]:
    """Return section → key → wording of the app in ``lang``."""
    found = tomllib.loads(_own(f"words.{lang}.toml"))
    return {name: section for name, section in found.items() if isinstance(section, dict)}


def app_page(data: Mapping[str, Any]) -> HTMLResponse:
    """Return the page of the desk or of a case.

    Parameters
    ----------
    data
        What the script starts with: language, which case, fixed choices; no words of a chat.
    """
    style, script = _style(), "\n".join(_own(f"js/{name}") for name in APP_SCRIPTS)
    both = {lang: words(lang) for lang in _LANGUAGES}
    block = _embedded({**data, "words": both})
    filled = {"title": words(data["lang"])["page"]["title"], "lang": data["lang"], "noscript": words(data["lang"])["page"]["noscript"]}
    parts = {**filled, "style": style, "data": block, "script": script}
    page = re.sub(r"%%(\w+)%%", lambda found: parts[found[1]], _own("page.html"))
    return HTMLResponse(page, headers={"content-security-policy": _policy([script], [style])})


def report_in_app(path: Path, data: Mapping[str, Any]) -> Response | None:
    """Return the report of a case with the app's bar on it: decisions made in it are kept in the case.

    Only the script and style of this version may run in it, for a case may come from somebody else; None where it holds others.

    Raises
    ------
    CaseError
        The report is missing.
    """
    from wag_analyzer.report.html.page import SCRIPTS  # noqa: PLC0415 - pulls in everything

    try:
        page = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CaseError(f"cannot be read ({error.strerror})", where=str(path), hint="run the audit again") from None
    own, style = _report_part(SCRIPTS), _report_style()
    if f"<script>{own}</script>" not in page or f"<style>{style}</style>" not in page:
        return None
    before, bar = (_own(f"js/{name}") for name in BAR_SCRIPTS)
    css = _own("bar.css")
    block = _embedded({**data, "words": {lang: words(lang)["bar"] for lang in _LANGUAGES}})
    head = f"<style>{css}</style>"
    script = f'<script type="application/json" id="app-data">{block}</script><script>{before}</script>'
    page = _META_POLICY.sub("", page, count=1).replace("</head>", f"{head}</head>", 1)
    page = page.replace('<script type="application/json" id="data">', f'{script}<script type="application/json" id="data">', 1)
    page = page.replace("</body>", f"<script>{bar}</script></body>", 1)
    return HTMLResponse(page, headers={"content-security-policy": _policy([own, before, bar], [style, css])})


def _policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """Return the policy of a page: only what we wrote runs, it asks nobody but us, and nobody frames it."""
    script, style = (" ".join(f"'sha256-{_hash(text)}'" for text in texts) for texts in (scripts, styles))
    return (
        f"default-src 'none'; script-src {script}; style-src {style}; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


def _embedded(data: object) -> str:
    """Return ``data`` as JSON that cannot end the script element it stands in."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).translate(_SAFE)


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def _own(name: str) -> str:
    return resources.files("wag_analyzer.web").joinpath(name).read_text(encoding="utf-8")


@cache
def _style() -> str:
    return f"{_report_style()}\n{_own('app.css')}"


@cache
def _report_style() -> str:
    return resources.files("wag_analyzer.report.html").joinpath("style.css").read_text(encoding="utf-8")


def _report_part(names: Sequence[str]) -> str:
    folder = resources.files("wag_analyzer.report.html").joinpath("js")
    return "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)


def told(data: object, status: int = 200) -> Response:
    """Return an answer for a script."""
    body = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=str)
    return Response(body.encode("utf-8", "backslashreplace"), status, media_type="application/json")
