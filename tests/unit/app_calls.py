"""Asking the app without a socket: one request, one answer; and a case to ask for."""

import asyncio
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wag_analyzer.analysis import Analysis
from wag_analyzer.case.making import About, written
from wag_analyzer.findings import Finding
from wag_analyzer.report.tiers import Tier
from wag_analyzer.web.app import application
from wag_analyzer.web.asking import Room
from wag_analyzer.web.guard import Guard, Message

PORT = 8123
HOST = f"127.0.0.1:{PORT}"


def case_in(folder: Path, once: Path, analysis: Analysis, findings: Sequence[Finding]) -> Path:
    """Return a case in ``folder`` that was audited in tier names; written once for all tests, below ``once``."""
    made = once / "for-the-app.case"
    if not made.exists():
        written(made, analysis, findings, Tier("names"), About({"purpose": "a test"}))
    return Path(shutil.copytree(made, folder / "made.case"))


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class Caller:
    """One browser at the app: it has the cookie and names itself, unless a test says otherwise."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.guard = Guard(application(room), PORT, "secret")
        self.usual = {"host": HOST, "cookie": f"wag-{PORT}=secret", "origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}

    def ask(self, method: str, target: str, body: Any = b"", **headers: str | None) -> Answer:
        """Return the answer to one request; a header that is None is left out, underscores stand for hyphens."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        said = {**self.usual, "content-length": str(len(content)), **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.send(method, target, [content], [(name, value) for name, value in said.items() if value is not None])

    def send(self, method: str, target: str, chunks: Sequence[bytes], headers: Sequence[tuple[str, str]]) -> Answer:
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", PORT),
        }
        parts: list[Message] = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
        parts.append({"type": "http.request", "body": b"", "more_body": False})
        answer = Answer()

        async def receive() -> Message:
            if not parts:
                await asyncio.Event().wait()  # the browser stays until it has its answer
            return parts.pop(0)

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = {name.decode().lower(): value.decode("latin-1") for name, value in message["headers"]}
            else:
                answer.body += message.get("body", b"")

        asyncio.run(self.guard(scope, receive, send))
        return answer
