"""Redis measure: searches whose distances alone are of interest, and their replies.

Pure: commands are tuples, replies what the client gave.
"""

from __future__ import annotations

from typing import NamedTuple

from likewise.catalogue.index_recipe import Policy
from likewise.embedding.vectors import Vector
from likewise.index.redis.codec import DRAW, Command, Reply, vector_attribute
from likewise.index.redis.parameters import Parameters
from likewise.index.redis.vector_index import search_options
from likewise.index.schema import Schema
from likewise.index.search_setting import SearchSetting

_DISTANCE = "_distance"
_NO_TIMEOUT = ("TIMEOUT", 0)


class Window(NamedTuple):
    """The documents that drew a number from `low` up to `high`: so large a share of all."""

    low: float
    high: float


_EVERY = Window(0, 1)


def distances_to(  # noqa: PLR0913 - an index, what to find in it, and how
    index: str,
    schema: Schema,
    vector: str,
    to: Vector,
    *,
    k: int,
    window: Window | None,
    setting: SearchSetting,
) -> Command:
    """FT.SEARCH for the distances of the k nearest.

    Args:
        index: Its name.
        schema: What it holds.
        vector: Which of the documents' vectors is compared.
        to: Shape (dims,), float32, unit length.
        k: How many.
        window: Only these documents are looked at; None for all, and no filter.
        setting: How the graph is searched.
    """
    parameters, text = Parameters(), "*"
    if setting.policy is Policy.ADHOC_BF:  # the search module heeds it under a filter only
        window = window or _EVERY
    if window is not None:
        text = f"(@{DRAW}:[{parameters.bind(window.low)} ({parameters.bind(window.high)}])"
    options = search_options(setting.applied(schema), k, filtered=window is not None)
    name, number = vector_attribute(vector), parameters.bind(k)
    given = parameters.bind(schema.to_bytes(to))
    query = f"{text}=>[KNN {number} @{name} {given}{options} AS {_DISTANCE}]"
    more = ("RETURN", 1, _DISTANCE, "LIMIT", 0, k, *_NO_TIMEOUT)
    return ("FT.SEARCH", index, query, *more, *parameters.clause(), "DIALECT", 2)


def read_distances(reply: Reply) -> list[float]:
    """The distances in the reply, the smallest first."""
    return sorted(float(pairs[1]) for pairs in reply[2::2])
