"""How the words of a text stand in the index."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filter_trees import SCHEMA
from likewise.index.filters.wording import follow_one_another
from likewise.index.redis.words import marks_of, phrases, stored_words

tokens = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=6)


def test_fields_have_marks_of_their_own() -> None:
    assert len({*marks_of("name", SCHEMA), *marks_of("说明 *", SCHEMA)}) == 4


@given(tokens, tokens)
def test_a_phrase_is_found_where_its_tokens_follow_one_another(
    said: list[str], asked: list[str]
) -> None:
    """Though no stored token stands beside its equal, which Redis would take for one."""
    stored = stored_words(said, "xy").split()
    assert all(one != other for one, other in pairwise(stored))
    ways = [way.strip('"').split() for way in phrases(asked, "xy")]
    found = any(follow_one_another(way, stored) for way in ways)
    assert found == follow_one_another(asked, said)


@pytest.mark.parametrize(
    "token", ["a b", 'a"', "a\\", "(", "@", "-", "*", "%", "$", "|", "{", "_", "\n"]
)
def test_what_means_something_in_a_query_is_no_token(token: str) -> None:
    with pytest.raises(ValueError, match=r"\["):
        list(phrases([token], "xy"))
