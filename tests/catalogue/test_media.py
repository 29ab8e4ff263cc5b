"""Media: every file is an upright RGB picture or an error in words."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable
from hashlib import blake2b
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from likewise.catalogue.media import MAX_BYTES, open_picture, picture_digest
from likewise.errors import MediaError

RED, WHITE = (255, 0, 0), (255, 255, 255)


def saved(image: Image.Image, kind: str, **options: object) -> BytesIO:
    file = BytesIO()
    image.save(file, kind, **options)  # type: ignore[arg-type]  # Pillow's options differ by format
    file.seek(0)
    return file


def png(width: int, height: int) -> bytes:
    """A PNG whose header claims a size; its pixels are missing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body


def noise(side: int) -> Image.Image:
    return Image.effect_noise((side, side), 80).convert("RGB")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_the_allowed_formats_are_read_as_rgb(kind: str) -> None:
    image = open_picture(saved(Image.new("RGB", (8, 6), RED), kind))

    assert (image.mode, image.size) == ("RGB", (8, 6))
    assert np.allclose(np.asarray(image)[3, 4], RED, atol=3)


@pytest.mark.parametrize("kind", ["ICO", "PPM", "TGA", "PCX"])
def test_other_formats_are_refused(kind: str) -> None:
    with pytest.raises(MediaError, match="not a picture that can be read"):
        open_picture(saved(Image.new("RGB", (16, 16), RED), kind))


@pytest.mark.parametrize("size", [(60_000, 60_000), (12_000, 12_000), (5_001, 5_000)])
def test_a_picture_that_claims_too_many_pixels_is_refused_by_its_header(
    size: tuple[int, int],
) -> None:
    data = png(*size)
    assert len(data) < 1_000_000
    with pytest.raises(MediaError, match="at most 25 megapixels"):
        open_picture(BytesIO(data))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"words", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBP",
        b"II*\0\x08\0\0\0", b"BM" + bytes(50), png(0, 10), png(10, 0), png(100, 100),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(MediaError) as raised:
        open_picture(BytesIO(data))

    assert raised.value.remedy


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF"])
@pytest.mark.parametrize("part", [0.3, 0.9])
def test_a_truncated_picture_is_refused(kind: str, part: float) -> None:
    data = saved(noise(64), kind).getvalue()
    with pytest.raises(MediaError):
        open_picture(BytesIO(data[: int(len(data) * part)]))


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.jpg"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(MediaError, match="larger than 50 MB"):
        open_picture(path)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_is_set_upright(kind: str, orientation: int) -> None:
    upright = Image.new("RGB", (48, 32), WHITE)
    upright.paste(RED, (0, 0, 16, 16))
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Transpose that brings the camera's pixels
    camera = upright.transpose(Image.Transpose(undo[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation

    image = open_picture(saved(camera, kind, exif=exif))

    assert image.size == (48, 32)
    assert np.allclose(np.asarray(image)[8, 8], RED, atol=8)
    assert np.allclose(np.asarray(image)[24, 40], WHITE, atol=8)


def test_damaged_exif_does_not_spoil_a_whole_picture() -> None:
    file = saved(Image.new("RGB", (8, 8), RED), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12")

    assert open_picture(file).size == (8, 8)


def palette_with_clear_entries() -> BytesIO:
    image = Image.new("P", (8, 8), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    return saved(image, "PNG", transparency=b"\x00\xff")


@pytest.mark.parametrize(
    "make",
    [
        lambda: saved(Image.new("RGBA", (8, 8), (255, 0, 0, 0)), "PNG"),
        lambda: saved(Image.new("LA", (8, 8), (0, 0)), "PNG"),
        lambda: saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "WEBP"),
        palette_with_clear_entries,
    ],
)
def test_what_is_transparent_is_white(make: Callable[[], BytesIO]) -> None:
    assert open_picture(make()).getpixel((4, 4)) == WHITE


def test_half_transparent_is_mixed_with_white() -> None:
    pixel = open_picture(saved(Image.new("RGBA", (8, 8), (255, 0, 0, 128)), "PNG")).getpixel((4, 4))

    assert pixel == (255, 127, 127)


@pytest.mark.parametrize(
    ("image", "kind", "expected"),
    [
        (Image.new("L", (8, 8), 100), "PNG", (100, 100, 100)),
        (Image.new("1", (8, 8), 1), "PNG", WHITE),
        (Image.new("P", (8, 8), 0), "GIF", (0, 0, 0)),
        (Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG", RED),
        (Image.fromarray(np.full((8, 8), 32768, np.uint16)), "PNG", (127, 127, 127)),
        (Image.fromarray(np.full((8, 8), 32768, np.uint16)), "TIFF", (127, 127, 127)),
        (Image.fromarray(np.eye(8, dtype=np.float32)), "TIFF", (255, 255, 255)),
        (Image.fromarray(np.full((8, 8), np.nan, np.float32)), "TIFF", (0, 0, 0)),
    ],
)
def test_other_colours_become_rgb(
    image: Image.Image, kind: str, expected: tuple[int, int, int]
) -> None:
    opened = open_picture(saved(image, kind))

    assert opened.mode == "RGB"
    assert np.allclose(opened.getpixel((4, 4)), expected, atol=3)


def test_an_animation_is_its_first_frame() -> None:
    first, second = Image.new("RGB", (8, 8), RED), Image.new("RGB", (8, 8), WHITE)

    file = saved(first, "GIF", save_all=True, append_images=[second])
    assert open_picture(file).getpixel((4, 4)) == RED


@pytest.mark.parametrize(("asked", "given_"), [(512, 600), (300, 300), (4000, 1200), (1, 150)])
def test_a_large_jpeg_is_decoded_small_but_never_below_what_is_asked(
    asked: int, given_: int
) -> None:
    large = noise(1200).filter(ImageFilter.GaussianBlur(8))

    assert open_picture(saved(large, "JPEG"), shorter_side=asked).size == (given_, given_)


def test_what_is_no_file_is_refused_in_words(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for place in (tmp_path, tmp_path / "absent", tmp_path / "fifo", Path("/dev/zero"), Path("a\0")):
        for read in (open_picture, picture_digest):
            with pytest.raises(MediaError) as raised:
                read(place)
            assert raised.value.remedy


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"bytes")

    assert picture_digest(path) == blake2b(b"bytes", digest_size=16).digest()


WHOLE = [saved(noise(16), kind).getvalue() for kind in ("JPEG", "PNG", "WEBP", "GIF", "TIFF")]


@settings(max_examples=300)
@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=6),
)
def test_damage_anywhere_gives_a_picture_or_an_error_in_words(
    whole: bytes, damage: list[tuple[int, int]]
) -> None:
    data = bytearray(whole)
    for place, byte in damage:
        data[place % len(data)] = byte
    try:
        assert open_picture(BytesIO(data)).mode == "RGB"
    except MediaError as error:
        assert error.remedy  # noqa: PT017  # either outcome is right
