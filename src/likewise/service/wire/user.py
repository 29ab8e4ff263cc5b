"""Users as administrators see them: the shapes of the original demo."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from likewise.accounts.account import Account, Profile
from likewise.service.wire.account import Email, Part, Password
from likewise.service.wire.shape import Body, Shape

Number = Annotated[int, Field(ge=1, le=2**53 - 1)]


class User(Shape):
    """An account."""

    pk: str = Field(examples=["7"])
    """Its number as a text."""

    id: int = Field(examples=[7])
    """Its number."""

    email: str = Field(examples=["ann@example.com"])

    is_active: bool
    """Whether they may sign in."""

    is_superuser: bool
    """Whether they may change everything."""

    first_name: str = Field(examples=["Ann"])
    last_name: str = Field(examples=["Example"])
    title: str = Field(examples=["Buyer"])
    company: str = Field(examples=["Example Ltd"])

    made: str = Field(examples=["2026-11-23T09:30:00+00:00"])
    """When they signed up."""

    @classmethod
    def of(cls, account: Account) -> User:
        """The account as it is shown."""
        profile = account.profile
        return cls(
            pk=str(account.number),
            id=account.number,
            email=account.email,
            is_active=account.active,
            is_superuser=account.admin,
            first_name=profile.first_name,
            last_name=profile.last_name,
            title=profile.title,
            company=profile.company,
            made=account.made,
        )


class NewUser(Body):
    """An account to be made."""

    email: Email
    password: Password
    """At least 12 characters and at most 1,024 bytes; not easily guessed."""

    is_active: bool = True
    """Whether they may sign in."""

    is_superuser: bool = False
    """Whether they may change everything."""

    first_name: Part | None = Field(default=None, examples=["Ann"])
    last_name: Part | None = None
    title: Part | None = None
    company: Part | None = None

    @property
    def profile(self) -> Profile:
        """What is known of them."""
        return Profile(
            self.first_name or "", self.last_name or "", self.company or "", self.title or ""
        )


class UserChange(Body):
    """What of an account changes; what is left out or null stays."""

    pk: Annotated[str, Field(max_length=20)] | None = None
    """As it is shown; it stays."""

    id: Number | None = None
    """As it is shown; it stays."""

    made: Annotated[str, Field(max_length=40)] | None = None
    """As it is shown; it stays."""

    email: Email | None = None
    password: Password | None = None
    """A new one, which ends all sessions; an empty one for none."""

    is_active: bool | None = None
    is_superuser: bool | None = None
    first_name: Part | None = None
    last_name: Part | None = None
    title: Part | None = None
    company: Part | None = None
