"""Files that come through the browser: written to disk as they come, under a cap, never held in memory, never half kept."""

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.requests import ClientDisconnect, Request

from wag_analyzer.case.names import RAW
from wag_analyzer.web.draft import Export, called
from wag_analyzer.web.guard import Refusal

__all__ = ["capped", "received"]

_PAUSE: Final = 60.0
"""Seconds a client may be silent within an upload."""

_SUFFIXES: Final = frozenset({"txt", "zip"})


async def capped(request: Request, cap: int) -> AsyncIterator[bytes]:
    """Yield the body of a request, and stop as soon as it is longer than ``cap`` bytes or comes too slowly.

    Raises
    ------
    Refusal
        413 when it is or will be too long, 411 when it does not say how long it is, 408 when nothing comes any more.
    """
    said = request.headers.get("content-length", "")
    if not said.isascii() or not said.isdigit():
        raise Refusal(411, "an upload must say how long it is")
    if int(said) > cap:
        raise too_large(cap)
    body, got = aiter(request.stream()), 0
    while True:
        try:
            async with asyncio.timeout(_PAUSE):
                chunk = await anext(body)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise Refusal(408, "nothing came for a minute; upload the file again") from None
        except ClientDisconnect:
            raise Refusal(400, "the upload was broken off") from None
        got += len(chunk)
        if got > cap:
            raise too_large(cap)
        yield chunk


def too_large(cap: int) -> Refusal:
    """Return the refusal that names the option to change."""
    return Refusal(413, f"is larger than {cap >> 20} MB; start 'wag serve' with a larger --max-upload")


async def received(request: Request, case: Path, name: str, cap: int) -> Export:
    """Keep the body of a request as an export of a case, read-only, under the SHA-256 of what it holds.

    Raises
    ------
    Refusal
        As ``capped``; nothing is left of it then.
    CaseError
        It cannot be written.
    """
    shown = called(name)
    suffix = shown.rpartition(".")[2].lower()
    folder = case / RAW
    folder.mkdir(mode=0o700, exist_ok=True)
    part = case / f".upload-{secrets.token_hex(8)}.part"
    digest, size = sha256(), 0
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb") as stream:
            async for chunk in capped(request, cap):
                await asyncio.to_thread(stream.write, chunk)
                digest.update(chunk)
                size += len(chunk)
            stream.flush()
            await asyncio.to_thread(os.fsync, stream.fileno())
        kept = folder / f"{digest.hexdigest()}.{suffix if suffix in _SUFFIXES else 'txt'}"
        if kept.exists():
            part.unlink()
        else:
            part.chmod(0o400)
            part.replace(kept)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    return Export(shown, size, digest.hexdigest(), f"{RAW}/{kept.name}")
