"""Describing: what a catalogue is, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from likewise.accounts.caller import Caller
from likewise.catalogue.recipe import Role
from likewise.embedding.encoder import Modality
from likewise.errors import IncompleteIndexError, UnknownCatalogueError
from likewise.index.requests import Bounds
from likewise.index.schema import VectorField
from likewise.search.query import KEYWORD
from likewise.search.ranking.legs import Asker
from likewise.search.relevance.relevance import Calibrations
from likewise.service.callers.view import View
from likewise.service.problems import ProblemError
from likewise.service.serving import Serving
from likewise.service.wire import catalogue as wire
from likewise.service.wire.facet import TagCount, Tags

_SORTABLE = (Role.NUMBER, Role.TIME)
_COUNTABLE = (Role.TAG, Role.NUMBER, Role.TIME)


def summaries(serving: Serving, caller: Caller) -> Iterator[wire.Summary]:
    """The catalogues that a caller sees something of, by name."""
    for name in serving.parts.register.names():
        try:
            items = View(serving, name, caller).total()
        except ProblemError:  # none that the caller sees anything of
            continue
        except (UnknownCatalogueError, IncompleteIndexError):  # not imported to the end
            continue
        yield wire.Summary(name=name, items=items, default=name == serving.default)


def describe(serving: Serving, view: View, *, values: bool) -> wire.Described:
    """A catalogue as its caller sees it, with the values of its fields if they are wanted."""
    schema, register = view.schema, serving.parts.register
    tuned = serving.parts.tuned(view.name, register.live(view.name).version)
    filterable = {field.name for field in schema.filterable}
    legs = [vector.name for vector in schema.vectors]
    return wire.Described(
        name=view.name,
        items=view.total(),
        default=view.name == serving.default,
        name_field=schema.name_field,
        pictures=register.recipe(view.name).picture is not None,
        fields=[
            wire.DescribedField(
                name=field.name,
                role=field.role.value,
                filterable=field.name in filterable,
                sortable=field.role in _SORTABLE,
                countable=field.role in _COUNTABLE,
            )
            for field in schema.fields
        ],
        vectors=[_vector(serving, vector, tuned.calibrations) for vector in schema.vectors],
        legs=[*legs, KEYWORD] if schema.text_fields else legs,
        language=schema.keywords.language,
        algorithm=schema.algorithm.value,
        metric=schema.metric.value,
        values=_values(view.values()) if values else None,
    )


def _vector(
    serving: Serving, vector: VectorField, calibrations: Calibrations
) -> wire.DescribedVector:
    encoder = serving.parts.encoders.encoder(vector.model)
    asked = {
        Asker.WORDS: encoder.words is not None,
        Asker.PICTURE: encoder.description.modality is Modality.PICTURE,
        Asker.ITEM: True,
    }
    return wire.DescribedVector(
        name=vector.name,
        source=vector.source,
        model=vector.model,
        dims=vector.dims,
        found_by=[asker.value for asker, fits in asked.items() if fits],
        calibrated_for=[asker.value for asker in Asker if calibrations.of(vector.name, asker)],
    )


def _values(found: Mapping[str, Mapping[str, int] | Bounds | None]) -> dict[str, wire.Values]:
    values: dict[str, wire.Values] = {}
    for name, each in found.items():
        if isinstance(each, Mapping):
            tags = [TagCount(tag=tag, count=count) for tag, count in each.items()]
            values[name] = Tags(tags=tags)
        else:
            low, high = each or (None, None)
            values[name] = wire.Bounds(low=low, high=high)
    return values
