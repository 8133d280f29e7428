"""What every request must pass, and what every answer carries: the app serves one person, whatever else runs in the browser."""

import hmac
import secrets
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from wag_analyzer.errors import WagError
from wag_analyzer.report.counted import Language
from wag_analyzer.visible import visible

__all__ = ["Guard", "Message", "Receive", "Refusal", "Scope", "Send", "fault", "faults"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE"})
_READING: Final = frozenset({"GET", "HEAD"})
_OWN_SITES: Final = frozenset({"same-origin", "none"})
_LONGEST: Final = 4096
"""Characters of path and query together."""

HEADERS: Final[Mapping[str, str]] = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""On every answer, unless the answer says otherwise."""


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """A request that is answered with a status and one line.

    Parameters
    ----------
    status
        HTTP status.
    word
        Key of the app's words that says why.
    """

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status
        self.word = word


class Guard:
    """Lets only requests of this machine's own browser tab through, which has shown the token once.

    In this order: the Host must be one of ours (a foreign page may have its own name point here), the method known, a start with the right
    token is swapped for a cookie, all else needs that cookie and must not be asked for by a page of
    another site, and what changes anything must come from our own pages.

    Parameters
    ----------
    app
        What is guarded.
    port
        Where the server listens.
    token
        The secret of this run; None makes one.
    """

    def __init__(self, app: App, port: int, token: str | None = None) -> None:
        self.app = app
        self.token = token or secrets.token_urlsafe(32)
        self.hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
        self.cookie = f"wag-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        started = False

        async def sealed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message = {**message, "headers": _sealed(message.get("headers", ()))}
            await send(message)

        try:
            place = self._place(scope)
            if place is not None:
                await _moved(sealed, place, f"{self.cookie}={self.token}; Path=/; HttpOnly; SameSite=Strict")
                return
            await self.app(scope, receive, sealed)
        except Refusal as refusal:
            await _line(sealed, refusal.status, refusal.word)
        except Exception as error:  # noqa: BLE001 - the last net: no traceback, and no words of a chat, in any log or answer
            if not started:
                await _line(sealed, 500, fault(error))

    def _place(self, scope: Scope) -> str | None:
        """Return where a start with the right token leads; None for a request that may pass. Anything else is refused."""
        headers = _headers(scope)
        if headers.get("host", "").lower() not in self.hosts:
            raise Refusal(421, "this name is not served here")
        if scope["method"] not in METHODS:
            raise Refusal(405, "this method is not served")
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > _LONGEST:
            raise Refusal(414, "the address is too long")
        if scope["path"] == "/start" and scope["method"] == "GET":
            return self._started(scope)
        if not self._knows(headers.get("cookie", "")):
            raise Refusal(403, "open the address that 'wag serve' printed; it holds the token of this run")
        if headers.get("sec-fetch-site", "none") not in _OWN_SITES:
            raise Refusal(403, "a page of another site asked for this")
        if scope["method"] not in _READING:
            self._own(headers)
        return None

    def _started(self, scope: Scope) -> str:
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        given = asked.get("token", [""])[0]
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.token.encode()):
            raise Refusal(403, "this token is not the one of this run; open the address that 'wag serve' printed last")
        case = asked.get("case", [""])[0]
        return f"/case/{case}" if case.isalnum() and case.isascii() else "/"

    def _knows(self, cookies: str) -> bool:
        try:
            found = SimpleCookie(cookies).get(self.cookie)
        except CookieError:
            return False
        return found is not None and hmac.compare_digest(found.value.encode("utf-8", "replace"), self.token.encode())

    def _own(self, headers: Mapping[str, str]) -> None:
        """Refuse a change that does not come from a page of ours: browsers say where a request comes from."""
        origin = headers.get("origin")
        if origin is not None and (urlsplit(origin).scheme != "http" or urlsplit(origin).netloc.lower() != headers["host"].lower()):
            raise Refusal(403, "a page of another origin asked for this")
        if origin is None and "sec-fetch-site" not in headers:
            raise Refusal(403, "a change must say which page asks for it (Origin)")


def fault(error: Exception, lang: Language = "en") -> str:
    """Return one line about an error in ``lang``: ours as they are; of others where it happened, never what was read."""
    from wag_analyzer.report.error_words import error_line  # noqa: PLC0415 - only where something went wrong

    return visible(error_line(error if isinstance(error, WagError) else _ours(error), lang))


def faults(error: Exception) -> dict[str, str]:
    """Return one line about an error for a page, whose language the server does not know: ``error`` in English, ``error_id``."""
    return {"error": fault(error), "error_id": fault(error, "id")}


def _ours(error: Exception) -> WagError:
    if isinstance(error, MemoryError):
        return WagError("not enough memory", hint="read fewer or smaller exports at once")
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename.replace(chr(92), '/').rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
    if isinstance(error, OSError) and error.strerror:
        return WagError(f"{error.strerror} (at {where})", hint="check space and rights")
    what = f"an unforeseen fault ({type(error).__name__} at {where})"
    return WagError(what, hint="nothing of the input was changed; please report these words")


def _headers(scope: Scope) -> dict[str, str]:
    """Return the headers of a request; one that must be alone and is not counts as none of ours."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}; {text}" if key in found else text
    return found


def _sealed(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    own = list(headers)
    said = {name.lower() for name, _ in own}
    return own + [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in said]


async def _line(send: Send, status: int, text: str) -> None:
    body = f"wag: {text}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _moved(send: Send, place: str, cookie: str) -> None:
    headers = [(b"location", place.encode()), (b"set-cookie", cookie.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
