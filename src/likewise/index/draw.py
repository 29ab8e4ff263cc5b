"""Draw: a number for each id, as good as random and always the same."""

from __future__ import annotations

import hashlib
import math

_BITS = 48  # of the 53 that a number has

APART = math.ldexp(1.0, -_BITS)
"""What is between two numbers that are drawn, at least."""


def drawn(document: str) -> float:
    """A number from 0 up to 1, spread evenly over ids, always the same for one."""
    digest = hashlib.blake2b(document.encode(), digest_size=_BITS // 8).digest()
    return math.ldexp(int.from_bytes(digest, "big"), -_BITS)
