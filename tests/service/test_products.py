"""The original demo's routes: its clients find what they ask for, and none of its defects."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from drawing import draw
from likewise.accounts.caller import Scope
from likewise.assembly import Catalogue, Parts
from likewise.catalogue.index_recipe import IndexRecipe, Metric
from likewise.catalogue.recipe import PICTURE, Field, Recipe, Role
from likewise.catalogue.samples.fashion import SAMPLE
from likewise.catalogue.source import Source
from likewise.importing import ImportOptions
from likewise.service.options import ServiceOptions
from likewise.service.wire.product import Products, RankedProducts
from service_accounts import People
from service_shop import problem

API = "/api/v1/product"
BY_TEXT, BY_IMAGE = f"{API}/vectorsearch/text", f"{API}/vectorsearch/image"
BY_WORDS, BY_NAME = f"{API}/vectorsearch/text/user", f"{API}/search"

COLUMNS = ("id", *(field.name for field in SAMPLE.fields), "picture")
HOSTILE = "Men|Women} @category:{*"
ROWS = tuple(
    tuple(line.replace("HOSTILE", HOSTILE).split(","))
    for line in """\
1001,Men,Apparel,Topwear,Shirts,Blue,Summer,2011,Casual,Turtle Check Men Navy Blue Shirt
1002,Women,Apparel,Topwear,Tops,White,Summer,2012,Casual,Gini White Summer Top
1003,Boys,Apparel,Topwear,Tshirts,Red,Fall,2012,Casual,Doodle Boys Red T-shirt
1004,Girls,Apparel,Dress,Dresses,Pink,Summer,,Party,Pink Party Dress
1005,Men,Footwear,Shoes,Sports Shoes,Black,Fall,2013,Sports,Black Running Shoes
1006,Women,Footwear,Shoes,Heels,Red,Winter,2014,Party,Red High Heels
1007,Unisex,Accessories,Watches,Watches,Steel,Winter,2016,Casual,Steel Watch
1008,Women,Personal Care,Fragrance,Perfume,,Spring,2017,Casual,Rose Perfume
1009,Men,Free Items,Free Gifts,Gift,Brown,Fall,2015,,Leather Wallet
a/b,HOSTILE,Apparel,Topwear,Shirts,Blue,Summer,2011,Casual,Blue Linen Shirt
1011,Men,Apparel,Topwear,Shirts,Blue,Summer,2010,Casual,Blue Striped Shirt
""".splitlines()
)
IDS = [row[0] for row in ROWS]
NO_PICTURE = "1009"


@dataclass(frozen=True, slots=True)
class Demo:
    """A catalogue of clothes behind the service, asked as the demo's page does."""

    client: TestClient
    people: People
    catalogue: Catalogue

    def page(self, **parameters: str | int) -> Any:  # noqa: ANN401 - JSON
        """What a page of products is."""
        return self._told(self.client.get(f"{API}/", params=parameters))

    def post(self, route: str, body: object, **parameters: int) -> Any:  # noqa: ANN401 - JSON
        """What a search answers."""
        return self._told(self.client.post(route, json=body, params=parameters))

    @staticmethod
    def _told(response: Any) -> Any:  # noqa: ANN401 - as of the client
        assert response.status_code == 200, response.text
        return response.json()


