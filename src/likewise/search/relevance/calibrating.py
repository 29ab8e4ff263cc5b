"""Calibrating: what similarity says of relevance, learnt from the catalogue itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from random import Random

import numpy as np

from likewise.catalogue.item import Item
from likewise.catalogue.recipe import Role, pattern_columns
from likewise.catalogue.rows import text_of
from likewise.embedding.encoder import Encoder
from likewise.index.content import Content
from likewise.index.model_check import check_model
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Store
from likewise.search.ranking.legs import Asker
from likewise.search.relevance.asking import reads_pictures, vectors_of_snapshots, vectors_of_words
from likewise.search.relevance.judging import A_COIN, judge
from likewise.search.relevance.known_pairs import (
    FOLDS,
    Fits,
    Folds,
    Pairs,
    asked_pairs,
    nearer_share,
    tag_pairs,
    together,
)
from likewise.search.relevance.logistic import Numbers, chance, fit
from likewise.search.relevance.questions import (
    Origin,
    Question,
    all_words,
    questions,
    worded,
    words_of,
)
from likewise.search.relevance.relevance import Calibration, Calibrations
from likewise.search.relevance.sample import Sample, draw_sample

FEWEST_PAIRS = 50
"""Fewer known pairs say too little."""

_ITEMS = 2000
_ASKED_FOR = 400  # items, each with up to five questions

_SEEN = (Origin.TITLE, Origin.TAG, Origin.TAGS)
"""What is said of an item that a picture may show."""

_ITEM_ITSELF = (Origin.TITLE, Origin.HALF_TITLE, Origin.SENTENCE, Origin.SNAPSHOT)
"""What stands for one item and no other."""


def calibrate(store: Store, encoder_of: Callable[[str], Encoder], *, seed: int = 0) -> Calibrations:
    """The calibrations of every vector for whatever can be compared with it.

    Takes some seconds, whatever the size of the catalogue.

    Args:
        store: The catalogue.
        encoder_of: From a model's name to its encoder.
        seed: Another one draws other items.

    Raises:
        ModelMismatchError: A model is not the one that made the vectors.
    """
    fields = store.schema.vectors
    encoders = {field.name: encoder_of(field.model) for field in fields}
    for field in fields:
        check_model(field, encoders[field.name].description)
    sample = draw_sample(store, _ITEMS, seed=seed)
    learnt = {
        key: learn(pairs)
        for key, pairs in find_pairs(store.schema, sample, encoders, Random(seed)).items()
    }
    return Calibrations(
        {key: each for key, each in learnt.items() if isinstance(each, Calibration)},
        {key: each for key, each in learnt.items() if isinstance(each, str)},
    )


def learn(pairs: Pairs) -> Calibration | str:
    """What the pairs teach; in words why nothing, where they do not."""
    if len(pairs) < FEWEST_PAIRS:
        return f"{len(pairs)} known pairs, and {FEWEST_PAIRS} are needed"
    known, random = np.empty(len(pairs)), np.empty(len(pairs))
    for fold in range(FOLDS):
        rows = pairs.folds == fold
        slope, half = _line(pairs.known[~rows], pairs.random[~rows])
        known[rows] = chance(slope * (pairs.known[rows] - half))
        random[rows] = chance(slope * (pairs.random[rows] - half))
    quality = judge(known, random, {each.value: n for each, n in Counter(pairs.origins).items()})
    slope, half = _line(pairs.known, pairs.random)
    if slope <= 0 or quality.brier >= A_COIN:
        return "known pairs are told from random ones no better than by chance"
    return Calibration(slope, half, quality)


def _line(known: Numbers, random: Numbers) -> tuple[float, float]:
    """The likeliest slope, and the cosine that as many pairs exceed as are known.

    The likeliest line itself would not do: where known pairs are spread more widely than random
    ones, precision at a half is far above recall (docs/decisions/0018-relevance.md).
    """
    cosines = np.sort(np.concatenate([known, random]))
    return fit(known, random).slope, float(cosines[len(random) - 1 : len(random) + 1].mean())


def find_pairs(
    schema: Schema, sample: Sample, encoders: Mapping[str, Encoder], random: Random
) -> Mapping[tuple[str, Asker], Pairs]:
    """The pairs of every vector for whatever can be compared with it.

    Args:
        schema: Of the catalogue.
        sample: Some of its items.
        encoders: From a vector's name to what makes it.
        random: Draws pairs.
    """
    folds = Folds(sample, random)
    tags = [field.name for field in schema.fields if field.role is Role.TAG]
    alike = {name: tag_pairs(sample, name, tags, folds, random) for name in encoders}
    asked = _questions(schema, sample, alike[schema.vectors[0].name], random)
    in_words = vectors_of_words(asked, encoders)
    snapshots = vectors_of_snapshots(sample.contents, encoders, random)
    words = [all_words(content.fields, schema) for content in sample.contents]
    found = {}
    for field in schema.vectors:
        vectors, having = sample.vectors[field.name], sample.having[field.name]
        sure = []
        if field.name in in_words:
            chosen = _suitable(asked, field, encoders[field.name], sample.contents)
            asks = [(asked[n].origin, asked[n].item, in_words[field.name][n]) for n in chosen]
            fits = [_lacking(words_of(asked[n].words), words) for n in chosen]
            pairs = asked_pairs(vectors, asks, having, folds, fits)
            found[field.name, Asker.WORDS] = pairs
            sure = [] if reads_pictures(encoders[field.name]) else [pairs.of(_ITEM_ITSELF)]
        if field.name in snapshots:
            asks = [(Origin.SNAPSHOT, item, vector) for item, vector in snapshots[field.name]]
            pairs = asked_pairs(vectors, asks, having, folds, [lambda _: True] * len(asks))
            found[field.name, Asker.PICTURE] = pairs
            sure = [pairs]
        found[field.name, Asker.ITEM] = _item_pairs(alike[field.name], sure, random)
    return found


def _questions(
    schema: Schema, sample: Sample, alike: Mapping[str, Pairs], random: Random
) -> Sequence[Question]:
    """Questions for some of the items, by the tags that tell most in the first vector."""
    telling = sorted(alike, key=lambda name: -nearer_share(alike[name]))
    fields = worded(schema, sample.contents, telling)
    return questions(sample.contents[:_ASKED_FOR], fields, random)


def _suitable(
    asked: Sequence[Question], field: VectorField, encoder: Encoder, contents: Sequence[Content]
) -> Sequence[int]:
    """The questions, by place, that ask for what the vector is made of, and do not say it all."""
    if reads_pictures(encoder):
        return [place for place, question in enumerate(asked) if question.origin in _SEEN]
    wholes = {
        item: words_of(text_of(field.source, _as_item(contents[item])))
        for item in {question.item for question in asked}
    }
    return [
        place
        for place, question in enumerate(asked)
        if words_of(question.words) != wholes[question.item]
        and question.tags <= set(pattern_columns(field.source))
    ]


def _lacking(wanted: frozenset[str], words: Sequence[frozenset[str]]) -> Fits:
    """Whether an item lacks one of the words that are asked for."""
    return lambda number: not wanted <= words[number]


def _item_pairs(alike: Mapping[str, Pairs], sure: Sequence[Pairs], random: Random) -> Pairs:
    """Items alike by the tag that tells most; and as many pairs of which more is known."""
    best = max(alike.values(), key=nearer_share, default=None)
    if best is None:
        return together(sure)
    return together([best, *(pairs.some(len(best), random) for pairs in sure)])


def _as_item(content: Content) -> Item:
    return Item("", content.fields, None, "", 0)
