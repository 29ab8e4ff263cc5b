"""EmailAddress: an address to write to, and the one spelling by which an account is found."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

import idna

from likewise.errors import EmailError

_MOST_BYTES = 254  # RFC 5321, with erratum 1690
_MOST_LOCAL_BYTES = 64
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~\-\u0080-\U0010ffff]+"
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An e-mail address.

    Attributes:
        shown: As it was written, but for width and composition of its characters; mail goes there.
        key: The same for all spellings that differ in case, width or composition alone, or in how
            the domain is encoded.
    """

    shown: str
    key: str

    @classmethod
    def of(cls, text: str) -> Self:
        """The address in a text.

        Raises:
            EmailError: It is none.
        """
        shown = unicodedata.normalize("NFKC", text.strip())
        local, _, domain = shown.rpartition("@")
        try:
            host = idna.encode(domain, uts46=True, std3_rules=True).decode().lower()
            short = len(local.encode()) <= _MOST_LOCAL_BYTES and len(shown.encode()) <= _MOST_BYTES
        except (idna.IDNAError, UnicodeError):
            raise _unreadable() from None
        if not (short and shown.isprintable() and _LOCAL.fullmatch(local)):
            raise _unreadable()
        return cls(shown, f"{_caseless(local)}@{host}")

    @property
    def ascii_domain(self) -> str:
        """The address with its domain as mail servers know it."""
        return f"{self.shown.rpartition('@')[0]}@{self.key.rpartition('@')[2]}"


def _caseless(text: str) -> str:
    """The Unicode Standard's compatibility caseless form (section 3.13, D146), composed."""
    folded = unicodedata.normalize("NFD", text).casefold()
    folded = unicodedata.normalize("NFKD", folded).casefold()
    return unicodedata.normalize("NFKC", folded)


def _unreadable() -> EmailError:
    """Without what was written: it may be a password in the wrong place."""
    return EmailError(
        "That is no e-mail address.", remedy="Write it as name@example.com, without quotes."
    )
