"""The server: a socket on this machine alone, limits for whoever talks slowly or too much, and no log of what is asked."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from functools import partial
from importlib import import_module
from threading import Event, Thread, current_thread, main_thread
from types import FrameType
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from wag_analyzer.errors import SettingsError
from wag_analyzer.web.app import application
from wag_analyzer.web.asking import Room
from wag_analyzer.web.guard import Guard

__all__ = ["listening", "start"]

HOST: Final = "127.0.0.1"
_HEAD_SECONDS: Final = 15.0
_HEAD_BYTES: Final = 32 << 10
_IDLE_SECONDS: Final = 30
_CONNECTIONS: Final = 128
_GOODBYE_SECONDS: Final = 2


class Protocol(H11Protocol):
    """HTTP/1.1 that hangs up on a client who opens a connection and does not say soon what he wants."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the class above
        """Start the clock for the head of the first request."""
        super().connection_made(transport)
        self.loop.call_later(_HEAD_SECONDS, self._late)

    def _late(self) -> None:
        if getattr(self, "cycle", None) is None and not self.transport.is_closing():
            self.transport.close()


def listening(port: int) -> socket.socket:
    """Return a socket that listens on this machine only; port 0 takes any free one.

    Raises
    ------
    SettingsError
        The port is taken or not allowed.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # on Windows SO_REUSEADDR would let another program take the port over
        sock.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR), 1)
        sock.bind((HOST, port))
        sock.listen(_CONNECTIONS)
    except OSError as error:
        sock.close()
        why = error.strerror or type(error).__name__
        raise SettingsError(f"cannot be used ({why})", where=f"port {port}", hint="choose another --port, or leave it out") from None
    return sock


def start(here: Room, sock: socket.socket, case: str = "") -> tuple[Callable[[], None], str]:
    """Return what answers requests until the user interrupts, and the address to open, which holds the secret of this run.

    Parameters
    ----------
    here
        What the app works with.
    sock
        Where it listens.
    case
        The case to open first; empty for the list.
    """
    port = int(sock.getsockname()[1])
    guard = Guard(application(here), port)
    server = _server(guard)
    noted, as_usual = _interrupts_noted(server)
    address = f"http://{HOST}:{port}/start?token={guard.token}{f'&case={case}' if case else ''}"

    def run() -> None:
        Thread(target=_loaded, daemon=True).start()
        try:
            server.run(sockets=[sock])
        finally:
            here.jobs.close()
            as_usual()
        if noted.is_set():
            raise KeyboardInterrupt

    return run, address


def _interrupts_noted(server: uvicorn.Server) -> tuple[Event, Callable[[], object]]:
    """Have an interrupt end the server instead of whatever runs just then; return what tells that there was one, and what undoes this.

    From the moment the address is known the user may end the app, long before the server listens for signals itself; an exception raised in
    the midst of an import leaves the lock of that import held, and the thread that loads modules waits for it for ever.
    """
    noted = Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        noted.set()
        server.should_exit = True

    if current_thread() is not main_thread():  # no other thread may say what a signal does
        return noted, lambda: None
    return noted, partial(signal.signal, signal.SIGINT, signal.signal(signal.SIGINT, note))


def _loaded() -> None:
    """Load what reading a case needs while the first page is looked at."""
    import_module("wag_analyzer.web.reviewing")


def _server(app: Any) -> uvicorn.Server:
    """Return a server that logs nothing: neither addresses, which hold the token, nor faults, which may hold words of a chat."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [logging.NullHandler()], False
        logger.setLevel(logging.CRITICAL + 1)
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=Protocol,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=_IDLE_SECONDS,
            timeout_graceful_shutdown=_GOODBYE_SECONDS,
            limit_concurrency=_CONNECTIONS,
            h11_max_incomplete_event_size=_HEAD_BYTES,
        )
    )
