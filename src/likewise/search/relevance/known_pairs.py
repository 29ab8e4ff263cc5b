"""Known pairs: a question and an item that answers it, beside the same question and a random item.

No person has judged them: that they belong together is known by how they were made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from likewise.embedding.vectors import Vector, Vectors
from likewise.search.relevance.logistic import Numbers
from likewise.search.relevance.questions import Origin, tags_of
from likewise.search.relevance.sample import Rows, Sample

TELLING = 0.75
"""A tag tells of likeness if a pair that shares one is so often nearer than a pair that does not.

0.5 would be chance, 1 always."""

FOLDS = 3
"""So many groups of items; each is judged by what the others teach."""

_DRAWS = 100  # how often a random item is drawn before it is given up

Fits = Callable[[int], bool]
"""Whether an item, by its number, may stand in a random pair."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Cosines of known and of random pairs, two and two of the same question.

    Attributes:
        known: Shape (n,), float64.
        random: Shape (n,), float64.
        folds: Shape (n,), int64: the fold of the items in both of a question's pairs.
        origins: How each known pair came to be known.
    """

    known: Numbers
    random: Numbers
    folds: NDArray[np.int64]
    origins: tuple[Origin, ...]

    def __len__(self) -> int:
        return len(self.known)

    def some(self, most: int, random: Random) -> Pairs:
        """At most so many of them."""
        return self._rows(sorted(random.sample(range(len(self)), min(most, len(self)))))

    def of(self, origins: Sequence[Origin]) -> Pairs:
        """Those that came to be known in one of these ways."""
        return self._rows([row for row, each in enumerate(self.origins) if each in origins])

    def _rows(self, rows: Sequence[int]) -> Pairs:
        chosen = np.array(rows, np.int64)
        origins = tuple(self.origins[row] for row in rows)
        return Pairs(self.known[chosen], self.random[chosen], self.folds[chosen], origins)


def together(parts: Sequence[Pairs]) -> Pairs:
    """The pairs of all."""
    return Pairs(
        np.concatenate([np.empty(0), *(each.known for each in parts)]),
        np.concatenate([np.empty(0), *(each.random for each in parts)]),
        np.concatenate([np.empty(0, np.int64), *(each.folds for each in parts)]),
        tuple(origin for each in parts for origin in each.origins),
    )


class Trio(NamedTuple):
    """Whoever asks, an item that answers, and one that does not, by number."""

    asks: int
    answers: int
    other: int


class Folds:
    """The items of a sample in groups; no pair has items of two.

    Args:
        sample: The items.
        random: Draws who is with whom.

    Attributes:
        of: Shape (n,), int64: the fold of each item, by number.
    """

    def __init__(self, sample: Sample, random: Random) -> None:
        folds = [number % FOLDS for number in range(len(sample))]
        random.shuffle(folds)
        self.of = np.array(folds, np.int64)
        self._random = random

    def other(self, item: int, having: Rows, fits: Fits) -> int | None:
        """A random item of the same fold that fits; None where hardly any does."""
        for _ in range(_DRAWS if len(having) else 0):
            number = int(having[self._random.randrange(len(having))])
            if number != item and self.of[number] == self.of[item] and fits(number):
                return number
        return None


def asked_pairs(
    vectors: Vectors,
    asked: Sequence[tuple[Origin, int, Vector]],
    having: Rows,
    folds: Folds,
    fits: Sequence[Fits],
) -> Pairs:
    """Pairs of questions with the items that they were made of.

    Args:
        vectors: Of the items: shape (n, dims).
        asked: Of each question, how it came to be, its item, and its vector.
        having: The items that have a vector.
        folds: The groups of items.
        fits: For each question, which items may stand beside it in a random pair.
    """
    own = set(having.tolist())
    found = [
        (place, item, other)
        for place, (_, item, _) in enumerate(asked)
        if item in own and (other := folds.other(item, having, fits[place])) is not None
    ]
    rows = np.array([asked[place][2] for place, _, _ in found], np.float32)
    return Pairs(
        _cosines(rows, vectors, [item for _, item, _ in found]),
        _cosines(rows, vectors, [other for _, _, other in found]),
        folds.of[np.array([item for _, item, _ in found], np.int64)],
        tuple(asked[place][0] for place, _, _ in found),
    )


def tag_pairs(
    sample: Sample, vector: str, fields: Iterable[str], folds: Folds, random: Random
) -> Mapping[str, Pairs]:
    """Pairs of items with a tag in common, for each field that tells of likeness."""
    made = {}
    for name in fields:
        trios = _trios(sample, vector, name, folds, random)
        vectors = sample.vectors[vector]
        asks = vectors[np.array([trio.asks for trio in trios], np.int64)]
        pairs = Pairs(
            _cosines(asks, vectors, [trio.answers for trio in trios]),
            _cosines(asks, vectors, [trio.other for trio in trios]),
            folds.of[np.array([trio.asks for trio in trios], np.int64)],
            (Origin.SAME_TAG,) * len(trios),
        )
        if len(pairs) and nearer_share(pairs) >= TELLING:
            made[name] = pairs
    return made


def nearer_share(pairs: Pairs) -> float:
    """How often a known pair is nearer than a random one: the area under the ROC curve."""
    ordered = np.sort(pairs.random)
    below = np.searchsorted(ordered, pairs.known, side="left")
    equal = np.searchsorted(ordered, pairs.known, side="right") - below
    return float((below + equal / 2).mean() / len(ordered))


def _trios(sample: Sample, vector: str, field: str, folds: Folds, random: Random) -> Sequence[Trio]:
    having = sample.having[vector]
    tags = {
        number: frozenset(tags_of(sample.contents[number].fields.get(field)))
        for number in having.tolist()
    }
    tagged: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, own in tags.items():
        for tag in own:
            tagged[int(folds.of[number]), tag].append(number)
    trios = []
    for number, own in tags.items():
        fold = int(folds.of[number])
        shared = sorted(tag for tag in own if len(tagged[fold, tag]) > 1)
        if not shared:
            continue
        answers = number
        while answers == number:
            answers = random.choice(tagged[fold, random.choice(shared)])
        other = folds.other(number, having, _unlike(number, tags))
        if other is not None:
            trios.append(Trio(number, answers, other))
    return trios


def _unlike(number: int, tags: Mapping[int, frozenset[str]]) -> Fits:
    """Whether an item shares no tag with that one."""
    return lambda other: tags[number].isdisjoint(tags[other])


def _cosines(rows: Vectors, vectors: Vectors, numbers: Sequence[int]) -> Numbers:
    """The cosine of each row and the vector of that number."""
    if not numbers:
        return np.empty(0)
    return np.asarray(np.einsum("nd,nd->n", rows, vectors[list(numbers)]), np.float64)
