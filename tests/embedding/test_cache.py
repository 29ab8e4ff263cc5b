"""Vector cache: what is put comes back, whatever happens to the process, the file or the disk."""

from __future__ import annotations

import functools
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal

from likewise.embedding.cache import USED_BYTES, VectorCache
from likewise.embedding.vectors import LENGTH_TOLERANCE, Vector, Vectors, flaw, unit

MODEL = "a model's fingerprint"
DIMS = 64
STRANGER = 65534
"""The user `nobody`, whom a folder's permissions bind."""

BATCH = 40
WRITER = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_cache import BATCH, MODEL, digests, vectors
from likewise.embedding.cache import VectorCache

with VectorCache(Path(sys.argv[1])) as cache:
    for start in range(int(sys.argv[2]), int(sys.argv[3]), BATCH):
        numbers = range(start, start + BATCH)
        cache.put(MODEL, digests(numbers), vectors(numbers))
        print(start, flush=True)
"""
"""Puts entries in batches, and prints the first number of each that was put."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "vectors.sqlite"


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VectorCache]:
    """An open cache for the many examples of one fact, each of which has its own contents."""
    with VectorCache(tmp_path_factory.mktemp("lasting") / "vectors.sqlite") as cache:
        yield cache


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach, and only this one can write to."""
    with tempfile.TemporaryDirectory(prefix="likewise-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two million bytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2000k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)  # noqa: S607 - where it is differs


def digests(numbers: range) -> list[bytes]:
    return [blake2b(str(number).encode(), digest_size=32).digest() for number in numbers]


@functools.cache
def row(number: int) -> Vector:
    return np.random.default_rng(number).standard_normal(DIMS).astype(np.float32)


def vectors(numbers: range) -> Vectors:
    """For each number its own vector."""
    return unit(np.array([row(number) for number in numbers]).reshape(len(numbers), DIMS))


def put(cache: VectorCache, numbers: range) -> None:
    cache.put(MODEL, digests(numbers), vectors(numbers))


def kept(cache: VectorCache, numbers: range) -> set[int]:
    """The numbers whose vectors are there; each must be the one that was put."""
    found = cache.get(MODEL, digests(numbers))
    assert len(found) == len(numbers)
    for vector, expected in zip(found, vectors(numbers), strict=True):
        if vector is not None:
            assert_array_equal(vector, expected)
    return {number for number, vector in zip(numbers, found, strict=True) if vector is not None}


def works(file: Path) -> bool:
    """Whether a cache opened now keeps what is put."""
    new = range(1_000_000, 1_000_010)
    with VectorCache(file) as cache:
        put(cache, new)
        return kept(cache, new) == set(new)


def used_bytes(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        ((found,),) = connection.execute(USED_BYTES).fetchall()
    return int(found)


def directions() -> st.SearchStrategy[Vector]:
    values = st.floats(-1000, 1000, width=32)
    rows = st.integers(1, 8).flatmap(lambda dims: arrays(np.float32, (1, dims), elements=values))
    return rows.filter(lambda row: np.linalg.norm(row) > 1e-3).map(lambda row: unit(row)[0])


@settings(deadline=None)
@given(
    puts=st.lists(st.tuples(st.sampled_from("ab"), st.binary(max_size=2), directions())),
    others=st.lists(st.binary(max_size=2)),
)
def test_the_last_vector_put_for_a_model_and_a_content_comes_back(
    lasting: VectorCache, puts: list[tuple[str, bytes, Vector]], others: list[bytes]
) -> None:
    example = uuid.uuid4().hex
    expected: dict[tuple[str, bytes], Vector] = {}
    for model, digest, vector in puts:
        lasting.put(example + model, [digest], vector[None])
        expected[model, digest] = vector
    asked = [digest for _, digest, _ in puts] + others
    for model in "ab":
        for digest, found in zip(asked, lasting.get(example + model, asked), strict=True):
            assert_array_equal(found, expected.get((model, digest)))


def test_vectors_come_in_the_order_asked_and_none_for_what_is_absent(file: Path) -> None:
    with VectorCache(file) as cache:
        put(cache, range(3))
        first, second, third = digests(range(3))
        found = cache.get(MODEL, [third, b"absent", first, third, second])
    assert found[1] is None
    for vector, expected in zip(
        [found[0], *found[2:]], vectors(range(3))[[2, 0, 2, 1]], strict=True
    ):
        assert vector is not None
        assert vector.dtype == np.float32
        assert not vector.flags.writeable
        assert_array_equal(vector, expected)


def test_more_contents_than_are_looked_for_at_once_come_in_the_order_asked(file: Path) -> None:
    asked = [*range(599, -1, -1), 3, 1000, 599]
    whole = vectors(range(600))
    with VectorCache(file) as cache:
        cache.put(MODEL, digests(range(600)), whole)
        found = cache.get(MODEL, [digests(range(each, each + 1))[0] for each in asked])
    for number, vector in zip(asked, found, strict=True):
        assert np.array_equal(vector, whole[number]) if number < 600 else vector is None


def test_vectors_of_several_lengths_come_back_together(file: Path) -> None:
    short, long = np.array([[0.6, 0.8]], np.float32), vectors(range(1))
    with VectorCache(file) as cache:
        cache.put(MODEL, [b"a"], short)
        cache.put(MODEL, [b"b"], long)
        found = cache.get(MODEL, [b"b", b"a"])
    assert [None if each is None else each.tolist() for each in found] == [
        long[0].tolist(),
        short[0].tolist(),
    ]


def test_nothing_asked_is_nothing_found_and_nothing_put_is_no_error(file: Path) -> None:
    with VectorCache(file) as cache:
        cache.put(MODEL, [], np.empty((0, DIMS), np.float32))
        assert cache.get(MODEL, []) == []


@pytest.mark.parametrize("other", ["", MODEL[:-1], MODEL + " ", MODEL.upper()])
def test_another_models_vectors_are_apart(file: Path, other: str) -> None:
    with VectorCache(file) as cache:
        put(cache, range(5))
        assert cache.get(other, digests(range(5))) == [None] * 5


def test_the_end_of_a_fingerprint_is_not_taken_for_the_start_of_a_digest(file: Path) -> None:
    with VectorCache(file) as cache:
        cache.put("ab", [b"c"], vectors(range(1)))
        assert cache.get("a", [b"bc"]) == [None]


def test_what_was_put_is_there_when_the_file_is_opened_again(file: Path) -> None:
    with VectorCache(file) as cache:
        put(cache, range(100))
    with VectorCache(file) as cache:
        assert kept(cache, range(200)) == set(range(100))
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_closed_cache_holds_nothing_and_keeps_nothing(file: Path) -> None:
    cache = VectorCache(file)
    cache.close()
    cache.close()
    put(cache, range(5))
    assert kept(cache, range(5)) == set()


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_vectors_as_contents_are_asked_for(file: Path, count: int) -> None:
    with VectorCache(file) as cache, pytest.raises(ValueError, match="zip"):
        cache.put(MODEL, digests(range(2)), vectors(range(count)))


FLAWED = {
    "too long": np.array([1 + 2 * LENGTH_TOLERANCE, 0], np.float32),
    "too short": np.array([1 - 2 * LENGTH_TOLERANCE, 0], np.float32),
    "zero": np.zeros(2, np.float32),
    "empty": np.zeros(0, np.float32),
    "not a number": np.array([1, np.nan], np.float32),
    "infinite": np.array([1, np.inf], np.float32),
    "huge": np.full(2, 3e38, np.float32),
    "signalling": np.frombuffer(b"\0\0\x80\x3f\x01\0\xa0\x7f", np.float32),
}


@pytest.mark.parametrize("vector", FLAWED.values(), ids=FLAWED)
def test_a_vector_that_is_not_of_unit_length_is_not_kept(file: Path, vector: Vector) -> None:
    with VectorCache(file) as cache:
        cache.put(MODEL, [b"x"], vector[None])
        assert cache.get(MODEL, [b"x"]) == [None]


SPOILT: dict[str, object] = {
    **{name: vector.tobytes() for name, vector in FLAWED.items()},
    "cut within a number": vectors(range(1)).tobytes()[:-1],
    "text": "\u00e4",
    "a number": 7,
}


def spoil(file: Path, number: int, data: object, *, checksum: bool) -> None:
    """Puts other data in an entry's place, if asked with the checksum that belongs to it."""
    right = vectors(range(number, number + 1)).tobytes()
    with closing(sqlite3.connect(file)) as other, other:
        ((key,),) = other.execute("SELECT key FROM entries WHERE vector = ?", (right,))
        other.execute("UPDATE entries SET vector = ? WHERE key = ?", (data, key))
        if checksum and isinstance(data, bytes):
            change = "UPDATE entries SET checksum = ? WHERE key = ?"
            other.execute(change, (crc32(data, crc32(key)), key))