def import_clothes(parts: Parts, folder: Path, index: IndexRecipe | None = None) -> str:
    """The name of a new catalogue of these rows, each but one with a drawn picture."""
    (folder / "images").mkdir(parents=True)
    with (folder / "styles.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, row in enumerate(ROWS):
            picture = "" if row[0] == NO_PICTURE else f"{number}.png"
            if picture:
                colour = row[5].lower() if row[5] in ("Blue", "Red", "Pink", "Black") else "grey"
                draw(colour, number).save(folder / "images" / picture)
            writer.writerow([*row, picture])
    name = f"t-{uuid.uuid4().hex[:12]}"
    recipe = Recipe(
        name=name,
        source=Source.of(folder / "styles.csv"),
        id="id",
        picture="images/{picture}",
        fields=(*SAMPLE.fields, Field("picture", Role.STORED)),
        vectors=SAMPLE.vectors,
        folder=folder,
    )
    if index is not None:
        recipe = replace(recipe, index=index)
    assert parts.import_(recipe, ImportOptions()).indexed == len(ROWS)
    return name


@pytest.fixture(scope="module")
def demo(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Clothes that everyone may look at."""
    name = import_clothes(parts, tmp_path_factory.mktemp("clothes") / "source")
    people = People(parts, ServiceOptions(catalogue=name))
    yield Demo(TestClient(people.app), people, people.serving.catalogue(name))
    people.serving.close()
    parts.drop(name)


def ids(found: Any) -> list[str]:  # noqa: ANN401 - JSON
    return [each["product_id"] for each in found["products"]]


def test_a_page_has_what_the_page_of_2025_reads(demo: Demo) -> None:
    found = demo.page(limit=100)
    assert found["total"] == len(ROWS)
    product = next(each for each in found["products"] if each["product_id"] == "1001")
    assert product["name"] == "Turtle Check Men Navy Blue Shirt"
    assert product["gender"] == "Men"
    assert product["category"] == "Apparel"
    assert product["img_url"] == f"/api/v1/catalogues/{demo.catalogue.name}/items/1001/picture"


def test_a_page_has_what_the_page_of_2022_reads(demo: Demo) -> None:
    found = demo.page(limit=100)
    product = next(each for each in found["products"] if each["pk"] == "1001")
    assert product["product_metadata"] == {
        "name": "Turtle Check Men Navy Blue Shirt",
        "gender": "Men",
        "master_category": "Apparel",
        "sub_category": "Topwear",
        "article_type": "Shirts",
        "base_color": "Blue",
        "season": "Summer",
        "year": 2011,
        "usage": "Casual",
        "brand": "",
        "image_url": product["img_url"],
    }


def test_answers_are_exactly_what_openapi_says(demo: Demo) -> None:
    kept = TestClient(demo.people.app)
    page = Products.model_validate_json(kept.get(f"{API}/").content, strict=True)
    assert page.model_dump() == kept.get(f"{API}/").json()
    asked = {"product_id": "1001"}
    ranked = RankedProducts.model_validate_json(
        kept.post(BY_IMAGE, json=asked).content, strict=True
    )
    assert ranked.model_dump() == kept.post(BY_IMAGE, json=asked).json()
    named = kept.post(BY_NAME, json={"text": "shirt"})
    for each in named.json():
        assert list(each) == list(page.products[0].model_dump())


def test_pictures_are_there_where_products_say(demo: Demo) -> None:
    urls = [each["img_url"] for each in demo.page(limit=100)["products"]]
    assert urls.count("") == 1
    for url in filter(None, urls):
        response = demo.client.get(url)
        assert response.status_code == 200, url
        assert response.headers["content-type"].startswith("image/")


# Load More showed another page in place of the first, began at the second, and never ended.
@pytest.mark.parametrize("limit", [1, 4, 100])
def test_pages_begin_at_the_first_follow_one_another_and_end(demo: Demo, limit: int) -> None:
    found: list[str] = []
    for skip in range(0, len(ROWS) + limit, limit):
        page = demo.page(limit=limit, skip=skip)
        assert page["total"] == len(ROWS)
        assert len(page["products"]) == max(0, min(limit, len(ROWS) - skip))
        found += ids(page)
    assert sorted(found) == sorted(IDS)
    assert found == ids(demo.page(limit=100))


@pytest.mark.parametrize("route", [BY_TEXT, BY_IMAGE])
def test_what_is_similar_comes_in_pages_whose_total_is_what_they_hold(
    demo: Demo, route: str
) -> None:
    """The demo knew no second page, and counted the product itself and what it could not reach."""
    whole = demo.post(route, {"product_id": "1001", "number_of_results": 100})
    pages = [
        demo.post(route, {"product_id": "1001", "number_of_results": 4}, skip=skip)
        for skip in range(0, 16, 4)
    ]
    assert [each for page in pages for each in ids(page)] == ids(whole)
    assert pages[-1]["products"] == []
    assert {page["total"] for page in pages} == {len(ROWS) - 1}


def test_the_address_may_say_how_many_as_the_page_of_2022_does(demo: Demo) -> None:
    assert len(demo.post(BY_NAME, {"text": "shirt", "number_of_results": 15}, limit=2)) == 2
    assert len(ids(demo.post(BY_TEXT, {"product_id": 1001}, limit=3))) == 3


@pytest.mark.parametrize("route", [BY_TEXT, BY_IMAGE])
@pytest.mark.parametrize("product", [1001, "1001", "a/b"])
def test_a_product_is_not_similar_to_itself(demo: Demo, route: str, product: int | str) -> None:
    found = demo.post(route, {"product_id": product, "number_of_results": 100})
    assert str(product) not in ids(found)
    assert len(found["products"]) >= len(ROWS) - 2


@pytest.mark.parametrize("route", [BY_TEXT, BY_IMAGE])
@pytest.mark.parametrize("product", [0, -5, "none", "1001 ", "*", "\u0000", "{}", 2**62])
def test_a_product_that_is_not_there_is_not_found(
    demo: Demo, route: str, product: int | str
) -> None:
    response = demo.client.post(route, json={"product_id": product})
    assert problem(response) == (404, "unknown-item")


def test_a_product_without_a_picture_is_like_none_by_its_picture(demo: Demo) -> None:
    response = demo.client.post(BY_IMAGE, json={"product_id": NO_PICTURE})
    assert problem(response) == (404, "unknown-item")
    assert "nothing to make it from" in response.json()["detail"]
    assert demo.post(BY_TEXT, {"product_id": NO_PICTURE})["total"] == len(ROWS) - 1


@pytest.mark.parametrize(
    ("gender", "category"),
    [
        ("Women", ""),
        ("Boys", ""),
        ("Unisex", "Accessories"),
        ("", "Personal Care"),
        ("", "Free Items"),
        ("Men", "Apparel"),
        (HOSTILE, ""),
        (HOSTILE, "Apparel"),
    ],
)
def test_any_gender_and_category_that_there_is_can_be_chosen(
    demo: Demo, gender: str, category: str
) -> None:
    """The demo knew two and three, and took some characters for commands."""
    fitting = {row[0] for row in ROWS if gender in ("", row[1]) and category in ("", row[2])}
    found = demo.page(gender=gender, category=category)
    assert set(ids(found)) == fitting
    assert found["total"] == len(fitting)
    for route, others in ((BY_TEXT, fitting), (BY_IMAGE, fitting - {NO_PICTURE})):
        body = {"product_id": "1011", "gender": gender, "category": category}
        similar = demo.post(route, body)
        assert set(ids(similar)) == others - {"1011"}
        assert similar["total"] == len(fitting - {"1011"})
    body = {"user_text": "something to wear", "gender": gender, "category": category}
    assert set(ids(demo.post(BY_WORDS, body))) == fitting


@pytest.mark.parametrize("value", ["NA", "*", "Men | Women", "men", "}", "\\", "🙂", "a" * 500])
def test_a_value_that_no_product_has_is_met_by_none(demo: Demo, value: str) -> None:
    for filters in ({"gender": value}, {"category": value}):
        assert demo.page(**filters) == {"total": 0, "products": []}
        found = demo.post(BY_TEXT, {"product_id": "1001", **filters})
        assert found == {"total": 0, "products": []}


@pytest.mark.parametrize(("route", "vector"), [(BY_TEXT, "text"), (BY_IMAGE, "image")])
@pytest.mark.parametrize("metric", [Metric.COSINE, Metric.L2, Metric.IP])
def test_scores_are_cosines_whatever_the_metric(
    parts: Parts, tmp_path: Path, metric: Metric, route: str, vector: str
) -> None:
    """The demo took one less the distance for it, of L2 too, and 1 for whatever came first."""
    name = import_clothes(parts, tmp_path / "source", IndexRecipe(metric=metric))
    try:
        people = People(parts, ServiceOptions(catalogue=name))
        rows = {
            row["id"]: row[f"vector_{vector}"]
            for row in people.serving.catalogue(name).export(vectors=True)
            if f"vector_{vector}" in row
        }
        body = {"product_id": "1001", "number_of_results": 100}
        found = TestClient(people.app).post(route, json=body).json()["products"]
        for each in found:
            cosine = float(np.dot(rows[each["product_id"]], rows["1001"]))
            assert each["similarity_score"] == pytest.approx(cosine, abs=1e-5)
            assert each["vector_distance"] == pytest.approx(1 - cosine, abs=1e-5)
        scores = [each["similarity_score"] for each in found]
        assert scores == sorted(scores, reverse=True)
        assert scores[0] < 0.999
    finally:
        parts.drop(name)


def test_no_answer_carries_vectors(demo: Demo) -> None:
    for response in (
        demo.client.get(f"{API}/", params={"limit": 100}),
        demo.client.post(BY_TEXT, json={"product_id": 1001, "return_fields": ["img_vector"]}),
        demo.client.post(BY_WORDS, json={"user_text": "shoes"}),
        demo.client.post(BY_NAME, json={"text": "shirt"}),
    ):
        assert response.status_code == 200
        assert "_vector" not in response.text
        assert len(response.content) < 1000 * len(ROWS)


def test_words_find_what_they_mean(demo: Demo) -> None:
    """The demo's page asked for this long after its back end had forgotten how."""
    found = demo.post(BY_WORDS, {"user_text": "sneakers for jogging", "search_type": "KNN"})
    assert ids(found)[0] == "1005"
    assert found["total"] == len(ROWS)
    men = demo.post(BY_WORDS, {"user_text": "sneakers", "gender": "Women"}, skip=1)
    assert men["total"] == 3
    assert len(ids(men)) == 2


def test_products_are_found_by_all_of_several_words(demo: Demo) -> None:
    response = demo.client.post(BY_NAME, json={"text": "blue shirts"})
    assert {each["product_id"] for each in response.json()} == {"1001", "a/b", "1011"}
    assert response.headers["x-total-count"] == "3"
    page = demo.client.post(BY_NAME, json={"text": "blue shirts"}, params={"limit": 2, "skip": 2})
    assert len(page.json()) == 1
    assert page.headers["x-total-count"] == "3"
    assert demo.post(BY_NAME, {"text": "unheard"}) == []
    assert problem(demo.client.post(BY_NAME, json={"text": "*"})) == (422, "unusable-request")


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": 0},
        {"limit": -1},
        {"limit": 101},
        {"limit": 10**9},
        {"limit": "NaN"},
        {"skip": -1},
        {"skip": 10_001},
        {"skip": 10**30},
        {"gender": "a" * 513},
        {"unknown": 1},
    ],
)
def test_pages_that_cannot_be_are_refused(demo: Demo, asked: dict[str, Any]) -> None:
    status, code = problem(demo.client.get(f"{API}/", params=asked))
    assert (status, code) == (422, "malformed-request")


