"""Accounts as they go over the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr

from likewise.accounts.account import MOST_CHARACTERS, Account, Profile
from likewise.accounts.password_rules import MOST_BYTES
from likewise.service.wire.shape import Body, Shape

Email = Annotated[str, Field(max_length=254, examples=["ann@example.com"])]
Part = Annotated[str, Field(max_length=MOST_CHARACTERS)]
Password = Annotated[
    SecretStr, Field(max_length=MOST_BYTES, examples=["river unlikely candle spoon"])
]


class AccountShown(Shape):
    """An account, as its owner sees it."""

    id: int = Field(examples=[7])
    """Its number."""

    email: str = Field(examples=["ann@example.com"])
    """As it was written at sign-up."""

    first_name: str = Field(examples=["Ann"])
    last_name: str = Field(examples=["Example"])
    company: str = Field(examples=["Example Ltd"])
    title: str = Field(examples=["Buyer"])

    admin: bool
    """Whether they may change everything."""

    made: str = Field(examples=["2026-11-23T09:30:00+00:00"])
    """When they signed up."""

    @classmethod
    def of(cls, account: Account) -> AccountShown:
        """The account as it is shown."""
        profile = account.profile
        return cls(
            id=account.number,
            email=account.email,
            first_name=profile.first_name,
            last_name=profile.last_name,
            company=profile.company,
            title=profile.title,
            admin=account.admin,
            made=account.made,
        )


class SignUp(Body):
    """What one says who signs up."""

    email: Email
    """Where a forgotten password is asked for; every spelling of it is one account."""

    password: Password
    """At least 12 characters and at most 1,024 bytes, whatever they are; not easily guessed."""

    first_name: Part = Field(default="", examples=["Ann"])
    last_name: Part = Field(default="", examples=["Example"])
    company: Part = Field(default="", examples=["Example Ltd"])
    title: Part = Field(default="", examples=["Buyer"])

    @property
    def profile(self) -> Profile:
        """What they say of themselves."""
        return Profile(self.first_name, self.last_name, self.company, self.title)


class ProfileChange(Body):
    """What of a profile changes; what is left out stays."""

    first_name: Part | None = Field(default=None, examples=["Ann"])
    last_name: Part | None = None
    company: Part | None = None
    title: Part | None = None


class PasswordChange(Body):
    """A new password for one who knows the old one."""

    password: Password
    """The one of now."""

    new_password: Password
    """At least 12 characters and at most 1,024 bytes; not easily guessed."""


class Deletion(Body):
    """The wish to have the account deleted."""

    password: Password
    """Again, as what goes cannot come back."""


class Forgotten(Body):
    """The wish for a new password."""

    email: Email
    """That of the account."""


class Reset(Body):
    """A new password for one who got a link."""

    token: SecretStr = Field(max_length=100)
    """What follows the `#` in the link."""

    password: Password
    """At least 12 characters and at most 1,024 bytes; not easily guessed."""


class Heard(Shape):
    """What is said whether or not there is such an account."""

    detail: str = Field(examples=["If there is such an account, a letter is on its way."])
    """What to expect."""

    by_mail: bool
    """Whether this service writes e-mails; if not, an administrator helps."""
