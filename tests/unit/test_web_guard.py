"""What the app lets through and what every answer carries."""

import asyncio
from pathlib import Path
from typing import NoReturn

import pytest

from tests.unit.app_calls import HOST, PORT, Caller
from wag_analyzer.errors import CaseError
from wag_analyzer.web.asking import Room
from wag_analyzer.web.desk import Desk
from wag_analyzer.web.guard import Guard, Message, Receive, Scope, Send, fault


@pytest.fixture
def caller(tmp_path: Path) -> Caller:
    return Caller(Room(Desk(tmp_path / "cases"), 1 << 20))


@pytest.mark.parametrize("host", [HOST, f"localhost:{PORT}", f"LOCALHOST:{PORT}", f"[::1]:{PORT}"])
def test_the_names_of_this_machine_are_served(caller: Caller, host: str) -> None:
    assert caller.ask("GET", "/", host=host).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", f"{HOST}.evil.example", "127.0.0.1", f"127.0.0.1:{PORT + 1}", f"evil.example:{PORT}", "", None]
)
def test_any_other_name_is_refused_before_anything_else(caller: Caller, host: str | None) -> None:
    answer = caller.ask("GET", "/start?token=secret", host=host)
    assert answer.status == 421
    assert "set-cookie" not in answer.headers


def test_two_names_in_one_request_are_refused(caller: Caller) -> None:
    headers = [("host", HOST), ("host", "evil.example"), ("cookie", caller.usual["cookie"])]
    assert caller.send("GET", "/", [], headers).status == 421


def test_the_token_is_swapped_for_a_cookie_that_scripts_cannot_read(caller: Caller) -> None:
    answer = caller.ask("GET", "/start?token=secret", cookie=None, origin=None, sec_fetch_site="none")
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert answer.headers["set-cookie"] == f"wag-{PORT}=secret; Path=/; HttpOnly; SameSite=Strict"


def test_the_start_leads_to_the_case_it_names_and_nowhere_else(caller: Caller) -> None:
    assert caller.ask("GET", "/start?token=secret&case=0a1b").headers["location"] == "/case/0a1b"
    assert caller.ask("GET", "/start?token=secret&case=//evil.example").headers["location"] == "/"


@pytest.mark.parametrize("query", ["", "?token=", "?token=wrong", "?token=s%C3%A9cret", "?token=secre"])
def test_a_start_with_another_token_is_refused(caller: Caller, query: str) -> None:
    answer = caller.ask("GET", f"/start{query}", cookie=None)
    assert answer.status == 403
    assert "wag serve" in answer.text


@pytest.mark.parametrize("cookie", [None, "", f"wag-{PORT}=wrong", "wag-1=secret", "other=secret", "\\", f'wag-{PORT}="\\'])
def test_nothing_is_served_without_the_cookie(caller: Caller, cookie: str | None) -> None:
    for target in ("/", "/api/cases", "/case/0a", "/favicon.ico", "/nowhere"):
        assert caller.ask("GET", target, cookie=cookie).status == 403


@pytest.mark.parametrize(
    ("origin", "site"),
    [
        ("http://evil.example", "cross-site"),
        ("http://evil.example", None),
        (None, "cross-site"),
        (None, "same-site"),
        ("null", None),
        (f"https://{HOST}", None),
        (f"http://localhost:{PORT}", None),
        (None, None),
    ],
)
def test_a_change_from_another_page_is_refused(caller: Caller, origin: str | None, site: str | None) -> None:
    answer = caller.ask("POST", "/api/cases", {"name": "a.txt"}, origin=origin, sec_fetch_site=site)
    assert answer.status == 403
    assert not caller.room.desk.cases()


def test_a_change_from_our_own_page_passes(caller: Caller) -> None:
    assert caller.ask("POST", "/api/cases", {"name": "a.txt"}).status == 201
    assert caller.ask("POST", "/api/cases", {"name": "a.txt"}, origin=None).status == 201


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PATCH", "CONNECT", "PROPFIND"])
def test_methods_the_app_does_not_need_are_refused_and_echo_nothing(caller: Caller, method: str) -> None:
    answer = caller.ask(method, "/", x_canary="canary")
    assert answer.status == 405
    assert b"canary" not in answer.body


def test_an_address_without_end_is_refused(caller: Caller) -> None:
    assert caller.ask("GET", "/" + "a" * 5000).status == 414


@pytest.mark.parametrize("target", ["/", "/nowhere", "/start?token=x", "/api/cases", "/../../etc/passwd", "/static/%2e%2e/etc/passwd"])
def test_every_answer_carries_the_same_protection(caller: Caller, target: str) -> None:
    headers = caller.ask("GET", target).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert not any(name.startswith("access-control") for name in headers)


def answered_by(error: Exception, *, late: bool = False) -> tuple[list[Message], Guard]:
    async def broken(scope: Scope, receive: Receive, send: Send) -> NoReturn:
        del scope, receive
        if late:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise error

    guard = Guard(broken, PORT, "secret")
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = [(b"host", HOST.encode()), (b"cookie", f"wag-{PORT}=secret".encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "headers": headers}
    asyncio.run(guard(scope, receive, send))
    return sent, guard


def test_a_fault_is_told_in_one_line_without_what_was_read() -> None:
    sent, _ = answered_by(ValueError("Budi: rahasia"))
    assert sent[0]["status"] == 500
    assert b"ValueError at test_web_guard.py" in sent[1]["body"]
    assert b"rahasia" not in sent[1]["body"]


def test_a_fault_within_an_answer_ends_it_quietly() -> None:
    sent, _ = answered_by(ValueError("x"), late=True)
    assert len(sent) == 1


def test_faults_are_told_by_kind() -> None:
    assert fault(CaseError("is gone", where="a", hint="look")) == "a: is gone; look"
    assert fault(MemoryError()).startswith("not enough memory")
    assert "No space left" in fault(OSError(28, "No space left on device"))
    assert "(RuntimeError at ?)" in fault(RuntimeError("secret"))


def test_what_is_no_request_is_left_alone(caller: Caller) -> None:
    async def never() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        raise AssertionError(message)

    asyncio.run(caller.guard({"type": "websocket"}, never, send))
