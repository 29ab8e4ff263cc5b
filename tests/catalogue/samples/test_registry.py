"""A sample becomes a complete folder or none, once, and the default falls back."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from likewise.catalogue.recipe import Recipe
from likewise.catalogue.samples.packages import Programs
from likewise.catalogue.samples.registry import (
    SAMPLES,
    fetch_default,
    fetch_sample,
    find_sample,
)
from likewise.catalogue.samples.sample import ByLikeness, ByPicture, ByWords, Row, Sample, Say
from likewise.errors import FetchError, SourceError, UnknownCatalogueError

Pretend = Callable[..., Programs]

NOTHING = Programs(path="")
TABLE = """name,slug,description,assets,facets,price
Laptop,laptop,Fast,laptop.jpg,category:Computers,10.00
"""
STYLES = """\
id,gender,masterCategory,subCategory,articleType,baseColour,season,year,usage,productDisplayName
1163,Men,Apparel,Topwear,Tshirts,Blue,Summer,2011,Sports,Nike, Sahara
"""


@pytest.fixture
def shop_files(tmp_path: Path) -> Path:
    """The files of the shop's package, as unpacked."""
    folder = tmp_path / "package"
    (folder / "assets" / "images").mkdir(parents=True)
    (folder / "assets" / "products.csv").write_text(TABLE)
    (folder / "assets" / "images" / "laptop.jpg").write_bytes(b"a laptop")
    return folder


@pytest.fixture
def npm_script(tmp_path: Path, shop_files: Path) -> str:
    """What `npm pack` does, without a network."""
    archive = shutil.make_archive(str(tmp_path / "made"), "gztar", tmp_path, shop_files.name)
    return f"/bin/cp {archive} ./shop.tgz"


def rows(recipe: Recipe) -> list[dict[str, str]]:
    with Path(recipe.source.places[0]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check_searches(sample: Sample, recipe: Path) -> None:
    """The searches name items and pictures that the sample really has."""
    ids = {row["id"] for row in rows(Recipe.load(recipe))}
    for search in sample.searches:
        if isinstance(search, ByLikeness) and search.item is not None:
            assert search.item in ids
        if isinstance(search, ByPicture) and search.picture is not None:
            assert (recipe.parent / search.picture).is_file()


def test_each_sample_is_found_by_its_name() -> None:
    assert [find_sample(sample.name) for sample in SAMPLES] == list(SAMPLES)


def test_an_unknown_name_is_answered_with_the_names() -> None:
    with pytest.raises(UnknownCatalogueError, match="furniture, shop, fashion, fashion-mnist"):
        find_sample("furnitur")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_each_sample_shows_five_searches_among_them_one_filter_and_one_picture(
    sample: Sample,
) -> None:
    assert len(sample.searches) == 5
    assert any(isinstance(search, ByWords) and search.where for search in sample.searches)
    assert any(isinstance(search, ByPicture) for search in sample.searches)
    assert {getattr(search, "by", "image") for search in sample.searches} <= {
        vector.name for vector in sample.vectors
    }


def test_a_fetched_sample_has_rows_pictures_and_a_recipe_that_loads(
    tmp_path: Path, pretend: Pretend, npm_script: str, said: list[str]
) -> None:
    path = fetch_sample(
        find_sample("shop"),
        tmp_path / "home" / "shop",
        say=said.append,
        programs=pretend(npm=npm_script),
    )

    recipe = Recipe.load(path)
    (row,) = rows(recipe)
    assert path == tmp_path / "home" / "shop" / "likewise.toml"
    assert (recipe.name, recipe.picture) == ("shop", "images/{picture}")
    assert list(row) == ["id", *(field.name for field in recipe.fields)]
    assert (recipe.folder / "images" / row["picture"]).read_bytes() == b"a laptop"
    assert [entry.name for entry in (tmp_path / "home").iterdir()] == ["shop"]
    assert said[-1] == "shop: 1 items."


def test_a_complete_folder_is_used_again_as_it_is(
    tmp_path: Path, shop_files: Path, said: list[str]
) -> None:
    sample = find_sample("shop")
    first = fetch_sample(sample, tmp_path / "shop", say=said.append, given=shop_files)
    first.write_text("# mine\n")

    assert fetch_sample(sample, tmp_path / "shop", say=said.append, programs=NOTHING) == first
    assert first.read_text() == "# mine\n"


def test_a_failure_leaves_nothing(tmp_path: Path, said: list[str]) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(SourceError):
        fetch_sample(
            find_sample("shop"),
            tmp_path / "home" / "shop",
            say=said.append,
            given=tmp_path / "empty",
        )

    assert list((tmp_path / "home").iterdir()) == []


def test_a_folder_with_other_files_is_left_alone(shop_files: Path, said: list[str]) -> None:
    with pytest.raises(FetchError, match=r"holds files, but no likewise\.toml"):
        fetch_sample(find_sample("shop"), shop_files, say=said.append, given=shop_files)


def test_a_folder_that_another_process_made_meanwhile_is_used(
    tmp_path: Path, shop_files: Path, said: list[str]
) -> None:
    folder = tmp_path / "shop"

    def read_while_another_finishes(source: Path, images: Path, say: Say) -> Iterable[Row]:
        folder.mkdir()
        (folder / "likewise.toml").write_text("# the other's\n")
        return find_sample("shop").read(source, images, say)

    slow = replace(find_sample("shop"), read=read_while_another_finishes)

    assert fetch_sample(slow, folder, say=said.append, given=shop_files).read_text() == (
        "# the other's\n"
    )


def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, shop_files: Path, said: list[str]
) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(FetchError, match="cannot be written"):
        fetch_sample(
            find_sample("shop"), tmp_path / "file" / "shop", say=said.append, given=shop_files
        )


