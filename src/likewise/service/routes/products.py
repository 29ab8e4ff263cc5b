"""Products: the routes of the original demo, the Fashion Product Finder, over any catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from likewise.accounts.caller import Caller
from likewise.search.query import KEYWORD
from likewise.service.callers.access import Reader
from likewise.service.callers.view import View
from likewise.service.demo.direct_route import DirectRoute
from likewise.service.demo.product_names import ProductNames, compared_vector
from likewise.service.problems import Code, problems
from likewise.service.serving import Serving, Shared
from likewise.service.wire.product import (
    BrowseParameters,
    LikeProduct,
    LikeWords,
    PageParameters,
    Product,
    Products,
    ProductWriter,
    RankedProducts,
    WithWords,
)
from likewise.service.wire.query import Search

_SEEN = (
    Code.UNAUTHENTICATED,
    Code.FORBIDDEN,
    Code.UNKNOWN_CATALOGUE,
    Code.UNUSABLE,
    Code.INCOMPLETE,
)
_TOTAL = "X-Total-Count"
_LIST: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": {
            _TOTAL: {
                "description": "How many products there are on all pages.",
                "schema": {"type": "integer"},
            }
        }
    }
}
Page = Annotated[PageParameters, Query()]

router = APIRouter(
    prefix="/api/v1/product", tags=["Fashion Product Finder"], route_class=DirectRoute
)


@router.get(
    "/",
    operation_id="get_products_samples",
    summary="Products, mixed",
    response_model=Products,
    responses=problems(*_SEEN),
)
def browse(
    serving: Shared, reader: Reader, asked: Annotated[BrowseParameters, Query()]
) -> Response:
    """A page of them; the order never changes, and pages follow one another without a gap."""
    view = _view(serving, reader)
    names = ProductNames.of(view.schema)
    where = names.where(gender=asked.gender, category=asked.category)
    listing = view.browse(where, limit=asked.limit, offset=asked.skip)
    return _json(ProductWriter(view.name, names).page(listing.page, listing.total))


@router.post(
    "/search",
    operation_id="text_search",
    summary="Products that have words",
    response_model=list[Product],
    responses=_LIST | problems(*_SEEN),
)
def with_words(serving: Shared, reader: Reader, asked: WithWords, page: Page) -> Response:
    """Those that have all the words, in whatever form; those that they tell most of come first."""
    view = _view(serving, reader)
    hits = view.search(
        Search(
            words=asked.text,
            by=KEYWORD,
            min_relevance=0,  # so that those are left out that have some of the words only
            limit=page.limit or asked.number_of_results,
            offset=page.skip,
        )
    )
    writer = ProductWriter(view.name, ProductNames.of(view.schema))
    return _json(writer.products(hits), {_TOTAL: str(hits.relevant)})


@router.post(
    "/vectorsearch/image",
    operation_id="compute_image_similarity",
    summary="Products that look like one",
    response_model=RankedProducts,
    responses=problems(*_SEEN, Code.UNKNOWN_ITEM),
)
def like_its_picture(serving: Shared, reader: Reader, asked: LikeProduct, page: Page) -> Response:
    """The nearest by their pictures; the product itself is not among them."""
    return _like(_view(serving, reader), asked, page, of_pictures=True)


@router.post(
    "/vectorsearch/text",
    operation_id="compute_text_similarity",
    summary="Products described like one",
    response_model=RankedProducts,
    responses=problems(*_SEEN, Code.UNKNOWN_ITEM),
)
def like_its_text(serving: Shared, reader: Reader, asked: LikeProduct, page: Page) -> Response:
    """The nearest by their words; the product itself is not among them."""
    return _like(_view(serving, reader), asked, page, of_pictures=False)


@router.post(
    "/vectorsearch/text/user",
    operation_id="compute_user_text_similarity",
    summary="Products that fit words",
    response_model=RankedProducts,
    responses=problems(*_SEEN),
)
def like_words(serving: Shared, reader: Reader, asked: LikeWords, page: Page) -> Response:
    """The nearest to the words, by what is written of the products."""
    view = _view(serving, reader)
    leg = compared_vector(view.schema, of_pictures=False)
    return _ranked(view, asked, page, leg, words=asked.user_text)


def _like(view: View, asked: LikeProduct, page: PageParameters, *, of_pictures: bool) -> Response:
    leg = compared_vector(view.schema, of_pictures=of_pictures)
    return _ranked(view, asked, page, leg, like=[str(asked.product_id)])


def _ranked(
    view: View,
    asked: LikeProduct | LikeWords,
    page: PageParameters,
    leg: str,
    *,
    words: str = "",
    like: Sequence[str] = (),
) -> Response:
    names = ProductNames.of(view.schema)
    hits = view.search(
        Search(
            words=words,
            like=list(like),
            by=leg,
            where=names.where(gender=asked.gender, category=asked.category),
            limit=page.limit or asked.number_of_results,
            offset=page.skip,
        )
    )
    return _json(ProductWriter(view.name, names).ranked_page(hits, leg, hits.total))


def _json(data: bytes, headers: Mapping[str, str] | None = None) -> Response:
    """Not through FastAPI, which would check it all once more, in another turn of the threads."""
    return Response(data, headers=dict(headers or {}), media_type="application/json")


def _view(serving: Serving, caller: Caller) -> View:
    return View(serving, serving.default, caller)
