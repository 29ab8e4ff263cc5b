"""Product names: the fields that the original demo's names stand for, in catalogues of any kind."""

from __future__ import annotations

import pytest

from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.item import Value
from likewise.catalogue.recipe import PICTURE, Field, Role
from likewise.catalogue.samples import fashion, furniture, shop
from likewise.errors import UsageError
from likewise.index.filters.reading import read_filter
from likewise.index.filters.tree import EVERYTHING, OneOf, meets
from likewise.index.schema import Schema, VectorField
from likewise.service.demo.product_names import ProductNames, compared_vector, text_of, year_of

TAG, TEXT, NUMBER = Role.TAG, Role.TEXT, Role.NUMBER


def schema(*fields: Field, vectors: tuple[tuple[str, str], ...] = ()) -> Schema:
    made = tuple(VectorField(name, source, 2, "m", "f") for name, source in vectors)
    return Schema(fields, made, Metric.COSINE, Algorithm.FLAT)


def names(fields: tuple[Field, ...]) -> dict[str, str]:
    """Those that stand for something."""
    found = ProductNames.of(schema(*fields))
    return {each: name for each in ProductNames._fields if (name := getattr(found, each))}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            fashion.SAMPLE.fields,
            {
                "name": "productDisplayName",
                "gender": "gender",
                "category": "masterCategory",
                "sub_category": "subCategory",
                "article_type": "articleType",
                "base_color": "baseColour",
                "season": "season",
                "year": "year",
                "usage": "usage",
            },
        ),
        (
            shop.SAMPLE.fields,
            {"name": "name", "category": "category", "brand": "brand", "base_color": "color"},
        ),
        (
            (Field("GENDER", TAG), Field("Master Category", TAG)),
            {"gender": "GENDER", "category": "Master Category"},
        ),
        ((Field("master_category", TAG), Field("category", TAG)), {"category": "category"}),
        ((Field("kind", TAG), Field("sex", TAG)), {"category": "kind", "gender": "sex"}),
        # What is filtered by must be a tag.
        ((Field("category", TEXT), Field("kind", TAG)), {"name": "category", "category": "kind"}),
        ((Field("gender", TEXT), Field("year", NUMBER)), {"name": "gender", "year": "year"}),
        ((Field("price", NUMBER),), {}),
        ((), {}),
    ],
)
def test_names_stand_for_the_likeliest_fields(
    fields: tuple[Field, ...], expected: dict[str, str]
) -> None:
    assert names(fields) == expected


def test_every_sample_has_names_and_categories() -> None:
    for sample in (fashion.SAMPLE, furniture.SAMPLE, shop.SAMPLE):
        assert {"name", "category"} <= set(names(sample.fields)), sample.name


@pytest.mark.parametrize(
    ("gender", "category", "admitted"),
    [
        ("", "", ["1", "2", "3"]),
        ("Men", "", ["1"]),
        ("", "Free Items", ["1", "2"]),
        ("Men", "Free Items", ["1"]),
        ("Men|Women", "", ["3"]),
        ("men", "", []),
        ("", "x} | *", []),
    ],
)
def test_a_value_is_taken_as_it_is_and_an_empty_one_is_met_by_all(
    gender: str, category: str, admitted: list[str]
) -> None:
    made = schema(Field("gender", TAG), Field("category", TAG, ","))
    where = read_filter(ProductNames.of(made).where(gender=gender, category=category), made)
    items: dict[str, dict[str, Value]] = {
        "1": {"gender": "Men", "category": ("Free Items", "Shoes")},
        "2": {"category": ("Free Items",)},
        "3": {"gender": "Men|Women"},
    }
    found = [id_ for id_, fields in items.items() if meets(fields, where, made.analyzer())]
    assert found == admitted


def test_no_item_has_a_value_of_a_field_that_there_is_not() -> None:
    made = schema(Field("kind", TAG))
    found = ProductNames.of(made)
    where = read_filter(found.where(gender="Women", category=""), made)
    assert not meets({"kind": "fruit"}, where, made.analyzer())
    assert read_filter(found.where(gender="", category=""), made) == EVERYTHING
    kinds = read_filter(found.where(gender="", category="fruit"), made)
    assert kinds == OneOf("kind", ("fruit",))


def test_a_field_is_not_taken_for_a_word_of_the_filters() -> None:
    made = schema(Field("any", TAG))
    found = ProductNames.of(made)._replace(category="any")
    where = read_filter(found.where(gender="", category="x"), made)
    assert where == OneOf("any", ("x",))


@pytest.mark.parametrize(
    ("value", "text", "year"),
    [
        ("2012", "2012", 2012),
        (2012, "2012", 2012),
        (2012.0, "2012.0", 2012),
        (("a", "b"), "a, b", None),
        ("spring", "spring", None),
        ("", "", None),
        ("nan", "nan", None),
        (-1, "-1", None),
        (1e300, "1e+300", None),
        (True, "True", None),
    ],
)
def test_values_become_texts_and_years(value: Value, text: str, year: int | None) -> None:
    assert text_of(value) == text
    assert year_of(text) == year


def test_products_are_compared_by_the_first_vectors_of_words_and_of_pictures() -> None:
    made = schema(vectors=(("text", "{name}"), ("image", PICTURE), ("concept", PICTURE)))
    assert compared_vector(made, of_pictures=False) == "text"
    assert compared_vector(made, of_pictures=True) == "image"
    with pytest.raises(UsageError, match="no vectors of pictures"):
        compared_vector(schema(vectors=(("text", "{name}"),)), of_pictures=True)
    with pytest.raises(UsageError, match="no vectors of words"):
        compared_vector(schema(vectors=(("image", PICTURE),)), of_pictures=False)
