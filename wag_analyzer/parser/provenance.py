r"""The content hash: what a message is, whatever line it stands on and whichever export holds it.

The hash is the first 32 hex digits of the SHA-256 of three parts joined by a line feed, in UTF-8: ``at`` as ``YYYY-MM-DDTHH:MM:SS``,
``sender`` (empty when missing) and ``raw`` (empty when missing), all as they stand in the row. Whoever lacks this program checks it by::

    printf '2024-12-31T21:07:00\nSari\nselamat malam' | sha256sum | cut -c1-32

File, line and direction marks are not in it: two exports of one phone give one message the same hash. Another phone may call the sender
otherwise, and an edited, deleted or shifted (``--tz``) message hashes differently. Equal messages of one minute share a hash: it tells
what was said, ``msg_id`` tells where it stands.
"""

from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["DIGITS", "content_hash", "content_hashes", "hashed"]

DIGITS: Final = 32
"""Hex digits of the SHA-256 that are kept: 128 bits."""

_ROWS: Final = 1 << 17


def content_hash(at: str, sender: str | None, raw: str | memoryview | None) -> str:
    """Return the content hash of one message or system line.

    Parameters
    ----------
    at
        ``YYYY-MM-DDTHH:MM:SS``; empty when the time is missing.
    sender
        As in ``tables.PARSED``; None for a system line.
    raw
        The whole body, as text or as its bytes in UTF-8; of a system line its text.

    Examples
    --------
    >>> content_hash("2024-12-31T21:07:00", "Sari", "selamat malam")
    '622d450ca56f34a8f9ebe06950d14e95'
    """
    digest = sha256(f"{at}\n{sender or ''}\n".encode("utf-8", "replace"))
    digest.update(raw if isinstance(raw, memoryview) else (raw or "").encode("utf-8", "replace"))
    return digest.hexdigest()[:DIGITS]


def content_hashes(messages: pd.DataFrame) -> pa.ChunkedArray:
    """Return the content hash of every message, in order.

    Parameters
    ----------
    messages
        Rows of ``tables.PARSED``; only ``at``, ``sender`` and ``raw`` are looked at.
    """
    parts = [_digests(messages.iloc[start : start + _ROWS]) for start in range(0, len(messages), _ROWS)]
    return pa.chunked_array(parts, pa.large_string())


def hashed(messages: pd.DataFrame) -> pd.DataFrame:
    """Return ``messages`` with the column ``content_hash`` at its end."""
    return messages.assign(content_hash=pd.array(content_hashes(messages), dtype=pd.StringDtype("pyarrow", na_value=float("nan"))))


def _digests(rows: pd.DataFrame) -> Any:
    """Return the hashes of some rows; the digests are written side by side and never become Python strings."""
    half = DIGITS // 2
    digits = b"".join(sha256(text).digest()[:half] for text in _canonical(rows)).hex().encode()
    ends = np.arange(len(rows) + 1, dtype=np.int64) * DIGITS
    return pa.LargeStringArray.from_buffers(len(rows), pa.py_buffer(ends), pa.py_buffer(digits))


def _canonical(rows: pd.DataFrame) -> Iterator[memoryview]:
    """Yield the bytes that are hashed, one piece a row, out of one buffer."""
    times = pc.cast(pa.array(rows["at"].to_numpy().astype("datetime64[s]")), pa.large_string())
    parts = [_filled(pc.binary_replace_slice(times, 10, 11, "T")), *(_filled(rows[name]) for name in ("sender", "raw"))]
    joined = pc.binary_join_element_wise(*parts, pa.scalar("\n", pa.large_string()))
    _, offsets, data = joined.buffers()
    ends = np.frombuffer(offsets, np.int64, len(rows) + 1, joined.offset * 8).tolist()
    view = memoryview(data) if data is not None else memoryview(b"")
    return (view[start:end] for start, end in pairwise(ends))


def _filled(column: Any) -> Any:
    values = pa.array(column, from_pandas=True)
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return pc.fill_null(pc.cast(whole, pa.large_string()), "")
