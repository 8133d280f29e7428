"""The app's pages: one shell with words, style and script inside, allowed by hash; and the report of a case with the app's bar on it."""

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
from wag_analyzer.report.html.embedding import hash_of, json_block, scripts, style

if TYPE_CHECKING:
    from wag_analyzer.report.words import Language

__all__ = ["app_page", "report_in_app", "told", "words"]

APP_SCRIPTS: Final = ("dom.js", "desk.js", "files.js", "people.js", "settings.js", "work.js", "search.js", "case.js", "app.js")
BAR_SCRIPTS: Final = ("before.js", "bar.js")
_META_POLICY: Final = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_LANGUAGES: Final[tuple["Language", ...]] = ("en", "id")


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
    looks, script = _style(), "\n".join(_own(f"js/{name}") for name in APP_SCRIPTS)
    both = {lang: words(lang) for lang in _LANGUAGES}
    block = json_block({**data, "words": both})
    filled = {"title": words(data["lang"])["page"]["title"], "lang": data["lang"], "noscript": words(data["lang"])["page"]["noscript"]}
    parts = {**filled, "style": looks, "data": block, "script": script}
    page = re.sub(r"%%(\w+)%%", lambda found: parts[found[1]], _own("page.html"))
    return HTMLResponse(page, headers={"content-security-policy": _policy([script], [looks])})


def report_in_app(path: Path, data: Mapping[str, Any]) -> Response | None:
    """Return the report of a case with the app's bar on it: decisions made in it are kept in the case.

    Only the script and style of this version may run in it, for a case may come from somebody else; None where it holds others.

    Raises
    ------
    CaseError
        The report is missing.
    """
    try:
        page = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CaseError(f"cannot be read ({error.strerror})", where=str(path), hint="run the audit again") from None
    own, looks = scripts(), style()
    if f"<script>{own}</script>" not in page or f"<style>{looks}</style>" not in page:
        return None
    before, bar = (_own(f"js/{name}") for name in BAR_SCRIPTS)
    css = _own("bar.css")
    block = json_block({**data, "words": {lang: words(lang)["bar"] for lang in _LANGUAGES}})
    head = f"<style>{css}</style>"
    script = f'<script type="application/json" id="app-data">{block}</script><script>{before}</script>'
    page = _META_POLICY.sub("", page, count=1).replace("</head>", f"{head}</head>", 1)
    page = page.replace('<script type="application/json" id="data">', f'{script}<script type="application/json" id="data">', 1)
    page = page.replace("</body>", f"<script>{bar}</script></body>", 1)
    return HTMLResponse(page, headers={"content-security-policy": _policy([own, before, bar], [looks, css])})


def _policy(own_scripts: Sequence[str], own_styles: Sequence[str]) -> str:
    """Return the policy of a page: only what we wrote runs, it asks nobody but us, and nobody frames it."""
    may_run, may_look = (" ".join(f"'sha256-{hash_of(text)}'" for text in texts) for texts in (own_scripts, own_styles))
    return (
        f"default-src 'none'; script-src {may_run}; style-src {may_look}; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


@cache
def _own(name: str) -> str:
    return resources.files("wag_analyzer.web").joinpath(name).read_text(encoding="utf-8")


@cache
def _style() -> str:
    return f"{style()}\n{_own('app.css')}"


def told(data: object, status: int = 200) -> Response:
    """Return an answer for a script."""
    body = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=str)
    return Response(body.encode("utf-8", "backslashreplace"), status, media_type="application/json")
