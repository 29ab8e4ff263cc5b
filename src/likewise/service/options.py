"""Options: how the service behaves, whatever it serves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServiceOptions:
    """How the service behaves.

    Attributes:
        open_browsing: Whether those who have not signed in may look.
        catalogue: The catalogue of the routes that name none; empty for the one used last.
        body_bytes: The largest body of a request that carries no picture.
        picture_bytes: The largest body of a request that may carry a picture.
    """

    open_browsing: bool = True
    catalogue: str = ""
    body_bytes: int = 1_000_000
    picture_bytes: int = 10_000_000
