"""Search setting: how a graph is searched for one query."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, NamedTuple, Self

from likewise.catalogue.index_recipe import Policy
from likewise.index.schema import Schema

TUNED_FOR = 10
"""So many neighbours are looked for where settings are compared."""


class SearchSetting(NamedTuple):
    """How a graph is searched for ten neighbours.

    Attributes:
        ef_runtime: How many candidates the search holds.
        policy: How it goes under a filter; of no account without one.
        batch_size: How many candidates a batch has; None for as many as Redis thinks fit.
    """

    ef_runtime: int
    policy: Policy
    batch_size: int | None = None

    @classmethod
    def of(cls, schema: Schema) -> Self:
        """The setting that the schema has by itself."""
        return cls(schema.ef_runtime, schema.policy, schema.batch_size)

    @classmethod
    def from_json(cls, plain: list[Any]) -> Self:
        """The setting out of the list that JSON makes of it."""
        return cls(int(plain[0]), Policy(plain[1]), plain[2])

    def applied(self, schema: Schema) -> Schema:
        """The schema with this setting instead of its own."""
        return replace(
            schema, ef_runtime=self.ef_runtime, policy=self.policy, batch_size=self.batch_size
        )

    def reaching(self, k: int) -> Self:
        """The setting for k neighbours: what it holds beyond them grows with the root of k.

        Measured: docs/decisions/0019-tuning.md.
        """
        beyond = max(0, self.ef_runtime - TUNED_FOR) * math.sqrt(max(1, k / TUNED_FOR))
        return self._replace(ef_runtime=max(self.ef_runtime, k + math.ceil(beyond)))

    def __str__(self) -> str:
        """As a table shows it."""
        if self.policy is Policy.ADHOC_BF:
            return "compare all"
        batches = f", batches of {self.batch_size}" if self.batch_size else ", batches"
        return f"EF {self.ef_runtime}" + (batches if self.policy is Policy.BATCHES else "")
