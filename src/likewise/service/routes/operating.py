"""Operating: models and quality, the last import, and how Redis is, for administrators."""

from __future__ import annotations

from fastapi import APIRouter

from likewise.service.callers.access import Administrator
from likewise.service.callers.private import PRIVATE
from likewise.service.paths import CatalogueName
from likewise.service.problems import Code, problems
from likewise.service.serving import Shared
from likewise.service.strict_json import StrictRoute
from likewise.service.wire.quality import EngineShown, LastImport, Quality
from likewise.service.work.quality import engine, last_import, quality

_OWN = (Code.UNAUTHENTICATED, Code.FORBIDDEN)
_SEEN = (*_OWN, Code.UNKNOWN_CATALOGUE, Code.INCOMPLETE)

router = APIRouter(
    prefix="/api/v1", tags=["Operating"], dependencies=[PRIVATE], route_class=StrictRoute
)


@router.get(
    "/catalogues/{name}/quality",
    operation_id="get_quality",
    summary="How well a catalogue can be searched",
    responses=problems(*_SEEN),
)
def get_quality(serving: Shared, name: CatalogueName, administrator: Administrator) -> Quality:
    """Each vector's model, what its cosines say of relevance, and what searches by it find."""
    return quality(serving, name, administrator)


@router.get(
    "/catalogues/{name}/import",
    operation_id="get_import",
    summary="What the last import did",
    responses=problems(*_SEEN),
)
def get_import(serving: Shared, name: CatalogueName, administrator: Administrator) -> LastImport:
    """When, how long, what came of the rows, and the first that were refused, with the reasons."""
    return last_import(serving, name, administrator)


@router.get(
    "/engine",
    operation_id="get_engine",
    summary="How Redis is",
    responses=problems(*_OWN, Code.FULL),
)
def get_engine(serving: Shared, _: Administrator) -> EngineShown:
    """Its version, its memory, whether what it is given is safe on disk, and what it can do."""
    return engine(serving)
