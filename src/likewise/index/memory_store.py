"""Memory store: exact search in numpy; the yardstick of the other stores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import floor
from typing import Any

from likewise.catalogue.cells import epoch_seconds
from likewise.catalogue.item import Value
from likewise.embedding.vectors import Vector
from likewise.index.bm25 import bm25, has_all
from likewise.index.content import NO_CONTENT, Content
from likewise.index.draw import drawn
from likewise.index.filters.tree import Filter, meets
from likewise.index.filters.wording import forms
from likewise.index.requests import (
    Bounds,
    Drawn,
    Extent,
    Histogram,
    Keywords,
    Labels,
    Matching,
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
from likewise.index.spelling import likeliest
from likewise.index.store import Document, Stamp
from likewise.language.stemming import stems
from likewise.language.terms import Term, stemmed


class MemoryStore:
    """Documents in a dictionary."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._analyzer = schema.analyzer()
        self._documents: dict[str, Document] = {}

    def put(self, documents: Iterable[Document]) -> None:
        """Adds or replaces documents."""
        for document in documents:
            self._documents.pop(document.id, None)  # what is replaced comes last
            self._documents[document.id] = document

    def remove(self, ids: Iterable[str]) -> None:
        """Removes documents."""
        for document in ids:
            self._documents.pop(document, None)

    def ask(self, requests: Sequence[Request[Any]]) -> Sequence[Any]:
        """The answers, by looking at every document."""
        return [self._answer(request) for request in requests]

    def _answer(self, request: Request[Any]) -> Any:  # noqa: ANN401 - as the request says
        match request:
            case Nearest():
                return self._nearest(request)
            case Matching():
                return self._matching(request)
            case Ordered():
                return self._ordered(request)
            case Drawn():
                return self._drawn(request)
            case Total():
                return len(self._among(request.where, request.relevant))
        return self._tallied(request)

    def _tallied(self, request: Request[Any]) -> object:
        match request:
            case TagCounts():
                values = self._values(request)
                tags = Counter(tag for each in values for tag in _tags(each))
                ranked = sorted(tags.items(), key=lambda pair: (-pair[1], pair[0]))
                return dict(ranked[: request.most])
            case Extent():
                numbers = list(map(_number, self._values(request)))
                return Bounds(min(numbers), max(numbers)) if numbers else None
            case Histogram():
                numbers = list(map(_number, self._values(request)))
                bins = Counter(floor((each - request.low) / request.width) for each in numbers)
                return dict(sorted(bins.items()))
            case Labels():
                found = self._among(request.where, None)
                return {each.id: _tags(each.fields.get(request.field, ())) for each in found}
            case Spellings():
                return self._spellings(request)
        raise TypeError(request)

    def _spellings(self, request: Spellings) -> Mapping[str, Sequence[str]]:
        names = [field.name for field in self.schema.text_fields]
        counts = Counter(
            token
            for document in self._documents.values()
            for name in names
            if name in document.fields
            for token in set(forms(self._analyzer.tokens(str(document.fields[name]))))
        )
        return {
            word: likeliest(word, counts) for word in forms(request.words) if word not in counts
        }

    def _nearest(self, request: Nearest) -> Sequence[Neighbour]:
        name = request.vector
        return _best(
            (
                Neighbour(each.id, float(each.vectors[name] @ request.to))
                for each in self._among(request.where, None)
                if name in each.vectors and each.vectors[name] @ request.to >= request.least
            ),
            request.k,
            self._contents_of if request.contents else None,
        )

    def _matching(self, request: Matching) -> Sequence[Neighbour]:
        texts = {
            id_: self._tokens(document, request.words) for id_, document in self._documents.items()
        }
        scores = bm25(self._stemmed(request.words), texts)
        return _best(
            (
                Neighbour(each.id, scores[each.id])
                for each in self._among(request.where, request.relevant)
                if each.id in scores
            ),
            request.k,
            self._contents_of if request.contents else None,
        )

    def _ordered(self, request: Ordered) -> Sequence[Neighbour]:
        sign = -1 if request.descending else 1
        found = []
        for each in self._among(request.where, request.relevant):
            value = each.fields.get(request.field)
            number = 0.0 if value is None else _number(value)
            found.append(((value is None, sign * number, each.id), number))
        return [
            Neighbour(key[2], number, self._contents_of(key[2]) if request.contents else NO_CONTENT)
            for key, number in sorted(found)[: request.k]
        ]

    def _drawn(self, request: Drawn) -> Sequence[Neighbour]:
        among = (each.id for each in self._among(request.where, None))
        found = sorted((number, id_) for id_ in among if (number := drawn(id_)) < request.below)
        page = found[request.offset : request.offset + request.k]
        return [Neighbour(id_, number, self._contents_of(id_)) for number, id_ in page]

    def _among(self, where: Filter, relevant: Relevant | None) -> Sequence[Document]:
        return [
            document
            for document in self._documents.values()
            if meets(self.schema.told(document.id, document.fields), where, self._analyzer)
            and (relevant is None or self._is_about(document, relevant))
        ]

    def _is_about(self, document: Document, relevant: Relevant) -> bool:
        if any(
            near.vector in document.vectors
            and document.vectors[near.vector] @ near.to >= near.similarity
            for near in relevant.near
        ):
            return True
        words = relevant.words
        return words is not None and has_all(self._tokens(document, words), self._stemmed(words))

    def _tokens(self, document: Document, words: Keywords) -> list[str]:
        """The stems of the text fields looked in, as if they were one text."""
        names = words.fields or [field.name for field in self.schema.text_fields]
        texts = (document.fields.get(name) for name in names)
        tokens = (token for text in texts if text for token in self._analyzer.tokens(str(text)))
        return stems(tokens, self.schema.keywords.language)

    def _stemmed(self, words: Keywords) -> Sequence[Term]:
        return stemmed(words.terms, self.schema.keywords.language)

    def _values(self, request: TagCounts | Extent | Histogram) -> Sequence[Value]:
        among = self._among(request.where, request.relevant)
        return [each.fields[request.field] for each in among if request.field in each.fields]

    def _contents_of(self, id_: str) -> Content:
        return self._documents[id_].content

    def size(self) -> int:
        """How many documents there are."""
        return len(self._documents)

    def contents(self, ids: Sequence[str]) -> Sequence[Content | None]:
        """What the documents show."""
        found = [self._documents.get(document) for document in ids]
        return [None if each is None else each.content for each in found]

    def vectors(self, name: str, ids: Sequence[str]) -> Sequence[Vector | None]:
        """The documents' vectors of that name."""
        found = (self._documents.get(each) for each in ids)
        return [document.vectors.get(name) if document else None for document in found]

    def stamps(self, ids: Sequence[str]) -> Sequence[Stamp | None]:
        """The documents' stamps."""
        found = (self._documents.get(each) for each in ids)
        return [document.stamp if document else None for document in found]

    def ids(self) -> Iterator[str]:
        """The ids of all documents."""
        return iter(list(self._documents))


def _best(
    found: Iterable[Neighbour], k: int, contents: Callable[[str], Content] | None
) -> Sequence[Neighbour]:
    ranked = sorted(found, key=lambda each: (-each.score, each.id))[:k]
    return [each._replace(content=contents(each.id)) if contents else each for each in ranked]


def _tags(value: Value) -> tuple[str, ...]:
    """The tags that a value holds, each once."""
    if isinstance(value, str):
        return (value,)
    return tuple(dict.fromkeys(map(str, value))) if isinstance(value, tuple) else ()


def _number(value: Value) -> float:
    """A number, or a time in seconds since 1970."""
    return epoch_seconds(value) if isinstance(value, str) else float(value)  # type: ignore[arg-type] # no tuple here
