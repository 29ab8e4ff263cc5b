"""Sessions as they go over the wire."""

from __future__ import annotations

from pydantic import Field, SecretStr

from likewise.service.wire.account import AccountShown, Email, Password
from likewise.service.wire.shape import Body, Shape


class SignIn(Body):
    """What one says who signs in."""

    email: Email
    """That of the account."""

    password: Password
    """That of the account."""

    remember: bool = False
    """Whether the browser keeps the session when it is closed: for 30 days, 14 without use."""


class Who(Shape):
    """Who asks, as the service knows them."""

    account: AccountShown | None
    """Their account; null without one."""

    key: str | None
    """The id of the API key that they came with; null without one."""

    scopes: list[str] = Field(examples=[["read"]])
    """What they may do: `read`, `write`, `admin`."""

    may_sign_up: bool
    """Whether one may make an account here."""

    api_docs: bool
    """Whether the API can be read about at /api/docs."""


class TokenForm(Body):
    """A sign-in by OAuth2's form, as the original demo's clients send it."""

    username: Email
    """The e-mail address."""

    password: Password
    """That of the account."""

    grant_type: str = Field(default="password", max_length=20, pattern="^password$")
    """Always the same."""

    scope: str = Field(default="", max_length=200)
    """Taken from OAuth2's clients; the account says what its owner may."""

    client_id: str = Field(default="", max_length=200)
    """Taken from OAuth2's clients."""

    client_secret: SecretStr = Field(default=SecretStr(""), max_length=200)
    """Taken from OAuth2's clients."""


class SignUpForm(TokenForm):
    """A sign-up by a form, as the original demo's clients send it."""

    first: str = Field(default="", max_length=100, examples=["Ann"])
    last: str = Field(default="", max_length=100, examples=["Example"])
    company: str = Field(default="", max_length=100, examples=["Example Ltd"])
    title: str = Field(default="", max_length=100, examples=["Buyer"])


class Token(Shape):
    """A bearer token; it has the form of a JWT, whose claims a page may read."""

    access_token: str
    """For `Authorization: Bearer`; it ends after 30 minutes."""

    token_type: str = Field(default="bearer", examples=["bearer"])
    """Always the same."""
