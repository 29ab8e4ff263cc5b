"""The application: routes, problems and middleware, put together."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from likewise.service.guard.guarding import guard
from likewise.service.lifespan import lifespan
from likewise.service.mcp.installed import check_installed
from likewise.service.openapi import describe_problems
from likewise.service.problems import answer_with_problems
from likewise.service.routes import (
    account,
    catalogues,
    docs,
    embeddings,
    favourites,
    health,
    history,
    items,
    judgements,
    keys,
    maps,
    metrics,
    operating,
    page,
    pictures,
    products,
    rerank,
    search,
    session,
    suggestions,
    users,
)
from likewise.service.serving import Serving

TITLE = "Likewise"


def create_app(serving: Serving) -> FastAPI:
    """The application that answers with what is shared."""
    app = FastAPI(
        title=TITLE,
        docs_url=None,  # ours needs nothing from elsewhere
        redoc_url=None,
        openapi_url="/api/openapi.json" if serving.options.show_docs else None,
        lifespan=lifespan,
    )
    app.state.serving = serving
    answer_with_problems(app)
    # What is asked for most comes first: routes are tried in turn.
    for each in (products, embeddings, rerank):
        app.include_router(each.router)
    app.include_router(health.router)
    app.include_router(metrics.router)
    if serving.options.show_docs:
        app.include_router(docs.router)
    # Parts of an item before the item, whose id may end as their paths do.
    app.include_router(pictures.router)
    app.include_router(search.parts_router)
    for each in (catalogues, items, search, suggestions, maps, judgements, operating):
        app.include_router(each.router)
    app.include_router(embeddings.models_router)
    for each in (session, account, favourites, history, users, keys):
        app.include_router(each.router)
    if serving.options.mcp:
        app.include_router(_tools())
    app.include_router(page.files_router)
    app.include_router(page.router)  # the last: it takes whatever address a browser opens
    describe_problems(app)
    guard(app, serving)
    return app


def _tools() -> APIRouter:
    check_installed()
    # Here, not at the top: the package belongs to an extra.
    from likewise.service.mcp.mounted import router  # noqa: PLC0415

    return router
