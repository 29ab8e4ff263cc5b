"""The application: routes, problems and middleware, put together."""

from __future__ import annotations

from fastapi import FastAPI

from likewise.service.problems import answer_with_problems
from likewise.service.serving import Serving

TITLE = "Likewise"


def create_app(serving: Serving) -> FastAPI:
    """The application that answers with what is shared."""
    app = FastAPI(
        title=TITLE,
        docs_url="/api/docs",
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.serving = serving
    answer_with_problems(app)
    return app
