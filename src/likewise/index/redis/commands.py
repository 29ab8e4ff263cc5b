"""Redis requests: what a store is asked as commands of the search module, and the replies read.

Pure: commands are tuples, replies what the client gave. Values go in as parameters.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import repeat
from operator import lt
from typing import Any, Generic, NamedTuple, TypeVar

from likewise.index.content import NO_CONTENT, Content
from likewise.index.draw import drawn
from likewise.index.filters.tree import Filter
from likewise.index.filters.wording import forms
from likewise.index.redis.codec import (
    DRAW,
    ID,
    SHOWN,
    TAG_SEPARATOR,
    Command,
    Reply,
    attribute,
    text_attribute,
    vector_attribute,
)
from likewise.index.redis.filter import filter_text
from likewise.index.redis.parameters import Parameters
from likewise.index.redis.storage import storage_of
from likewise.index.redis.vector_index import radius, search_options, similarity
from likewise.index.redis.words import END, marks_of, quoted
from likewise.index.requests import (
    Bounds,
    Drawn,
    Extent,
    Histogram,
    Keywords,
    Labels,
    Matching,
    Near,
    Nearest,
    Neighbour,
    Ordered,
    Relevant,
    Request,
    Spellings,
    TagCounts,
    Total,
)
from likewise.index.schema import Schema
from likewise.index.spelling import MOST_EDITS, likeliest
from likewise.index.store import MOST_NEIGHBOURS
from likewise.language.analyzer import Analyzer
from likewise.language.stemming import stems

T = TypeVar("T")

_DISTANCE = "_distance"
_MOST_BINS = 10_000
_MOST_GROUPS = 1_000_000

_WEIGHT = 2**60
"""Beside a BM25 so large, what a filter's tags add to it is less than the last bit; and a power of
two is taken out again without loss."""


class Found(NamedTuple):
    """A ranking's documents, and that by which each is ranked: the smaller first, equals by id."""

    keys: Sequence[float | tuple[bool, float]]
    neighbours: Sequence[Neighbour]


@dataclass(frozen=True)
class View:
    """What of an index its commands need.

    Attributes:
        index: Its name.
        prefix: What the keys of its documents begin with.
        ids: The key of the set of its ids.
        schema: What it holds.
        analyzer: Makes the tokens that its texts were made into.
    """

    index: str
    prefix: str
    ids: str
    schema: Schema
    analyzer: Analyzer

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """What RETURN and LOAD are told to bring what hits show."""
        return storage_of(self.schema).returned(SHOWN)

    @cached_property
    def cosine_of(self) -> Callable[[float], float]:
        """From the distance that Redis tells of two vectors to their cosine."""
        return similarity(self.schema)


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """A command, and what its reply means."""

    command: Command
    read: Callable[[Reply], T]


def asked(request: Request[Any], view: View) -> Asked[Any]:
    """The command for a request.

    The reply to a ranking is read as `Found`, of more than the k asked for: so it shows whether the
    last of them has equals that were cut off.
    """
    return _MAKERS[type(request)](request, view)


def _nearest(request: Nearest, view: View) -> Asked[Found]:
    schema, parameters = view.schema, Parameters()
    text = filter_text(request.where, schema, parameters, view.analyzer)
    if text == "*" and request.exact and schema.algorithm.walks:
        text = f"(@{DRAW}:[0 1])"  # only under a filter can a graph be told to compare all
    k = request.k + 1
    searched = request.setting.reaching(k).applied(schema) if request.setting else schema
    options = search_options(searched, k, filtered=text != "*", exact=request.exact)
    most, vector = parameters.bind(k), parameters.bind(schema.to_bytes(request.to))
    name = vector_attribute(request.vector)
    query = f"{text}=>[KNN {most} @{name} {vector}{options} AS {_DISTANCE}]"
    returned: tuple[str, ...] = (_DISTANCE, *(view.shown if request.contents else ()))

    start, cosine_of = len(view.prefix) + 1, view.cosine_of
    least, with_contents = request.least, request.contents

    def read(reply: Reply) -> Found:
        ids, rows = [key[start:-1].decode() for key in reply[1::2]], reply[2::2]
        found = sorted(zip([float(row[1]) for row in rows], ids, rows, strict=True))
        if least > -1:
            found = [each for each in found if cosine_of(each[0]) >= least]
        neighbours = [
            Neighbour(id_, cosine_of(far), Content.stored(row[3]) if with_contents else NO_CONTENT)
            for far, id_, row in found
        ]
        return Found([far for far, *_ in found], neighbours)

    more: tuple[str | int, ...] = ("RETURN", len(returned), *returned, "LIMIT", 0, k)
    return Asked(_search(view, query, parameters, *more), read)


