"""Decoding: the pixels of an in-process picture, and children that may die, hang or swell."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import Timer

import numpy as np
import pytest
from PIL import Image

from drawing import draw
from likewise.catalogue.media import open_picture
from likewise.embedding.pixels import Crop
from likewise.errors import MediaError
from likewise.index.pictures import decoding
from likewise.index.pictures.decoder import encode_request
from likewise.index.pictures.decoding import Decoded, DecoderPool

CROP = Crop(side=224, shorter_side=256)
LARGE = Crop(side=300, shorter_side=400)  # of which a JPEG is decoded larger than by default
PATIENCE_SECONDS = 60.0

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def in_process(path: Path, crops: Sequence[Crop] = (CROP,)) -> Decoded:
    """What the pool should give."""
    try:
        picture = open_picture(
            path, shorter_side=max([512, *(2 * crop.shorter_side for crop in crops)])
        )
    except MediaError as error:
        return error
    return [crop.of(picture) for crop in crops]


def assert_same(found: Decoded, expected: Decoded) -> None:
    if isinstance(found, MediaError) or isinstance(expected, MediaError):
        assert repr(found) == repr(expected)
        assert vars(found) == vars(expected)
        return
    assert [(square.shape, square.dtype) for square in found] == [
        (square.shape, square.dtype) for square in expected
    ]
    assert [square.tobytes() for square in found] == [square.tobytes() for square in expected]


def processes() -> dict[int, tuple[int, str]]:
    """The parent and the command of every process that lives and is no zombie."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="],  # noqa: S607 - wherever the system has it
        capture_output=True,
        text=True,
        check=True,
    )
    rows = (line.split(maxsplit=3) for line in listed.stdout.splitlines())
    return {int(row[0]): (int(row[1]), row[-1]) for row in rows if row[2][0] != "Z"}


def decoders(parent: int) -> set[int]:
    """The living decoders that this process started."""
    return {
        pid
        for pid, (started_by, command) in processes().items()
        if started_by == parent and "pictures.decoder" in command
    }


def alive(pid: int) -> bool:
    return pid in processes()


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


@contextmanager
def watched(workers: int, **limits: float) -> Iterator[tuple[DecoderPool, Callable[[], set[int]]]]:
    """A pool of the test's own, and the process ids of its children."""
    others = decoders(os.getpid())
    with DecoderPool(workers=workers, **limits) as pool:  # type: ignore[arg-type]  # bytes are int
        yield pool, lambda: decoders(os.getpid()) - others


@pytest.fixture(scope="module")
def pool() -> Iterator[DecoderPool]:
    """One pool for the tests that leave it whole."""
    with DecoderPool(workers=2) as made:
        yield made


