"""Recipes: sources, places, times and hosts are written down and read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import tomlkit
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from likewise.catalogue.index_recipe import Algorithm, IndexRecipe, Metric
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Format, Source
from likewise.errors import RecipeError

FOLDER = Path("/data/shop")
RECIPE = Recipe(
    "shop",
    Source.of("/data/shop/table.csv"),
    "id",
    None,
    (Field("name", Role.TEXT),),
    (VectorRecipe("text", "{name}", "m"),),
    folder=FOLDER,
)
TOML = """\
[catalogue]
name = "shop"
source = "table.csv"
id = "id"

[fields]
name = "text"

[vectors.text]
from = "{name}"
model = "m"
"""


def parse(old: str = "", new: str = "") -> Recipe:
    """The recipe with one part of its text replaced."""
    assert old in TOML
    return Recipe.parse(TOML.replace(old, new, 1), FOLDER)


def fields(lines: str) -> tuple[Field, ...]:
    return parse('name = "text"\n', f'name = "text"\n{lines}\n').fields[1:]


def written(recipe: Recipe) -> str:
    """As it is written; it reads back."""
    text = recipe.to_toml()
    assert Recipe.parse(text, recipe.folder) == recipe
    return text


def test_what_is_left_out_has_its_default() -> None:
    assert parse() == RECIPE


@pytest.mark.parametrize(
    ("source", "places"),
    [
        ('"parts/*.csv"', ["/data/shop/parts/*.csv"]),
        ('["a.csv", "../b.csv", "/c.csv"]', ["/data/shop/a.csv", "/data/b.csv", "/c.csv"]),
        ('["a.csv"]', ["/data/shop/a.csv"]),
        ('"-"', ["-"]),
        ('"."', ["/data/shop"]),
        ('"postgresql://host/base"', ["postgresql://host/base"]),
    ],
)
def test_a_source_is_one_place_or_a_list_of_them(source: str, places: list[str]) -> None:
    recipe = parse('"table.csv"', source)

    assert recipe.source == Source(tuple(places))
    written(recipe)


@pytest.mark.parametrize("source", ["[]", '""', "7", '["a", ""]', '["a", 7]', '[["a"]]', "{}"])
def test_a_source_that_is_no_place_is_refused(source: str) -> None:
    with pytest.raises(RecipeError, match=r"\[catalogue\] needs 'source'"):
        parse('"table.csv"', source)


def test_a_query_and_a_format_belong_to_the_source() -> None:
    more = '"table.csv"\nquery = "SELECT *\\nFROM \\"t\\""\nformat = "jsonl"'
    recipe = parse('"table.csv"', more)

    assert recipe.source.query == 'SELECT *\nFROM "t"'
    assert recipe.source.format is Format.JSON_LINES
    written(recipe)


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RecipeError, match=r"format = 'xls' is unknown") as raised:
        parse('"table.csv"', '"table.csv"\nformat = "xls"')
    assert all(format_.value in raised.value.remedy for format_ in Format)


@pytest.mark.parametrize("more", ['query = ""', "query = 7"])
def test_a_query_that_is_no_text_is_refused(more: str) -> None:
    with pytest.raises(RecipeError, match=r"\[catalogue\] needs 'query' as a text"):
        parse('"table.csv"', f'"table.csv"\n{more}')


def test_paths_below_the_recipes_folder_are_written_relative_to_it() -> None:
    places = ("/data/shop/a.csv", "/data/b.csv", "/data/shop/parts/*.csv")
    text = written(replace(RECIPE, source=Source(places)))

    assert 'source = ["a.csv", "/data/b.csv", "parts/*.csv"]' in text


def test_a_password_is_not_written() -> None:
    source = Source.of("postgresql://me:PASS@host/base?sslpassword=PASS", query="SELECT 1")
    text = replace(RECIPE, source=source).to_toml()

    assert "PASS" not in text
    assert Recipe.parse(text, FOLDER).source == source.without_password()


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ('spot = "geo"', Field("spot", Role.GEO)),
        ('when = "time"', Field("when", Role.TIME)),
        ('at = { role = "geo", lon = "x", lat = "y" }', Field("at", Role.GEO, lon="x", lat="y")),
        ('tags = { role = "tag", separator = "|" }', Field("tags", Role.TAG, "|")),
        ('when = { role = "time" }', Field("when", Role.TIME)),
        ('"a.b \\"c\\"" = "stored"', Field('a.b "c"', Role.STORED)),
    ],
)  # fmt: skip
def test_a_field_has_a_role_and_what_belongs_to_it(lines: str, field: Field) -> None:
    assert fields(lines) == (field,)
    written(replace(RECIPE, fields=(*RECIPE.fields, field)))


def test_a_place_names_its_columns() -> None:
    place, name = fields('spot = { role = "geo", lon = "x", lat = "y" }\nb = "text"')

    assert place.columns == ("x", "y")
    assert name.columns == ("b",)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('spot = "place"', "spot = 'place' is unknown"),
        ("spot = 7", "spot = 7 is unknown"),
        ('spot = { lon = "x", lat = "y" }', "spot = None is unknown"),
        ('spot = { role = "geo", lon = "x" }', r"\[spot\] needs 'lat' as a text"),
        ('spot = { role = "geo", lon = "x", lat = "" }', r"\[spot\] needs 'lat' as a text"),
        ('spot = { role = "geo", lon = "x", lat = "y", alt = "z" }', "does not know 'alt'"),
        ('spot = { role = "time", lon = "x", lat = "y" }', "does not know 'lon', 'lat'"),
        ('spot = { role = "geo", separator = "," }', "does not know 'separator'"),
        ('spot = { role = "tag" }', r"\[spot\] needs 'separator'"),
        ('spot = { role = "tag", separator = "" }', r"\[spot\] needs 'separator'"),
    ],
)
def test_a_field_that_cannot_be_is_refused_by_its_name(line: str, reason: str) -> None:
    with pytest.raises(RecipeError, match=reason):
        fields(line)


def test_hosts_of_pictures_stand_in_a_table_of_their_own() -> None:
    recipe = Recipe.parse(f'{TOML}\n[pictures]\nhosts = ["a.b", "*.c.d"]\n', FOLDER)

    assert recipe.hosts == ("a.b", "*.c.d")
    assert 'hosts = ["a.b", "*.c.d"]' in written(recipe)
    assert "[pictures]" not in written(RECIPE)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('hosts = "a.b"', r"\[pictures\] needs 'hosts' as a list"),
        ("hosts = []", r"\[pictures\] needs 'hosts' as a list"),
        ('hosts = ["a.b", 7]', r"\[pictures\] needs 'hosts' as a list"),
        ('host = ["a.b"]', r"\[pictures\] does not know 'host'"),
    ],
)
def test_hosts_that_are_none_are_refused(line: str, reason: str) -> None:
    with pytest.raises(RecipeError, match=reason):
        Recipe.parse(f"{TOML}\n[pictures]\n{line}\n", FOLDER)


def test_an_unknown_part_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RecipeError, match="the recipe does not know 'picture'") as raised:
        Recipe.parse(f"{TOML}\n[picture]\nhosts = []\n", FOLDER)
    assert "pictures" in raised.value.remedy
    with pytest.raises(RecipeError, match=r"\[catalogue\] does not know 'sources'"):
        parse("source =", "sources =")


@pytest.mark.parametrize(
    ("picture", "anchored"),
    [
        ("images/{id}.jpg", "/data/shop/images/{id}.jpg"),
        ("/pictures/{id}.jpg", "/pictures/{id}.jpg"),
        ("https://a.b/{id}.jpg", "https://a.b/{id}.jpg"),
        (None, None),
    ],
)
def test_a_recipe_moves_with_its_paths(picture: str | None, anchored: str | None) -> None:
    vectors = (*RECIPE.vectors, *([VectorRecipe("image", "image", "m")] if picture else []))
    moved = replace(RECIPE, picture=picture, vectors=vectors).anchored(Path("/elsewhere"))

    assert (moved.picture, moved.folder) == (anchored, Path("/elsewhere"))
    assert moved.source == RECIPE.source
    written(moved)


def test_a_comment_stays_a_comment() -> None:
    """What a person reads in the file is no part of the recipe."""
    text = written(replace(RECIPE, hosts=("a.b",), index=IndexRecipe(Metric.L2, Algorithm.HNSW)))
    plain = tomlkit.parse(text).unwrap()

    assert plain["pictures"] == {"hosts": ["a.b"]}
    assert plain["index"] == {"metric": "l2", "algorithm": "hnsw"}
    assert "# from where pictures may be fetched" in text


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
columns = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="{}[]!:\0"), min_size=1, max_size=8
)
paths = st.lists(
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1, max_size=6
    ).filter(lambda name: name not in {".", "..", "-"}),
    min_size=1,
    max_size=3,
).map(lambda names: "/" + "/".join(names))
files = st.builds(
    Source,
    st.lists(paths, min_size=1, max_size=3).map(tuple),
    st.none(),
    st.none() | st.sampled_from(Format),
)
bases = st.builds(Source, st.just(("postgresql://me@host/base?a=b",)), texts)
plain_fields = st.builds(
    Field, columns, st.sampled_from([role for role in Role if role is not Role.TAG])
)
tags = st.builds(Field, columns, st.just(Role.TAG), st.none() | texts)
pairs = st.builds(Field, columns, st.just(Role.GEO), st.none(), columns, columns)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    """Any recipe that a person or the guess could write."""
    made = draw(st.lists(plain_fields | tags | pairs, unique_by=lambda field: field.name))
    id_ = draw(columns)
    named = draw(st.lists(st.sampled_from([id_, *(field.name for field in made)]), min_size=1))
    picture = draw(st.none() | columns.map("images/{{{}}}.jpg".format))
    vectors = [VectorRecipe("text", " ".join(f"{{{name}}}" for name in named), draw(texts))]
    if picture is not None:
        vectors.append(VectorRecipe("image", "image", draw(texts)))
    return Recipe(
        "shop",
        draw(files | bases),
        id_,
        picture,
        tuple(made),
        tuple(vectors),
        IndexRecipe(draw(st.sampled_from(Metric)), draw(st.none() | st.sampled_from(Algorithm))),
        hosts=tuple(draw(st.lists(texts, max_size=3))),
        folder=Path(draw(paths | st.just("/data/shop"))),
    )


@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(recipe=recipes())
def test_any_recipe_that_is_written_reads_back(recipe: Recipe) -> None:
    written(recipe)


@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(recipe=recipes(), folder=paths.map(Path))
def test_a_recipe_means_the_same_in_another_folder(recipe: Recipe, folder: Path) -> None:
    moved = recipe.anchored(folder)

    assert moved.source == recipe.source
    assert moved.anchored(recipe.folder).source == recipe.source
    written(moved)
