"""Letters: what is written to people. None of it was written by who asked for the letter."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail.

    Attributes:
        to: The address, with its domain as mail servers know it.
        subject: Its subject.
        text: Its text; not shown in logs, as it may hold a token.
    """

    to: str
    subject: str
    text: str

    def __repr__(self) -> str:
        return f"Letter({self.subject!r})"


def reset_link(public_url: str, token: str) -> str:
    """The page where a password is set anew; what follows `#` is never sent to a server."""
    return f"{public_url}/reset-password#{token}"


def reset_letter(to: str, link: str) -> Letter:
    """For one who has forgotten their password."""
    return Letter(
        to,
        "Set a new password",
        "Someone, probably you, has asked for a new password.\n\n"
        f"Choose it here within an hour:\n{link}\n\n"
        "If it was not you, do nothing: the old password stays.\n",
    )


def taken_letter(to: str, public_url: str) -> Letter:
    """For one whose address was given at a sign-up though they have an account."""
    return Letter(
        to,
        "You have an account already",
        "Someone, probably you, has signed up with this address, but it has an account already.\n\n"
        f"Sign in here, or ask for a new password there:\n{public_url}\n\n"
        "If it was not you, do nothing: your account is as it was.\n",
    )


def changed_letter(to: str, public_url: str) -> Letter:
    """For one whose password was changed."""
    return Letter(
        to,
        "Your password was changed",
        "The password of your account was changed, and all its sessions have ended.\n\n"
        f"If it was not you, ask for a new one at once:\n{public_url}\n",
    )