@pytest.mark.parametrize("checksum", [True, False])
@pytest.mark.parametrize("data", SPOILT.values(), ids=SPOILT)
def test_a_flawed_entry_is_absent_until_it_is_put_again(
    file: Path, data: object, *, checksum: bool
) -> None:
    with VectorCache(file) as cache:
        put(cache, range(3))
        spoil(file, 0, data, checksum=checksum)
        assert kept(cache, range(3)) == {1, 2}
        put(cache, range(1))
        assert kept(cache, range(3)) == {0, 1, 2}


def test_a_vector_found_under_anothers_key_is_not_handed_out(file: Path) -> None:
    mixed_up = """
        UPDATE entries SET (checksum, vector) =
          (SELECT checksum, vector FROM entries WHERE number = 2) WHERE number = 1"""
    with VectorCache(file) as cache:
        put(cache, range(3))
        with closing(sqlite3.connect(file)) as other, other:
            other.execute(mixed_up)
        assert kept(cache, range(3)) == {1, 2}


@settings(deadline=None)
@given(
    direction=arrays(np.float32, st.integers(1, 600), elements=st.floats(-100, 100, width=32)),
    length=st.floats(0.99, 1.01),
)
def test_unit_length_is_judged_as_everywhere_else(
    lasting: VectorCache, direction: Vector, length: float
) -> None:
    assume(np.linalg.norm(direction) > 1e-3)
    vector = (unit(direction[None])[0] * length).astype(np.float32)
    exact = float(np.linalg.norm(vector.astype(np.float64)))
    assume(abs(abs(exact - 1) - LENGTH_TOLERANCE) > 1e-5)  # where rounding decides
    lasting.put(MODEL, [vector.tobytes()], vector[None])
    (found,) = lasting.get(MODEL, [vector.tobytes()])
    assert (found is None) == (flaw(vector, len(vector)) is not None)


