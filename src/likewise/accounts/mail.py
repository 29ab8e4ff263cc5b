"""Mail: letters go to a mail server, without anybody waiting for it."""

from __future__ import annotations

import ipaddress
import logging
import smtplib
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import formatdate, make_msgid
from threading import BoundedSemaphore
from typing import Self
from urllib.parse import unquote, urlsplit

from likewise.accounts.letters import Letter
from likewise.errors import LikewiseError, MailError, RecipeError

_SECONDS = 10.0
_MOST_WAITING = 1000
_SUBMISSION, _SUBMISSION_BY_TLS = 587, 465

_log = logging.getLogger("likewise.accounts.mail")

Deliver = Callable[[Letter], object]
"""Hands a letter to a mail server."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server that takes letters.

    Attributes:
        host: Its name.
        port: Its port.
        encrypted: Whether it speaks TLS from the first byte on; else it is asked for it.
        user: As whom; empty for nobody.
        password: The user's.
        sender: From whom the letters come.
    """

    host: str
    port: int
    encrypted: bool
    user: str
    password: str = field(repr=False)
    sender: str

    @classmethod
    def of(cls, url: str, sender: str) -> Self:
        """The server at an address such as `smtp://user:password@mail.example.com:587`.

        Raises:
            RecipeError: The address cannot be read, or there is no sender.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise _unreadable() from None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
            raise _unreadable()
        if "@" not in sender:
            raise RecipeError(
                "LIKEWISE_MAIL_FROM names no sender.",
                remedy="Set it to an address such as shop@example.com.",
            )
        encrypted = parts.scheme == "smtps"
        return cls(
            parts.hostname,
            port or (_SUBMISSION_BY_TLS if encrypted else _SUBMISSION),
            encrypted,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            sender,
        )

    def deliver(self, letter: Letter) -> None:
        """Hands a letter to the server.

        Raises:
            MailError: It cannot be reached, refuses, or would take the letter only in clear.
        """
        message = EmailMessage(policy=SMTPUTF8)
        message["From"] = self.sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2].rstrip(">"))
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answers by machines
        message.set_content(letter.text)
        try:
            with self._connected() as client:
                if self.user:
                    client.login(self.user, self.password)
                client.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            # Without what the server said: it may repeat the letter, or the password.
            raise MailError(
                f"The mail server {self.host}:{self.port} did not take a letter "
                f"({type(error).__name__}).",
                remedy="Check LIKEWISE_SMTP_URL and LIKEWISE_MAIL_FROM.",
            ) from None

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.encrypted:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=context)
        client = smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
        try:
            self._encrypt(client, context)
        except BaseException:
            client.close()
            raise
        return client

    def _encrypt(self, client: smtplib.SMTP, context: ssl.SSLContext) -> None:
        client.ehlo()
        if client.has_extn("starttls"):
            client.starttls(context=context)
            client.ehlo()
        elif not _is_this_machine(self.host):
            raise MailError(
                f"The mail server {self.host}:{self.port} offers no encryption.",
                remedy="Use one that does STARTTLS, or smtps:// in LIKEWISE_SMTP_URL.",
            )


class Outbox:
    """Sends letters one after the other in a thread of its own; those waiting at the end still go.

    Who asks for a letter must not wait for the mail server: the time would tell whether there is
    an account.

    Args:
        deliver: Hands a letter to a mail server; None where there is none.
    """

    def __init__(self, deliver: Deliver | None) -> None:
        self._deliver = deliver
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
        self._room = BoundedSemaphore(_MOST_WAITING)

    @property
    def delivers(self) -> bool:
        """Whether there is a mail server."""
        return self._deliver is not None

    def send(self, write: Callable[[], Letter | None]) -> None:
        """Sends a letter soon; one that cannot be sent is noted in the log.

        Args:
            write: Gives the letter; done in the thread, as it may have to ask Redis for whom it is.
        """
        if self._deliver is None:
            return
        if not self._room.acquire(blocking=False):
            _log.error("A letter was not sent: %d are waiting.", _MOST_WAITING)
            return
        self._thread.submit(self._send, self._deliver, write)

    def close(self) -> None:
        """Waits until all letters have gone."""
        self._thread.shutdown()

    def _send(self, deliver: Deliver, write: Callable[[], Letter | None]) -> None:
        try:
            letter = write()
            if letter is not None:
                deliver(letter)
        except LikewiseError as error:
            _log.error("A letter was not sent: %s", error)
        finally:
            self._room.release()


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _unreadable() -> RecipeError:
    """Without the address: it holds a password."""
    return RecipeError(
        "LIKEWISE_SMTP_URL cannot be read.",
        remedy="Write it as smtp://user:password@mail.example.com:587 (STARTTLS) or smtps://..., "
        "with `/`, `@`, `:`, `?` and `#` in the password percent-encoded.",
    )
