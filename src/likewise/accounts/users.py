"""Users: the accounts that Redis has, each e-mail address at most once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from likewise.accounts.account import Account, Profile
from likewise.accounts.email_address import EmailAddress
from likewise.accounts.redis_keys import (
    ACCOUNTS,
    NUMBERS,
    account_key,
    belongings,
    email_key,
    sessions_key,
)
from likewise.accounts.transaction import Look, settle
from likewise.errors import EmailTakenError, UnknownAccountError
from likewise.index.engine.engine import Engine
from likewise.index.redis.codec import Command

_A_BATCH = 500


class Users:
    """The accounts of one Redis."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def next_number(self) -> int:
        """A number that no account has had."""
        return int(self._engine.run("INCR", NUMBERS))

    def add(
        self,
        email: EmailAddress,
        profile: Profile,
        password: str,
        *,
        admin: bool = False,
        active: bool = True,
    ) -> Account:
        """A new account; written whole or not at all.

        Args:
            email: Its address, which no other account may have.
            profile: What the person says of themselves.
            password: The hash of their password.
            admin: Whether they may change everything.
            active: Whether they may sign in.

        Raises:
            EmailTakenError: Another account has the address.
        """
        made = datetime.now(UTC).isoformat(timespec="seconds")
        number = self.next_number()
        account = Account(
            number, email.shown, profile, admin=admin, active=active, made=made, password=password
        )

        def commands(look: Look) -> list[Command]:
            owner = look("GET", email_key(email.key))
            # It may be ours: the answer to the transaction can be lost with the server.
            if owner is not None and int(owner) != number:
                raise _taken()
            return [
                ("SET", email_key(email.key), number),
                ("JSON.SET", account_key(number), "$", account.to_json()),
                ("ZADD", ACCOUNTS, number, number),
            ]

        settle(self._engine, [email_key(email.key)], commands)
        return account

    def get(self, number: int) -> Account:
        """The account of that number.

        Raises:
            UnknownAccountError: There is none.
        """
        data = self._engine.run("JSON.GET", account_key(number), ".")
        if data is None:
            raise _unknown(number)
        return Account.from_json(data)

    def find(self, email: EmailAddress) -> Account | None:
        """The account with that address; None where there is none."""
        number = self._engine.run("GET", email_key(email.key))
        if number is None:
            return None
        data = self._engine.run("JSON.GET", account_key(int(number)), ".")
        return None if data is None else Account.from_json(data)

    def change(
        self,
        number: int,
        change: Callable[[Account], Account],
        *,
        sessions_end: Callable[[Account, Account], bool] = lambda _, after: not after.active,
    ) -> Account:
        """The account as it was changed, whatever others change at the same time.

        Args:
            number: The account's.
            change: From the account to what it shall be; the number stays.
            sessions_end: Whether the account's sessions end, by what it was and what it is.

        Raises:
            UnknownAccountError: There is none.
            EmailTakenError: Another account has the address that it was given.
        """
        result: list[Account] = []

        def commands(look: Look) -> list[Command]:
            data = look("JSON.GET", account_key(number), ".")
            if data is None:
                raise _unknown(number)
            before = Account.from_json(data)
            after = replace(change(before), number=number)
            result[:] = [after]
            moved = _moved(look, before, after)
            ended: list[Command] = (
                [("DEL", sessions_key(number))] if sessions_end(before, after) else []
            )
            if after == before and not ended:
                return []
            return [("JSON.SET", account_key(number), "$", after.to_json()), *moved, *ended]

        settle(self._engine, [account_key(number)], commands)
        return result[0]

    def remove(self, number: int) -> Account:
        """Removes an account and all that belongs to it; returns what it was.

        Raises:
            UnknownAccountError: There is none.
        """
        result: list[Account] = []

        def commands(look: Look) -> list[Command]:
            data = look("JSON.GET", account_key(number), ".")
            if data is None:
                raise _unknown(number)
            result[:] = [Account.from_json(data)]
            key = email_key(EmailAddress.of(result[0].email).key)
            return [("DEL", *belongings(number), key), ("ZREM", ACCOUNTS, number)]

        settle(self._engine, [account_key(number)], commands)
        return result[0]

    def all(self) -> Iterator[Account]:
        """Every account, the oldest first."""
        numbers = [int(each) for each in self._engine.run("ZRANGE", ACCOUNTS, 0, -1)]
        for start in range(0, len(numbers), _A_BATCH):
            keys = map(account_key, numbers[start : start + _A_BATCH])
            for data in self._engine.run("JSON.MGET", *keys, "."):
                if data is not None:  # else it has been removed meanwhile
                    yield Account.from_json(data)


def _moved(look: Look, before: Account, after: Account) -> list[Command]:
    """What moves the e-mail address, if it changes."""
    old, new = EmailAddress.of(before.email), EmailAddress.of(after.email)
    if old.key == new.key:
        return []
    look("WATCH", email_key(new.key))
    if look("GET", email_key(new.key)) is not None:
        raise _taken()
    return [("SET", email_key(new.key), after.number), ("DEL", email_key(old.key))]


def _taken() -> EmailTakenError:
    return EmailTakenError(
        "Another account has that e-mail address.", remedy="Sign in, or use another address."
    )


def _unknown(number: int) -> UnknownAccountError:
    return UnknownAccountError(f"There is no account {number}.", remedy="Name one that there is.")
