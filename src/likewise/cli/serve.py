"""likewise serve: the service."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from likewise.cli.app import Name, app, parts
from likewise.cli.output import out, say
from likewise.errors import EngineUnavailableError
from likewise.index.engine.connection import connect
from likewise.service.options import ServiceOptions
from likewise.settings import LogFormat

_REDIS_SECONDS = 2.0


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="The address to listen at; 127.0.0.1 if left out.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(help="The port; 8484, or a free one, if left out.", min=0, max=65_535),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="How many processes serve; 1 if left out.", min=1, max=64)
    ] = None,
    catalogue: Name = None,
    browsing: Annotated[
        bool | None,
        typer.Option(
            "--open/--closed",
            help="Whether everyone may look, or only those with an account or an API key.",
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            help="A name under which the service is reached; `*` for all. Repeatable.",
            metavar="NAME",
        ),
    ] = None,
    trust_proxy: Annotated[
        str | None,
        typer.Option(
            help="Addresses of proxies whose word on the client's address counts.",
            metavar="ADDRESS",
        ),
    ] = None,
    docs: Annotated[
        bool | None,
        typer.Option(help="Whether /api/docs is served; if left out, on this machine alone."),
    ] = None,
    at_once: Annotated[
        int, typer.Option(help="How many requests a process works on at once.", min=1, max=256)
    ] = ServiceOptions().at_once,
    waiting: Annotated[
        int, typer.Option(help="How many more may wait before they are sent away.", min=0)
    ] = ServiceOptions().waiting,
    requests_a_minute: Annotated[
        int,
        typer.Option(
            help="How many requests an address without account or key has; 0 for any.", min=0
        ),
    ] = 0,
    mcp: Annotated[
        bool, typer.Option("--mcp", help="Serves tools for language models at /mcp, too.")
    ] = False,
    allow_writes: Annotated[
        bool,
        typer.Option(
            "--allow-writes", help="Those tools may change items, for callers who may write."
        ),
    ] = False,
    log_format: Annotated[
        LogFormat | None, typer.Option(help="json for machines, text for a terminal.")
    ] = None,
) -> None:
    """Serves the catalogues: an API, a page to try it on, and accounts.

    It listens on this machine alone. At another address, say whether everyone may look.

    **Examples**

    - `likewise serve`
    - `likewise serve --host 0.0.0.0 --closed --allow-host shop.example --workers 2`
    """
    # Here, not at the top: FastAPI takes half a second that no other command needs.
    from likewise.service.guard.exposure import (  # noqa: PLC0415
        is_loopback,
        listen,
        own_names,
        refuse_by_accident,
        url,
    )
    from likewise.service.server import Application, run  # noqa: PLC0415

    made = parts()
    said = made.settings.service
    host = host or said.host or "127.0.0.1"
    port = said.port if port is None else port
    browsing = said.open_browsing if browsing is None else browsing
    local = is_loopback(host)
    trusted = trust_proxy or said.trust_proxy
    options = ServiceOptions(
        open_browsing=refuse_by_accident(host, open_browsing=browsing),
        catalogue=catalogue or made.last_used,
        hosts=own_names(host, allow_host or said.allow_hosts),
        show_docs=local if docs is None else docs,
        open_metrics=local and trusted is None,
        open_sign_up=said.open_sign_up,
        at_once=at_once,
        waiting=waiting,
        requests_a_minute=requests_a_minute,
        mcp=mcp,
        mcp_writes=allow_writes,
    )
    seconds = made.settings.redis_timeout_seconds or _REDIS_SECONDS
    settings = replace(made.settings, redis_timeout_seconds=seconds)
    _look_for_redis(settings.redis_url, seconds)
    with listen(host, port) as listening:
        out().print(f"Likewise listens at {url(listening)}", markup=False, soft_wrap=True)
        run(
            Application(settings, options),
            listening,
            workers=workers or said.workers or 1,
            trust_proxy=trusted,
            log_format=log_format or said.log_format or LogFormat.JSON,
        )


def _look_for_redis(address: str | None, seconds: float) -> None:
    """Says at once what no waiting will mend; the embedded server is left to those who serve."""
    if address is None:
        return
    try:
        connect(address, timeout_seconds=seconds).close()
    except EngineUnavailableError as error:
        say(f"{error.problem} The service starts, and waits for it.")
