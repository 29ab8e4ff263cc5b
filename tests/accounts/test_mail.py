"""Mail: letters reach a real server, encrypted, without anybody waiting; secrets reach no log."""

from __future__ import annotations

import logging
import ssl
import threading
from pathlib import Path

import pytest
import trustme

from accounts.mail_servers import mail_server
from likewise.accounts import mail as mail_module
from likewise.accounts.letters import Letter, reset_letter, reset_link, taken_letter
from likewise.accounts.mail import MailServer, Outbox
from likewise.errors import MailError, RecipeError

LETTER = reset_letter("ann@example.com", "https://shop.example/reset-password#T0KEN")


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """That of the server at 127.0.0.1, which this process trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def test_a_letter_arrives_as_it_was_written() -> None:
    with mail_server() as inbox:
        MailServer.of(f"smtp://127.0.0.1:{inbox.port}", "Shop <shop@shop.example>").deliver(LETTER)
    (message,) = inbox.messages
    assert inbox.envelopes == [("shop@shop.example", ["ann@example.com"])]
    assert message["From"] == "Shop <shop@shop.example>"
    assert message["To"] == "ann@example.com"
    assert message["Subject"] == "Set a new password"
    assert message["Message-ID"].endswith("@shop.example>")
    assert message["Date"]
    assert message.get_content().splitlines() == LETTER.text.splitlines()


def test_a_letter_goes_to_an_address_of_any_script() -> None:
    with mail_server() as inbox:
        server = MailServer.of(f"smtp://127.0.0.1:{inbox.port}", "shop@shop.example")
        server.deliver(reset_letter("andr\u00e9@xn--bcher-kva.example", "https://shop.example"))
    assert inbox.envelopes[0][1] == ["andr\u00e9@xn--bcher-kva.example"]


def test_it_asks_for_encryption_and_logs_in(certificate: ssl.SSLContext) -> None:
    with mail_server(starttls=certificate, auth=True) as inbox:
        MailServer.of(f"smtp://us%40er:p%2Fw@127.0.0.1:{inbox.port}", "a@b.example").deliver(LETTER)
    assert inbox.logins == [(b"us@er", b"p/w")]
    assert inbox.encrypted == [True]


def test_it_speaks_tls_from_the_first_byte_on(certificate: ssl.SSLContext) -> None:
    with mail_server(tls=certificate) as inbox:
        MailServer.of(f"smtps://127.0.0.1:{inbox.port}", "a@b.example").deliver(LETTER)
    assert len(inbox.messages) == 1


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_that_nobody_vouches_for_is_refused(scheme: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    tls, starttls = (context, None) if scheme == "smtps" else (None, context)
    with mail_server(tls=tls, starttls=starttls) as inbox:
        server = MailServer.of(f"{scheme}://127.0.0.1:{inbox.port}", "a@b.example")
        with pytest.raises(MailError):
            server.deliver(LETTER)
    assert inbox.messages == []


def test_nothing_goes_in_clear_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_module, "_is_this_machine", lambda _: False)
    with mail_server() as inbox:
        server = MailServer.of(f"smtp://127.0.0.1:{inbox.port}", "a@b.example")
        with pytest.raises(MailError, match="no encryption"):
            server.deliver(LETTER)
    assert inbox.messages == []


def test_what_a_server_says_is_not_repeated() -> None:
    with mail_server() as inbox:
        inbox.refuses = "554 no thanks for T0KEN"
        server = MailServer.of(f"smtp://127.0.0.1:{inbox.port}", "a@b.example")
        with pytest.raises(MailError) as caught:
            server.deliver(LETTER)
    assert "T0KEN" not in str(caught.value)
    assert caught.value.remedy


def test_a_server_that_is_not_there_is_an_error_and_no_more() -> None:
    with mail_server() as inbox:
        pass
    with pytest.raises(MailError, match="did not take"):
        MailServer.of(f"smtp://127.0.0.1:{inbox.port}", "a@b.example").deliver(LETTER)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.com",
        "http://mail.example.com",
        "smtp://",
        "smtp://a:b@c:x",
        "smtp://[",
        "smtp://a/b",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(RecipeError) as caught:
        MailServer.of(url, "a@b.example")
    assert caught.value.problem == "LIKEWISE_SMTP_URL cannot be read."


def test_there_must_be_a_sender_and_the_password_does_not_show() -> None:
    with pytest.raises(RecipeError, match="LIKEWISE_MAIL_FROM"):
        MailServer.of("smtp://mail.example.com", "")
    server = MailServer.of("smtps://user:s3cret@mail.example.com", "a@b.example")
    assert "s3cret" not in repr(server)
    assert server.port == 465
    assert MailServer.of("smtp://mail.example.com", "a@b.example").port == 587


def test_the_outbox_makes_nobody_wait_and_sends_all_in_the_end() -> None:
    go, sent = threading.Event(), list[Letter]()

    def deliver(letter: Letter) -> None:
        go.wait(10)
        sent.append(letter)

    outbox = Outbox(deliver)
    for _ in range(3):
        outbox.send(lambda: LETTER)
    assert sent == []
    go.set()
    outbox.close()
    assert sent == [LETTER] * 3


def test_a_letter_that_cannot_be_sent_is_noted_without_its_token_and_the_next_one_goes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sent = list[Letter]()

    def deliver(letter: Letter) -> None:
        if not sent:
            sent.append(letter)
            raise MailError("The mail server is away.")
        sent.append(letter)

    outbox = Outbox(deliver)
    with caplog.at_level(logging.DEBUG):
        outbox.send(lambda: LETTER)
        outbox.send(lambda: LETTER)
        outbox.close()
    assert len(sent) == 2
    assert "away" in caplog.text
    assert "T0KEN" not in caplog.text
    assert "T0KEN" not in repr(LETTER)


def test_nobody_to_write_to_is_no_letter() -> None:
    sent = list[Letter]()
    outbox = Outbox(sent.append)
    outbox.send(lambda: None)
    outbox.close()
    assert sent == []


def test_without_a_server_letters_go_nowhere() -> None:
    outbox = Outbox(None)
    assert not outbox.delivers
    outbox.send(lambda: LETTER)
    outbox.close()


def test_links_carry_the_token_where_no_server_sees_it() -> None:
    link = reset_link("https://shop.example", "T0KEN")
    assert link.partition("#")[2] == "T0KEN"
    assert "T0KEN" not in link.partition("#")[0]
    assert "https://shop.example" in taken_letter("a@b.example", "https://shop.example").text
