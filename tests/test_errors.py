"""The tree of errors that `errors.py` draws is the tree that it has."""

from __future__ import annotations

import inspect
import re

import pytest

from likewise import errors


def classes() -> dict[str, str]:
    """Each class with its parent."""
    return {
        name: each.__bases__[0].__name__
        for name, each in inspect.getmembers(errors, inspect.isclass)
        if each.__module__ == errors.__name__
    }


def drawn() -> dict[str, str]:
    """Each name in the drawing with the one it hangs from."""
    found: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        matched = re.match(r"([│├└─ ]*)(\w+Error)\b", line)
        if matched:
            depth = len(matched[1]) // 4
            del above[depth:]
            found[matched[2]] = above[-1] if above else "Exception"
            above.append(matched[2])
    return found


def test_the_drawn_tree_is_the_tree() -> None:
    assert drawn() == classes()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errors.SourceError("It is empty."), "It is empty."),
        (errors.SourceError("It is empty.", remedy="Fill it."), "It is empty. Fill it."),
    ],
)
def test_an_error_says_what_is_wrong_and_then_what_to_do(
    error: errors.LikewiseError, words: str
) -> None:
    assert str(error) == words
