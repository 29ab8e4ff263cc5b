"""Detection: the format of a file, by its name or else by what it begins with."""

from __future__ import annotations

import json
from pathlib import PurePath

from likewise.catalogue.readers.json_value import LONGEST_RECORD
from likewise.catalogue.readers.stream import CHUNK_BYTES, Stream
from likewise.catalogue.source import Format

_COMPRESSED = {".gz", ".zst"}
_SUFFIXES = {
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".tab": Format.CSV,
    ".psv": Format.CSV,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".json": Format.JSON,
    ".parquet": Format.PARQUET,
    ".pq": Format.PARQUET,
    ".arrow": Format.ARROW,
    ".arrows": Format.ARROW,
    ".feather": Format.ARROW,
    ".ipc": Format.ARROW,
}
_STARTS = (
    (b"PAR1", Format.PARQUET),
    (b"ARROW1", Format.ARROW),
    (b"\xff\xff\xff\xff", Format.ARROW),
)
_SAMPLE_BYTES = 4 * CHUNK_BYTES


def named_format(name: str) -> Format | None:
    """The format that the file's name tells, its suffix of compression aside."""
    path = PurePath(name.lower())
    if path.suffix in _COMPRESSED:
        path = path.with_suffix("")
    return _SUFFIXES.get(path.suffix)


def format_of(stream: Stream) -> Format:
    """The format by the stream's name, else by its first bytes; CSV where neither tells.

    Files named `.json` are often JSON lines: there what they hold decides.
    """
    named = named_format(stream.name)
    if named and named is not Format.JSON:
        return named
    start = stream.head(_SAMPLE_BYTES)
    found = next((format_ for mark, format_ in _STARTS if start.startswith(mark)), None)
    if found and not named:
        return found
    if start.lstrip().startswith(b"{") and b"\n" not in start:
        start = stream.head(LONGEST_RECORD)  # of which the first may need much
    text = start.decode("utf-8-sig", "replace").lstrip()
    if text.startswith("{") and _is_lines(text):
        return Format.JSON_LINES
    return named or (Format.JSON if text.startswith(("{", "[")) else Format.CSV)


def _is_lines(text: str) -> bool:
    """Whether one whole object is a row by itself: others follow, or it holds no list of rows."""
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        first, _, rest = text.partition("\n")
        return first.rstrip().endswith("}") and rest.lstrip().startswith("{")
    if text[end:].lstrip().startswith("{"):
        return True
    lists = [member for member in value.values() if isinstance(member, list)]
    return not any(member and isinstance(member[0], dict) for member in lists)
