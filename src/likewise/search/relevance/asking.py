"""Asking: the vectors of questions and of snapshots that items of a sample give rise to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from random import Random

from PIL.Image import Image

from likewise.catalogue.media import open_picture
from likewise.embedding.encoder import Encoder, Modality, encode
from likewise.embedding.vectors import Vector, Vectors
from likewise.errors import MediaError
from likewise.index.content import Content
from likewise.search.relevance.questions import SIDE, Question, snapshot

_SNAPSHOTS = 200
_SNAPSHOTS_OF_AN_ITEM = 4  # where few items have a picture
_PICTURES_AT_ONCE = 32


def reads_pictures(encoder: Encoder) -> bool:
    """Whether its vectors are made from pictures."""
    return encoder.description.modality is Modality.PICTURE


def vectors_of_words(
    asked: Sequence[Question], encoders: Mapping[str, Encoder]
) -> Mapping[str, Vectors]:
    """The questions in the space of each vector that has words: shape (n, dims).

    Args:
        asked: The questions.
        encoders: From a vector's name to what makes it.
    """
    made = dict[str, Vectors]()
    found = dict[str, Vectors]()
    for name, encoder in encoders.items():
        if encoder.words is not None:
            key = encoder.words.description.fingerprint
            if key not in made:
                made[key] = encode(encoder.words, [question.words for question in asked])
            found[name] = made[key]
    return found


def vectors_of_snapshots(
    contents: Sequence[Content], encoders: Mapping[str, Encoder], random: Random
) -> Mapping[str, Sequence[tuple[int, Vector]]]:
    """Items by number, each with a snapshot's vector, for each vector made from pictures.

    An item comes several times where few have a picture.

    Args:
        contents: What the items show.
        encoders: From a vector's name to what makes it.
        random: Takes the snapshots.
    """
    readers = {name: each for name, each in encoders.items() if reads_pictures(each)}
    found: dict[str, list[tuple[int, Vector]]] = {name: [] for name in readers}
    taken = _snapshots(contents, random) if readers else iter(())
    while part := list(islice(taken, _PICTURES_AT_ONCE)):
        features = {}
        for name, encoder in readers.items():
            network = encoder.network
            if id(network) not in features:
                prepared = [network.prepare(picture) for _, picture in part]
                features[id(network)] = network.features(prepared)
            vectors = encoder.vectors(features[id(network)])
            found[name] += [(item, row) for (item, _), row in zip(part, vectors, strict=True)]
    return found


def _snapshots(contents: Sequence[Content], random: Random) -> Iterator[tuple[int, Image]]:
    """Items by number, with their pictures, each before that of the item that came before."""
    pictured = [number for number, content in enumerate(contents) if content.picture]
    before = None
    for number in (pictured * _SNAPSHOTS_OF_AN_ITEM)[: _SNAPSHOTS + 1]:
        try:
            picture = open_picture(Path(str(contents[number].picture)), shorter_side=SIDE)
        except MediaError:  # gone or damaged since it was imported
            continue
        if before is not None:
            yield number, snapshot(picture, before, random)
        before = picture
