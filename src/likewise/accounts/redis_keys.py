"""Redis keys: under which names Redis has accounts and what belongs to them.

All begin with `likewise:@accounts:`; no catalogue's name has an `@`, so none of its keys do.
"""

from __future__ import annotations

_ROOT = "likewise:@accounts:"

NUMBERS = f"{_ROOT}numbers"
"""The number given to an account last."""

ACCOUNTS = f"{_ROOT}all"
"""The numbers of all accounts, a sorted set."""

API_KEYS = f"{_ROOT}keys"
"""The ids of all API keys, a sorted set by when they were made."""


def account_key(number: int) -> str:
    """An account's JSON."""
    return f"{_ROOT}account:{number}"


def email_key(email: str) -> str:
    """Whose an e-mail address is: the account's number."""
    return f"{_ROOT}email:{email}"


def sessions_key(number: int) -> str:
    """An account's sessions: a hash from the digest of a token to the session's JSON."""
    return f"{_ROOT}sessions:{number}"


def favourites_key(number: int) -> str:
    """An account's favourites, a sorted set by when they were added."""
    return f"{_ROOT}favourites:{number}"


def history_key(number: int) -> str:
    """What an account has searched for, a list, the newest first."""
    return f"{_ROOT}history:{number}"


def belongings(number: int) -> tuple[str, ...]:
    """Everything that goes when an account goes, but for its e-mail address."""
    return (
        account_key(number),
        sessions_key(number),
        favourites_key(number),
        history_key(number),
    )


def api_key_key(key: str) -> str:
    """An API key's JSON."""
    return f"{_ROOT}key:{key}"


def reset_key(digest: str) -> str:
    """Whose password a token may set anew."""
    return f"{_ROOT}reset:{digest}"


def limit_key(limit: str, digest: str) -> str:
    """How often something was done."""
    return f"{_ROOT}limit:{limit}:{digest}"
