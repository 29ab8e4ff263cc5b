"""Arrow child: reads Parquet and Arrow files in a process of its own, as damage can crash it.

It imports nothing of Likewise and answers each line of its input, a request as JSON, with frames:
the length in four bytes, the kind in one, and JSON.
"""

from __future__ import annotations

import base64
import resource
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import types

COLUMNS, BATCH, END, ERROR = b"C", b"B", b"E", b"X"

_MEMORY_BYTES = 4 << 30  # of addresses; 0.33 GB of them are taken once pyarrow is loaded
_BATCH_ROWS = 1024
_BATCH_BYTES = 8 << 20
_BUFFER_BYTES = 1 << 20

_LISTS = (
    types.is_list,
    types.is_large_list,
    types.is_fixed_size_list,
    types.is_list_view,
    types.is_large_list_view,
)
_BYTES = (
    types.is_binary,
    types.is_large_binary,
    types.is_fixed_size_binary,
    types.is_binary_view,
)
_TEXTS = (types.is_string, types.is_large_string, types.is_string_view)

_KINDS: tuple[tuple[str, Callable[[pa.DataType], bool], tuple[pa.DataType, ...]], ...] = (
    ("bytes", lambda type_: _is_any(type_, _BYTES), ()),
    ("date", types.is_date, (pa.date32(), pa.int32())),
    ("time", types.is_time, (pa.time64("us"), pa.int64())),
    ("duration", types.is_duration, (pa.duration("ms"), pa.int64())),
    ("decimal", types.is_decimal, (pa.string(),)),
)
"""What the parent has to make anew from JSON, and what the values are cast to for JSON."""


def main() -> None:
    """Serves requests until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    pa.set_cpu_count(1)
    for line in sys.stdin.buffer:
        try:
            _serve(orjson.loads(line), sys.stdout.buffer)
        except MemoryError:
            _send(sys.stdout.buffer, ERROR, "it takes too much memory")
        except Exception as error:  # noqa: BLE001 - whatever the bytes lead to
            first, *_ = str(error).strip().split("\n")
            _send(sys.stdout.buffer, ERROR, first or type(error).__name__)


def _serve(request: dict[str, Any], output: BinaryIO) -> None:
    with pa.OSFile(request["path"]) as file:
        schema, batches = _parquet(file) if request["format"] == "parquet" else _arrow(file)
        _send(output, COLUMNS, [[field.name, _kind(field.type)] for field in schema])
        for batch, part in () if request["only_columns"] else batches:
            batch.validate(full=True)
            for piece in _small(batch):
                columns = [_values(column) for column in piece.columns]
                _send(output, BATCH, [part, piece.num_rows, columns])
    _send(output, END, None)


def _parquet(file: pa.NativeFile) -> tuple[pa.Schema, Iterator[tuple[pa.RecordBatch, float]]]:
    table = pq.ParquetFile(file, buffer_size=_BUFFER_BYTES, pre_buffer=False)
    groups = map(table.metadata.row_group, range(table.num_row_groups))
    row_bytes = max(
        (group.total_byte_size // max(group.num_rows, 1) for group in groups), default=0
    )
    rows = max(1, min(_BATCH_ROWS, _BATCH_BYTES // max(row_bytes, 1)))

    def batches() -> Iterator[tuple[pa.RecordBatch, float]]:
        done = 0
        for batch in table.iter_batches(rows, use_threads=False):
            done += batch.num_rows
            yield batch, done / max(table.metadata.num_rows, 1)

    return table.schema_arrow, batches()


def _arrow(file: pa.NativeFile) -> tuple[pa.Schema, Iterator[tuple[pa.RecordBatch, float]]]:
    start = file.read(6)
    file.seek(0)
    options = pa.ipc.IpcReadOptions(use_threads=False)
    if start != b"ARROW1":
        stream = pa.ipc.open_stream(file, options=options)
        return stream.schema, ((batch, file.tell() / file.size()) for batch in stream)
    table = pa.ipc.open_file(file, options=options)
    total = table.num_record_batches
    return table.schema, ((table.get_batch(at), (at + 1) / total) for at in range(total))


def _small(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    rows = max(1, min(_BATCH_ROWS, _BATCH_BYTES * batch.num_rows // max(batch.nbytes, 1)))
    return (batch.slice(start, rows) for start in range(0, batch.num_rows, rows))


def _send(output: BinaryIO, kind: bytes, content: object) -> None:
    payload = orjson.dumps(content, default=_as_text)
    output.write(len(payload).to_bytes(4, "big") + kind)
    output.write(payload)
    output.flush()


def _as_text(value: object) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def _kind(type_: pa.DataType) -> list[Any] | None:
    """What the parent has to make of a column's values; None where they are as they should be."""
    type_ = _bare_type(type_)
    if types.is_struct(type_):
        inner = {field.name: _kind(field.type) for field in type_}
        return ["struct", inner] if any(inner.values()) else None
    if types.is_map(type_):
        return ["map", _kind(type_.item_type)] if _is_any(type_.key_type, _TEXTS) else None
    if _is_any(type_, _LISTS):
        kind = _kind(type_.value_type)
        return ["list", kind] if kind else None
    if types.is_timestamp(type_):
        return ["timestamp", type_.tz]
    return next(([name] for name, matches, _ in _KINDS if matches(type_)), None)


