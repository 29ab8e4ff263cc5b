"""Accounts: signing up, in and out, and what follows from it for all that an account has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from threading import BoundedSemaphore

from likewise.accounts.account import Account, Profile
from likewise.accounts.email_address import EmailAddress
from likewise.accounts.favourites import Favourites
from likewise.accounts.history import History
from likewise.accounts.keys import ApiKeys
from likewise.accounts.letters import Letter, changed_letter, reset_letter, reset_link, taken_letter
from likewise.accounts.limits import Limit, Limits, Use, household
from likewise.accounts.mail import Outbox
from likewise.accounts.password_rules import refuse_weak
from likewise.accounts.passwords import AT_ONCE, Passwords
from likewise.accounts.resets import Resets
from likewise.accounts.sessions import Kind, Sessions, session_token
from likewise.accounts.tokens import digest, new_secret
from likewise.accounts.users import Users
from likewise.errors import (
    DisabledAccountError,
    EmailError,
    EmailTakenError,
    EndedLinkError,
    SignInError,
)
from likewise.index.engine.engine import Engine

_QUARTER, _HOUR, _DAY = 900, 3600, 86_400

SIGN_INS = Limit("sign-in", 10, _QUARTER)
"""Of one account from one address: another address is not locked out with it."""

SIGN_INS_OF_ACCOUNT = Limit("sign-in-account", 100, _HOUR)
"""Of one account, wherever from."""

SIGN_INS_OF_ADDRESS = Limit("sign-in-address", 500, _QUARTER)
"""From one address, whatever the account: who tries one password on many accounts."""

SIGN_UPS = Limit("sign-up", 200, _HOUR)
"""From one address."""

RESETS = Limit("reset", 200, _HOUR)
"""From one address."""

LETTERS = Limit("letter", 5, _HOUR)
"""To one e-mail address; beyond it nothing is said, and nothing sent."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One who has just signed in.

    Attributes:
        account: Their account.
        token: Of their session.
    """

    account: Account
    token: str


class Accounts:
    """The accounts of one Redis, and what is done with them.

    Args:
        engine: The Redis.
        outbox: Sends letters.
        public_url: Where people reach the service; for links in letters.
        passwords: Hashes passwords.
    """

    def __init__(
        self, engine: Engine, outbox: Outbox, public_url: str, passwords: Passwords | None = None
    ) -> None:
        self.users = Users(engine)
        self.sessions = Sessions(engine)
        self.keys = ApiKeys(engine)
        self.limits = Limits(engine)
        self.favourites = Favourites(engine)
        self.history = History(engine)
        self.outbox = outbox
        self.public_url = public_url
        self._passwords = passwords or Passwords()
        self._resets = Resets(engine)
        self._turns = BoundedSemaphore(AT_ONCE)

    def sign_up(self, email: str, password: str, profile: Profile, *, address: str) -> None:
        """Makes an account; for an e-mail address that has one, a letter tells its owner instead.

        Both look the same to who asks, and take as long.

        Args:
            email: The person's.
            password: As they chose it.
            profile: What they say of themselves.
            address: From where they ask.

        Raises:
            EmailError: The e-mail address is none.
            PasswordError: The password is refused.
            TooManyRequestsError: There were too many sign-ups from there.
        """
        to = EmailAddress.of(email)
        self.limits.take(Use(SIGN_UPS, household(address)))
        try:
            self.create(email, password, profile)
        except EmailTakenError:
            # Counting waits for the disk, as the writing of a new account does.
            if self.limits.allows(Use(LETTERS, to.key)):
                self.outbox.send(lambda: self._taken_letter(to))

    def create(
        self,
        email: str,
        password: str,
        profile: Profile,
        *,
        admin: bool = False,
        active: bool = True,
    ) -> Account:
        """A new account.

        Args:
            email: The person's.
            password: As it was chosen.
            profile: What is known of them.
            admin: Whether they may change everything.
            active: Whether they may sign in.

        Raises:
            EmailTakenError: There is one with that e-mail address.
            EmailError: The e-mail address is none.
            PasswordError: The password is refused.
        """
        to = EmailAddress.of(email)
        refuse_weak(password, _known(email, profile))
        hashed = self._passwords.hash(password)
        return self.users.add(to, profile, hashed, admin=admin, active=active)

    def sign_in(self, email: str, password: str, kind: Kind, *, address: str) -> SignedIn:
        """A new session for one who knows the password.

        An unknown e-mail address is refused as a wrong password is, and takes as long.

        Args:
            email: The person's.
            password: What they say it is.
            kind: How long the session lives.
            address: From where they ask.

        Raises:
            SignInError: One of both is wrong.
            DisabledAccountError: Both are right, but the account has been disabled.
            PasswordError: The password is longer than any may be.
            TooManyRequestsError: This was wrong too often.
        """
        account = self._recognised(email, password, address)
        if not account.active:
            raise DisabledAccountError(
                "This account has been disabled.", remedy="Ask an administrator why."
            )
        if self._passwords.is_outdated(account.password):
            account = self._rehashed(account, password)
        return SignedIn(account, self.sessions.start(account, kind))

    def dead_token(self) -> str:
        """A token that opens nothing, and looks as one does that was just made."""
        return session_token(self.users.next_number(), new_secret())

    def check_password(self, account: Account, password: str, *, address: str) -> None:
        """Refuses one who is signed in but does not know the password.

        Raises:
            SignInError: It is not the password.
            TooManyRequestsError: It was wrong too often.
        """
        self._recognised(account.email, password, address)

    def change_password(self, account: Account, password: str) -> Account:
        """The account with another password; all its sessions end, and a letter tells of it.

        Raises:
            PasswordError: The password is refused.
        """
        refuse_weak(password, _known(account.email, account.profile))
        hashed = self._passwords.hash(password)
        changed = self.users.change(
            account.number,
            lambda now: replace(now, password=hashed),
            sessions_end=lambda _, __: True,
        )
        self.outbox.send(lambda: changed_letter(_mailbox(changed), self.public_url))
        return changed

    def forget_password(self, email: str, *, address: str) -> None:
        """Sends a letter with which a password can be set anew; nothing tells whether it did.

        Raises:
            EmailError: The e-mail address is none.
            TooManyRequestsError: There were too many from there.
        """
        to = EmailAddress.of(email)
        self.limits.take(Use(RESETS, household(address)))
        owner = self.users.find(to)
        allowed = self.limits.allows(Use(LETTERS, to.key))
        account = owner if allowed and owner is not None and owner.active else None
        token = self._resets.begin(account)
        if account is not None:
            link = reset_link(self.public_url, token)
            self.outbox.send(lambda: reset_letter(_mailbox(account), link))

    def reset_link(self, account: Account) -> str:
        """A link with which a password can be set anew, for an operator to hand over."""
        return reset_link(self.public_url, self._resets.begin(account))

    def reset_password(self, token: str, password: str) -> Account:
        """The account whose password was set anew by a token, which is used up by that.

        Raises:
            EndedLinkError: The token was used, is too old, or never was.
            PasswordError: The password is refused; the token is still good.
        """
        account = self._resettable(token, self._resets.account_of)
        refuse_weak(password, _known(account.email, account.profile))
        account = self.change_password(self._resettable(token, self._resets.take), password)
        self.limits.forget(Use(SIGN_INS_OF_ACCOUNT, EmailAddress.of(account.email).key))
        return account

    def _recognised(self, email: str, password: str, address: str) -> Account:
        """The account of one who knows its password; each try counts until it was a right one."""
        key = _key(email)
        here = household(address)
        uses = (
            Use(SIGN_INS, f"{key} {here}"),
            Use(SIGN_INS_OF_ACCOUNT, key),
            Use(SIGN_INS_OF_ADDRESS, here),
        )
        with self._turns:  # else many right ones at once, counted as tries, would be too many
            self.limits.take(*uses)
            account = self._found(email)
            hashed = None if account is None else account.password
            if not self._passwords.matches(hashed, password) or account is None:
                raise SignInError(
                    "The e-mail address or the password is wrong.",
                    remedy="Try again, or ask for a new password.",
                )
            self.limits.give_back(*uses)
        return account

    def _taken_letter(self, to: EmailAddress) -> Letter | None:
        """To the address that the owner wrote, which need not be the one that was asked with."""
        owner = self.users.find(to)
        return None if owner is None else taken_letter(_mailbox(owner), self.public_url)

    def _found(self, email: str) -> Account | None:
        try:
            return self.users.find(EmailAddress.of(email))
        except EmailError:  # no address, so nobody's
            return None

    def _rehashed(self, account: Account, password: str) -> Account:
        hashed = self._passwords.hash(password)

        def unless_changed(now: Account) -> Account:
            return replace(now, password=hashed) if now.password == account.password else now

        self.users.change(account.number, unless_changed)
        return replace(account, password=hashed)

    def _resettable(self, token: str, look: Callable[[str], tuple[int, str] | None]) -> Account:
        """The account that a token was made for, if its password is still the one of then."""
        found = look(token)
        if found is not None:
            number, hashed = found
            account = self.users.get(number)
            if account.active and digest(account.password) == hashed:
                return account
        raise EndedLinkError(
            "This link has been used, or is older than an hour.", remedy="Ask for a new one."
        )


def _mailbox(account: Account) -> str:
    return EmailAddress.of(account.email).ascii_domain


def _known(email: str, profile: Profile) -> list[str]:
    return [email, *(getattr(profile, each.name) for each in fields(profile))]


def _key(email: str) -> str:
    try:
        return EmailAddress.of(email).key
    except EmailError:
        return email
