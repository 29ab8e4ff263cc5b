"""E-mail addresses: each spelling of one finds the same account, and mail goes where it should."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likewise.accounts.email_address import EmailAddress
from likewise.errors import UsageError


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann@example.com", "ANN@EXAMPLE.COM"),
        ("ann@example.com", "  ann@example.com\n"),
        ("ann@example.com", "ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ"),  # noqa: RUF001 - of full width
        ("andr\u00e9@example.com", "andre\u0301@example.com"),
        ("stra\u00dfe@example.com", "STRASSE@example.com"),
        ("ann@b\u00fccher.example", "ann@xn--bcher-kva.example"),
        ("\u039f\u0394\u039f\u03a3@example.com", "\u03bf\u03b4\u03bf\u03c2@example.com"),
        ("\ufb01sh@example.com", "fish@example.com"),
    ],
)
def test_twins_are_one_address(one: str, other: str) -> None:
    assert EmailAddress.of(one).key == EmailAddress.of(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann@example.com", "anne@example.com"),
        ("ann@example.com", "ann@example.org"),
        ("ann.b@example.com", "annb@example.com"),
        ("ann+a@example.com", "ann@example.com"),
        ("m\u0131ke@example.com", "mike@example.com"),
        ("\u0430nn@example.com", "ann@example.com"),
    ],
)
def test_others_stay_apart(one: str, other: str) -> None:
    assert EmailAddress.of(one).key != EmailAddress.of(other).key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ann",
        "@example.com",
        "ann@",
        "ann@@example.com",
        "ann @example.com",
        "ann@exa mple.com",
        ".ann@example.com",
        "ann.@example.com",
        "a..b@example.com",
        '"ann"@example.com',
        "ann@example.com\nBcc: all@example.com",
        "ann\0@example.com",
        "ann\u200b@example.com",
        "ann@-example.com",
        "ann@exa_mple.com",
        "ann@example..com",
        "ann@[192.0.2.1]",
        "a" * 65 + "@example.com",
        "a@" + "b" * 250 + ".com",
        "a@" + ".".join(["b" * 60] * 5),
        "ann\ud800@example.com",
        "ann@ex\ud800mple.com",
    ],
)
def test_what_is_none_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        EmailAddress.of(text)
    assert caught.value.problem == "That is no e-mail address."


@given(st.text(max_size=80))
def test_every_text_is_an_address_or_refused(text: str) -> None:
    try:
        found = EmailAddress.of(text)
    except UsageError:
        return
    assert found.shown.count("@") >= 1


_LOCAL = st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=12)


@given(_LOCAL)
def test_the_key_is_its_own_key_and_that_of_every_spelling(local: str) -> None:
    try:
        found = EmailAddress.of(f"{local}@example.com")
    except UsageError:
        return
    assert EmailAddress.of(found.key).key == found.key
    assert EmailAddress.of(found.shown).key == found.key
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        spelled = unicodedata.normalize(form, local)
        if len(spelled.encode()) <= 64:
            assert EmailAddress.of(f"{spelled}@example.com").key == found.key


def test_mail_goes_to_what_was_written_with_a_domain_that_servers_know() -> None:
    found = EmailAddress.of("Ann.B@B\u00fccher.example")
    assert found.shown == "Ann.B@B\u00fccher.example"
    assert found.ascii_domain == "Ann.B@xn--bcher-kva.example"
