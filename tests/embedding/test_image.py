"""Pictures: any size and mode, the middle square, near copies and far strangers."""

import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image, ImageDraw

from drawing import draw
from likewise.assembly import Parts
from likewise.embedding.encoder import Encoder, encode
from likewise.errors import EncodingError

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text("utf-8"))

SIZES = [(1, 1), (1, 2), (10, 2000), (3000, 20), (224, 224), (256, 256), (257, 255), (1, 9999)]


@pytest.fixture(scope="module", params=["efficientnet-lite0", "concepts"])
def encoder(request: pytest.FixtureRequest, parts: Parts) -> Encoder:
    return parts.encoders.encoder(request.param)


@pytest.fixture(scope="module")
def looks(parts: Parts) -> Encoder:
    return parts.encoders.encoder("efficientnet-lite0")


def boxes() -> Image.Image:
    """The picture of the golden file: right angles only, so that every Pillow draws it alike."""
    image = Image.new("RGB", (320, 256), (240, 240, 240))
    pen = ImageDraw.Draw(image)
    pen.rectangle((60, 40, 180, 220), fill=(200, 30, 30))
    pen.rectangle((150, 90, 290, 160), fill=(30, 60, 200))
    return image


def noise(size: tuple[int, int]) -> Image.Image:
    values = np.random.default_rng(7).integers(0, 256, (size[1], size[0], 3), np.uint8)
    return Image.fromarray(values)


def as_jpeg(image: Image.Image) -> Image.Image:
    file = BytesIO()
    image.save(file, "JPEG", quality=85)
    return Image.open(file).convert("RGB")


def resized_then_cut(image: Image.Image) -> np.ndarray:
    """What the network should see, in two plain steps."""
    scale = 256 / min(image.size)
    width, height = (max(256, round(side * scale)) for side in image.size)
    left, top = (width - 224) // 2, (height - 224) // 2
    whole = image.convert("RGB").resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(whole.crop((left, top, left + 224, top + 224)))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_picture_of_any_size_has_a_vector(encoder: Encoder, size: tuple[int, int]) -> None:
    vector = encode(encoder, [draw("red", 3).resize(size)])[0]
    assert np.isfinite(vector).all()
    assert abs(np.linalg.norm(vector) - 1) < 1e-5


@pytest.mark.parametrize("size", [(0, 0), (0, 5), (5, 0)], ids=str)
def test_a_picture_without_pixels_is_refused(looks: Encoder, size: tuple[int, int]) -> None:
    with pytest.raises(EncodingError):
        encode(looks, [Image.new("RGB", size)])


@pytest.mark.parametrize("colour", ["black", "white", "grey"])
def test_a_picture_of_one_colour_has_a_vector(encoder: Encoder, colour: str) -> None:
    vector = encode(encoder, [Image.new("RGB", (50, 60), colour)])[0]
    assert abs(np.linalg.norm(vector) - 1) < 1e-5


def test_a_greyscale_picture_is_seen_as_its_rgb_copy(looks: Encoder) -> None:
    grey = draw("red", 2).convert("L")
    plain, copy = encode(looks, [grey, grey.convert("RGB")])
    assert_allclose(plain, copy, atol=1e-6)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "YCbCr"])
def test_a_picture_of_any_mode_becomes_rgb(looks: Encoder, mode: str) -> None:
    seen = looks.network.prepare(draw("green", 1).convert(mode))
    assert seen.shape == (224, 224, 3)
    assert seen.dtype == np.uint8


@pytest.mark.parametrize(
    "size", [*SIZES[:-1], (300, 240), (1000, 700), (97, 130), (640, 480)], ids=str
)
def test_the_network_sees_the_middle_of_the_resized_picture(
    looks: Encoder, size: tuple[int, int]
) -> None:
    """Tolerance in grey levels: resampling only the middle may round otherwise."""
    for image in (draw("blue", 5).resize(size), noise(size)):
        seen = looks.network.prepare(image).astype(int)
        assert np.abs(seen - resized_then_cut(image)).mean() < 2


def test_what_is_outside_the_middle_square_is_not_seen(looks: Encoder) -> None:
    image = Image.new("RGB", (2000, 256), "white")
    marked = image.copy()
    ImageDraw.Draw(marked).rectangle((0, 0, 600, 256), fill="red")
    assert_array_equal(looks.network.prepare(image), looks.network.prepare(marked))


def test_preparing_leaves_the_picture_as_it_was(looks: Encoder) -> None:
    image = draw("red", 4)
    before = image.tobytes()
    looks.network.prepare(image)
    assert image.tobytes() == before
    assert image.size == (300, 240)


def test_a_picture_is_near_its_jpeg_copy_and_less_near_to_others(looks: Encoder) -> None:
    image = draw("red", 0)
    others = [draw("blue", 7), draw("green", 4), noise((300, 240)), Image.new("RGB", (90, 90))]
    own, copy, *rest = encode(looks, [image, as_jpeg(image), *others])
    assert own @ copy > 0.9
    assert (np.array(rest) @ own).max() < own @ copy


def test_a_picture_is_near_its_smaller_copy(looks: Encoder) -> None:
    image = draw("yellow", 6)
    own, smaller, other = encode(looks, [image, image.resize((200, 160)), noise((300, 240))])
    assert own @ smaller > 0.9
    assert own @ other < own @ smaller


def test_words_have_no_place_among_looks(looks: Encoder) -> None:
    assert looks.words is None


def test_vectors_of_pictures_have_not_moved(looks: Encoder) -> None:
    assert_allclose(encode(looks, [boxes()])[0][:5], GOLDEN["boxes"], atol=1e-4)
