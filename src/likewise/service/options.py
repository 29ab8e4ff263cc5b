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
        body_seconds: How long a body may take to come, beside what its bytes need at 32 kB/s.
        at_once: How many requests are worked on at once.
        waiting: How many more may wait for that; beyond it they are sent away.
        wait_seconds: How long each of those waits at most.
        hosts: The names under which the service is reached; none for whatever is asked for.
        show_docs: Whether the pages and the description of the API are served.
        open_metrics: Whether everyone may read the figures, and not administrators alone.
        requests_a_minute: Of one address without account or key; 0 for as many as it likes.
        open_sign_up: Whether everyone may make an account; None for as it is with looking.
        thumbnail_bytes: How much disk the pictures' thumbnails may take.
        rerankers: Rerankers that may be asked for by name, beside `late-interaction`.
        mcp: Whether the tools for language models are at /mcp.
        mcp_writes: Whether those tools may change items, for callers who may.
    """

    open_browsing: bool = True
    catalogue: str = ""
    body_bytes: int = 1_000_000
    picture_bytes: int = 10_000_000
    body_seconds: float = 10.0
    at_once: int = 16
    waiting: int = 64
    wait_seconds: float = 2.0
    hosts: tuple[str, ...] = ()
    show_docs: bool = True
    open_metrics: bool = True
    requests_a_minute: int = 0
    open_sign_up: bool | None = None
    thumbnail_bytes: int = 1_000_000_000
    rerankers: tuple[str, ...] = ()
    mcp: bool = False
    mcp_writes: bool = False

    @property
    def may_sign_up(self) -> bool:
        """Whether everyone may make an account."""
        return self.open_browsing if self.open_sign_up is None else self.open_sign_up
