"""Password rules: how long a new password is, and that it is not easily guessed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from likewise.errors import LongPasswordError, ShortPasswordError, WeakPasswordError

LEAST_CHARACTERS = 12
MOST_BYTES = 1024

_GUESSES = 1e8
"""How many tries a password must withstand; at 100 an hour they take a century."""

_READ = 32
"""How many characters are judged."""

_READ_OF_MANY_SIGNS = 16
_MANY_SIGNS = 10
"""Of so many different digits and signs fewer are judged: each may stand for letters, and the time
that it takes to try them all grows exponentially, to seconds."""

_OUR_WORDS = ("likewise",)


def refuse_long(password: str) -> None:
    """LongPasswordError for what is longer than any password may be; nothing is cut off."""
    if len(password) > MOST_BYTES or len(password.encode("utf-8", "replace")) > MOST_BYTES:
        raise LongPasswordError(
            f"The password has more than {MOST_BYTES:,} bytes.", remedy="Choose a shorter one."
        )


def refuse_weak(password: str, about: Sequence[str]) -> None:
    """Refuses a new password that is too short, or soon guessed by those who know the person.

    There are no rules on which characters it has. It is judged by zxcvbn (Wheeler, USENIX Security
    2016): by lists of common passwords, names and words, keyboard rows, dates and repetitions.

    Args:
        password: The password.
        about: What others know of the person: name, address, company.

    Raises:
        PasswordError: It is refused; the message says why.
    """
    refuse_long(password)
    if len(password) < LEAST_CHARACTERS:
        raise ShortPasswordError(
            f"The password has fewer than {LEAST_CHARACTERS} characters.",
            remedy="Choose a longer one, such as four words that have nothing to do with each "
            "other.",
        )
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists take 12 MB, and few processes need them

    known = [part for text in about for part in (text, *text.replace("@", ".").split(".")) if part]
    result = zxcvbn(_judged(password), user_inputs=[*known, *_OUR_WORDS])
    if result["guesses"] < _GUESSES or password.casefold() in map(str.casefold, known):
        reason = result["feedback"]["warning"] or "It is too easily guessed."
        raise WeakPasswordError(
            f"The password is refused. {reason}",
            remedy="Choose another, such as four words that have nothing to do with each other.",
        )


def _judged(password: str) -> str:
    read = password[:_READ]
    signs = {character for character in read if not character.isalpha()}
    return read if len(signs) <= _MANY_SIGNS else read[:_READ_OF_MANY_SIGNS]


def new_password() -> str:
    """A password for someone who will not choose one: 128 random bits."""
    return secrets.token_urlsafe(16)
