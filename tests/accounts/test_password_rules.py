"""Password rules: long enough and not easily guessed; nothing about which characters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likewise.accounts.password_rules import new_password, refuse_weak
from likewise.errors import PasswordError

NOBODY: list[str] = []


@pytest.mark.parametrize(
    "password",
    [
        "river unlikely candle spoon",
        "correct horse battery staple",
        "unpredictable-lamp-river",
        "\u6211\u559c\u6b22\u5403\u82f9\u679c\u548c\u9999\u8549\u771f\u7684\u5f88\u597d",
        "wxqzjvkpyhgbtd",
        "        quite unlikely        ",
        "x" * 3 + "kettle drum sofa" + "y" * 990,
    ],
)
def test_a_long_password_of_any_characters_is_taken(password: str) -> None:
    refuse_weak(password, NOBODY)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "aaaaaaaaaaaa",
        "123456789012",
        "password1234",
        "passwordpassword",
        "P@ssw0rd1234",
        "qwertyuiop[]",
        "iloveyou2much",
        "letmein123456",
        "likewise12345",
        "abcdefghijkl",
    ],
)
def test_a_short_or_common_password_is_refused(password: str) -> None:
    with pytest.raises(PasswordError) as caught:
        refuse_weak(password, NOBODY)
    assert not password or password not in str(caught.value)
    assert caught.value.remedy


def test_every_common_password_that_is_long_enough_is_refused() -> None:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 - for this test alone

    common = [each for each in FREQUENCY_LISTS["passwords"] if len(each) >= 12]
    assert len(common) > 200
    for password in common:
        with pytest.raises(PasswordError):
            refuse_weak(password, NOBODY)


def test_what_others_know_of_the_person_is_refused() -> None:
    known = ["annabelle.winterbottom@example.com", "Annabelle", "Winterbottom"]
    for password in ("winterbottom", "Winterbottom1", "annabelle.winterbottom@example.com"):
        with pytest.raises(PasswordError):
            refuse_weak(password, known)


def test_a_text_on_which_the_judge_would_spend_seconds_is_judged_by_its_beginning() -> None:
    refuse_weak(("@4(8{[<63!|1$5+7%290" * 60)[:1024], NOBODY)  # the whole would take years


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_taken_or_refused(password: str) -> None:
    try:
        refuse_weak(password, NOBODY)
    except PasswordError:
        return
    assert len(password) >= 12


def test_passwords_that_are_made_are_all_different_and_good_enough() -> None:
    made = {new_password() for _ in range(100)}
    assert len(made) == 100
    for password in list(made)[:10]:
        refuse_weak(password, NOBODY)
