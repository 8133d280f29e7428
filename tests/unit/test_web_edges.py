"""The app where clients are slow, go away, or the work ends early."""

import asyncio
import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol

from wag_analyzer.web import server, uploads, work
from wag_analyzer.web.guard import Refusal


def taken(receive: Any) -> bytes:
    request = Request({"type": "http", "headers": [(b"content-length", b"3")]}, receive)

    async def read() -> bytes:
        return b"".join([chunk async for chunk in uploads.capped(request, 10)])

    return asyncio.run(read())


def test_an_upload_whose_sender_goes_away_is_refused() -> None:
    async def gone() -> Any:
        return {"type": "http.disconnect"}

    with pytest.raises(Refusal) as refusal:
        taken(gone)
    assert refusal.value.status == 400


def test_an_upload_that_stalls_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent() -> Any:
        await asyncio.Event().wait()

    monkeypatch.setattr(uploads, "_PAUSE", 0.01)
    with pytest.raises(Refusal) as refusal:
        taken(silent)
    assert refusal.value.status == 408


@pytest.mark.parametrize(("kind", "state"), [("fine", "done"), ("broken", "failed")])
def test_the_worker_takes_an_order_and_tells_how_it_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, state: str) -> None:
    def broken(*_: Any) -> Any:
        raise ValueError("Budi: rahasia")

    ended: list[int] = []
    monkeypatch.setattr(work, "WORK", {"fine": lambda case, *_: {"case": case.name}, "broken": broken})
    monkeypatch.setattr(work, "_until_alone", lambda: None)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("os._exit", ended.append)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps({"kind": kind, "case": "a/b"}).encode() + b"\n")))
    with (tmp_path / "out").open("wb") as out:
        monkeypatch.setattr("sys.stdout", out)
        work.main()
    told = json.loads((tmp_path / "out").read_text())
    assert (told["state"], "rahasia" in str(told), ended) == (state, False, [0])


def test_a_client_who_says_nothing_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[bool] = []
    later: list[Any] = []
    transport: Any = SimpleNamespace(is_closing=lambda: False, close=lambda: closed.append(True))
    monkeypatch.setattr(H11Protocol, "connection_made", lambda self, made: setattr(self, "transport", made))
    protocol = server.Protocol.__new__(server.Protocol)
    protocol.loop = SimpleNamespace(call_later=lambda _, late: later.append(late))  # type: ignore[assignment]  # all of it that is used
    protocol.connection_made(transport)
    later[0]()
    assert closed == [True]
    protocol.cycle = SimpleNamespace()  # type: ignore[assignment]  # a request was heard
    later[0]()
    assert closed == [True]


def test_the_server_has_limits_and_logs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(server, "import_module", loaded.append)
    made = server._server(None).config
    assert (made.access_log, made.server_header, made.proxy_headers, made.log_config) == (False, False, False, None)
    assert made.limit_concurrency
    server._loaded()
    assert loaded == ["wag_analyzer.web.reviewing"]
