"""Runtime: networks as OpenVINO programs, for one input at once or many on all cores."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import chain, islice
from queue import SimpleQueue
from threading import Lock
from typing import TypeAlias

import numpy as np
import openvino as ov
from numpy.typing import NDArray

from likewise.embedding.encoder import Precision

Arrays: TypeAlias = Sequence[NDArray[np.generic]]
"""The inputs of one pass through a network, in the order of its parameters."""


class Program:
    """A network that is ready to run; it is compiled when first needed.

    A single pass uses all cores at once, for the shortest wait. Several passes run side by side,
    one a core, for the most work done. Safe to use from several threads.
    """

    def __init__(self, model: ov.Model, precision: Precision) -> None:
        self._model = model
        self._precision = precision
        self._compiling = Lock()

    def run(self, passes: Iterable[Arrays]) -> Iterator[NDArray[np.float32]]:
        """The first output of each pass, in the order of the passes."""
        source = iter(passes)
        first = list(islice(source, 2))
        if len(first) < 2:  # noqa: PLR2004 - one pass or none
            return (self._alone(arrays) for arrays in first)
        return iter(self._side_by_side(chain(first, source)))

    def _alone(self, arrays: Arrays) -> NDArray[np.float32]:
        with self._compiling:
            request = self._for_one.create_infer_request()
        request.infer(list(arrays))
        return np.array(request.get_output_tensor(0).data)

    def _side_by_side(self, passes: Iterable[Arrays]) -> list[NDArray[np.float32]]:
        with self._compiling:
            requests = self._requests
        # Threads of ours: OpenVINO's own queue now and then aborts the interpreter at its end.
        with ThreadPoolExecutor(cores()) as threads:
            return list(threads.map(lambda arrays: _infer(requests, arrays), passes))

    @cached_property
    def _requests(self) -> SimpleQueue[ov.InferRequest]:
        """One request a core, taken by whoever needs it."""
        requests: SimpleQueue[ov.InferRequest] = SimpleQueue()
        for _ in range(cores()):
            requests.put(self._for_many.create_infer_request())
        return requests

    @cached_property
    def _for_one(self) -> ov.CompiledModel:
        return self._compile("LATENCY", streams=1)

    @cached_property
    def _for_many(self) -> ov.CompiledModel:
        return self._compile("THROUGHPUT", streams=cores())

    def _compile(self, hint: str, *, streams: int) -> ov.CompiledModel:
        return _core.compile_model(
            self._model,
            "CPU",
            {
                "PERFORMANCE_HINT": hint,
                "NUM_STREAMS": streams,
                "INFERENCE_NUM_THREADS": cores(),
                # Left to itself OpenVINO takes bf16 wherever the processor has it.
                "INFERENCE_PRECISION_HINT": "bf16"
                if self._precision is Precision.FAST and has_fast_mode()
                else "f32",
            },
        )


def _infer(requests: SimpleQueue[ov.InferRequest], arrays: Arrays) -> NDArray[np.float32]:
    request = requests.get()
    try:
        request.infer(list(arrays))
        return np.array(request.get_output_tensor(0).data)
    finally:
        requests.put(request)


def has_fast_mode() -> bool:
    """Whether this processor computes in 16-bit floats; else FAST is EXACT."""
    return "BF16" in _core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def runtime_version() -> str:
    """Name and version of the runtime, for `likewise doctor`."""
    return f"OpenVINO {ov.get_version()}"


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_core = ov.Core()
