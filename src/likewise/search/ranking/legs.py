"""Legs: the ways in which one query looks for items, each with a ranking of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

import numpy as np

from likewise.embedding.encoder import Encoder, Input, Modality, encode
from likewise.embedding.vectors import Vector, Vectors
from likewise.errors import UnknownItemError, UsageError
from likewise.index.model_check import check_model
from likewise.index.requests import Keywords
from likewise.index.schema import VectorField
from likewise.index.store import Store
from likewise.language.analyzer import Analyzer
from likewise.search.query import HYBRID, KEYWORD, Query
from likewise.search.ranking.examples import query_of_examples
from likewise.search.ranking.weights import shares


class Asker(StrEnum):
    """What a vector was made of that items are compared with."""

    WORDS = "words"
    PICTURE = "picture"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class VectorLeg:
    """Items near to a vector.

    Attributes:
        name: Of the items' vectors that are compared.
        to: Shape (dims,), float32, unit length.
        asker: What it was made of.
        weight: What the leg counts by itself.
    """

    name: str
    to: Vector
    asker: Asker
    weight: float


@dataclass(frozen=True, slots=True)
class KeywordLeg:
    """Items with the query's words.

    Attributes:
        words: What is looked for.
        name: `keyword`.
        weight: What the leg counts by itself.
    """

    words: Keywords
    name: str = KEYWORD
    weight: float = 1.0


Leg: TypeAlias = VectorLeg | KeywordLeg

_WORDS_TO_PICTURES = 0.5  # a name of what is seen says less than what was written of an item


class Legs:
    """Finds the legs of queries to one store.

    Args:
        store: What is searched.
        encoder_of: From a model's name to its encoder.
        analyzer: Makes the tokens that the store's texts were made into.
    """

    def __init__(
        self, store: Store, encoder_of: Callable[[str], Encoder], analyzer: Analyzer
    ) -> None:
        self._store = store
        self._encoder_of = encoder_of
        self._analyzer = analyzer

    def of(self, query: Query) -> tuple[Leg, ...]:
        """The query's legs, in the order of the schema's vectors, keywords last.

        A leg of weight 0 is left out.

        Raises:
            UsageError: A leg was named that there is not, or that the query has nothing for; or
                the weights do not fit the legs.
            UnknownItemError: An example is not there, or lacks the vector compared.
        """
        named = self._named(query)
        examples = _Examples(self._store, query)
        fields = self._fields(query, named, examples)
        legs: list[Leg] = [
            self._vector_leg(field, query, examples, named=bool(named)) for field in fields
        ]
        if query.words.strip() and (KEYWORD in named or not (named or query.like)):
            legs += self._keyword_legs(query.words, named=KEYWORD in named)
        if not legs:
            what = "words" if query.words.strip() else "a picture" if query.picture else "an item"
            raise UsageError(f"This catalogue has no vectors that {what} could be compared with.")
        weights = {leg.name: leg.weight for leg in legs} | dict(query.weights)
        parts = shares(weights, (leg.name for leg in legs))
        return tuple(replace(leg, weight=parts[leg.name]) for leg in legs if leg.name in parts)

    def _named(self, query: Query) -> frozenset[str]:
        known = [*(field.name for field in self._store.schema.vectors), KEYWORD]
        for name in query.by:
            if name not in (*known, HYBRID):
                raise UsageError(
                    f"One cannot search by {name!r} here.",
                    remedy=f"There are {', '.join(known)}, and {HYBRID} for all that fit.",
                )
        if KEYWORD in query.by and not query.words.strip():
            raise UsageError("A search by keyword needs words.")
        return frozenset() if HYBRID in query.by else frozenset(query.by)

    def _fields(
        self, query: Query, named: frozenset[str], examples: _Examples
    ) -> Sequence[VectorField]:
        """The vectors that are compared: those named, else those that something is given for."""
        vectors = self._store.schema.vectors
        if named:
            return [field for field in vectors if field.name in named]
        chosen = set()
        if query.words.strip():
            chosen = self._for_words(every=HYBRID in query.by)
        if query.picture is not None and (shown := self._first_of_pictures()):
            chosen.add(shown.name)
        if query.like and not chosen:
            whole = [field for field in vectors if examples.are_whole(field)]
            chosen = {(whole or vectors)[0].name}
        return [field for field in vectors if field.name in chosen]

    def _for_words(self, *, every: bool) -> set[str]:
        """The vectors that words are compared with: those of pictures where there are no others."""
        found = [(each, self._encoder(each)) for each in self._store.schema.vectors]
        found = [(field, encoder) for field, encoder in found if encoder.words is not None]
        written = [pair for pair in found if not _reads_pictures(pair[1])]
        return {field.name for field, _ in (found if every else written or found)}

    def _vector_leg(
        self, field: VectorField, query: Query, examples: _Examples, *, named: bool
    ) -> VectorLeg:
        liked, unliked = examples.liked(field), examples.unliked(field)
        if query.by_examples:  # stored vectors are compared with each other: no model is needed
            return VectorLeg(field.name, _one_of(None, liked, unliked, field.dims), Asker.ITEM, 1.0)
        encoder = self._encoder(field)
        of_pictures = _reads_pictures(encoder)
        said = query.words.strip() if encoder.words is not None else ""
        shown = query.picture if of_pictures else None
        if not named and field is not self._first_of_pictures():
            shown = None
        if not (said or shown or liked):
            raise self._unfit(field, query)
        words = self._encoded(encoder.words, said) if encoder.words and said else None
        liked += [self._encoded(encoder, shown)] if shown else []
        if query.unlike_words and encoder.words:
            unliked.append(self._encoded(encoder.words, query.unlike_words))
        asker = Asker.ITEM if query.like else Asker.PICTURE if shown else Asker.WORDS
        weight = _WORDS_TO_PICTURES if asker is Asker.WORDS and of_pictures else 1.0
        return VectorLeg(field.name, _one_of(words, liked, unliked, field.dims), asker, weight)

    def _keyword_legs(self, words: str, *, named: bool) -> Sequence[KeywordLeg]:
        """One, or none where there is nothing to look for or to look in."""
        fields = self._store.schema.text_fields
        terms = self._analyzer.terms(words) if fields else ()
        if terms or not named:
            return [KeywordLeg(Keywords(terms))] if terms else []
        raise UsageError(
            f"There is no word to look for in {words!r}."
            if fields
            else "This catalogue has no text fields to look for words in."
        )

    def _first_of_pictures(self) -> VectorField | None:
        """The vector in which pictures are compared: one of their own before one of words."""
        encoders = ((each, self._encoder_of(each.model)) for each in self._store.schema.vectors)
        found = [(field, encoder) for field, encoder in encoders if _reads_pictures(encoder)]
        found.sort(key=lambda pair: pair[1].words is not None)
        return found[0][0] if found else None

    def _encoded(self, encoder: Encoder, given: Input) -> Vector:
        vector: Vector = encode(encoder, [given])[0]
        return vector

    def _encoder(self, field: VectorField) -> Encoder:
        encoder = self._encoder_of(field.model)
        check_model(field, encoder.description)
        return encoder

    def _unfit(self, field: VectorField, query: Query) -> UsageError:
        if query.words.strip():
            return UsageError(
                f"Words have no place among the vectors {field.name!r} ({field.model}).",
                remedy=f"Search by {self._names(lambda each: each.words is not None)}.",
            )
        return UsageError(
            f"The vectors {field.name!r} ({field.model}) are not made from pictures.",
            remedy=f"Search by {self._names(_reads_pictures)}.",
        )

    def _names(self, suits: Callable[[Encoder], bool]) -> str:
        fields = self._store.schema.vectors
        names = [field.name for field in fields if suits(self._encoder_of(field.model))]
        return " or ".join(names) or "another catalogue"


class _Examples:
    """The vectors of a query's examples, each looked up once."""

    def __init__(self, store: Store, query: Query) -> None:
        self._store = store
        self._like = query.like
        self._all = (*query.like, *query.unlike)
        self._found: dict[str, Sequence[Vector | None]] = {}

    def are_whole(self, field: VectorField) -> bool:
        """Whether all of them have the vector."""
        return all(vector is not None for vector in self._of(field))

    def liked(self, field: VectorField) -> list[Vector]:
        """The vectors of what is sought."""
        return self._checked(field)[: len(self._like)]

    def unliked(self, field: VectorField) -> list[Vector]:
        """The vectors of what is not sought."""
        return self._checked(field)[len(self._like) :]

    def _of(self, field: VectorField) -> Sequence[Vector | None]:
        if self._all and field.name not in self._found:
            self._found[field.name] = self._store.vectors(field.name, self._all)
        return self._found.get(field.name, ())

    def _checked(self, field: VectorField) -> list[Vector]:
        found = []
        for item, vector in zip(self._all, self._of(field), strict=True):
            if vector is None:
                raise self._lacking(item, field)
            found.append(vector)
        return found

    def _lacking(self, item: str, field: VectorField) -> UnknownItemError:
        if self._store.stamps([item])[0] is None:
            return UnknownItemError(f"There is no item {item!r} in this catalogue.")
        names = ", ".join(vector.name for vector in self._store.schema.vectors)
        return UnknownItemError(
            f"Item {item!r} has no vector {field.name!r}: it has nothing to make it from.",
            remedy=f"Try another of {names}.",
        )


def _one_of(
    words: Vector | None, like: Sequence[Vector], unlike: Sequence[Vector], dims: int
) -> Vector:
    """One vector of all; what is given alone stays as it is to the last bit."""
    alone = [*([] if words is None else [words]), *like]
    if len(alone) == 1 and not unlike:
        return alone[0]
    return query_of_examples(words, _rows(like, dims), _rows(unlike, dims))


def _rows(vectors: Sequence[Vector], dims: int) -> Vectors:
    return np.stack(vectors) if vectors else np.empty((0, dims), np.float32)


def _reads_pictures(encoder: Encoder) -> bool:
    return encoder.description.modality is Modality.PICTURE
