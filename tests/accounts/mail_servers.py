"""Mail servers on this machine, that keep what they are given."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


@dataclass
class Inbox:
    """What a server was given.

    Attributes:
        messages: The messages.
        envelopes: From whom and to whom each went.
        logins: User and password of each who logged in.
        encrypted: Whether each came encrypted.
        refuses: What it says in place of taking a message.
    """

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refuses: str = ""

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802, ANN401 - as aiosmtpd has it
        """Takes a message."""
        if self.refuses:
            return self.refuses
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        self.encrypted.append(
            session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None
        )
        return "250 OK"

    def log_in(self, *told: Any) -> AuthResult:  # noqa: ANN401 - as aiosmtpd has it
        """Lets everyone in."""
        data = told[-1]
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=True)


@contextmanager
def mail_server(
    *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None, auth: bool = False
) -> Iterator[Inbox]:
    """A server at a free port of 127.0.0.1."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        inbox = Inbox(port=free.getsockname()[1])
    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=inbox.port,
        ssl_context=tls,
        tls_context=starttls,
        require_starttls=starttls is not None,
        enable_SMTPUTF8=True,
        auth_required=auth,
        authenticator=inbox.log_in if auth else None,
    )
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()
