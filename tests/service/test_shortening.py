"""Shortening: answers stay so small that a language model can read them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from likewise.service.mcp.shortening import shortened

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=200),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)
items = st.lists(st.dictionaries(st.text(min_size=1, max_size=8), plain, max_size=8), max_size=8)


@given(items=items, characters=st.integers(0, 3000), longest=st.integers(1, 300))
def test_values_are_as_they_were_or_their_beginning(
    items: list[dict[str, object]], characters: int, longest: int
) -> None:
    shown, cut = shortened(items, characters=characters, longest=longest)
    most = max(40, min(longest, characters // max(1, sum(map(len, items)))))
    changed = False
    for before, after in zip(items, shown, strict=True):
        assert list(after) == list(before)
        for name, value in after.items():
            if value != before[name]:
                changed = True
                assert isinstance(value, str)
                assert len(value) == most
                assert value.endswith("...")
                if isinstance(said := before[name], str):
                    assert said.startswith(value.removesuffix("..."))
    assert cut == changed


def test_tuples_are_lists_and_numbers_stay_numbers() -> None:
    fields = {"tags": ("a", "b"), "price": 1.5, "there": True, "place": (1.0, 2.0)}
    (shown,), cut = shortened([fields], characters=1000, longest=100)
    assert shown == {"tags": ["a", "b"], "price": 1.5, "there": True, "place": [1.0, 2.0]}
    assert not cut
