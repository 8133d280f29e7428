"""An interrupt of the app that comes before the server listens for signals: it ends the app, and nothing is torn apart."""

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from wag_analyzer.web import server
from wag_analyzer.web.asking import Room
from wag_analyzer.web.desk import Desk


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def sock() -> Iterator[socket.socket]:
    with server.listening(0) as taken:
        yield taken


def test_before_the_server_runs_it_is_noted_and_ends_it_at_once(tmp_path: Path, sock: socket.socket) -> None:
    before = signal.getsignal(signal.SIGINT)
    run, _address = server.start(Room(Desk(tmp_path, []), 1 << 20, "en", None), sock)
    signal.raise_signal(signal.SIGINT)  # an exception here would strike whatever is imported just then
    with pytest.raises(KeyboardInterrupt):
        run()
    assert signal.getsignal(signal.SIGINT) is before


def test_while_the_server_runs(tmp_path: Path, sock: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    run, _address = server.start(Room(Desk(tmp_path, []), 1 << 20, "en", None), sock)
    monkeypatch.setattr(server, "_loaded", lambda: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        run()
