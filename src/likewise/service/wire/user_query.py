"""UserQuery: which accounts are wanted, as react-admin's simple REST client says it."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from likewise.accounts.directory import SORTS, Wanted
from likewise.errors import UsageError

MOST = 1000
"""The longest page."""

T = TypeVar("T")

_Place = Annotated[int, Field(ge=0, le=10_000_000)]


class _Filter(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    q: str = Field(default="", max_length=200)
    id: list[int] | int | None = None


_SPAN = TypeAdapter(tuple[_Place, _Place])
_SORT = TypeAdapter(tuple[str, Literal["ASC", "DESC"]])
_FILTER = TypeAdapter(_Filter)


def read_query(span: str, sort: str, filter_: str) -> Wanted:
    """Which accounts are wanted.

    Args:
        span: `[0, 24]`, the first and the last; empty for the first hundred.
        sort: `["email", "ASC"]`; empty for by number.
        filter_: `{"q": "ann"}`, `{"id": [1, 2]}`; empty for all.

    Raises:
        UsageError: One of them cannot be read.
    """
    first, last = _read(_SPAN, span, "range", "[0, 24]") if span else (0, 99)
    field, order = _read(_SORT, sort, "sort", '["email", "ASC"]') if sort else ("id", "ASC")
    matching = _read(_FILTER, filter_, "filter", '{"q": "ann"}') if filter_ else _Filter()
    if field not in SORTS:
        raise UsageError(
            f"Accounts cannot be sorted by {field!r}.", remedy=f"Use {', '.join(SORTS)}."
        )
    if not 0 <= last - first < MOST:
        raise UsageError(f"A page has from 1 to {MOST:,} accounts.", remedy="range=[0, 24]")
    ids = [matching.id] if isinstance(matching.id, int) else matching.id
    return Wanted(
        sort=field,
        descending=order == "DESC",
        text=matching.q,
        numbers=None if ids is None else frozenset(ids),
        offset=first,
        limit=last - first + 1,
    )


def _read(adapter: TypeAdapter[T], text: str, name: str, example: str) -> T:
    try:
        return adapter.validate_json(text)
    except ValidationError:
        raise UsageError(f"{name} cannot be read.", remedy=f"Write it as {example}.") from None