def _matching(request: Matching, view: View) -> Asked[Found]:
    parameters, shown = Parameters(), view.shown if request.contents else ()
    words, scale = _scored(request, view, parameters)
    brought: tuple[str | int, ...] = ("RETURN", len(shown), *shown) if shown else ("NOCONTENT",)
    start, k, step = len(view.prefix) + 1, request.k, 3 if shown else 2

    def read(reply: Reply) -> Found:
        scores = list(map(float, reply[2::step]))
        scores = scores if scale == 1 else [score / scale for score in scores]
        keys = [-score for score in scores]
        equals = bisect_right(keys, keys[k - 1]) if len(keys) > k else len(keys)
        ids = [key[start:-1].decode() for key in reply[1 : equals * step : step]]
        contents = [Content.stored(row[1]) for row in reply[3::3]] if shown else repeat(NO_CONTENT)
        first = _in_order(keys[:equals], list(map(Neighbour, ids, scores, contents)))
        return Found(keys, first.neighbours)

    more = ("WITHSCORES", "SCORER", "BM25STD", *brought, "LIMIT", 0, ahead(k))
    return Asked(_search(view, words, parameters, *more), read)


def ahead(k: int) -> int:
    """How many are asked for of the k that match best: the search module knows no second key.

    Of titles, few rankings have equals beyond: docs/decisions/0020.
    """
    return max(k + 1, min(2 * k + 10, MOST_NEIGHBOURS))


def matching_by_id(request: Matching, view: View) -> Asked[Sequence[Neighbour]]:
    """The command for the k that match best, equals by id, however many there are.

    It costs more than `asked`, as each document that matches is a row of its own.
    """
    parameters, shown = Parameters(), view.shown if request.contents else ()
    words, scale = _scored(request, view, parameters)
    steps: tuple[str | int, ...] = ("ADDSCORES", "SCORER", "BM25STD")
    steps += ("SORTBY", 4, "@__score", "DESC", f"@{ID}", "ASC", "MAX", request.k)
    steps += ("LOAD", len(shown), *shown) if shown else ()

    id_, shown_, with_contents = ID.encode(), SHOWN.encode(), request.contents

    def read(reply: Reply) -> Sequence[Neighbour]:
        found = []
        for row in reply[1:]:
            fields = dict(zip(row[::2], row[1::2], strict=True))
            content = Content.stored(fields[shown_]) if with_contents else NO_CONTENT
            found.append(
                Neighbour(fields[id_].decode(), float(fields[b"__score"]) / scale, content)
            )
        return found

    command = ("FT.AGGREGATE", view.index, words, "VERBATIM", *steps)
    return Asked((*command, *parameters.clause(), "DIALECT", 2), read)


def _scored(request: Matching, view: View, parameters: Parameters) -> tuple[str, int]:
    """The query, and how many times as large as BM25 its scores are."""
    among = _query(request.where, request.relevant, view, parameters)
    ways = [way for term in _terms(request.words, view.schema, parameters) for way in term]
    words = " | ".join(ways)
    if among == "*":
        return words, 1
    # Under a filter the search module leaves some of several words out of a document's score.
    # So each counts as an optional one, and what any has stands there, twice, with no weight.
    any_, counted = f"({words} | {words})=>{{$weight: 0}}", " ".join(f"(~{w})" for w in ways)
    return f"{among} (({any_} {counted})=>{{$weight: {_WEIGHT}}})", _WEIGHT


def _ordered(request: Ordered, view: View) -> Asked[Found]:
    parameters, name = Parameters(), attribute(request.field)
    query = _query(request.where, request.relevant, view, parameters)
    storage = storage_of(view.schema)
    returned = (*storage.returned(name), *(view.shown if request.contents else ()))
    sign = -1 if request.descending else 1

    def read(reply: Reply) -> Found:
        keys: list[tuple[bool, float]] = []
        found, start = [], len(view.prefix) + 1
        for key, pairs in zip(reply[1::2], reply[2::2], strict=True):
            fields = dict(zip(pairs[::2], pairs[1::2], strict=True))
            value = fields.get(name.encode())
            number = 0.0 if value is None else float(value)
            content = Content.stored(fields[SHOWN.encode()]) if request.contents else NO_CONTENT
            keys.append((value is None, sign * number))
            found.append(Neighbour(key[start:-1].decode(), number, content))
        return _in_order(keys, found)

    more: tuple[str | int, ...] = ("SORTBY", name, "DESC" if request.descending else "ASC")
    more = (*more, "RETURN", len(returned), *returned, "LIMIT", 0, request.k + 1)
    return Asked(_search(view, query, parameters, *more), read)


