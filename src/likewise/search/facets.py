"""Facets: what the relevant items are like, counted by the store."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from likewise.catalogue.recipe import Field, Role
from likewise.errors import UsageError
from likewise.index.filters.tree import Filter
from likewise.index.requests import Bounds, Extent, Histogram, Relevant, TagCounts
from likewise.index.store import Store
from likewise.search.hits import Facet, NumberFacet, TagFacet
from likewise.search.round import Pending, Round

MOST_TAGS = 50
"""So many tags of a field are counted: those of the most items."""

_BINS = 10
_STEPS = (1, 2, 2.5, 5, 10)
_DAY_SECONDS = 86_400
_KEPT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class TagsToCome:
    """The tags of a field, still to be counted."""

    counts: Pending[Mapping[str, int]]

    @property
    def facet(self) -> TagFacet:
        """What was counted."""
        return TagFacet(self.counts.answer)


@dataclass(frozen=True, slots=True)
class NumbersToCome:
    """The numbers of a field, still to be counted."""

    counts: Pending[Mapping[int, int]]
    width: float

    @property
    def facet(self) -> NumberFacet:
        """What was counted."""
        counts = {round(n * self.width, 9): count for n, count in self.counts.answer.items()}
        return NumberFacet(self.width, counts)


class Facets:
    """Asks one store for the facets of queries.

    The bins of a number are made for the whole catalogue, so they are the same on every page and
    under every filter; its bounds are looked up again after five minutes.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._widths: dict[str, tuple[float, float]] = {}

    def fields(self, names: Sequence[str]) -> tuple[Field, ...]:
        """The fields of these names.

        Raises:
            UsageError: One cannot be counted, or is not there.
        """
        if not names:
            return ()
        counted = (Role.TAG, Role.NUMBER, Role.TIME)
        known = {field.name: field for field in self._store.schema.fields if field.role in counted}
        for name in names:
            if name not in known:
                raise UsageError(
                    f"The values of {name!r} cannot be counted.",
                    remedy=f"Those of {', '.join(known)} can."
                    if known
                    else "This catalogue has no tags, numbers or times.",
                )
        return tuple(known[name] for name in names)

    def ask(
        self, fields: Sequence[Field], where: Filter, relevant: Relevant | None, within: Round
    ) -> Mapping[str, TagsToCome | NumbersToCome]:
        """Adds the requests for the facets of a query to a round, by the fields' names."""
        self._look_up([field for field in fields if field.role is not Role.TAG])
        return {field.name: self._ask(field, where, relevant, within) for field in fields}

    def _ask(
        self, field: Field, where: Filter, relevant: Relevant | None, within: Round
    ) -> TagsToCome | NumbersToCome:
        if field.role is Role.TAG:
            counts = TagCounts(field.name, most=MOST_TAGS, where=where, relevant=relevant)
            return TagsToCome(within.ask(counts))
        width, _ = self._widths[field.name]
        bins = Histogram(field.name, low=0, width=width, where=where, relevant=relevant)
        return NumbersToCome(within.ask(bins), width)

    def _look_up(self, fields: Sequence[Field]) -> None:
        now = time.monotonic()
        missing = [f for f in fields if self._widths.get(f.name, (0, -math.inf))[1] < now]
        if not missing:
            return
        found: Sequence[Bounds | None] = self._store.ask([Extent(f.name) for f in missing])
        for field, bounds in zip(missing, found, strict=True):
            self._widths[field.name] = (_width(field.role, bounds), now + _KEPT_SECONDS)


def read(to_come: Mapping[str, TagsToCome | NumbersToCome]) -> Mapping[str, Facet]:
    """The facets, once their round was sent."""
    return {name: each.facet for name, each in to_come.items()}


def _width(role: Role, bounds: Bounds | None) -> float:
    """A width that people count in, with which the bounds are about ten bins apart."""
    span = bounds.high - bounds.low if bounds else 0
    least = span / _BINS
    if role is Role.TIME and least > _DAY_SECONDS:
        return _DAY_SECONDS * _width(Role.NUMBER, Bounds(0, span / _DAY_SECONDS))
    if least <= 0:
        return 1
    power = 10.0 ** math.floor(math.log10(least))
    return float(next(step * power for step in _STEPS if step * power >= least * (1 - 1e-9)))
