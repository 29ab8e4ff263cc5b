"""Readiness: whether all that a search needs is there."""

from __future__ import annotations

from likewise.errors import EngineError, LikewiseError, UnknownCatalogueError, UsageError
from likewise.service.serving import Serving
from likewise.service.wire.health import Check, Readiness


def readiness(serving: Serving) -> Readiness:
    """What of it is there; for anyone to read, so without names and addresses."""
    redis = _redis(serving)
    index = _index(serving) if redis.ok else _unknown()
    model = _model(serving) if index.ok else _unknown()
    return Readiness(
        ready=redis.ok and index.ok and model.ok, redis=redis, index=index, model=model
    )


def _redis(serving: Serving) -> Check:
    try:
        serving.parts.engine.run("PING")
    except EngineError:
        return Check(ok=False, detail="It does not answer.")
    return Check(ok=True, detail="It answers.")


def _index(serving: Serving) -> Check:
    try:
        indexing = serving.catalogue("").indexing
    except UnknownCatalogueError:
        return Check(ok=False, detail="There is no such catalogue.")
    except UsageError:
        return Check(ok=False, detail="There is no catalogue yet.")
    except LikewiseError:
        return Check(ok=False, detail="It cannot be read.")
    if indexing:
        return Check(ok=False, detail="It is still being built.")
    return Check(ok=True, detail="It can be searched.")


def _model(serving: Serving) -> Check:
    try:
        for vector in serving.catalogue("").schema.vectors:
            serving.parts.encoders.encoder(vector.model)
    except LikewiseError:
        return Check(ok=False, detail="It cannot be loaded.")
    return Check(ok=True, detail="It is loaded.")


def _unknown() -> Check:
    return Check(ok=False, detail="That is not known yet.")
