"""Browsing: items in a mixed order that never changes, a page of them at little cost.

In the order of ids, as `listing` has it, a page costs a look at all ids. Here it costs a look at
the items that drew the smallest numbers: as draws are spread evenly, it is known how many do.
"""

from __future__ import annotations

import math

from likewise.errors import UsageError
from likewise.index.filters.reading import Where, read_filter
from likewise.index.filters.tree import Filter
from likewise.index.requests import Drawn, Neighbour, Total
from likewise.index.store import MOST_NEIGHBOURS, Store, answer
from likewise.search.listing import Listed, Listing
from likewise.search.query import MOST_HITS
from likewise.search.round import Round

_DEVIATIONS = 4  # so many standard deviations of chance are allowed for: all but one in 30,000 fit
_SPARE = 16  # where few are wanted, chance is not a bell
_MOST_KNOWN = 256


class Browser:
    """Gives pages of one store's items; several threads may use it at once.

    Args:
        store: What is browsed.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        # How many met a filter when last asked: not what is answered, but what saves a round trip.
        self._known: dict[Filter, int] = {}

    def page(self, where: Where, *, limit: int, offset: int) -> Listing:
        """A page of the items that meet a filter, mixed.

        Raises:
            UsageError: There is no such page.
            FilterError: The filter cannot be read.
        """
        if not 1 <= limit <= MOST_HITS:
            raise UsageError(f"The limit must be from 1 to {MOST_HITS}, but is {limit}.")
        if not 0 <= offset <= MOST_NEIGHBOURS - limit:
            raise UsageError(
                f"The offset must be from 0 to {MOST_NEIGHBOURS - limit} with this limit, but is "
                f"{offset}.",
                remedy="Narrow the items with a filter instead of paging so far.",
            )
        conditions, end = read_filter(where, self._store.schema), offset + limit
        below = share(end, self._likely_total(conditions))
        while True:
            within = Round(self._store)
            counted = within.ask(Total(conditions))
            found = within.ask(Drawn(limit, offset, below, conditions))
            within.send()
            total, page = counted.answer, found.answer
            self._keep(conditions, total)
            if below >= 1 or len(page) >= min(limit, total - offset):
                return Listing(tuple(map(_listed, page)), total)
            below = max(share(end, total), min(1.0, 4 * below))

    def _likely_total(self, conditions: Filter) -> int:
        known = self._known.get(conditions)
        return answer(self._store, Total(conditions)) if known is None else known

    def _keep(self, conditions: Filter, total: int) -> None:
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[conditions] = total


def share(count: int, total: int) -> float:
    """The draw below which there are at least so many of all items, as good as always."""
    likely = count + _DEVIATIONS * math.sqrt(count) + _SPARE
    return 1.0 if likely >= total else likely / total


def _listed(found: Neighbour) -> Listed:
    return Listed(found.id, found.content.fields, found.content.picture)