def test_pages_end_after_ten_thousand_products(demo: Demo) -> None:
    assert demo.page(limit=1, skip=9_999) == {"total": len(ROWS), "products": []}
    response = demo.client.get(f"{API}/", params={"limit": 1, "skip": 10_000})
    assert problem(response) == (422, "unusable-request")
    assert "filter" in response.json()["remedy"]


@pytest.mark.parametrize("route", [BY_TEXT, BY_IMAGE, BY_WORDS, BY_NAME])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"not": "valid"}',
        b'{"product_id": true}',
        b'{"product_id": 1.5}',
        b'{"product_id": ""}',
        b'{"product_id": null}',
        b'{"product_id": NaN}',
        b'{"product_id": 1e999}',
        b'{"product_id": ' + b"9" * 5000 + b"}",
        b'{"product_id": "1001", "search_type": "RANGE"}',
        b'{"product_id": "1001", "number_of_results": 0}',
        b'{"product_id": "1001", "number_of_results": 1000000}',
        b'{"product_id": "1001", "number_of_results": "15"}',
        b'{"product_id": "1001", "gender": "\\ud800"}',
        b'{"user_text": ""}',
        b'{"text": "' + b"a" * 2001 + b'"}',
        b'{"user_text": "\xff"}',
        b"[" * 10_000,
    ],
)
def test_bodies_that_cannot_be_are_refused(demo: Demo, route: str, body: bytes) -> None:
    response = demo.client.post(route, content=body, headers={"content-type": "application/json"})
    assert problem(response) == (422, "malformed-request")