def _drawn(request: Drawn, view: View) -> Asked[Sequence[Neighbour]]:
    # Not by the search module's dialect 4, which sorts without looking at all, and under a filter
    # gives wrong pages.
    parameters = Parameters()
    text = filter_text(request.where, view.schema, parameters, view.analyzer)
    if request.below < 1:
        window = f"(@{DRAW}:[0 ({parameters.bind(request.below)}])"
        text = window if text == "*" else f"{text} {window}"
    shown, start = view.shown, len(view.prefix) + 1

    def read(reply: Reply) -> Sequence[Neighbour]:
        ids = [key[start:-1].decode() for key in reply[1::2]]
        contents = [Content.stored(pairs[1]) for pairs in reply[2::2]]
        return [Neighbour(id_, drawn(id_), each) for id_, each in zip(ids, contents, strict=True)]

    more: tuple[str | int, ...] = ("SORTBY", DRAW, "ASC", "RETURN", len(shown), *shown)
    return Asked(_search(view, text, parameters, *more, "LIMIT", request.offset, request.k), read)


def _in_order(keys: Sequence[Any], neighbours: Sequence[Neighbour]) -> Found:
    """By their keys, ties by id."""
    if all(map(lt, keys, keys[1:])):  # the search module has sorted them, and none are equal
        return Found(keys, neighbours)
    order = sorted(range(len(keys)), key=lambda each: neighbours[each].id)
    order.sort(key=keys.__getitem__)  # which leaves equals by id
    return Found([keys[each] for each in order], [neighbours[each] for each in order])


def _total(request: Total, view: View) -> Asked[int]:
    if request == Total():
        return Asked(("SCARD", view.ids), int)  # counting by the search module is not cheap
    parameters = Parameters()
    query = _query(request.where, request.relevant, view, parameters)
    return Asked(_search(view, query, parameters, "LIMIT", 0, 0), lambda reply: int(reply[0]))


def _tag_counts(request: TagCounts, view: View) -> Asked[Mapping[str, int]]:
    # Grouped as they stand and parted here: taken apart there, it takes three times as long.
    name = attribute(request.field)
    steps = ("GROUPBY", 1, f"@{name}", "REDUCE", "COUNT", 0, "AS", "count")

    def read(reply: Reply) -> Mapping[str, int]:
        counts = Counter[str]()
        for _, tags, _, count in reply[1:]:
            if tags is not None:
                for tag in dict.fromkeys(tags.decode().split(TAG_SEPARATOR)):
                    counts[tag] += int(count)
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return dict(ranked[: request.most])

    return Asked(_aggregate(request, view, *steps, "LIMIT", 0, _MOST_GROUPS), read)


def _labels(request: Labels, view: View) -> Asked[Mapping[str, tuple[str, ...]]]:
    # Both are sorted by elsewhere, so the search module has them at hand and opens no document.
    names = (ID, attribute(request.field)) if request.field else (ID,)
    steps: tuple[str | int, ...] = ("LOAD", len(names), *(f"@{name}" for name in names))
    steps = (*steps, "LIMIT", 0, _MOST_GROUPS)

    def read(reply: Reply) -> Mapping[str, tuple[str, ...]]:
        found = {}
        for row in reply[1:]:
            tags = row[3] if len(row) > 2 else None  # noqa: PLR2004 - a name and a value each
            parted = () if tags is None else dict.fromkeys(tags.decode().split(TAG_SEPARATOR))
            found[row[1].decode()] = tuple(parted)
        return found

    return Asked(_aggregate(request, view, *steps), read)


def _extent(request: Extent, view: View) -> Asked[Bounds | None]:
    name = attribute(request.field)
    steps: tuple[str | int, ...] = ("GROUPBY", 0, "REDUCE", "MIN", 1, f"@{name}", "AS", "low")
    steps = (*steps, "REDUCE", "MAX", 1, f"@{name}", "AS", "high")

    def read(reply: Reply) -> Bounds | None:
        found = [Bounds(float(row[1]), float(row[3])) for row in reply[1:]]
        return found[0] if found and math.isfinite(found[0].low) else None

    return Asked(_aggregate(request, view, *steps), read)