def test_the_users_pictures_are_used_where_they_lie(tmp_path: Path, said: list[str]) -> None:
    given = tmp_path / "my {fashion}"
    (given / "images").mkdir(parents=True)
    (given / "images" / "1163.jpg").write_bytes(b"a shirt")
    (given / "styles.csv").write_text(STYLES)

    recipe = Recipe.load(
        fetch_sample(find_sample("fashion"), tmp_path / "fashion", say=said.append, given=given)
    )

    (row,) = rows(recipe)
    assert row["productDisplayName"] == "Nike, Sahara"
    assert recipe.picture is not None
    assert Path(recipe.picture.format(**row)) == given / "images" / "1163.jpg"
    assert not (tmp_path / "fashion" / "images").exists()


def test_a_missing_client_is_named(tmp_path: Path, pretend: Pretend, said: list[str]) -> None:
    with pytest.raises(FetchError, match="furniture needs dpkg-deb, not found"):
        fetch_sample(
            find_sample("furniture"),
            tmp_path / "furniture",
            say=said.append,
            programs=pretend(apt_get="true"),
        )


def test_the_default_falls_back_to_shop_and_says_why(
    tmp_path: Path, pretend: Pretend, npm_script: str, said: list[str]
) -> None:
    programs = pretend(
        apt_get="echo E: Unable to locate package; exit 100", dpkg_deb="true", npm=npm_script
    )

    sample, recipe = fetch_default(tmp_path / "home", say=said.append, programs=programs)

    assert (sample.name, recipe) == ("shop", tmp_path / "home" / "shop" / "likewise.toml")
    (reason,) = [sentence for sentence in said if sentence.startswith("No furniture:")]
    assert "Unable to locate package" in reason
    assert "apt-get update" in reason


def test_the_default_is_the_one_made_before_and_asks_no_client(
    tmp_path: Path, shop_files: Path, said: list[str]
) -> None:
    made = fetch_sample(find_sample("shop"), tmp_path / "shop", say=said.append, given=shop_files)

    assert fetch_default(tmp_path, say=said.append, programs=NOTHING) == (find_sample("shop"), made)


def test_without_any_client_the_error_lists_the_choices_ones_own_csv_first(
    tmp_path: Path, pretend: Pretend, said: list[str]
) -> None:
    with pytest.raises(FetchError) as caught:
        fetch_default(tmp_path, say=said.append, programs=pretend())

    places = [
        caught.value.remedy.index(choice)
        for choice in ("likewise import FILE", "apt-get and dpkg-deb", "npm", "kagglehub")
    ]
    assert places == sorted(places)


@pytest.mark.network
@pytest.mark.timeout(900)
@pytest.mark.skipif(
    Programs().missing(("apt-get", "dpkg-deb")) != [], reason="needs apt-get and dpkg-deb"
)
def test_the_real_furniture_has_795_products_in_12_categories_294_with_chinese_names(
    tmp_path: Path, said: list[str]
) -> None:
    path = fetch_sample(find_sample("furniture"), tmp_path / "furniture", say=said.append)

    products = rows(Recipe.load(path))
    assert len(products) == len({row["id"] for row in products}) == 795
    assert len({row["category"] for row in products}) == 12
    assert sum(bool(row["name_zh"]) for row in products) == 294
    assert all(row["category_zh"] for row in products)
    assert len({row["picture"] for row in products}) == 795
    assert len(list((tmp_path / "furniture" / "images").iterdir())) == 795
    check_searches(find_sample("furniture"), path)


@pytest.mark.network
@pytest.mark.skipif(Programs().missing(("npm",)) != [], reason="needs npm")
def test_the_real_shop_has_54_products_each_with_a_photo(tmp_path: Path, said: list[str]) -> None:
    path = fetch_sample(find_sample("shop"), tmp_path / "shop", say=said.append)

    products = rows(Recipe.load(path))
    assert len(products) == len({row["id"] for row in products}) == 54
    assert all((tmp_path / "shop" / "images" / row["picture"]).is_file() for row in products)
    assert all(row["description"] and row["category"] and row["price"] for row in products)
    check_searches(find_sample("shop"), path)


@pytest.mark.network
@pytest.mark.timeout(900)
@pytest.mark.skipif(
    Programs().missing(("apt-get", "dpkg-deb")) != [], reason="needs apt-get and dpkg-deb"
)
def test_the_real_fashion_mnist_has_7000_pictures_in_each_of_10_classes(
    tmp_path: Path, said: list[str]
) -> None:
    path = fetch_sample(find_sample("fashion-mnist"), tmp_path / "mnist", say=said.append)

    labels = [row["label"] for row in rows(Recipe.load(path))]
    assert {label: labels.count(label) for label in set(labels)} == dict.fromkeys(labels, 7000)
    assert len(set(labels)) == 10
    check_searches(find_sample("fashion-mnist"), path)