def test_a_body_must_be_said_to_be_json(demo: Demo) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        response = demo.client.post(
            BY_TEXT, content=b'{"product_id": 1001}', headers={"content-type": kind}
        )
        assert problem(response) == (422, "malformed-request")


def test_the_page_is_answered_that_has_no_token_to_send(demo: Demo) -> None:
    """What it sends then is the word that stands for nothing in its language."""
    for said in ("Bearer null", "Bearer undefined"):
        response = demo.client.get(f"{API}/", headers={"Authorization": said})
        assert response.status_code == 200
    response = demo.client.get(f"{API}/", headers={"Authorization": "Bearer nonsense"})
    assert problem(response) == (401, "unauthenticated")


def test_no_other_site_may_read_the_answers(demo: Demo) -> None:
    response = demo.client.get(f"{API}/", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in response.headers if name.startswith("access-control-")]


def test_a_key_with_a_filter_sees_what_meets_it_and_no_more(demo: Demo) -> None:
    women = demo.people.with_key(Scope.READ, where="gender=Women")
    fitting = {row[0] for row in ROWS if row[1] == "Women"}
    page = women.get(f"{API}/").json()
    assert set(ids(page)) == fitting
    assert page["total"] == len(fitting)
    assert women.get(f"{API}/", params={"gender": "Men"}).json()["total"] == 0
    similar = women.post(BY_TEXT, json={"product_id": "1002"}).json()
    assert set(ids(similar)) == fitting - {"1002"}
    assert similar["total"] == len(fitting) - 1
    assert set(ids(women.post(BY_WORDS, json={"user_text": "shirt"}).json())) == fitting
    assert women.post(BY_NAME, json={"text": "shirt"}).json() == []
    hidden = women.post(BY_TEXT, json={"product_id": "1001"})
    assert problem(hidden) == (404, "unknown-item")