@pytest.fixture
def drawn(tmp_path: Path) -> list[Path]:
    """Twelve good pictures."""
    paths = [tmp_path / f"{number}.png" for number in range(12)]
    for number, path in enumerate(paths):
        draw("red", number).save(path)
    return paths


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A legal picture of 24 megapixels, some of it transparent."""
    path = tmp_path_factory.mktemp("large") / "large.png"
    tile = np.random.default_rng(7).integers(0, 256, (400, 600, 4), np.uint8)
    Image.fromarray(np.tile(tile, (10, 10, 1))).save(path, compress_level=1)
    return path


def turned(orientation: int) -> dict[str, object]:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return {"exif": exif}


def noise(width: int, height: int, bands: int = 3) -> Image.Image:
    shape = (height, width, bands) if bands > 1 else (height, width)
    return Image.fromarray(np.random.default_rng(5).integers(0, 256, shape, np.uint8))


def depth(dtype: type) -> Image.Image:
    return Image.fromarray(np.linspace(0, 60_000, 60 * 40).reshape(40, 60).astype(dtype))


def frames(more: Image.Image) -> dict[str, object]:
    return {"save_all": True, "append_images": [more]}


PICTURES: list[tuple[str, Image.Image, dict[str, object]]] = [
    *((kind, draw("red", 3), {}) for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")),
    *(("PNG", draw("green", 1).convert(mode), {}) for mode in ("1", "L", "LA", "P", "RGBA")),
    *(("TIFF", depth(dtype), {}) for dtype in (np.uint16, np.int32, np.float32)),
    *(("JPEG", noise(90, 50), turned(number)) for number in range(1, 9)),
    *((kind, noise(80, 60, 4), {}) for kind in ("PNG", "WEBP", "TIFF")),
    ("PNG", noise(80, 60, 1).convert("P"), {"transparency": b"\x00\xff" * 128}),
    ("PNG", depth(np.uint16), {}),
    ("JPEG", draw("blue", 2).convert("CMYK"), {}),
    ("JPEG", noise(1400, 1100), {"quality": 60}),
    ("JPEG", noise(300, 200), {"progressive": True}),
    ("GIF", draw("red", 5), frames(draw("blue", 5))),
    ("WEBP", draw("red", 6), frames(draw("blue", 6))),
    ("PNG", noise(1, 1), {}),
    ("PNG", noise(1, 3000), {}),
    ("PNG", noise(3000, 1), {}),
]


@pytest.mark.parametrize("number", range(len(PICTURES)))
def test_the_pixels_are_those_of_a_picture_opened_in_process(
    pool: DecoderPool, tmp_path: Path, number: int
) -> None:
    kind, image, options = PICTURES[number]
    path = tmp_path / "picture"
    image.save(path, kind, **options)

    for crops in ([CROP], [LARGE, CROP]):
        assert_same(pool.decode([path], crops)[0], in_process(path, crops))


def bomb() -> bytes:
    """A PNG whose header claims 3,600 megapixels."""
    file = BytesIO()
    Image.new("1", (8, 8)).save(file, "PNG")
    data = bytearray(file.getvalue())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    return bytes(data)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"words", bomb(), b"\xff\xd8\xff", saved(noise(16, 16), "PPM"),
        *(saved(noise(64, 64), kind)[:900] for kind in ("JPEG", "PNG", "TIFF")),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_in_the_same_words(
    pool: DecoderPool, tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "picture"
    path.write_bytes(data)

    assert isinstance(in_process(path), MediaError)
    assert_same(pool.decode([path], [CROP])[0], in_process(path))


@pytest.mark.parametrize(
    "path",
    [
        Path("absent.png"), Path(), Path("/dev/zero"), Path("a\0b"), Path("half \ud83d"),
        Path("byte \udcff"), Path("/" + 2000 * "ü/"), Path(300_000 * "x"),
    ],
    ids=range(8),
)  # fmt: skip
def test_what_is_no_file_is_refused_in_the_same_words(pool: DecoderPool, path: Path) -> None:
    """However odd or long its name is."""
    assert isinstance(in_process(path), MediaError)
    assert_same(pool.decode([path, path], [CROP])[1], in_process(path))


def test_a_fifo_is_refused(pool: DecoderPool, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    assert_same(pool.decode([tmp_path / "fifo"], [CROP])[0], in_process(tmp_path / "fifo"))


def test_answers_come_in_the_order_of_the_paths(
    pool: DecoderPool, drawn: list[Path], tmp_path: Path
) -> None:
    paths = [*drawn, tmp_path / "absent", *reversed(drawn), drawn[0]]

    for path, found in zip(paths, pool.decode(paths, [CROP]), strict=True):
        assert_same(found, in_process(path))


def test_nothing_asked_gives_nothing(pool: DecoderPool, drawn: list[Path]) -> None:
    assert pool.decode([], [CROP]) == []
    assert pool.decode(drawn[:2], []) == [[], []]


def test_several_threads_may_decode_at_once(pool: DecoderPool, drawn: list[Path]) -> None:
    expected = [in_process(path) for path in drawn]

    def decode(_: int) -> list[Decoded]:
        return pool.decode(drawn, [CROP])

    with ThreadPoolExecutor(6) as threads:
        for answer in threads.map(decode, range(24)):
            for found, wanted in zip(answer, expected, strict=True):
                assert_same(found, wanted)


def test_a_picture_beyond_the_time_limit_is_refused(large: Path) -> None:
    with DecoderPool(workers=1, seconds=0.02) as hasty:
        error = hasty.decode([large], [CROP])[0]

    assert isinstance(error, MediaError)
    assert error.problem == f"{large} took more than 0.02 s to decode."
    assert error.remedy


def test_a_child_that_hangs_costs_one_picture(drawn: list[Path]) -> None:
    with watched(1, seconds=2.0) as (own, children):
        own.decode(drawn[:1], [CROP])
        (child,) = children()
        os.kill(child, signal.SIGSTOP)

        first, *others = own.decode(drawn, [CROP])

        assert isinstance(first, MediaError)
        assert "took more than 2 s" in first.problem
        for path, found in zip(drawn[1:], others, strict=True):
            assert_same(found, in_process(path))
        assert not alive(child)


def test_a_child_that_is_killed_costs_at_most_its_picture(drawn: list[Path]) -> None:
    paths = drawn * 20
    expected = {path: in_process(path) for path in drawn}
    with watched(2) as (own, children):
        own.decode(drawn, [CROP])
        for _ in range(6):
            killer = Timer(random.uniform(0, 0.3), lambda: os.kill(max(children()), signal.SIGKILL))
            killer.start()

            answers = own.decode(paths, [CROP])

            killer.join()
            lost = [answer for answer in answers if isinstance(answer, MediaError)]
            assert len(lost) <= 1
            assert all("ended the decoder" in error.problem for error in lost)
            for path, answer in zip(paths, answers, strict=True):
                if not isinstance(answer, MediaError):
                    assert_same(answer, expected[path])


@pytest.mark.parametrize("kills", [1, 2])
def test_a_picture_is_tried_again_where_its_child_is_killed_and_refused_where_two_are(
    drawn: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kills: int
) -> None:
    left = tmp_path / "left"
    left.write_bytes(bytes(kills))
    mortal = f"""
