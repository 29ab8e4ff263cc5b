"""Weights: what a file holds is read back, what it says to run is not run."""

import json
import pickle
import struct
import sys
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from likewise.embedding.weights import load_legacy_torch, load_safetensors
from likewise.errors import ModelError

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001
SYSTEM = {"protocol_version": PROTOCOL, "little_endian": True, "type_sizes": {"int": 4, "long": 4}}


@dataclass(frozen=True)
class Storage:
    """Numbers in a file, for several tensors."""

    key: str
    values: np.ndarray

    @property
    def kind(self) -> type:
        return FloatStorage if self.values.dtype == np.float32 else LongStorage


class FloatStorage:
    """Stands under torch's name in a file."""


class LongStorage:
    """Stands under torch's name in a file."""


def _rebuild_tensor_v2(*_: object) -> None: ...


@dataclass(frozen=True)
class Tensor:
    """A part of a storage."""

    storage: Storage
    offset: int
    size: tuple[int, ...]
    stride: tuple[int, ...]

    def __reduce__(self) -> tuple[object, ...]:
        facts = (self.storage, self.offset, self.size, self.stride, False, OrderedDict())
        return _rebuild_tensor_v2, facts


class StatePickler(pickle.Pickler):
    """Puts storages beside the pickle, as torch does."""

    def persistent_id(self, obj: object) -> tuple[object, ...] | None:
        if isinstance(obj, Storage):
            return ("storage", obj.kind, obj.key, "cpu", obj.values.size, None)
        return None


@contextmanager
def torch_names() -> Iterator[None]:
    """Lets a pickle refer to our stand-ins by the names that torch gives them."""
    torch, utils = ModuleType("torch"), ModuleType("torch._utils")
    before = {name: sys.modules.get(name) for name in ("torch", "torch._utils")}
    for module, stand_in in (
        (torch, FloatStorage),
        (torch, LongStorage),
        (utils, _rebuild_tensor_v2),
    ):
        setattr(module, stand_in.__name__, stand_in)
        stand_in.__module__ = module.__name__
    sys.modules |= {"torch": torch, "torch._utils": utils}
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def head() -> bytes:
    return b"".join(pickle.dumps(each, 2) for each in (MAGIC, PROTOCOL, SYSTEM))


def legacy(state: Mapping[str, object], *storages: Storage) -> bytes:
    """A state dictionary in the format."""
    out = BytesIO()
    out.write(head())
    with torch_names():
        StatePickler(out, 2).dump(state)
    out.write(pickle.dumps([storage.key for storage in storages], 2))
    for storage in storages:
        out.write(struct.pack("<q", storage.values.size))
        out.write(storage.values.tobytes())
    return out.getvalue()


SIX = Storage("first", np.arange(6, dtype=np.float32) / 4)
WHOLE = np.int64(2**40) + np.arange(3, dtype=np.int64)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "model.pth"


def test_tensors_are_read_back_by_name(file: Path) -> None:
    other = Storage("second", WHOLE)
    state = {"a": Tensor(SIX, 0, (2, 3), (3, 1)), "b": Tensor(other, 0, (3,), (1,))}
    file.write_bytes(legacy(state, SIX, other))
    found = load_legacy_torch(file)
    assert list(found) == ["a", "b"]
    assert_array_equal(found["a"], SIX.values.reshape(2, 3))
    assert_array_equal(found["b"], WHOLE)
    assert (found["a"].dtype, found["b"].dtype) == (np.float32, np.int64)


@pytest.mark.parametrize(
    ("offset", "size", "stride", "expected"),
    [
        (0, (3, 2), (1, 3), [[0, 3], [1, 4], [2, 5]]),
        (1, (2,), (3,), [1, 4]),
        (0, (2, 2), (0, 1), [[0, 1], [0, 1]]),
        (5, (1,), (1,), [5]),
        (4, (), (), 4),
        (0, (0,), (1,), []),
    ],
    ids=["turned", "every third", "repeated", "the last", "a single number", "none"],
)
def test_a_tensor_may_be_any_view_of_its_storage(
    file: Path,
    offset: int,
    size: tuple[int, ...],
    stride: tuple[int, ...],
    expected: object,
) -> None:
    file.write_bytes(legacy({"a": Tensor(SIX, offset, size, stride)}, SIX))
    found = load_legacy_torch(file)["a"]
    assert_array_equal(found, np.array(expected, np.float32) / 4)


def test_tensors_may_share_a_storage(file: Path) -> None:
    state = OrderedDict(a=Tensor(SIX, 0, (2,), (1,)), b=Tensor(SIX, 1, (2,), (1,)))
    file.write_bytes(legacy(state, SIX))
    found = load_legacy_torch(file)
    assert_array_equal(found["a"][1], found["b"][0])


