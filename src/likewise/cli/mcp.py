"""likewise mcp: tools for language models."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from likewise.cli.app import Name, app, parts
from likewise.cli.output import say
from likewise.errors import UsageError
from likewise.service.mcp.installed import check_installed
from likewise.service.options import ServiceOptions
from likewise.settings import LogFormat

_REDIS_SECONDS = 2.0


@app.command()
def mcp(
    catalogue: Name = None,
    allow_writes: Annotated[
        bool, typer.Option("--allow-writes", help="There are tools to add and remove items, too.")
    ] = False,
    http: Annotated[
        bool, typer.Option("--http", help="Over streamable HTTP, in place of stdin and stdout.")
    ] = False,
    host: Annotated[
        str | None, typer.Option(help="The address to listen at, with --http; 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(help="The port, with --http; 8484, or a free one.", min=0, max=65_535),
    ] = None,
    browsing: Annotated[
        bool | None,
        typer.Option(
            "--open/--closed",
            help="Whether everyone may call the tools, or only those with an API key; with --http.",
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            help="A name under which it is reached, with --http. Repeatable.", metavar="NAME"
        ),
    ] = None,
) -> None:
    """Gives language models tools to search the catalogues, by the Model Context Protocol.

    Programs such as editors and assistants start it themselves; enter `likewise mcp` as the
    command. It changes nothing unless that is allowed.

    **Examples**

    - `likewise mcp`
    - `likewise mcp --catalogue shop --allow-writes`
    - `likewise mcp --http --port 8485`
    """
    check_installed()
    made = parts()
    if not http:
        if (host, port, browsing, allow_host) != (None, None, None, None):
            raise UsageError(
                "Without --http there is no address that others could reach.",
                remedy="Add --http, or leave --host, --port, --open/--closed, --allow-host out.",
            )
        # Here, not at the top: the package belongs to an extra.
        from likewise.service.mcp.stdio import run as run_stdio  # noqa: PLC0415

        run_stdio(made, ServiceOptions(catalogue=catalogue or ""), writes=allow_writes)
        return
    from likewise.service.guard.exposure import (  # noqa: PLC0415
        listen,
        own_names,
        refuse_by_accident,
        url,
    )
    from likewise.service.mcp.mounted import PATH, create_tools_app  # noqa: PLC0415
    from likewise.service.server import Application, run  # noqa: PLC0415

    said = made.settings.service
    host = host or said.host or "127.0.0.1"
    browsing = said.open_browsing if browsing is None else browsing
    options = ServiceOptions(
        open_browsing=refuse_by_accident(host, open_browsing=browsing),
        catalogue=catalogue or "",
        hosts=own_names(host, allow_host or said.allow_hosts),
        mcp_writes=allow_writes,
    )
    seconds = made.settings.redis_timeout_seconds or _REDIS_SECONDS
    settings = replace(made.settings, redis_timeout_seconds=seconds)
    with listen(host, said.port if port is None else port) as listening:
        say(f"The tools are at {url(listening)}{PATH}")
        run(
            Application(settings, options, create_tools_app),
            listening,
            workers=1,
            trust_proxy=None,
            log_format=said.log_format or LogFormat.TEXT,
        )
