"""Files: judgements as JSON lines, which have all of them, and as TREC has them.

TREC's file of relevance (qrels) has a line for each result: the query's id, 0, the item's id, the
grade. What its queries are stands in a file beside it: `NAME.queries.jsonl`, or, from elsewhere,
`NAME.queries.tsv` with an id and words on each line.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from likewise.errors import SourceError, UsageError
from likewise.judgements.asked import Asked
from likewise.judgements.judgement import Judgement

FORMS = (".jsonl", ".trec")
"""The kinds of files, by the ends of their names."""

_QRELS_WORDS = 4
_TYPES: Mapping[str, type] = {
    "asked": dict,
    "item": str,
    "grade": int,
    "by": str,
    "at": str,
    "version": int,
    "models": dict,
}


def check_form(file: Path) -> None:
    """Refuses a file of a form that judgements do not have.

    Raises:
        UsageError: Its name ends otherwise.
    """
    if file.suffix.lower() not in FORMS:
        raise UsageError(f"{file} is no file of judgements.", remedy="Use .jsonl or .trec.")


def write(judgements: Iterable[Judgement], file: Path) -> int:
    """Writes judgements into a file, and, for TREC, the queries beside it; tells how many.

    In TREC's form a result has one grade: the one that most gave it, the lower of equals.

    Raises:
        UsageError: The form is not known, or an id has blanks, which TREC cannot have.
        SourceError: The file cannot be written.
    """
    check_form(file)
    if file.suffix.lower() == ".jsonl":
        lines = [orjson.dumps(_plain(each)) for each in judgements]
        _write_lines(lines, file)
        return len(lines)
    queries, grades = dict[str, Asked](), defaultdict[tuple[str, str], Counter[int]](Counter)
    for each in judgements:
        if each.item.split() != [each.item]:
            raise UsageError(
                f"The id {each.item!r} has blanks, which TREC's form cannot have.",
                remedy="Use .jsonl.",
            )
        queries[each.asked.id] = each.asked
        grades[each.asked.id, each.item][each.grade] += 1
    beside = [orjson.dumps({"id": id_} | asked.to_json()) for id_, asked in queries.items()]
    _write_lines(beside, _queries_file(file, ".jsonl"))
    qrels = [f"{query} 0 {item} {_most_given(each)}" for (query, item), each in grades.items()]
    _write_lines([line.encode() for line in qrels], file)
    return len(qrels)


def read(file: Path, *, at: str) -> Iterator[Judgement]:
    """The judgements of a file that `write` wrote, or one like it.

    Args:
        file: The file.
        at: When they are taken to have been made, where the file does not tell.

    Raises:
        UsageError: The form is not known.
        SourceError: It cannot be read; the message names the line.
    """
    check_form(file)
    trec = file.suffix.lower() == ".trec"
    queries = _queries_beside(file) if trec else {}
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            yield _of_qrels(line, queries, file, at) if trec else _of_json(line, file, at)
        except (UsageError, ValueError, TypeError) as error:
            said = error.problem if isinstance(error, UsageError) else str(error)
            raise SourceError(f"{file}, line {number}: {said}") from None


def _plain(judgement: Judgement) -> dict[str, Any]:
    return asdict(judgement) | {"asked": judgement.asked.to_json()}


def _of_json(line: str, file: Path, at: str) -> Judgement:
    plain = orjson.loads(line)
    if not isinstance(plain, dict) or not isinstance(plain.get("asked"), dict):
        raise UsageError("expected an object with `asked`, `item` and `grade`.")
    told: dict[str, Any] = {"by": file.name, "at": at} | plain
    for name, value in told.items():
        if name not in _TYPES:
            raise UsageError(f"a judgement has no {name!r}.")
        if not isinstance(value, _TYPES[name]) or isinstance(value, bool):
            raise UsageError(f"{name!r} cannot be {value!r}.")
    return Judgement(**(told | {"asked": Asked.from_json(plain["asked"])}))


def _of_qrels(line: str, queries: Mapping[str, Asked], file: Path, at: str) -> Judgement:
    words = line.split()
    if len(words) != _QRELS_WORDS:
        raise UsageError("expected the query's id, 0, the item's id and the grade.")
    query, _, item, grade = words
    if query not in queries:
        raise UsageError(f"nothing beside the file tells what the query {query!r} is.")
    # What is worse than not relevant, such as spam, is below 0 in some collections.
    return Judgement(queries[query], item, max(0, int(grade)), file.name, at)


def _queries_beside(file: Path) -> dict[str, Asked]:
    """What the queries are, by their ids."""
    with suppress(FileNotFoundError):
        plain = map(orjson.loads, _queries_file(file, ".jsonl").read_bytes().splitlines())
        return {
            each["id"]: Asked.from_json({name: each[name] for name in each if name != "id"})
            for each in plain
        }
    with suppress(FileNotFoundError):
        lines = _queries_file(file, ".tsv").read_text(encoding="utf-8").splitlines()
        pairs = (line.partition("\t") for line in lines if line.strip())
        return {id_.strip(): Asked(" ".join(words.split())) for id_, _, words in pairs}
    raise SourceError(
        f"Nothing tells what the queries of {file} are.",
        remedy=f"Put {_queries_file(file, '.tsv').name} beside it: an id, a tab, words.",
    )


def _queries_file(file: Path, ending: str) -> Path:
    return file.with_suffix(f".queries{ending}")


def _most_given(grades: Counter[int]) -> int:
    return min(grades, key=lambda grade: (-grades[grade], grade))


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file} cannot be read: {error}.") from error


def _write_lines(lines: Iterable[bytes], file: Path) -> None:
    try:
        file.write_bytes(b"".join(line + b"\n" for line in lines))
    except OSError as error:
        raise SourceError(f"{file} cannot be written: {error.strerror}.") from error
