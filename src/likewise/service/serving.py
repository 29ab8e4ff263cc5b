"""Serving: what the handlers of one process share."""

from __future__ import annotations

from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from likewise.assembly import Catalogue, Parts
from likewise.service.options import ServiceOptions


class Serving:
    """What the handlers of one process share; several threads may use it at once.

    Args:
        parts: The parts that catalogues are made of.
        options: How the service behaves.
    """

    def __init__(self, parts: Parts, options: ServiceOptions) -> None:
        self.parts = parts
        self.options = options
        self._open: dict[str, Catalogue] = {}
        self._opening = Lock()

    def catalogue(self, name: str) -> Catalogue:
        """A catalogue, opened when it is first asked for; without a name that of the options.

        Raises:
            UnknownCatalogueError: There is none of that name.
        """
        wanted = name or self.options.catalogue
        with self._opening:
            if wanted not in self._open:
                self._open[wanted] = self.parts.catalogue(wanted or None)
            return self._open[wanted]


def _serving(request: Request) -> Serving:
    found: Serving = request.app.state.serving
    return found


Shared = Annotated[Serving, Depends(_serving)]
"""What the handlers share, as a handler's parameter."""