def _histogram(request: Histogram, view: View) -> Asked[Mapping[int, int]]:
    name, low, width = attribute(request.field), _decimal(request.low), _decimal(request.width)
    steps: tuple[str | int, ...] = (
        "FILTER",
        f"exists(@{name})",
        "APPLY",
        f"floor((@{name} - ({low})) / {width})",
        "AS",
        "bin",
    )
    steps += ("GROUPBY", 1, "@bin", "REDUCE", "COUNT", 0, "AS", "count", "LIMIT", 0, _MOST_BINS)

    def read(reply: Reply) -> Mapping[int, int]:
        bins = Counter[int]()
        for row in reply[1:]:
            bins[int(float(row[1]))] += int(row[3])  # 0 and -0 are two groups
        return dict(sorted(bins.items()))

    return Asked(_aggregate(request, view, *steps), read)


def _spellings(request: Spellings, view: View) -> Asked[Mapping[str, Sequence[str]]]:
    marks = [marks_of(field.name, view.schema)[0] for field in view.schema.text_fields]
    asked_for = [mark + word + END for mark in marks for word in forms(request.words)]

    def read(reply: Reply) -> Mapping[str, Sequence[str]]:
        unknown: dict[str, int] = {}
        counts: dict[str, dict[str, float]] = {}
        for _, marked, offered in reply:
            mark, word = (text := marked.decode())[0], text[1:-1]
            unknown[word] = unknown.get(word, 0) + 1
            for count, other in offered:
                if (found := other.decode())[0] == mark:
                    had = counts.setdefault(word, {})
                    had[found[1:-1]] = had.get(found[1:-1], 0) + float(count)
        # A word that a single field has is no misspelling, whatever the other fields have.
        return {
            word: likeliest(word, counts.get(word, {}))
            for word, fields in unknown.items()
            if fields == len(marks)
        }

    command = ("FT.SPELLCHECK", view.index, " ".join(asked_for), "DISTANCE", MOST_EDITS)
    return Asked((*command, "DIALECT", 2), read)


def _search(view: View, query: str, parameters: Parameters, *more: str | int) -> Command:
    # Verbatim, as stems are ours: else the search module takes the stem of each, and finds that.
    return ("FT.SEARCH", view.index, query, "VERBATIM", *more, *parameters.clause(), "DIALECT", 2)


def _aggregate(
    request: TagCounts | Extent | Histogram | Labels, view: View, *steps: str | int
) -> Command:
    parameters = Parameters()
    relevant = None if isinstance(request, Labels) else request.relevant
    query = _query(request.where, relevant, view, parameters)
    end = (*parameters.clause(), "DIALECT", 2)
    return ("FT.AGGREGATE", view.index, query, "VERBATIM", *steps, *end)


def _query(where: Filter, relevant: Relevant | None, view: View, parameters: Parameters) -> str:
    schema = view.schema
    text = filter_text(where, schema, parameters, view.analyzer)
    if relevant is None:
        return text
    ways = [_near(near, schema, parameters) for near in relevant.near]
    if relevant.words is not None:
        terms = (" | ".join(term) for term in _terms(relevant.words, schema, parameters))
        ways.append(f"({' '.join(f'({term})' for term in terms)})")
    about = f"({' | '.join(ways)})"
    return about if text == "*" else f"{text} {about}"


def _near(near: Near, schema: Schema, parameters: Parameters) -> str:
    furthest = parameters.bind(repr(radius(max(-1.0, near.similarity), schema)))
    vector = parameters.bind(schema.to_bytes(near.to))
    return f"(@{vector_attribute(near.vector)}:[VECTOR_RANGE {furthest} {vector}])"


def _terms(words: Keywords, schema: Schema, parameters: Parameters) -> Sequence[Sequence[str]]:
    """For each word a clause for each of its alternatives."""
    names = words.fields or tuple(field.name for field in schema.text_fields)
    within = "|".join(map(text_attribute, names))
    language = schema.keywords.language
    return [
        [
            f"(@{within}:({_in_a_row(stems(tokens, language), parameters)}))"
            for tokens in term.alternatives
        ]
        for term in words.terms
    ]


def _in_a_row(tokens: Sequence[str], parameters: Parameters) -> str:
    """One token as a parameter; several in quotes, within which there are no parameters.

    By `$slop` and `$inorder`, which know parameters, rows with digits are not always found.
    """
    return parameters.bind(tokens[0]) if len(tokens) == 1 else quoted(tokens)


def _decimal(number: float) -> str:
    """The number as the search module's formulas take it, which know no exponents."""
    if not math.isfinite(number):
        raise ValueError(number)
    return f"{Decimal(repr(number)):f}"


_MAKERS: Mapping[type[Request[Any]], Callable[[Any, View], Asked[Any]]] = {
    Nearest: _nearest,
    Matching: _matching,
    Ordered: _ordered,
    Drawn: _drawn,
    Total: _total,
    TagCounts: _tag_counts,
    Extent: _extent,
    Histogram: _histogram,
    Labels: _labels,
    Spellings: _spellings,
}