def _values(array: pa.Array) -> list[Any]:
    """The array's values as JSON can hold them: times are numbers, decimals text."""
    array = _bare(array)
    if types.is_struct(array.type):
        return _structs(array)
    if types.is_map(array.type) or _is_any(array.type, _LISTS):
        return _lists(array)
    if types.is_interval(array.type) or types.is_union(array.type):
        return [None if value is None else str(value) for value in array.to_pylist()]
    values: list[Any] = _castable(array).to_pylist()
    return values


def _castable(array: pa.Array) -> pa.Array:
    type_ = array.type
    if types.is_timestamp(type_):
        micro = array.cast(pa.timestamp("us", type_.tz), safe=type_.unit != "ns")
        return micro.cast(pa.int64())
    if types.is_float16(type_):
        return array.cast(pa.float32())
    steps = next((steps for _, matches, steps in _KINDS if matches(type_)), ())
    for step in steps:
        array = array.cast(step, safe=False)
    return array


def _bare_type(type_: pa.DataType) -> pa.DataType:
    while True:
        if types.is_dictionary(type_) or types.is_run_end_encoded(type_):
            type_ = type_.value_type
        elif isinstance(type_, pa.BaseExtensionType):
            type_ = type_.storage_type
        else:
            return type_


def _bare(array: pa.Array) -> pa.Array:
    """The values themselves, whatever they are encoded or named as."""
    while True:
        if types.is_dictionary(array.type):
            array = array.dictionary_decode()
        elif types.is_run_end_encoded(array.type):
            array = pc.run_end_decode(array)
        elif isinstance(array.type, pa.BaseExtensionType):
            array = array.storage
        else:
            return array


def _structs(array: pa.Array) -> list[Any]:
    names = [field.name for field in array.type]
    if len(set(names)) < len(names):
        raise ValueError("a struct names a part of it twice")
    parts = [_values(part) for part in array.flatten()]
    rows: Iterable[tuple[Any, ...]] = zip(*parts, strict=True) if parts else [()] * len(array)
    return [
        dict(zip(names, row, strict=True)) if valid else None
        for row, valid in zip(rows, array.is_valid().to_pylist(), strict=True)
    ]


def _lists(array: pa.Array) -> list[Any]:
    if types.is_map(array.type):
        pair = pa.struct([("key", array.type.key_type), ("value", array.type.item_type)])
        array = array.cast(pa.list_(pair))
    values = _values(array.flatten())
    made: list[Any] = []
    start = 0
    for length in pc.list_value_length(array).to_pylist():
        made.append(None if length is None else values[start : start + length])
        start += length or 0
    return made


def _is_any(type_: pa.DataType, kinds: tuple[Callable[[pa.DataType], bool], ...]) -> bool:
    return any(matches(type_) for matches in kinds)


if __name__ == "__main__":
    main()
