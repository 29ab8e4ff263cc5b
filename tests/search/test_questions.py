"""Questions: what is made of an item's words and of its picture."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from drawing import draw
from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.item import Value
from likewise.catalogue.recipe import Field, Role
from likewise.index.content import Content
from likewise.index.schema import Schema, VectorField
from likewise.search.relevance.questions import (
    SIDE,
    Origin,
    Worded,
    all_words,
    first_sentence,
    half,
    questions,
    snapshot,
    worded,
    words_of,
)

FIELDS = (
    Field("sku", Role.STORED),
    Field("story", Role.TEXT),
    Field("name", Role.TEXT),
    Field("note", Role.TEXT),
    Field("kind", Role.TAG),
    Field("colours", Role.TAG, ", "),
    Field("price", Role.NUMBER),
)
SHIRT: dict[str, Value] = {
    "sku": "A12",
    "story": "Made for long walks. It dries fast.",
    "name": "Light hiking shirt",
    "kind": "Shirts",
    "colours": ("red", "blue"),
    "price": 20.0,
}


def schema(*patterns: str) -> Schema:
    vectors = tuple(VectorField(f"v{n}", each, 2, "m", "f") for n, each in enumerate(patterns))
    return Schema(FIELDS, vectors, Metric.COSINE, Algorithm.FLAT)


def contents(*fields: dict[str, Value]) -> list[Content]:
    return [Content(each, None) for each in fields]


def test_an_item_is_asked_for_by_title_half_of_it_a_sentence_and_tags() -> None:
    fields = Worded("name", ("story", "note"), ("kind", "colours"))
    asked = questions(contents(SHIRT), fields, Random(0))
    found = {each.origin: each.words for each in asked}
    assert [each.item for each in asked] == [0] * 5
    assert found[Origin.TITLE] == "Light hiking shirt"
    assert found[Origin.SENTENCE] == "Made for long walks."
    assert len(found[Origin.HALF_TITLE].split()) == 2
    assert found[Origin.TAG] in {"Shirts", "red", "blue"}
    assert set(found[Origin.TAGS].split()) < {"Shirts", "red", "blue"}
    assert len(found[Origin.TAGS].split()) == 2


def test_nothing_is_asked_where_there_is_nothing_and_nothing_twice() -> None:
    fields = Worded("name", ("story",), ("kind", "colours"))
    assert questions(contents({}, {"name": "..."}), fields, Random(0)) == []
    asked = questions(contents({"name": "Shirts", "kind": "Shirts"}), fields, Random(0))
    assert [(each.origin, each.words) for each in asked] == [(Origin.TITLE, "Shirts")]


def test_the_title_is_the_shortest_text_that_most_items_have() -> None:
    items = contents(SHIRT, SHIRT, {**SHIRT, "note": "x"})
    made = worded(schema("{story} {name} {note}"), items, ["kind"])
    assert made == Worded("name", ("story", "note"), ("kind",))


def test_only_what_vectors_are_made_of_is_asked_for_if_any_is() -> None:
    made = worded(schema("{story} {kind}", "image"), contents(SHIRT), ["colours", "kind"])
    assert made == Worded("story", (), ("kind",))
    made = worded(schema("image"), contents(SHIRT), ["colours"])
    assert made == Worded("name", ("story", "note"), ("colours",))


def test_a_catalogue_without_texts_has_no_title() -> None:
    empty = Schema((), schema("image").vectors, Metric.COSINE, Algorithm.FLAT)
    assert worded(empty, contents({}), []) == Worded("", (), ())
    assert worded(schema("{name}"), [], []).title == ""


@given(st.text(max_size=60), st.integers(0, 9))
def test_half_of_a_text_has_half_of_its_words(text: str, seed: int) -> None:
    kept = half(text, Random(seed))
    assert words_of(kept) <= words_of(text)
    if kept:
        assert len(kept) <= len(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("lamp", 0), ("red lamp", 1), ("a small red lamp", 2), ("A-b-c", 2)],
)
def test_half_of_the_words_are_kept_rounded_up(text: str, words: int) -> None:
    assert len(half(text, Random(1)).split()) == words


def test_half_of_chinese_is_a_run_of_characters() -> None:
    kept = half("复古实木餐桌", Random(0))
    assert len(kept) == 3
    assert kept in "复古实木餐桌"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One."),
        ("Version 2.5 is here! Buy it.", "Version 2.5 is here!"),
        ("红色的灯。很亮。", "红色的灯。"),
        ("no end", "no end"),
        ("", ""),
        ("word " * 50, ("word " * 40).strip()),
    ],
)
def test_the_first_sentence_ends_where_it_ends_or_after_forty_words(text: str, first: str) -> None:
    assert first_sentence(text) == first


def test_the_words_of_an_item_are_those_of_its_texts_and_tags() -> None:
    words = all_words({**SHIRT, "note": "红灯"}, schema("{name}"))
    assert {"hiking", "walks", "shirts", "red", "红", "灯"} <= words
    assert not words & {"A12", "a12", "20"}


def test_a_snapshot_is_the_picture_before_the_scenery() -> None:
    picture, scenery = Image.new("RGB", (300, 200), "red"), Image.new("RGB", (90, 400), "blue")
    taken = snapshot(picture, scenery, Random(0))
    assert taken.size == (SIDE, SIDE)
    pixels = np.asarray(taken, np.int64).reshape(-1, 3)
    red, blue = (pixels[:, 0] > pixels[:, 2]).mean(), (pixels[:, 2] > pixels[:, 0]).mean()
    assert red + blue == 1
    assert 0.03 < red < 0.65


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (4000, 30)])
def test_pictures_of_any_shape_can_be_taken(size: tuple[int, int]) -> None:
    for seed in range(5):
        taken = snapshot(Image.new("RGB", size), Image.new("RGB", size[::-1]), Random(seed))
        assert taken.size == (SIDE, SIDE)


def test_the_same_draw_takes_the_same_snapshot() -> None:
    first, again = (snapshot(draw("red", 1), draw("blue", 2), Random(5)) for _ in range(2))
    assert first.tobytes() == again.tobytes()
