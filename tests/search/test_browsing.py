"""Browsing: pages in an order that never changes, without a gap or a repetition."""

from __future__ import annotations

from itertools import count, islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.embedding.vectors import unit
from likewise.errors import FilterError, UsageError
from likewise.index.draw import drawn
from likewise.index.filters.tree import OneOf
from likewise.index.memory_store import MemoryStore
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp
from likewise.search.browsing import Browser, share

FIELDS = (Field("name", Role.TEXT), Field("kind", Role.TAG))
SCHEMA = Schema(
    FIELDS, (VectorField("text", "{name}", 2, "m", "f"),), Metric.COSINE, Algorithm.FLAT
)
VECTOR = unit(np.ones((1, 2), np.float32))[0]


def document(id_: str, kind: str = "a") -> Document:
    return Document(
        id_, {"name": f"no. {id_}", "kind": kind}, None, {"text": VECTOR}, Stamp("s", {})
    )


def ids(browser: Browser, where: str | None = None, *, limit: int, offset: int = 0) -> list[str]:
    return [each.id for each in browser.page(where, limit=limit, offset=offset).page]


@given(
    kinds=st.lists(st.sampled_from("abc"), max_size=60),
    limit=st.integers(1, 20),
    kind=st.sampled_from([None, "a", "b", "d"]),
)
def test_pages_follow_one_another_to_the_end(
    kinds: list[str], limit: int, kind: str | None
) -> None:
    store = MemoryStore(SCHEMA)
    store.put(document(str(number), each) for number, each in enumerate(kinds))
    where = kind and f"kind={kind}"
    fitting = [str(n) for n, each in enumerate(kinds) if kind in (None, each)]
    browser = Browser(store)
    found: list[str] = []
    for offset in range(0, len(kinds) + limit, limit):
        listing = browser.page(where, limit=limit, offset=offset)
        assert listing.total == len(fitting)
        assert len(listing.page) == max(0, min(limit, len(fitting) - offset))
        found += [each.id for each in listing.page]
    assert found == sorted(fitting, key=drawn)


def test_the_first_page_of_few_among_many_is_whole(parts: Parts, name: str) -> None:
    """On Redis, with items of which all that fit drew large numbers."""
    recipe = Recipe(
        name, Source.of("none.csv"), "id", None, FIELDS, (VectorRecipe("text", "{name}", "m"),)
    )
    store = parts.register.begin(recipe, SCHEMA)
    last = list(islice((str(n) for n in count() if drawn(str(n)) > 0.95), 100))
    first = list(islice((str(n) for n in count() if drawn(str(n)) < 0.9), 3000))
    store.put(document(each, "late") for each in last)
    store.put(document(each) for each in first)
    browser = Browser(store)
    try:
        assert ids(browser, "kind=late", limit=15) == sorted(last, key=drawn)[:15]
        assert ids(browser, "kind=late", limit=15, offset=90) == sorted(last, key=drawn)[90:]
        assert ids(browser, limit=1000, offset=500) == sorted(first + last, key=drawn)[500:1500]
        assert ids(browser, limit=20, offset=3095) == sorted(last, key=drawn)[-5:]
        assert ids(browser, limit=20, offset=3100) == []
        store.put([document(first[0], "late")])
        store.remove(last[:5])
        left = [*last[5:], first[0]]
        assert ids(browser, "kind=late", limit=100) == sorted(left, key=drawn)
        shown = browser.page(OneOf("kind", ("late",)), limit=1, offset=0).page[0].fields
        assert shown == {"name": f"no. {first[0]}", "kind": "late"}
    finally:
        parts.register.forget(name)


def test_a_page_is_whole_however_many_there_were_when_last_looked() -> None:
    store = MemoryStore(SCHEMA)
    browser = Browser(store)
    numbers = list(map(str, range(400)))
    assert browser.page(None, limit=10, offset=0).total == 0
    for there in (numbers[:20], numbers, numbers[:5], numbers[:300]):
        store.remove(numbers)
        store.put(map(document, there))
        listing = browser.page(None, limit=10, offset=2)
        assert listing.total == len(there)
        assert [each.id for each in listing.page] == sorted(there, key=drawn)[2:12]


@given(wanted=st.integers(0, 10_000), total=st.integers(0, 1_000_000))
def test_the_share_looked_at_holds_what_is_wanted(wanted: int, total: int) -> None:
    below = share(min(wanted, total), total)
    assert 0 < below <= 1
    assert below == 1 or below * total > wanted


@pytest.mark.parametrize(("limit", "offset"), [(0, 0), (1001, 0), (10, -1), (10, 9991)])
def test_a_page_that_cannot_be_is_refused(limit: int, offset: int) -> None:
    with pytest.raises(UsageError, match="must be from"):
        Browser(MemoryStore(SCHEMA)).page(None, limit=limit, offset=offset)


def test_a_filter_on_an_unknown_field_is_refused() -> None:
    with pytest.raises(FilterError):
        Browser(MemoryStore(SCHEMA)).page("colour=red", limit=10, offset=0)
