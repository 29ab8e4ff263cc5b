"""Fashion-MNIST: 70,000 tiny grey pictures in ten classes, for scale."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from likewise.catalogue.recipe import Field, Role
from likewise.catalogue.samples.packages import DebianPackage
from likewise.catalogue.samples.sample import (
    IMAGE_VECTOR,
    ByLikeness,
    ByPicture,
    ByWords,
    Row,
    Sample,
    Say,
    text_vector,
)
from likewise.errors import SourceError

LABELS = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
"""The classes, in the order of their numbers."""

_SPLITS = {"train": "train", "test": "t10k"}  # our name: the files' name
_FOLDER_SIZE = 1000


def read_fashion_mnist(source: Path, images: Path, say: Say) -> Iterator[Row]:
    """A row for each picture, which is written as a PNG file."""
    for split, prefix in _SPLITS.items():
        pictures = _array(source, f"{prefix}-images-idx3-ubyte.gz", axes=3)
        labels = _array(source, f"{prefix}-labels-idx1-ubyte.gz", axes=1)
        if len(pictures) != len(labels) or labels.max(initial=0) >= len(LABELS):
            raise SourceError(f"The labels of {prefix} do not fit its pictures.")
        say(f"Writing {len(pictures):,} {split} pictures.")
        for number, (pixels, label) in enumerate(zip(pictures, labels, strict=True)):
            picture = f"{split}/{number // _FOLDER_SIZE:02}/{number:05}.png"
            if number % _FOLDER_SIZE == 0:
                (images / picture).parent.mkdir(parents=True)
            Image.fromarray(pixels).save(images / picture)
            yield {
                "id": f"{split}-{number:05}",
                "label": LABELS[label],
                "split": split,
                "picture": picture,
            }


def _array(source: Path, name: str, *, axes: int) -> npt.NDArray[np.uint8]:
    """The array in an idx file: 8 for bytes and the number of axes, their lengths, the data."""
    path = next(source.rglob(name), None)
    if path is None:
        raise SourceError(f"{source} holds no {name}.")
    try:
        content = gzip.decompress(path.read_bytes())
        magic, *shape = struct.unpack_from(f">I{axes}I", content)
        if magic != (8 << 8 | axes):
            raise SourceError(f"{path} is no idx file of bytes with {axes} axes.")
        return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)
    except (OSError, EOFError, zlib.error, struct.error, ValueError) as error:
        raise SourceError(f"{path} cannot be read: {error}.") from error


SAMPLE = Sample(
    name="fashion-mnist",
    summary="70,000 grey 28x28 pictures of garments in ten classes, for scale; Zalando, MIT; 31 MB",
    package=DebianPackage("dataset-fashion-mnist"),
    read=read_fashion_mnist,
    fields=(Field("label", Role.TAG), Field("split", Role.TAG)),
    vectors=(text_vector("{label}"), IMAGE_VECTOR),
    searches=(
        ByWords("By words: a class that is not named", "something to wear on the feet in winter"),
        ByWords("By words with a filter: test pictures only", "handbag", where=("split=test",)),
        ByPicture("By a picture file: an ankle boot", "images/test/00/00000.png"),
        ByLikeness("Like the first item, by its words", None, by="text"),
        ByLikeness("Like a pullover, by its picture", "test-00001", by="image"),
    ),
)
