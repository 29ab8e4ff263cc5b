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

scores = st.floats(allow_nan=False, allow_infinity=False)
anything = st.text(st.characters(codec=None))
cursors = st.builds(Cursor, st.integers(1, 10**6), scores, anything)

SOME = Cursor(20, 0.1 + 0.2, "A12-黑色")


def forged(facts: object) -> str:
    """What somebody makes who knows how the checksum is made."""
    data = facts if isinstance(facts, bytes) else json.dumps(facts).encode()
    check = hashlib.blake2b(data, digest_size=8).digest()
    return base64.urlsafe_b64encode(check + data).rstrip(b"=").decode()


@given(cursors, anything, st.integers(0, 10**9))
@example(Cursor(1, -0.0, ""), "", 0)
@example(Cursor(1, 5e-324, "\ud800"), "\udfff", 1)
def test_a_cursor_comes_back_exactly(cursor: Cursor, query: str, version: int) -> None:
    text = encode_cursor(cursor, query=query, version=version)
    found = decode_cursor(text, query=query, version=version)
    assert found == cursor
    assert math.copysign(1, found.score) == math.copysign(1, cursor.score)
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
        [1, 20, 0.5, "a", "digest"],
        [2, 20, 0.5, "a", "digest", 3],
        [1, 0, 0.5, "a", "digest", 3],
        [1, -5, 0.5, "a", "digest", 3],
        [1, 2.5, 0.5, "a", "digest", 3],
        [1, 20, "0.5", "a", "digest", 3],
        [1, 20, math.nan, "a", "digest", 3],
        [1, 20, math.inf, "a", "digest", 3],
        [1, 20, 0.5, None, "digest", 3],
        [1, 20, 0.5, "a", None, 3],
        [1, 20, 0.5, "a", "digest", "3"],
    ],
    ids=str,
)
def test_a_forged_cursor_is_refused_too(facts: object) -> None:
    with pytest.raises(UsageError, match="no cursor of Likewise"):
        decode_cursor(forged(facts), query="", version=3)


def test_padding_and_other_alphabets_are_not_the_same_cursor() -> None:
    text = encode_cursor(Cursor(3, 0.5, "ÿÿ>>??"), query="q", version=1)
    for changed in (text + "=", " " + text, text + "\n", text + "===="):
        with pytest.raises(UsageError, match="altered"):
            decode_cursor(changed, query="q", version=1)


@pytest.mark.parametrize(("passed", "score"), [(0, 0.5), (-1, 0.5), (1, math.nan), (1, math.inf)])
def test_a_cursor_that_points_nowhere_cannot_be_made(passed: int, score: float) -> None:
    with pytest.raises(ValueError, match="a cursor behind"):
        Cursor(passed, score, "a")
