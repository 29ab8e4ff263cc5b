"""likewise keys: secrets by which programs ask the service."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Annotated

import typer

from likewise.accounts.caller import Scope
from likewise.accounts.keys import ApiKey, Grant
from likewise.cli.app import Json, app, parts
from likewise.cli.output import out, print_json, print_table, say

keys = typer.Typer(no_args_is_help=True, help="Secrets by which programs ask the service.")
app.add_typer(keys, name="keys")

_DAY_SECONDS = 86_400


@keys.command()
def create(
    name: Annotated[str, typer.Argument(help="For people: the program that will have it.")],
    scope: Annotated[
        list[Scope] | None,
        typer.Option("--scope", "-s", help="What it may do; `read` if left out. Repeatable."),
    ] = None,
    where: Annotated[
        str,
        typer.Option(
            "--where", "-w", metavar="CONDITION", help="Only items that meet it are there for it."
        ),
    ] = "",
    catalogue: Annotated[
        list[str] | None,
        typer.Option(
            "--catalogue", "-c", metavar="NAME", help="It sees no other catalogues. Repeatable."
        ),
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", min=1, help="After how many days it ends.")
    ] = None,
    json: Json = False,
) -> None:
    """Makes an API key and shows it, this once.

    **Examples**

    - `likewise keys create "the shop's page"`
    - `likewise keys create import --scope read --scope write --catalogue shop --days 90`
    - `likewise keys create north --where "tenant=north"`
    """
    made = parts()
    until = None if days is None else int(time.time()) + days * _DAY_SECONDS
    scopes = frozenset(scope or [Scope.READ])
    grant = Grant(name, scopes, where, tuple(catalogue or ()), until)
    made.check_where(grant.where, grant.catalogues)
    secret, key = made.accounts.keys.add(grant)
    if json:
        print_json(_shown(key) | {"key": secret})
    else:
        say(f"Key {key.id} may {' and '.join(sorted(scopes))}. It is shown this once:")
        out().print(secret, markup=False, soft_wrap=True)


@keys.command("list")
def list_(json: Json = False) -> None:
    """Lists the API keys, without their secrets.

    **Example**

    - `likewise keys list`
    """
    found = parts().accounts.keys.all()
    if json:
        print_json({"keys": [_shown(each) for each in found]})
    elif not found:
        out().print("There are none yet: `likewise keys create NAME`.")
    else:
        head = ("id", "name", "scopes", "where", "catalogues", "until", "used")
        rows = [
            (
                each.id,
                each.grant.name,
                ", ".join(sorted(each.grant.scopes)),
                each.grant.where,
                ", ".join(each.grant.catalogues),
                _minute(each.grant.until) or "",
                _minute(each.used) or "never",
            )
            for each in found
        ]
        print_table(head, rows)


@keys.command()
def revoke(
    key: Annotated[str, typer.Argument(help="Its id, as `likewise keys list` shows it.")],
    json: Json = False,
) -> None:
    """Revokes an API key at once.

    **Example**

    - `likewise keys revoke 0123456789abcdef`
    """
    revoked = parts().accounts.keys.revoke(key)
    if json:
        print_json({"revoked": revoked.id})
    else:
        say(f"Key {revoked.id} ({revoked.grant.name}) opens nothing any more.")


def _shown(key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.grant.name,
        "scopes": sorted(key.grant.scopes),
        "where": key.grant.where,
        "catalogues": list(key.grant.catalogues),
        "made": _moment(key.made),
        "until": _moment(key.grant.until),
        "used": _moment(key.used),
    }


def _moment(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()


def _minute(seconds: int | None) -> str:
    return (_moment(seconds) or "")[:16].replace("T", " ")
