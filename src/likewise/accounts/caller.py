"""Caller: who asks, and what they may."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What a caller may do: look, change items, or change everything."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes:
        scopes: What they may do.
        account: The number of their account; empty without one.
        key: The id of the API key that they came with; empty without one.
        where: Only items that meet this line of a filter are there for them; empty for all.
        catalogues: The only catalogues that are there for them; empty for all.
    """

    scopes: frozenset[Scope] = frozenset()
    account: str = ""
    key: str = ""
    where: str = ""
    catalogues: tuple[str, ...] = ()

    def may(self, scope: Scope) -> bool:
        """Whether they may do it; who may change everything may do everything."""
        return scope in self.scopes or Scope.ADMIN in self.scopes

    def sees(self, catalogue: str) -> bool:
        """Whether the catalogue is there for them."""
        return not self.catalogues or catalogue in self.catalogues
