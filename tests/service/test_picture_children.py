"""Picture children: what is made is right, and whatever a picture does, only a child suffers."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from drawing import draw
from likewise.catalogue.media import open_picture
from likewise.embedding.pixels import Crop, Pixels
from likewise.errors import MediaError
from likewise.service.pictures.child import Form
from likewise.service.pictures.children import PictureChildren
from likewise.service.pictures.uploads import SIDE, Uploads
from likewise.service.problems import Code, ProblemError

NETWORK = Crop(side=224, shorter_side=256)
MEGABYTE = 2**20


@pytest.fixture(scope="module")
def uploads() -> Iterator[Uploads]:
    """As the service has them."""
    made = Uploads(10_000_000)
    yield made
    made.close()


def written(picture: Image.Image, form: str, **options: object) -> bytes:
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def noise(width: int, height: int) -> Image.Image:
    random = np.random.default_rng(width)
    return Image.fromarray(random.integers(0, 256, (height, width, 3), np.uint8))


def assert_same(one: Pixels, other: Pixels) -> None:
    """The same pixels, but for one in a thousand that was rounded otherwise."""
    apart = np.abs(one.astype(int) - other.astype(int))
    assert apart.max() <= 1
    assert (apart > 0).mean() < 1e-3


def children() -> set[int]:
    """The processes that open pictures for this one."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="],  # noqa: S607 - wherever the system has it
        capture_output=True,
        text=True,
        check=True,
    )
    rows = (line.split(maxsplit=3) for line in listed.stdout.splitlines())
    return {
        int(row[0])
        for row in rows
        if int(row[1]) == os.getpid() and row[2][0] != "Z" and "pictures.child" in row[-1]
    }


@pytest.mark.parametrize(
    ("width", "height"), [(300, 240), (240, 300), (256, 256), (17, 900), (1999, 31), (641, 480)]
)
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_network_sees_of_an_upload_what_it_sees_of_the_file(
    uploads: Uploads, width: int, height: int, form: str
) -> None:
    data = written(noise(width, height), form)
    sent = uploads.picture(data)
    assert sent.size == (SIDE, SIDE)
    assert_same(NETWORK.of(sent), NETWORK.of(open_picture(BytesIO(data))))


def test_a_turned_picture_is_upright_and_a_clear_one_on_white(uploads: Uploads) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    data = written(noise(400, 300), "JPEG", exif=turned)
    assert_same(NETWORK.of(uploads.picture(data)), NETWORK.of(open_picture(BytesIO(data))))
    clear = uploads.picture(written(Image.new("RGBA", (50, 50), (255, 0, 0, 0)), "PNG"))
    assert clear.getpixel((100, 100)) == (255, 255, 255)


BOMBS = {
    "png of 177 megapixels": lambda: written(Image.new("1", (13_300, 13_300)), "PNG"),
    "png of 81 megapixels": lambda: written(Image.new("RGB", (9_000, 9_000)), "PNG"),
    "clear png of 24 megapixels": lambda: written(
        Image.new("RGBA", (6_000, 4_000), (1, 2, 3, 4)), "PNG"
    ),
    "clear webp of 24 megapixels": lambda: written(
        Image.new("RGBA", (6_000, 4_000), (1, 2, 3, 4)), "WEBP"
    ),
    "gif of 10,000 frames": lambda: written(
        Image.new("P", (600, 600)),
        "GIF",
        save_all=True,
        append_images=[Image.new("P", (600, 600), n % 2) for n in range(300)],
    ),
    "tiff of floats": lambda: written(
        Image.fromarray(np.zeros((4000, 6000), np.float32)), "TIFF", compression="tiff_deflate"
    ),
    "largest png that is declared": lambda: _declared(2**31 - 1, 2**31 - 1),
    "png without pixels": lambda: _declared(0, 0),
    "cut off": lambda: written(noise(800, 800), "PNG")[:40_000],
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "eps": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "pdf": lambda: b"%PDF-1.7\n",
    "fits": lambda: b"SIMPLE  =                    T",
    "junk": lambda: bytes(range(256)) * 40,
    "nothing": lambda: b"",
}