@pytest.mark.parametrize(
    ("offset", "size", "stride"),
    [
        (0, (7,), (1,)),
        (5, (2,), (1,)),
        (6, (1,), (1,)),
        (6, (), ()),
        (-1, (1,), (1,)),
        (0, (2, 3), (4, 1)),
        (5, (2,), (-1,)),
        (0, (2**62,), (1,)),
        (2**62, (1,), (1,)),
    ],
)
def test_a_tensor_that_reaches_outside_its_storage_is_refused(
    file: Path, offset: int, size: tuple[int, ...], stride: tuple[int, ...]
) -> None:
    file.write_bytes(legacy({"a": Tensor(SIX, offset, size, stride)}, SIX))
    with pytest.raises(ModelError, match="outside its storage"):
        load_legacy_torch(file)


class Hostile:
    """Runs a command in whoever unpickles it."""

    def __init__(self, canary: Path) -> None:
        self._canary = canary

    def __reduce__(self) -> tuple[object, ...]:
        import os  # noqa: PLC0415 - named where it is misused

        return os.system, (f"touch {self._canary}",)


@pytest.mark.parametrize("place", ["at the start", "in the state"])
def test_a_hostile_file_is_refused_and_runs_nothing(file: Path, place: str) -> None:
    canary = file.with_name("canary")
    hostile = Hostile(canary)
    data = pickle.dumps(hostile, 2) if place == "at the start" else legacy({"a": hostile})
    file.write_bytes(data)
    with pytest.raises(ModelError, match=r"refers to \w+\.system"):
        load_legacy_torch(file)
    assert not canary.exists()
    pickle.loads(pickle.dumps(hostile, 2))  # noqa: S301 - the very same, where nobody guards
    assert canary.exists(), "the canary proves nothing unless the command works"


@pytest.mark.parametrize(
    "name", ["builtins eval", "builtins getattr", "numpy load", "torch load", "collections Counter"]
)
def test_a_file_may_name_nothing_but_what_weights_need(file: Path, name: str) -> None:
    module, attribute = name.split()
    file.write_bytes(head() + f"c{module}\n{attribute}\n.".encode())
    with pytest.raises(ModelError, match=f"{module}.{attribute}"):
        load_legacy_torch(file)


def test_a_file_cut_anywhere_is_refused(file: Path) -> None:
    data = legacy({"a": Tensor(SIX, 0, (2, 3), (3, 1))}, SIX)
    for end in range(len(data)):
        file.write_bytes(data[:end])
        with pytest.raises(ModelError, match="not a readable torch state dictionary"):
            load_legacy_torch(file)
    file.write_bytes(data)
    assert_array_equal(load_legacy_torch(file)["a"], SIX.values.reshape(2, 3))


@pytest.mark.parametrize(
    "data",
    [
        b"garbage",
        b"\x00" * 100,
        b"PK\x03\x04 as newer files begin",
        pickle.dumps(MAGIC + 1, 2),
        head() + legacy({}, SIX)[len(head()) : -30],
        pytest.param(b"NQ.", id="reference to nothing"),
        pytest.param(head() + pickle.dumps([1], 2) + pickle.dumps([], 2)),
        pytest.param(head() + pickle.dumps({"a": 1}, 2) + pickle.dumps([], 2)),
        pytest.param(
            legacy({"a": Tensor(SIX, 0, (6,), (1,))}, SIX)[:-32] + b"\xff" * 32,
            id="absurd count",
        ),
    ],
    ids=lambda data: ascii(data[:12]),
)
def test_a_file_of_something_else_is_refused(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    with pytest.raises(ModelError):
        load_legacy_torch(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    for load in (load_legacy_torch, load_safetensors):
        with pytest.raises(ModelError, match="absent"):
            load(tmp_path / "absent")


def test_safetensors_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    safetensors.numpy.save_file({"a": SIX.values.reshape(2, 3), "b": WHOLE}, path)
    found = load_safetensors(path)
    assert_array_equal(found["a"], SIX.values.reshape(2, 3))
    assert_array_equal(found["b"], WHOLE)


def with_header(header: object, data: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"garbage",
        b"\xff" * 64,
        with_header([]),
        with_header({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}, b"1234"),
        with_header({"a": {"dtype": "F32", "shape": [9], "data_offsets": [0, 4]}}, b"1234"),
    ],
    ids=["empty", "garbage", "absurd length", "a list", "cut", "shape too large"],
)
def test_garbage_for_safetensors_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(data)
    with pytest.raises(ModelError, match="not a readable safetensors file"):
        load_safetensors(path)


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=80))
def test_random_bytes_are_never_safetensors(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "random.safetensors"
    path.write_bytes(data)
    with pytest.raises(ModelError):
        load_safetensors(path)
