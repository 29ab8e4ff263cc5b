"""Redis sizes: the bytes that keys, hashes and JSON take in Redis.

Redis takes them from jemalloc, whose sizes `allocated` knows. The rest was found by writing 12,288
keys of one shape to Redis 8.2.3 with RediSearch 2.10.5 and RedisJSON 2.8.3, and dividing what
`used_memory` grew by. `python benchmarks/memory.py` compares the whole with what catalogues take:
within 1 % on 2026-11-23.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

_BUCKET = 11  # of a table that is 0.5 to 1 full, 0.72 on average
_EMPTY_HASH, _EMPTY_JSON = 56, 28
_FLOAT = 16
_KNOWN = range(-128, 384)  # whole numbers that RedisJSON has ready
_LARGE = 2**23


def allocated(size: int) -> int:
    """What jemalloc gives for so many bytes, as Redis builds it."""
    if size <= 64:  # noqa: PLR2004 - up to here its sizes are 8 apart, then four to a doubling
        return 8 * max(1, math.ceil(size / 8))
    step = 1 << ((size - 1).bit_length() - 3)
    return step * math.ceil(size / step)


def length(value: str | bytes) -> int:
    """The bytes of a value, a text being UTF-8."""
    return len(value if isinstance(value, bytes) else value.encode())


def key_bytes(length: int) -> int:
    """The entry in the keyspace of a key of so many bytes, without its value."""
    return _BUCKET + allocated(length + 19)


def hash_bytes(pairs: Mapping[str, str | bytes], more: int) -> int:
    """A hash of these fields, with room for so many more that are not counted."""
    slots = 1 << (len(pairs) + more - 1).bit_length()
    fields = sum(field_bytes(name, length(value)) for name, value in pairs.items())
    return _EMPTY_HASH + 8 * slots + fields


def field_bytes(name: str, length: int) -> int:
    """A field of a hash, whose value has so many bytes."""
    return 24 + _string(len(name)) + _string(length)


def float_list_bytes(count: int) -> int:
    """A list in a JSON document of so many numbers that are not whole."""
    return list_bytes(count) + _FLOAT * count


def list_bytes(count: int) -> int:
    """A list in a JSON document, without what its values take by themselves."""
    return allocated(16 + 8 * max(4, 1 << (count - 1).bit_length()))


def json_bytes(value: Any, texts: set[str]) -> int:  # noqa: ANN401 - whatever JSON can hold
    """A JSON document; RedisJSON keeps each text once, and `texts` are those counted so far."""
    return _EMPTY_JSON + _json(value, texts)


def _json(value: Any, texts: set[str]) -> int:  # noqa: ANN401 - whatever JSON can hold
    match value:
        case str() if value not in texts:
            texts.add(value)
            return 10 + allocated(16 + length(value))
        case float():
            return _FLOAT
        case int() if not isinstance(value, bool):
            return 0 if value in _KNOWN else 8 if abs(value) < _LARGE else 16
        case list() if value:
            return list_bytes(len(value)) + sum(_json(each, texts) for each in value)
        case dict() if value:
            slots = max(4, 1 << (len(value) - 1).bit_length())
            return allocated(16 + 26 * slots) + sum(_json(v, texts) for v in value.values())
        case _:
            return 0


def _string(length: int) -> int:
    """A string of Redis: a head, the bytes, a zero."""
    return allocated(length + (2 if length < 32 else 4 if length < 256 else 6))  # noqa: PLR2004
