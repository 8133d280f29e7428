"""What the files and folders of a case are called; light, so that the app knows them without the whole pipeline."""

from typing import Final

__all__ = ["DRAFT", "GIVEN", "INDEX", "INGEST", "LOG", "RAW", "REVIEWS", "RUN", "SEAL"]

RUN: Final = "run.json"
"""Versions, settings, inputs, and the SHA-256 of every file."""

INGEST: Final = "ingest.json"
"""What reading told of every export."""

LOG: Final = "audit.jsonl"
"""Who did what and when, each line with the hash of the one before."""

REVIEWS: Final = "reviews.csv"
"""Decisions on findings."""

RAW: Final = "raw"
"""Folder with copies of what was read, each called by its SHA-256."""

DRAFT: Final = "draft.json"
"""What the app shall do next."""

GIVEN: Final = "given"
"""Folder with the roster, the policy and the contacts that were given to the app."""

INDEX: Final = "search.sqlite3"
"""What the app searches in."""

SEAL: Final = "search.seal"
"""What shows that the user made what the app searches in: an HMAC under the user's own key."""