def test_the_file_is_kept_within_its_bound_and_the_oldest_go_first(file: Path) -> None:
    bound = 1_000_000
    numbers = range(8000)
    with VectorCache(file, max_bytes=bound) as cache:
        for start in range(0, len(numbers), BATCH):
            put(cache, range(start, start + BATCH))
            assert used_bytes(file) <= bound
        found = kept(cache, numbers)
    assert found == set(range(min(found), len(numbers)))
    assert len(found) * DIMS * 4 > bound / 2
    assert file.stat().st_size < 1.1 * bound


def test_an_entry_put_again_counts_as_new(file: Path) -> None:
    with VectorCache(file, max_bytes=500_000) as cache:
        for start in range(0, 4000, BATCH):
            put(cache, range(5))
            put(cache, range(start, start + BATCH))
        assert kept(cache, range(5)) == set(range(5))


def test_a_file_over_its_bound_is_brought_within_it_by_the_next_put(file: Path) -> None:
    with VectorCache(file) as cache:
        put(cache, range(3000))
    with VectorCache(file, max_bytes=300_000) as cache:
        put(cache, range(3000, 3010))
        assert used_bytes(file) <= 300_000
        assert kept(cache, range(3000, 3010)) == set(range(3000, 3010))


def test_a_bound_too_small_for_anything_is_no_error(file: Path) -> None:
    with VectorCache(file, max_bytes=0) as cache:
        put(cache, range(1000))
        assert kept(cache, range(1000)) == set()


def test_threads_may_share_a_cache(file: Path) -> None:
    def put_and_get(start: int) -> None:
        for at in range(start, start + 400, BATCH):
            numbers = range(at, at + BATCH)
            put(cache, numbers)
            assert kept(cache, numbers) == set(numbers)

    with VectorCache(file) as cache:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(put_and_get, range(0, 3200, 400)))
        assert kept(cache, range(3200)) == set(range(3200))


def writer(file: Path, start: int, stop: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(file), str(start), str(stop)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_processes_may_write_at_once(file: Path) -> None:
    processes = [writer(file, start, start + 2000) for start in (0, 2000)]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    with VectorCache(file) as cache:
        assert kept(cache, range(4000)) == set(range(4000))


@pytest.mark.parametrize("seed", range(4))
def test_what_was_put_before_a_kill_is_there_after_it(file: Path, seed: int) -> None:
    with writer(file, 0, 10_000_000) as process:
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline())]
        time.sleep(random.Random(seed).uniform(0.01, 0.5))
        process.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in process.stdout if line.endswith("\n")]
    with VectorCache(file) as cache:
        found = kept(cache, range(acknowledged[-1] + 2 * BATCH))
    sure = set(range(acknowledged[-1] + BATCH))
    begun = set(range(acknowledged[-1] + BATCH, acknowledged[-1] + 2 * BATCH))
    assert found in (sure, sure | begun)  # the put that the kill met is kept whole, or not at all
    assert not Path(f"{file}.damaged").exists()
    assert works(file)