import os
from pathlib import Path
from likewise.index.pictures import decoder
from likewise.index.pictures.decoder import main

def dying(path, **options):
    left = Path({str(left)!r})
    if path.name == "3.png" and (size := left.stat().st_size):
        os.truncate(left, size - 1)
        os.kill(os.getpid(), 9)
    return opening(path, **options)

opening, decoder.open_picture = decoder.open_picture, dying
"""
    (tmp_path / "mortal.py").write_text(mortal)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(decoding, "_MODULE", "mortal")
    with DecoderPool(workers=1) as own:
        for path, found in zip(drawn, own.decode(drawn, [CROP]), strict=True):
            if path.name == "3.png" and kills == 2:
                assert isinstance(found, MediaError)
                assert "ended the decoder" in found.problem
            else:
                assert_same(found, in_process(path))
    assert left.stat().st_size == 0


def test_a_child_that_died_with_nothing_to_do_costs_no_picture(drawn: list[Path]) -> None:
    with watched(1) as (own, children):
        for _ in range(3):
            own.decode(drawn[:2], [CROP])
            (child,) = children()
            os.kill(child, signal.SIGKILL)
            wait_until(lambda child=child: not alive(child))  # type: ignore[misc]  # bound now

            assert_same(own.decode(drawn[:1], [CROP])[0], in_process(drawn[0]))


def test_a_picture_beyond_the_memory_limit_is_refused_in_words(
    large: Path, drawn: list[Path]
) -> None:
    with watched(1, memory_bytes=300 * 2**20) as (own, children):
        own.decode(drawn[:1], [CROP])
        before = children()

        refused, *others = own.decode([large, *drawn, large], [CROP])

        assert children() == before
    assert isinstance(refused, MediaError)
    assert "within 300 MiB of memory, but needs more" in refused.problem
    assert repr(others.pop()) == repr(refused)
    for path, found in zip(drawn, others, strict=True):
        assert_same(found, in_process(path))


def test_a_large_picture_is_decoded_within_the_usual_memory(pool: DecoderPool, large: Path) -> None:
    assert_same(pool.decode([large], [CROP])[0], in_process(large))


def mutants(number: int) -> Iterator[bytes]:
    """Pictures of every format that is read, with bytes altered, lost and taken from others."""
    chance = random.Random(19)
    image = noise(60, 40)
    whole = [
        *(saved(image, kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")),
        saved(image, "JPEG", progressive=True),
        saved(image, "WEBP", lossless=True),
        saved(noise(60, 40, 4), "PNG"),
        saved(image.convert("P"), "PNG", transparency=0),
        *(saved(image, kind, **frames(image.rotate(180))) for kind in ("GIF", "WEBP", "PNG")),
        *(saved(image, "TIFF", compression=f"tiff_{name}") for name in ("lzw", "adobe_deflate")),
        saved(image, "TIFF", compression="jpeg"),
    ]
    for _ in range(number):
        data = bytearray(chance.choice(whole))
        kind = chance.randrange(4)
        if kind == 0:
            del data[chance.randrange(1, len(data)) :]
        elif kind == 1:
            other = chance.choice(whole)
            place, start = chance.randrange(len(data)), chance.randrange(len(other))
            data[place : place + 100] = other[start : start + chance.randrange(300)]
        else:
            reach = chance.choice((64, 400, len(data)))  # headers are short
            for _ in range(chance.randrange(1, 9)):
                place = chance.randrange(min(reach, len(data)))
                data[place] = chance.choice((0, 127, 255, chance.randrange(256)))
        yield bytes(data)


@linux
def test_damaged_pictures_are_refused_or_decoded_within_the_memory(tmp_path: Path) -> None:
    limit = 1024 * 2**20
    paths = [tmp_path / str(number) for number in range(500)]
    for path, data in zip(paths, mutants(len(paths)), strict=True):
        path.write_bytes(data)

    with watched(2, memory_bytes=limit) as (own, children):
        answers = own.decode(paths, [CROP])

        for child in children():
            status = Path(f"/proc/{child}/status").read_text("ascii")
            peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
            assert int(peak.split()[1]) * 1024 < limit
    whole = [answer for answer in answers if not isinstance(answer, MediaError)]
    assert all(answer[0].shape == (224, 224, 3) for answer in whole)
    assert all(answer.remedy for answer in answers if isinstance(answer, MediaError))
    assert 50 < len(whole) < 450


def test_children_start_when_needed_and_end_with_the_pool(drawn: list[Path]) -> None:
    with watched(2) as (own, children):
        assert not children()
        own.decode(drawn, [CROP])
        started = children()
        assert len(started) == 2
    assert not any(alive(child) for child in started)


def test_an_error_in_the_block_ends_the_children_too(drawn: list[Path]) -> None:
    with pytest.raises(KeyError), watched(2) as (own, children):  # noqa: PT012 - it is the point
        own.decode(drawn, [CROP])
        started = children()
        raise KeyError
    assert not any(alive(child) for child in started)


def test_a_closed_pool_decodes_no_more(drawn: list[Path]) -> None:
    with DecoderPool(workers=1) as own:
        own.decode(drawn[:1], [CROP])
    own.close()
    with pytest.raises(RuntimeError):
        own.decode(drawn[:1], [CROP])


def test_closing_ends_what_is_being_decoded(drawn: list[Path]) -> None:
    with watched(2) as (own, children), ThreadPoolExecutor(2) as threads:
        running = [threads.submit(own.decode, drawn * 100, [CROP]) for _ in range(2)]
        wait_until(lambda: len(children()) == 2)
        own.close()
        for decoding in running:
            with pytest.raises(RuntimeError):
                decoding.result(PATIENCE_SECONDS)
        assert not children()


def test_a_decoder_that_cannot_start_ends_the_decoding_in_words(
    drawn: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for python in ("/absent/python", "/bin/false"):
        monkeypatch.setattr(sys, "executable", python)
        with (
            DecoderPool(workers=2) as own,
            pytest.raises(MediaError, match="does not start") as raised,
        ):
            own.decode(drawn, [CROP])
        assert raised.value.remedy


def test_ctrl_c_is_not_for_the_children(drawn: list[Path]) -> None:
    with watched(2) as (own, children):
        own.decode(drawn, [CROP])
        started = children()
        for child in started:
            assert os.getpgid(child) != os.getpgid(0)
            os.kill(child, signal.SIGINT)
        own.decode(drawn, [CROP])
        assert children() == started


@linux
def test_a_child_does_not_load_the_models_runtime(drawn: list[Path]) -> None:
    with watched(1) as (own, children):
        own.decode(drawn[:1], [CROP])
        (child,) = children()
        assert "openvino" not in Path(f"/proc/{child}/maps").read_text("utf-8")


SCRIPT = """
import sys, time
from pathlib import Path
from likewise.embedding.pixels import Crop
from likewise.index.pictures.decoding import DecoderPool

