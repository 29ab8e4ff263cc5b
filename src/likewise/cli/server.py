"""likewise server: the embedded Redis."""

from __future__ import annotations

from dataclasses import asdict

import typer

from likewise.cli.app import Json, app, parts
from likewise.cli.output import out, print_json, print_table

server = typer.Typer(no_args_is_help=True, help="The embedded Redis.")
app.add_typer(server, name="server")


@server.command()
def start() -> None:
    """Starts it; other commands do so by themselves.

    **Example**

    - `likewise server start`
    """
    made = parts()
    made.server.start(say=made.say)
    out().print(f"Redis runs on {made.server.status().socket}", markup=False, soft_wrap=True)


@server.command()
def stop() -> None:
    """Stops it, with nothing lost.

    **Example**

    - `likewise server stop`
    """
    ran = parts().server.stop()
    out().print("Redis has stopped." if ran else "Redis was not running.")


@server.command()
def status(json: Json = False) -> None:
    """Shows how it is; starts nothing.

    **Example**

    - `likewise server status`
    """
    found = parts().server.status()
    facts = {
        name: str(value) if name in ("folder", "socket") else value
        for name, value in asdict(found).items()
    }
    if json:
        print_json(facts | {"running": found.running})
    else:
        print_table(
            ("", ""), [(name, "" if value is None else value) for name, value in facts.items()]
        )
