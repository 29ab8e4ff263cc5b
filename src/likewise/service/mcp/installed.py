"""Installed: whether the protocol's own package is there, which belongs to an extra."""

from __future__ import annotations

from likewise.errors import UsageError


def check_installed() -> None:
    """Says what to install where it is not.

    Raises:
        UsageError: It is not.
    """
    try:
        import mcp  # noqa: F401, PLC0415 - an extra
    except ImportError:
        raise UsageError(
            "The tools for language models need the package mcp.",
            remedy="Install it: pip install 'likewise[mcp]'.",
        ) from None