def test_a_key_for_another_catalogue_sees_nothing(demo: Demo) -> None:
    other = demo.people.with_key(Scope.READ, catalogues=("another",))
    assert problem(other.get(f"{API}/")) == (404, "unknown-catalogue")


def test_those_who_may_not_look_are_refused(demo: Demo, parts: Parts) -> None:
    closed = People(parts, ServiceOptions(catalogue=demo.catalogue.name, open_browsing=False))
    assert problem(closed.anyone().get(f"{API}/")) == (401, "unauthenticated")
    response = closed.anyone().post(BY_TEXT, json={"product_id": 1001})
    assert problem(response) == (401, "unauthenticated")
    assert closed.with_key(Scope.READ).get(f"{API}/").status_code == 200
    assert closed.with_token(closed.account()).get(f"{API}/").status_code == 200


def test_a_catalogue_of_anything_has_products(parts: Parts, shop: Path, name: str) -> None:
    """Without genders, and with prices that the demo knew nothing of."""
    recipe = parts.recipe(shop, name=name, images=None, id_column=None)
    parts.import_(recipe, ImportOptions())
    try:
        client = TestClient(People(parts, ServiceOptions(catalogue=name)).app)
        page = client.get(f"{API}/", params={"category": "fruit"}).json()
        assert sorted(each["name"] for each in page["products"]) == [
            "green apple", "red apple", "yellow banana",
        ]  # fmt: skip
        assert {each["gender"] for each in page["products"]} == {""}
        assert client.get(f"{API}/", params={"gender": "Men"}).json()["total"] == 0
        found = client.post(BY_IMAGE, json={"product_id": 1}).json()
        assert len(found["products"]) == 7
    finally:
        parts.drop(name)


def test_a_catalogue_without_pictures_says_so(parts: Parts, tmp_path: Path, name: str) -> None:
    table = tmp_path / "words.csv"
    table.write_text("id,title\n1,a red apple\n2,a yellow banana\n", encoding="utf-8")
    recipe = parts.recipe(table, name=name, images=None, id_column=None)
    assert not [vector for vector in recipe.vectors if vector.source == PICTURE]
    parts.import_(recipe, ImportOptions())
    try:
        client = TestClient(People(parts, ServiceOptions(catalogue=name)).app)
        response = client.post(BY_IMAGE, json={"product_id": 1})
        assert problem(response) == (422, "unusable-request")
        assert "vectorsearch/text" in response.json()["remedy"]
        assert client.get(f"{API}/").json()["products"][0]["img_url"] == ""
    finally:
        parts.drop(name)