with DecoderPool(workers=2) as pool:
    for answer in pool.decode([Path(name) for name in sys.argv[1:]], [Crop(224, 256)]):
        print("refused" if isinstance(answer, Exception) else "decoded", flush=True)
    sys.stdin.read()
"""
"""It has no main guard, as a script at the desk may have none."""


@contextmanager
def script(*paths: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A parent that decodes the paths, and ends with its standard input."""
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *map(str, paths)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | environment,
        text=True,
    ) as parent:
        yield parent


def test_children_end_when_their_parent_is_killed(drawn: list[Path]) -> None:
    with script(*drawn) as parent:
        wait_until(lambda: len(decoders(parent.pid)) == 2)
        children = decoders(parent.pid)
        parent.kill()
    wait_until(lambda: not any(alive(child) for child in children))


def test_children_write_nothing_where_their_parent_writes(
    drawn: list[Path], tmp_path: Path
) -> None:
    """Not even libtiff, which warns on standard error of a tag that it does not know."""
    odd = tmp_path / "odd.tiff"
    draw("red", 1).save(odd, compression="tiff_lzw", tiffinfo={60_000: "unknown"})
    damaged = tmp_path / "damaged.tiff"
    damaged.write_bytes(saved(noise(64, 64), "TIFF", compression="tiff_lzw")[:-100] + b"\xff" * 100)
    with script(drawn[0], odd, damaged) as parent:
        output, errors = parent.communicate(timeout=PATIENCE_SECONDS)
    assert set(output.split()) <= {"decoded", "refused"}
    assert errors == ""


def test_what_python_prints_when_it_starts_is_no_answer(drawn: list[Path], tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('started')", "utf-8")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    with script(drawn[0], PYTHONPATH=path) as parent:
        output, _ = parent.communicate(timeout=PATIENCE_SECONDS)
    assert output.split() == ["started", "decoded"]


def test_a_child_that_hangs_without_a_parent_ends_itself(large: Path) -> None:
    """As when the parent was killed in the middle of a picture that would take for ever."""
    answers, theirs = os.pipe()
    program = "from likewise.index.pictures.decoder import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(theirs), str(2**31), "0.02"],
        stdin=subprocess.PIPE,
        pass_fds=[theirs],
    ) as child:
        child.communicate(encode_request(large, [CROP]), timeout=PATIENCE_SECONDS)
    os.close(theirs)
    os.close(answers)
    assert child.returncode == -signal.SIGALRM