@contextmanager
def not_root() -> Iterator[None]:
    """While it lasts, permissions bind this process."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(STRANGER)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def not_writing(folder: Path) -> Iterator[None]:
    """While it lasts, this process may read the folder and not change it."""
    folder.chmod(0o555)
    try:
        with not_root():
            yield
    finally:
        folder.chmod(0o755)


ENTRIES = range(800)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with entries, to be copied and damaged."""
    file = tmp_path_factory.mktemp("sound") / "vectors.sqlite"
    with VectorCache(file) as cache:
        for start in range(0, len(ENTRIES), BATCH):
            put(cache, range(start, start + BATCH))
    return file


def damaged(sound: Path, file: Path, change: bytes, at: int) -> None:
    file.parent.mkdir(exist_ok=True)
    shutil.copy(sound, file)
    with file.open("r+b") as target:
        target.seek(at)
        target.write(change)


@pytest.mark.parametrize(
    "length", [15, 16, 99, 100, 512, 5000, 8192, 9000, 16384, 100_000, 200_000]
)
def test_a_file_cut_short_is_put_aside_and_a_new_one_begun(
    sound: Path, file: Path, length: int
) -> None:
    file.parent.mkdir()
    file.write_bytes(sound.read_bytes()[:length])
    with VectorCache(file) as cache:
        assert kept(cache, ENTRIES) == set()
    assert works(file)
    assert Path(f"{file}.damaged").stat().st_size == length


GARBAGE = {
    "a file of something else": (b"PK\x03\x04" * 10_000, 0),
    "no magic": (b"\0", 0),
    "header": (b"\xff" * 84, 16),
    "page size": (b"\x7f", 16),
    "schema": (b"\xff" * 8000, 100),
    "root of the entries": (b"\xaa" * 8192, 8192),
    "root of the keys": (b"\xaa" * 8192, 2 * 8192),
}


@pytest.mark.parametrize(("change", "at"), GARBAGE.values(), ids=GARBAGE)
def test_a_file_with_garbage_is_put_aside_and_a_new_one_begun(
    sound: Path, file: Path, change: bytes, at: int
) -> None:
    damaged(sound, file, change, at)
    before = file.read_bytes()
    with VectorCache(file) as cache:
        assert kept(cache, ENTRIES) == set()
        put(cache, range(10))
        assert kept(cache, ENTRIES) == set(range(10))
    assert len(Path(f"{file}.damaged").read_bytes()) == len(before)
    assert works(file)


@settings(deadline=None, max_examples=100)
@given(
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1)), min_size=1
    ),
    put_first=st.booleans(),
)
def test_whatever_a_file_holds_only_what_was_put_comes_out_of_it(
    sound: Path, changes: list[tuple[float, bytes]], *, put_first: bool
) -> None:
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "vectors.sqlite"
        data = bytearray(sound.read_bytes())
        for place, change in changes:
            at = int(place * len(data))
            data[at : at + len(change)] = change
        file.write_bytes(data)
        new = range(len(ENTRIES), len(ENTRIES) + BATCH)
        with VectorCache(file) as cache:
            if put_first:
                put(cache, new)
            kept(cache, range(new.stop))
            put(cache, new)
            kept(cache, range(new.stop))


def test_an_empty_file_is_a_new_one(file: Path) -> None:
    file.parent.mkdir()
    file.touch()
    assert works(file)
    assert not Path(f"{file}.damaged").exists()


