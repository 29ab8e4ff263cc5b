"""Plan: what an import would do and take, and whether there is room for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from likewise.catalogue.fetching.fetcher import FetchRules
from likewise.catalogue.index_recipe import Algorithm
from likewise.catalogue.recipe import Recipe
from likewise.catalogue.survey import Survey
from likewise.embedding.encoder import Encoder
from likewise.embedding.kept_vectors import KeptVectors
from likewise.errors import EngineFullError
from likewise.index.engine.room import Room
from likewise.index.holdings import Holdings
from likewise.index.memory_store import MemoryStore
from likewise.index.register import Register
from likewise.planning.memory import ERROR, Growth, Memory, bytes_needed
from likewise.planning.sample import Sample, spread
from likewise.planning.task import Task
from likewise.planning.trial import Trial

_ITEMS_TRIED = 64


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do and take, told from a sample of its rows.

    Attributes:
        recipe: What the rows mean.
        algorithm: That of the index which would be filled.
        rows: How many rows the source has, good or bad; None where that cannot be told.
        exact: Whether it has exactly so many.
        rejected: The part of the rows that would be refused, 0 to 1.
        new: The part of the good rows that the index does not have, 0 to 1.
        encoded: How many vectors a model would make; None where the rows are unknown.
        seconds: How long it would take; None likewise.
        memory: What Redis needs, for each kind of index; where the rows are unknown, for those
            that the survey has.
        room: What Redis has.
    """

    recipe: Recipe
    algorithm: Algorithm
    rows: int | None
    exact: bool
    rejected: float
    new: float
    encoded: int | None
    seconds: float | None
    memory: tuple[Memory, ...]
    room: Room

    @property
    def needed(self) -> Memory:
        """The memory for the index that would be filled."""
        return self.memory[0]

    @property
    def fits(self) -> bool:
        """Whether there is room for what is needed, as far as that is known."""
        return self.room.free is None or self.needed.bytes <= max(0, self.room.free)


def make_plan(
    task: Task,
    register: Register,
    encoder_of: Callable[[str], Encoder],
    cache: KeptVectors,
    headers: Mapping[str, str],
) -> Plan:
    """The plan of an import. Nothing is written: not to Redis, nor to a file that stays.

    Up to 1,000 rows from all over the survey tell the memory; the rows behind it are taken to be
    like those in it. Up to 64 of their items then pass
    through the stages of an import except the last: pictures are fetched and decoded, and what
    has no vector yet is encoded. If anything was, they pass once more, and the second pass is
    timed: the first one has loaded models and started processes. Writing is reckoned to take what
    `benchmarks/memory.py` measured. An import fetches, encodes and writes at the same time, so
    the longest of the three rules, but encoding shares this machine's cores with writing.

    Args:
        task: What is to be imported.
        register: The catalogues.
        encoder_of: From a model's name to its encoder.
        cache: The vectors made before.
        headers: Sent with each request for a picture.
    """
    sample = Sample.of(task)
    before = Holdings.of(task.recipe.name, task.schema, sample.items, register)
    tried = spread(sample.items, _ITEMS_TRIED)
    rules = FetchRules(task.recipe.hosts, headers)
    trial = Trial.run(tried, before.store or MemoryStore(task.schema), encoder_of, cache, rules)
    good = 1 - trial.progress.rejected / len(tried) if tried else 1.0
    known = task.survey.estimate is not None
    rows = sample.good * good * _rows(task.survey)
    return Plan(
        recipe=task.recipe,
        algorithm=task.schema.algorithm,
        rows=task.survey.estimate,
        exact=task.survey.whole,
        rejected=1 - sample.good * good,
        new=before.new,
        encoded=round(trial.encoded * rows) if known else None,
        seconds=trial.seconds(rows, task.schema, before.indexed) if known else None,
        memory=bytes_needed(task.schema, sample.items, _growth(before, rows)),
        room=Room.of(register.engine),
    )


def check_fits(task: Task, register: Register) -> None:
    """Refuses an import that Redis surely has no room for, before anything is written.

    Where Redis has no limit nothing is refused, and hardly any time is spent.

    Raises:
        EngineFullError: Even if the estimate is too high by all that it may be, its limit is
            exceeded.
    """
    room = Room.of(register.engine)
    if room.most is None or room.free is None:
        return
    sample = Sample.of(task)
    before = Holdings.of(task.recipe.name, task.schema, sample.items, register)
    growth = _growth(before, sample.good * _rows(task.survey))
    memory = bytes_needed(task.schema, sample.items, growth)
    needed = memory[0].bytes
    if not _exceeds(needed, room.free):
        return
    ways = [f"Raise its maxmemory by {_shown(needed - room.free)} at least"]
    # An index that is there already would have to be made anew, in need of more.
    if before.store is None:
        ways += _other_kinds(memory, room.free)
    ways.append("leave columns out of its [fields], or remove a catalogue")
    raise EngineFullError(
        f"The import of {task.recipe.name!r} needs about {_shown(needed)} of Redis's memory, but "
        f"of {_shown(room.most)} it has {_shown(max(0, room.free))} free. Nothing was written.",
        remedy="; or ".join(ways) + ".",
    )


def _growth(before: Holdings, rows: float) -> Growth:
    """What so many good rows add."""
    documents = max(0, before.new * rows - before.stale)
    return Growth(documents, before.unseen * rows, before.indexed)


def _exceeds(needed: int, free: int) -> bool:
    return needed * (1 - ERROR) > max(0, free)


def _shown(number: int) -> str:
    return f"{number / 2**20:,.1f} MiB"


def _other_kinds(memory: Sequence[Memory], free: int) -> Iterator[str]:
    """What may be set so that there is room: as little as does."""
    own = memory[0]
    less = [each for each in memory if each.bytes < own.bytes and not _exceeds(each.bytes, free)]
    ways = [
        [f'algorithm = "{each.algorithm}"'] * (each.algorithm is not own.algorithm)
        + [f'type = "{each.type}"'] * (each.type is not own.type)
        for each in less
    ]
    if ways:
        fewest = min(ways, key=lambda way: len(way))  # noqa: PLW0108 - mypy cannot tell `len` here
        yield f"set {' and '.join(fewest)} under [index] in likewise.toml"


def _rows(survey: Survey) -> int:
    """About how many rows there are, or at least."""
    return len(survey.rows) + survey.refused if survey.estimate is None else survey.estimate