def _declared(width: int, height: int) -> bytes:
    """A PNG whose head says that it has these sides."""
    whole = bytearray(written(Image.new("1", (1, 1)), "PNG"))
    whole[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return bytes(whole)


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_or_read_within_bounds(uploads: Uploads, name: str) -> None:
    data = BOMBS[name]()
    uploads.picture(written(draw("red", 1), "PNG"))  # there is a child
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    with suppress(MediaError):
        uploads.picture(data)
    assert time.perf_counter() - start < 5
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 20 * 1024  # kilobytes
    if sys.platform == "linux":
        for child in children():
            peak = next(
                int(line.split()[1])
                for line in Path(f"/proc/{child}/status").read_text().splitlines()
                if line.startswith("VmHWM")
            )
            assert peak < 300 * 1024


def test_a_child_that_dies_is_replaced() -> None:
    pool = PictureChildren(children=1, memory_bytes=400 * MEGABYTE)
    data = written(draw("red", 1), "PNG")
    known = children()
    try:
        pool.pixels(data, 64)
        (child,) = children() - known
        os.kill(child, signal.SIGKILL)
        while child in children():
            time.sleep(0.01)
        assert pool.pixels(data, 64).shape == (64, 64, 3)
    finally:
        pool.close()


def test_a_child_that_hangs_costs_its_picture_and_no_other() -> None:
    pool = PictureChildren(children=1, memory_bytes=400 * MEGABYTE, seconds=0.5)
    data = written(draw("red", 1), "PNG")
    known = children()
    try:
        pool.pixels(data, 64)
        (child,) = children() - known
        os.kill(child, signal.SIGSTOP)
        start = time.perf_counter()
        with pytest.raises(MediaError, match="took more than"):
            pool.pixels(data, 64)
        assert time.perf_counter() - start < 3
        assert pool.pixels(data, 64).shape == (64, 64, 3)
    finally:
        pool.close()


def test_who_would_wait_too_long_is_sent_away() -> None:
    pool = PictureChildren(
        children=1, memory_bytes=400 * MEGABYTE, seconds=5, waiting=2, wait_seconds=0.2
    )
    data = written(draw("red", 1), "PNG")
    known = children()
    pool.pixels(data, 64)
    (child,) = children() - known
    os.kill(child, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(1) as thread:
            first = thread.submit(pool.pixels, data, 64)
            time.sleep(0.3)
            start = time.perf_counter()
            with pytest.raises(ProblemError) as refused:
                pool.pixels(data, 64)
            assert 0.1 < time.perf_counter() - start < 1
            assert refused.value.code is Code.TOO_MANY
            os.kill(child, signal.SIGCONT)
            assert first.result().shape == (64, 64, 3)
    finally:
        pool.close()


def test_more_than_may_wait_are_sent_away_at_once() -> None:
    pool = PictureChildren(children=1, memory_bytes=400 * MEGABYTE, waiting=1)
    data = written(noise(2000, 2000), "PNG")
    refused = []

    def ask() -> None:
        try:
            pool.pixels(data, 64)
        except ProblemError as error:
            refused.append(error)

    try:
        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert refused
    finally:
        pool.close()


def test_many_at_once_each_have_their_own_picture() -> None:
    pool = PictureChildren(children=2, memory_bytes=400 * MEGABYTE, wait_seconds=30)
    colours = [(n, 255 - n, n // 2) for n in range(0, 256, 8)]
    try:
        with ThreadPoolExecutor(8) as threads:
            sent = [written(Image.new("RGB", (90, 90), colour), "PNG") for colour in colours]
            found = list(threads.map(lambda data: pool.pixels(data, 8), sent))
        assert [tuple(int(each) for each in square[4, 4]) for square in found] == colours
    finally:
        pool.close()


def test_nothing_is_read_after_the_end() -> None:
    pool = PictureChildren(children=1, memory_bytes=400 * MEGABYTE)
    pool.close()
    with pytest.raises(ProblemError):
        pool.pixels(written(draw("red", 1), "PNG"), 64)


@pytest.mark.parametrize("form", [Form.JPEG, Form.WEBP])
def test_a_thumbnail_has_all_of_the_picture(tmp_path: Path, form: Form) -> None:
    pool = PictureChildren(children=1, memory_bytes=400 * MEGABYTE)
    file = tmp_path / "é picture.png"
    noise(500, 1000).save(file)
    try:
        made = Image.open(BytesIO(pool.thumbnail(file, 160, form)))
        assert made.size == (80, 160)
        assert made.format == form.name
    finally:
        pool.close()


def test_an_upload_that_is_too_large_is_refused_before_it_is_read() -> None:
    uploads = Uploads(1000)
    try:
        for action in (
            lambda: uploads.picture(bytes(1001)),
            lambda: uploads.from_uri("data:image/png;base64," + "A" * 2000),
        ):
            with pytest.raises(ProblemError) as refused:
                action()
            assert refused.value.code is Code.TOO_LARGE
        assert not uploads._children._children[0]._process  # noqa: SLF001 - none was started
    finally:
        uploads.close()
