"""Cursor: comes back as it was, and only for its own query and index."""

import base64
import hashlib
import json
import math
import string

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from likewise.errors import UsageError
from likewise.search.cursor import Cursor, decode_cursor, encode_cursor

ALPHABET = string.ascii_letters + string.digits + "-_"

anything = st.text(st.characters(codec=None))
cursors = st.builds(Cursor, st.integers(1, 10**6), anything)

SOME = Cursor(20, "A12-黑色")


def forged(facts: object) -> str:
    """What somebody makes who knows how the checksum is made."""
    data = facts if isinstance(facts, bytes) else json.dumps(facts).encode()
    check = hashlib.blake2b(data, digest_size=8).digest()
    return base64.urlsafe_b64encode(check + data).rstrip(b"=").decode()


@given(cursors, anything, st.integers(0, 10**9))
@example(Cursor(1, ""), "", 0)
@example(Cursor(1, "\ud800"), "\udfff", 1)
def test_a_cursor_comes_back_exactly(cursor: Cursor, query: str, version: int) -> None:
    text = encode_cursor(cursor, query=query, version=version)
    found = decode_cursor(text, query=query, version=version)
    assert found == cursor
    assert set(text) <= set(ALPHABET)


@given(cursors, anything, anything)
def test_it_is_refused_for_another_query(cursor: Cursor, query: str, other: str) -> None:
    assume(query != other)
    text = encode_cursor(cursor, query=query, version=3)
    with pytest.raises(UsageError, match="another query"):
        decode_cursor(text, query=other, version=3)


def test_it_is_refused_for_another_version_of_the_index() -> None:
    text = encode_cursor(SOME, query="shoe", version=3)
    with pytest.raises(UsageError, match="version 3 of the index, which is now at 4"):
        decode_cursor(text, query="shoe", version=4)


@given(st.data())
def test_any_change_of_its_letters_is_seen(data: st.DataObject) -> None:
    text = encode_cursor(SOME, query="shoe", version=3)
    place = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(place, min(place + 3, len(text))))
    changed = text[:place] + data.draw(st.text(ALPHABET, max_size=4)) + text[end:]
    assume(changed != text)
    with pytest.raises(UsageError, match="has been altered"):
        decode_cursor(changed, query="shoe", version=3)


@given(st.one_of(st.text(), st.text(ALPHABET)))
@example("")
@example("=")
@example("A")
@example("AAAA\n")
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no cursor of Likewise"):
        decode_cursor(text, query="", version=0)


@pytest.mark.parametrize(
    "facts",
    [
        b"",
        b"\xff",
        b"[" * 100_000,
        {},
        [],
        [2, 20, "a", "digest"],
        [1, 20, "a", "digest", 3],
        [2, 0, "a", "digest", 3],
        [2, -5, "a", "digest", 3],
        [2, 2.5, "a", "digest", 3],
        [2, math.inf, "a", "digest", 3],
        [2, "20", "a", "digest", 3],
        [2, 20, None, "digest", 3],
        [2, 20, "a", None, 3],
        [2, 20, "a", "digest", "3"],
    ],
    ids=str,
)
def test_a_forged_cursor_is_refused_too(facts: object) -> None:
    with pytest.raises(UsageError, match="no cursor of Likewise"):
        decode_cursor(forged(facts), query="", version=3)


def test_padding_and_other_alphabets_are_not_the_same_cursor() -> None:
    text = encode_cursor(Cursor(3, "ÿÿ>>??"), query="q", version=1)
    for changed in (text + "=", " " + text, text + "\n", text + "===="):
        with pytest.raises(UsageError, match="altered"):
            decode_cursor(changed, query="q", version=1)


@pytest.mark.parametrize("passed", [0, -1])
def test_a_cursor_that_points_nowhere_cannot_be_made(passed: int) -> None:
    with pytest.raises(ValueError, match="a cursor behind"):
        Cursor(passed, "a")
