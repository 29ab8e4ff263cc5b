"""Cursor: where the next page of an answer begins, as a text that can stand in an address."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass

from likewise.errors import UsageError

_LAYOUT = 2
_CHECK_BYTES = 8


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a ranking; checked when made.

    Attributes:
        passed: How many hits stand before it, at least 1.
        id: Of the last of them.
    """

    passed: int
    id: str

    def __post_init__(self) -> None:
        if self.passed < 1:
            raise ValueError(f"a cursor behind {self.passed} hits")


def encode_cursor(cursor: Cursor, *, query: str, version: int) -> str:
    """The cursor in letters, digits, `-` and `_`.

    It carries a checksum and no signature: it lets nobody do what the query alone does not.

    Args:
        cursor: The place.
        query: A text that is the same for the same query, and another for another; only its digest
            is carried.
        version: Of the index.
    """
    facts = [_LAYOUT, cursor.passed, cursor.id, _digest(query), version]
    data = json.dumps(facts, separators=(",", ":")).encode()
    return _text(_check(data) + data)


def decode_cursor(text: str, *, query: str, version: int) -> Cursor:
    """The cursor of `encode_cursor`.

    Raises:
        UsageError: It has been altered, or belongs to another query or another index.
    """
    match _facts(text):
        case [layout, int(passed), str(id_), str(digest), int(indexed)] if (
            layout == _LAYOUT and passed > 0
        ):
            cursor = Cursor(passed, id_)
        case _:
            raise UsageError(
                "This is no cursor of Likewise, or it has been altered.",
                remedy="Pass on the cursor as it came, or begin with the first page.",
            )
    if digest != _digest(query):
        raise UsageError(
            "The cursor belongs to another query.",
            remedy="Ask with the words, filter and options that the first page was asked for with.",
        )
    if indexed != version:
        raise UsageError(
            f"The cursor belongs to version {indexed} of the index, which is now at {version}.",
            remedy="The catalogue was imported anew; begin with the first page.",
        )
    return cursor


def _facts(text: str) -> object:
    """What the text holds, as JSON; None where it is not as it was written."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        check, facts = data[:_CHECK_BYTES], data[_CHECK_BYTES:]
        # Written again, as several texts decode to the same bytes.
        return json.loads(facts) if check == _check(facts) and _text(data) == text else None
    except (ValueError, RecursionError):
        return None


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _check(facts: bytes) -> bytes:
    return hashlib.blake2b(facts, digest_size=_CHECK_BYTES).digest()


def _digest(query: str) -> str:
    # Half a character cannot be searched for, but its refusal is not this module's.
    return hashlib.blake2b(query.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
