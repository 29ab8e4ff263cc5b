"""Asked: what was looked for when a result was judged, whatever way it was searched."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import orjson

from likewise.errors import UsageError
from likewise.index.filters.line_writing import to_line
from likewise.index.filters.reading import Where, read_filter
from likewise.index.filters.tree import EVERYTHING
from likewise.index.schema import Schema

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What was looked for.

    Attributes:
        words: In words.
        picture: The digest of a picture's file, `sha256:` and 64 hexadecimal digits.
        like: Ids of items that it is like.
        unlike: Ids of items that it is not like.
        unlike_words: What it is not, in words.
        where: The filter as one line.
    """

    words: str = ""
    picture: str = ""
    like: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    unlike_words: str = ""
    where: str = ""

    def __post_init__(self) -> None:
        if self.picture and not _DIGEST.fullmatch(self.picture):
            raise UsageError(
                f"{self.picture!r} is no digest of a picture.",
                remedy="It is `sha256:` and 64 hexadecimal digits.",
            )
        if max(len(self.words), len(self.unlike_words), len(self.where)) > _LONGEST:
            raise UsageError(f"A query has at most {_LONGEST:,} characters of words or filter.")
        if not (self.words or self.picture or self.like):
            raise UsageError(
                "Nothing was looked for, so nothing fits it or does not.",
                remedy="Give words, a picture or an item that it is like.",
            )

    @classmethod
    def of(  # noqa: PLR0913 - each is a way to say what is wanted
        cls,
        schema: Schema,
        words: str = "",
        *,
        picture: str = "",
        like: Sequence[str] = (),
        unlike: Sequence[str] = (),
        unlike_words: str = "",
        where: Where = None,
    ) -> Self:
        """The same for queries that differ in no more than how they are written.

        Blanks, the order of examples, and the form of the filter make no difference.

        Raises:
            UsageError: Nothing was looked for.
            FilterError: The filter cannot be read.
        """
        found = read_filter(where, schema)
        return cls(
            " ".join(words.split()),
            picture,
            tuple(sorted(set(like))),
            tuple(sorted(set(unlike))),
            " ".join(unlike_words.split()),
            "" if found == EVERYTHING else to_line(found),
        )

    @property
    def id(self) -> str:
        """What tells it from every other query: 32 hexadecimal digits."""
        return hashlib.blake2b(orjson.dumps(asdict(self)), digest_size=16).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """As plain values, without what is empty; `from_json` reads it back."""
        plain = {name: each for name, each in asdict(self).items() if each}
        return {
            name: list(each) if isinstance(each, tuple) else each for name, each in plain.items()
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """The query that `to_json` wrote.

        Raises:
            UsageError: It is none.
        """
        texts = ("words", "picture", "unlike_words", "where")
        lists = ("like", "unlike")
        unknown = plain.keys() - {*texts, *lists}
        if unknown:
            raise UsageError(f"A query has no {min(unknown)!r}.")
        for name in texts:
            if not isinstance(plain.get(name, ""), str):
                raise UsageError(f"The {name} of a query are text, not {plain[name]!r}.")
        for name in lists:
            each = plain.get(name, [])
            if not (isinstance(each, list) and all(isinstance(id_, str) for id_ in each)):
                raise UsageError(f"{name!r} is a list of ids, not {each!r}.")
        told: dict[str, Any] = {
            name: tuple(each) if name in lists else each for name, each in plain.items()
        }
        return cls(**told)


def picture_digest(file: bytes) -> str:
    """By which a query knows a picture."""
    return f"sha256:{hashlib.sha256(file).hexdigest()}"
