"""Passwords: their hashes, by argon2id, of which few are computed at once."""

from __future__ import annotations

import base64
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from likewise.accounts.password_rules import refuse_long

AT_ONCE = 2
"""How many hashes are computed at once in a process; each takes 19 MiB."""

# The second of OWASP's equal choices (Password Storage Cheat Sheet).
_MEMORY_KIB = 19 * 1024
_PASSES = 2
_LANES = 1


class Passwords:
    """Hashes passwords and compares them; several threads may use it at once.

    Args:
        memory_kib: The memory of a hash.
        passes: How often that memory is gone through.
    """

    def __init__(self, *, memory_kib: int = _MEMORY_KIB, passes: int = _PASSES) -> None:
        self._hasher = PasswordHasher(passes, memory_kib, _LANES)
        # Always the same threads: the C library keeps the memory of a hash for each that had one.
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")
        # To compare with where there is no account: it takes as long, and nothing matches it.
        salt, output = (_base64(secrets.token_bytes(size)) for size in (16, 32))
        self._nobodys = f"$argon2id$v=19$m={memory_kib},t={passes},p={_LANES}${salt}${output}"

    def hash(self, password: str) -> str:
        """The hash of a password, with its salt and how it was made.

        Raises:
            PasswordError: The password is longer than any may be.
        """
        refuse_long(password)
        return self._threads.submit(self._hasher.hash, _spelled(password)).result()

    def matches(self, hashed: str | None, password: str) -> bool:
        """Whether it is the password; where there is no hash, that takes as long to deny.

        Raises:
            PasswordError: The password is longer than any may be.
        """
        refuse_long(password)
        compared = hashed or self._nobodys
        try:
            return self._threads.submit(self._hasher.verify, compared, _spelled(password)).result()
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, hashed: str) -> bool:
        """Whether the hash was made otherwise than hashes are made now."""
        return self._hasher.check_needs_rehash(hashed)


def _spelled(password: str) -> bytes:
    """One spelling for what keyboards compose differently (RFC 8265, section 4.2)."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).rstrip(b"=").decode()
