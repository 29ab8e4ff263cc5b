"""Content: what a hit shows of an item, and as what it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import orjson

from likewise.catalogue.item import Value


class Content:
    """What a hit shows: the item's fields and the path of its picture.

    What is stored is read when it is first looked at: of a thousand hits most never are.
    """

    __slots__ = ("_fields", "_picture", "_unread")

    def __init__(self, fields: Mapping[str, Value], picture: str | None) -> None:
        self._fields = fields
        self._picture = picture
        self._unread: bytes | None = None

    @classmethod
    def stored(cls, data: bytes) -> Self:
        """What `to_json` wrote."""
        content = cls.__new__(cls)
        content._unread = data  # noqa: SLF001 - its own
        return content

    @property
    def fields(self) -> Mapping[str, Value]:
        """The item's fields."""
        if self._unread is not None:
            self._read(self._unread)
        return self._fields

    @property
    def picture(self) -> str | None:
        """The path of its picture, or None."""
        if self._unread is not None:
            self._read(self._unread)
        return self._picture

    def to_json(self) -> bytes:
        """As JSON."""
        return orjson.dumps({"fields": dict(self.fields), "picture": self.picture})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Content):
            return NotImplemented
        return (self.fields, self.picture) == (other.fields, other.picture)

    __hash__ = None  # type: ignore[assignment] # fields have no hash

    def __repr__(self) -> str:
        return f"Content({dict(self.fields)!r}, {self.picture!r})"

    def _read(self, data: bytes) -> None:
        plain = orjson.loads(data)
        fields: dict[str, Any] = plain["fields"]
        if b"[" in data:  # only then can there be a list; most are spared the look
            fields = {k: tuple(v) if type(v) is list else v for k, v in fields.items()}
        self._fields, self._picture = fields, plain["picture"]
        self._unread = None


NO_CONTENT = Content({}, None)
"""Of an item that shows nothing."""
