"""Fashion-MNIST: idx files become rows and PNG files, a thousand to a folder."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from likewise.catalogue.samples.fashion_mnist import read_fashion_mnist
from likewise.errors import SourceError


def write_idx(path: Path, array: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
    header = struct.pack(f">I{array.ndim}I", 0x0800 | array.ndim, *array.shape)
    path.write_bytes(gzip.compress(header + array.tobytes(), 1))


def write_split(folder: Path, prefix: str, labels: list[int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (len(labels), 28, 28), np.uint8)
    write_idx(folder / f"{prefix}-images-idx3-ubyte.gz", pixels)
    write_idx(folder / f"{prefix}-labels-idx1-ubyte.gz", np.array(labels, np.uint8))


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    folder.mkdir()
    return folder


def test_each_picture_becomes_a_file_and_a_row_in_folders_of_a_thousand(
    tmp_path: Path, images: Path, said: list[str]
) -> None:
    write_split(tmp_path, "train", [9] + [0] * 1000)
    write_split(tmp_path, "t10k", [2])

    rows = list(read_fashion_mnist(tmp_path, images, said.append))

    assert len(rows) == 1002
    assert rows[0] == {
        "id": "train-00000",
        "label": "Ankle boot",
        "split": "train",
        "picture": "train/00/00000.png",
    }
    assert [row["picture"] for row in rows[-2:]] == ["train/01/01000.png", "test/00/00000.png"]
    assert said == ["Writing 1,001 train pictures.", "Writing 1 test pictures."]


def test_a_file_holds_the_pixels_of_its_row(tmp_path: Path, images: Path, said: list[str]) -> None:
    write_split(tmp_path, "train", [1, 2])
    write_split(tmp_path, "t10k", [])

    rows = list(read_fashion_mnist(tmp_path, images, said.append))

    expected = np.random.default_rng(0).integers(0, 256, (2, 28, 28), np.uint8)
    with Image.open(images / rows[1]["picture"]) as picture:
        assert np.array_equal(np.asarray(picture), expected[1])


@pytest.mark.parametrize(
    "content",
    [
        b"no gzip",
        gzip.compress(b""),
        gzip.compress(struct.pack(">II", 0x0D01, 1) + b"\0\0\0\0"),
        gzip.compress(struct.pack(">II", 0x0801, 3) + b"\0"),
        gzip.compress(struct.pack(">II", 0x0801, 1) + b"\0")[:-4],
        gzip.compress(struct.pack(">II", 0x0801, 1) + b"\x0a"),
        gzip.compress(struct.pack(">II", 0x0801, 2) + b"\0\0"),
    ],
    ids=["no gzip", "empty", "floats", "short", "cut off", "label 10", "too many labels"],
)
def test_a_damaged_file_is_refused(
    tmp_path: Path, images: Path, said: list[str], content: bytes
) -> None:
    write_split(tmp_path, "train", [1])
    (tmp_path / "train-labels-idx1-ubyte.gz").write_bytes(content)

    with pytest.raises(SourceError):
        list(read_fashion_mnist(tmp_path, images, said.append))


def test_an_absent_file_is_named(tmp_path: Path, images: Path, said: list[str]) -> None:
    with pytest.raises(SourceError, match="holds no train-images"):
        list(read_fashion_mnist(tmp_path, images, said.append))