def test_another_programs_tables_are_put_aside(file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE entries (name TEXT)")
    assert works(file)
    assert Path(f"{file}.damaged").exists()


def test_a_folder_in_the_files_place_is_put_aside(file: Path) -> None:
    file.mkdir(parents=True)
    assert works(file)
    assert Path(f"{file}.damaged").is_dir()


def test_a_file_that_two_caches_find_damaged_is_put_aside_once(sound: Path, file: Path) -> None:
    damaged(sound, file, *GARBAGE["root of the keys"])
    with VectorCache(file) as first, VectorCache(file) as second:
        assert kept(first, range(10)) == set()
        put(first, range(10))
        assert kept(second, range(20)) == set(range(10)) & kept(second, range(20))
        put(second, range(10, 20))
        assert kept(first, range(20)) == set(range(20)) == kept(second, range(20))


def test_processes_may_find_the_same_damage_at_once(sound: Path, file: Path) -> None:
    damaged(sound, file, *GARBAGE["no magic"])
    processes = [writer(file, start, start + 400) for start in (0, 400, 800)]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    with VectorCache(file) as cache:
        assert kept(cache, range(1200)) == set(range(1200))


def test_a_file_that_may_not_be_read_is_put_aside_where_it_can_be(open_folder: Path) -> None:
    file = open_folder / "vectors.sqlite"
    file.write_bytes(b"x" * 100)
    file.chmod(0)
    open_folder.chmod(0o777)
    with not_root():
        assert works(file)
    assert Path(f"{file}.damaged").stat().st_size == 100


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with VectorCache(tmp_path / "file" / "home" / "vectors.sqlite") as cache:
        put(cache, range(5))
        assert kept(cache, range(5)) == set()


def test_what_is_in_a_read_only_folder_can_be_got(open_folder: Path) -> None:
    file = open_folder / "vectors.sqlite"
    with VectorCache(file) as cache:
        put(cache, range(100))
    with not_writing(open_folder), VectorCache(file) as cache:
        put(cache, range(200))
        assert kept(cache, range(200)) == set(range(100))
    assert [path.name for path in open_folder.iterdir()] == [file.name]


def test_in_a_read_only_folder_a_killed_processs_puts_can_be_got(open_folder: Path) -> None:
    file = open_folder / "vectors.sqlite"
    with writer(file, 0, 10_000_000) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert Path(f"{file}-wal").exists()
    with not_writing(open_folder), VectorCache(file) as cache:
        assert set(range(BATCH)) <= kept(cache, range(BATCH))


@pytest.mark.parametrize("beside", ["", "-wal", "-shm"])
def test_a_file_that_this_user_may_not_read_is_no_error(open_folder: Path, beside: str) -> None:
    file = open_folder / "vectors.sqlite"
    with VectorCache(file) as other:
        put(other, range(100))
        Path(f"{file}{beside}").chmod(0)
        with not_writing(open_folder), VectorCache(file) as cache:
            put(cache, range(200))
            kept(cache, range(200))


def test_nothing_in_a_read_only_folder_is_no_error(open_folder: Path) -> None:
    (open_folder / "damaged").write_bytes(b"damaged" * 1000)
    for name in ("absent", "damaged", "folder/absent"):
        with not_writing(open_folder), VectorCache(open_folder / name) as cache:
            put(cache, range(5))
            assert kept(cache, range(5)) == set()


def test_on_a_full_disk_what_was_put_can_be_got_and_the_rest_is_left_out(small_disk: Path) -> None:
    file = small_disk / "vectors.sqlite"
    numbers = range(0, 20_000, BATCH)
    with VectorCache(file) as cache:
        for start in numbers:
            put(cache, range(start, start + BATCH))
        found = kept(cache, range(20_000))
    assert set(range(BATCH)) <= found
    assert len(found) < 20_000
    with VectorCache(file) as cache:
        assert kept(cache, range(20_000)) == found
    assert not Path(f"{file}.damaged").exists()


def test_a_disk_that_was_full_before_is_no_error(small_disk: Path) -> None:
    file = small_disk / "vectors.sqlite"
    with VectorCache(file) as cache:
        put(cache, range(100))
    filler = small_disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as target:
        while True:
            target.write(bytes(4096))
    for name, expected in [(file, range(100)), (small_disk / "new", range(0))]:
        with VectorCache(name) as cache:
            put(cache, range(200))
            assert kept(cache, range(200)) == set(expected)
    filler.unlink()
    assert works(file)
    assert not list(small_disk.glob("*.damaged"))


def test_a_cache_that_another_writes_to_for_long_is_still_read(file: Path) -> None:
    with VectorCache(file) as cache:
        put(cache, range(10))
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert kept(cache, range(10)) == set(range(10))
            put(cache, range(10, 20))  # gives up after BUSY_SECONDS
            assert kept(cache, range(20)) == set(range(10))
            other.execute("ROLLBACK")
        put(cache, range(10, 20))
        assert kept(cache, range(20)) == set(range(20))
