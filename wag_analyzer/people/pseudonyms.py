"""Pseudonyms: keyed, so that nobody without the key can work a name or number out of them again.

A plain hash of a phone number is no protection: all numbers of the world can be hashed in hours (Hagen et al., NDSS 2021).
"""

import contextlib
import hmac
import os
import secrets
import stat
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Self

from wag_analyzer.errors import SettingsError
from wag_analyzer.given import opened
from wag_analyzer.settings import user_config_dir

__all__ = ["KEY_BYTES", "PSEUDONYM", "Pseudonyms", "default_key_path"]

KEY_BYTES: Final = 32
PSEUDONYM: Final = r"M-[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4})?(?![0-9A-Za-z])"
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no letter that reads as a digit
_LONGEST: Final = 2 * KEY_BYTES + 3
_OTHERS: Final = 0o077
_KEY_ID: Final = 16
_CHARACTERS: Final = 8  # 8 characters of 5 bits: 40 bits


def default_key_path() -> Path:
    """Return where the user's key lies: in the user's configuration folder, never in a case."""
    return user_config_dir() / "key"


class Pseudonyms:
    """Names → pseudonyms such as ``M-7K2Q-M9XA``, by HMAC-SHA-256 under a 256-bit key.

    The same key gives the same pseudonym for the same name, in every chat; another key gives another one.

    Parameters
    ----------
    key
        32 secret bytes.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise SettingsError(f"the key has {len(key)} bytes", where="key", hint=f"it must have {KEY_BYTES}")
        self._key = key

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Return the pseudonyms of the key at ``path``, which is made (mode 0600) when there is none.

        Raises
        ------
        SettingsError
            The file cannot be read or written, or holds neither 32 bytes nor 64 hexadecimal digits.
        """
        place = path or default_key_path()
        try:
            return cls(_read(place) if place.exists() else _make(place))
        except OSError as error:
            raise SettingsError(
                f"the key cannot be used ({error.strerror})", where=str(place), hint="name another file with --key"
            ) from None

    @property
    def key_id(self) -> str:
        """What tells this key from others; the key cannot be worked out of it."""
        return hmac.digest(self._key, b"wag key", "sha256").hex()[:_KEY_ID]

    def seal(self, content: bytes) -> str:
        """Return the HMAC-SHA-256 of something the user made, in hexadecimal: nobody without the key can make it for anything else."""
        return hmac.digest(self._key, b"wag seal\x00" + content, "sha256").hex()

    def name(self, person: str) -> str:
        """Return the pseudonym of one name."""
        return self._code(person, 0)

    def names(self, persons: Iterable[str]) -> dict[str, str]:
        """Return a pseudonym for each name; no two are the same.

        Should two names fall on one pseudonym (one chance in 10**12 per pair), the later one in code point order moves on.
        """
        taken: set[str] = set()
        found: dict[str, str] = {}
        for person in sorted(set(persons)):
            turn = 0
            while (code := self._code(person, turn)) in taken:
                turn += 1
            taken.add(code)
            found[person] = code
        return found

    def _code(self, person: str, turn: int) -> str:
        body = unicodedata.normalize("NFC", person).encode("utf-8", "surrogatepass")
        digest = hmac.digest(self._key, b"wag person\x00" + turn.to_bytes(2, "big") + body, "sha256")
        bits = int.from_bytes(digest[:_CHARACTERS], "big")
        letters = [_ALPHABET[(bits >> (5 * place)) & 31] for place in range(_CHARACTERS)]
        return f"M-{''.join(letters[:4])}-{''.join(letters[4:])}"


def _read(path: Path) -> bytes:
    """Return the key in a file, which is then for its owner alone; a file that is no key is left as it is."""
    with opened(path) as file:
        words = file.read(_LONGEST).removesuffix(b"\n").removesuffix(b"\r")
        key = words if len(words) == KEY_BYTES else _from_digits(words)
        if len(key) != KEY_BYTES:
            raise SettingsError("is neither 32 bytes nor 64 hexadecimal digits", where=str(path), hint="name another file with --key")
        if hasattr(os, "fchmod") and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & _OTHERS:
            with contextlib.suppress(OSError):
                os.fchmod(file.fileno(), 0o600)
    return key


def _from_digits(words: bytes) -> bytes:
    try:
        return bytes.fromhex(words.decode("ascii"))
    except ValueError:
        return b""


def _make(path: Path) -> bytes:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_bytes(KEY_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another run made it in the meantime
        return _read(path)
    with os.fdopen(handle, "wb") as file:
        file.write(key.hex().encode("ascii") + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return key
