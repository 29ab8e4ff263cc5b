"""Weights: tensors out of model files, without running anything that stands in them."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError

from likewise.errors import ModelError

Weights: TypeAlias = Mapping[str, NDArray[Any]]
"""Tensor name to array."""

# The unpickler and what follows it raise whatever the bytes lead them to.
_DAMAGE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    TypeError,
    ValueError,
    pickle.UnpicklingError,
)
_LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
_DTYPES: Mapping[str, np.dtype[Any]] = {
    "FloatStorage": np.dtype("<f4"),
    "LongStorage": np.dtype("<i8"),
}


def load_safetensors(path: Path) -> Weights:
    """The tensors of a safetensors file."""
    try:
        return safetensors.numpy.load_file(path)
    except (OSError, SafetensorError, TypeError) as error:  # a number format unknown to numpy
        raise ModelError(f"{path} is not a readable safetensors file: {error}.") from error


def load_legacy_torch(path: Path) -> Weights:
    """The tensors of a state dictionary in torch's format from before version 1.6.

    The file holds pickles; they are read by an unpickler that knows ordered dictionaries and
    tensors of 32-bit floats and 64-bit integers, and nothing else.
    """
    try:
        with path.open("rb") as file:
            return _read_legacy(file)
    except _DAMAGE as error:
        raise ModelError(f"{path} is not a readable torch state dictionary: {error}.") from error


def _read_legacy(file: BinaryIO) -> Weights:
    if _TensorUnpickler(file).load() != _LEGACY_MAGIC:
        raise ValueError("the magic number is another")
    _TensorUnpickler(file).load()  # protocol version
    _TensorUnpickler(file).load()  # byte order and sizes of the machine that wrote it
    reader = _TensorUnpickler(file)
    tensors: dict[str, _Tensor] = reader.load()
    storages = {
        key: _read_storage(file, reader.storages[key]) for key in _TensorUnpickler(file).load()
    }
    return {name: tensor.of(storages[tensor.key]) for name, tensor in tensors.items()}


def _read_storage(file: BinaryIO, dtype: np.dtype[Any]) -> NDArray[Any]:
    count = int.from_bytes(file.read(8), "little")
    return np.frombuffer(file.read(count * dtype.itemsize), dtype, count)


class _Tensor:
    """A tensor before its storage has been read."""

    def __init__(
        self, key: str, offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: object
    ) -> None:
        self.key = key
        self._offset = offset
        self._size = size
        self._stride = stride

    def of(self, storage: NDArray[Any]) -> NDArray[Any]:
        last = sum((size - 1) * step for size, step in zip(self._size, self._stride, strict=True))
        if min(self._offset, *self._stride, 0) < 0 or self._offset + last >= storage.size:
            raise ValueError("a tensor reaches outside its storage")
        steps = [step * storage.itemsize for step in self._stride]
        view = np.lib.stride_tricks.as_strided(storage[self._offset :], self._size, steps)
        return np.ascontiguousarray(view)


class _TensorUnpickler(pickle.Unpickler):
    """Admits three classes by name and hands out stand-ins of ours for two of them."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.storages: dict[str, np.dtype[Any]] = {}

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - pickle's signature
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _Tensor
        if module == "torch" and name in _DTYPES:
            return name
        raise pickle.UnpicklingError(f"it refers to {module}.{name}, which weights never need")

    def persistent_load(self, pid: Any) -> str:  # noqa: ANN401 - pickle's signature
        kind, storage, key, *_ = pid
        if kind != "storage":
            raise pickle.UnpicklingError(f"it holds a {kind}")
        self.storages[str(key)] = _DTYPES[str(storage)]
        return str(key)
