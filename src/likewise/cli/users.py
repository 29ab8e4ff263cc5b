"""likewise users: the accounts of the people who use the service."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Annotated

import typer

from likewise.accounts.account import Account, Profile
from likewise.accounts.accounts import Accounts
from likewise.accounts.email_address import EmailAddress
from likewise.accounts.password_rules import new_password
from likewise.cli.app import Json, app, parts
from likewise.cli.output import out, print_json, print_table, say
from likewise.errors import UnknownAccountError, UsageError

users = typer.Typer(no_args_is_help=True, help="The people who use the service.")
app.add_typer(users, name="users")

Email = Annotated[str, typer.Argument(help="Their e-mail address.", metavar="EMAIL")]


@users.command()
def create(
    email: Email,
    admin: Annotated[bool, typer.Option("--admin", help="They may change everything.")] = False,
    first: Annotated[str, typer.Option(help="First name.")] = "",
    last: Annotated[str, typer.Option(help="Last name.")] = "",
    company: Annotated[str, typer.Option(help="Company.")] = "",
    title: Annotated[str, typer.Option(help="Title.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from the standard input.")
    ] = False,
    json: Json = False,
) -> None:
    """Makes an account. The password is asked for twice; without a terminal one is made and shown.

    **Examples**

    - `likewise users create ann@example.com --admin --first Ann`
    - `pass show shop/ann | likewise users create ann@example.com --password-stdin`
    """
    made = None
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        password = made = new_password()
    profile = Profile(first, last, company, title)
    account = parts().accounts.create(email, password, profile, admin=admin)
    if json:
        print_json(_shown(account) | ({} if made is None else {"password": made}))
        return
    kind = "administrator" if admin else "user"
    say(f"{account.email} is {kind} {account.number}.")
    if made is not None:
        say("The password, which is shown this once:")
        out().print(made, markup=False, soft_wrap=True)


@users.command("list")
def list_(json: Json = False) -> None:
    """Lists the accounts.

    **Example**

    - `likewise users list`
    """
    accounts = list(parts().accounts.users.all())
    if json:
        print_json({"users": [_shown(each) for each in accounts]})
    elif not accounts:
        out().print("There are none yet: `likewise users create EMAIL --admin`.")
    else:
        print_table(
            ("id", "e-mail", "name", "company", "rights", "since"),
            [
                (
                    each.number,
                    each.email,
                    f"{each.profile.first_name} {each.profile.last_name}".strip(),
                    each.profile.company,
                    ("administrator" if each.admin else "user") if each.active else "disabled",
                    each.made[:10],
                )
                for each in accounts
            ],
        )


@users.command()
def reset(email: Email, json: Json = False) -> None:
    """Prints a link with which they can set a new password, once, within an hour.

    LIKEWISE_PUBLIC_URL says where the service is reached.

    **Example**

    - `likewise users reset ann@example.com`
    """
    accounts = parts().accounts
    link = accounts.reset_link(_found(accounts, email))
    if json:
        print_json({"link": link})
    else:
        out().print(link, markup=False, soft_wrap=True)


@users.command()
def disable(email: Email, json: Json = False) -> None:
    """Lets them in no more; whoever is signed in is out at once.

    **Example**

    - `likewise users disable ann@example.com`
    """
    _set_active(email, active=False, json=json)


@users.command()
def enable(email: Email, json: Json = False) -> None:
    """Lets them in again.

    **Example**

    - `likewise users enable ann@example.com`
    """
    _set_active(email, active=True, json=json)


@users.command()
def delete(
    email: Email,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    json: Json = False,
) -> None:
    """Removes an account with its sessions, favourites and searches.

    **Example**

    - `likewise users delete ann@example.com`
    """
    accounts = parts().accounts
    account = _found(accounts, email)
    if not yes and not _agreed(f"Remove {account.email} and everything of theirs?"):
        say("Nothing was removed.")
        raise typer.Exit(1)
    accounts.users.remove(account.number)
    if json:
        print_json({"removed": account.email})
    else:
        say(f"{account.email} has gone.")


def _set_active(email: str, *, active: bool, json: bool) -> None:
    accounts = parts().accounts
    number = _found(accounts, email).number
    changed = accounts.users.change(number, lambda now: replace(now, active=active))
    if json:
        print_json(_shown(changed))
    else:
        say(f"{changed.email} may {'' if active else 'not '}sign in.")


def _found(accounts: Accounts, email: str) -> Account:
    account = accounts.users.find(EmailAddress.of(email))
    if account is None:
        raise UnknownAccountError(
            f"There is no account with the address {email!r}.", remedy="See `likewise users list`."
        )
    return account


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(
            "Nothing was removed: nobody is there to be asked.", remedy="Say --yes to remove it."
        )
    return typer.confirm(question, err=True)


def _shown(account: Account) -> dict[str, object]:
    return {
        "id": account.number,
        "email": account.email,
        "first_name": account.profile.first_name,
        "last_name": account.profile.last_name,
        "company": account.profile.company,
        "title": account.profile.title,
        "admin": account.admin,
        "active": account.active,
        "made": account.made,
    }
