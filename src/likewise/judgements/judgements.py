"""Judgements: those of one catalogue, kept in Redis as long as the catalogue is there.

For each query that was judged Redis holds a hash from who judged and the item's id to the rest, and
one hash has the queries themselves; another one how many judgements each one has made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

import orjson

from likewise.index.engine.engine import Engine
from likewise.index.redis.codec import Command, Keys
from likewise.judgements.asked import Asked
from likewise.judgements.judgement import Judgement

_JUDGEMENTS_A_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Tally:
    """How many judgements there are.

    Attributes:
        queries: Of so many queries.
        judgements: In all.
        relevant: With a grade above 0.
    """

    queries: int
    judgements: int
    relevant: int


class Judgements:
    """The judgements of one catalogue.

    Args:
        engine: The Redis that has them.
        catalogue: Its name.
    """

    def __init__(self, engine: Engine, catalogue: str) -> None:
        self._engine = engine
        self._keys = Keys(catalogue)

    def put(self, judgements: Iterable[Judgement]) -> None:
        """Keeps judgements; each in place of the one that the same one gave the same result."""
        source = iter(judgements)
        while part := list(islice(source, _JUDGEMENTS_A_BATCH)):
            commands: list[Command] = []
            judges: list[str] = []
            for (asked, by), given in groupby(part, lambda each: (each.asked, each.by)):
                pairs = [word for each in given for word in (_field(by, each.item), _told(each))]
                query = orjson.dumps(asked.to_json())
                commands.append(("HSET", self._keys.judgements(asked.id), *pairs))
                commands.append(("HSET", self._keys.judged, asked.id, query))
                judges.append(by)
            added = self._engine.pipeline(commands, atomic=True)[::2]
            counted = zip(judges, added, strict=True)
            self._engine.together(
                *(("HINCRBY", self._keys.judges, by, int(count)) for by, count in counted)
            )

    def remove(self, query: str, by: str, item: str) -> bool:
        """Takes back what someone said of a result, and tells whether they had."""
        key = self._keys.judgements(query)
        if not self._engine.run("HDEL", key, _field(by, item)):
            return False
        self._engine.run("HINCRBY", self._keys.judges, by, -1)
        if not self._engine.run("EXISTS", key):
            asked = self._engine.run("HGET", self._keys.judged, query)
            self._engine.run("HDEL", self._keys.judged, query)
            if asked is not None and self._engine.run("EXISTS", key):  # another came meanwhile
                self._engine.run("HSET", self._keys.judged, query, asked)
        return True

    def count(self, by: str) -> int:
        """How many someone has made."""
        return int(self._engine.run("HGET", self._keys.judges, by) or 0)

    def queries(self) -> Mapping[str, Asked]:
        """The queries that were judged, by their ids."""
        found = self._engine.run("HGETALL", self._keys.judged)
        return {id_.decode(): Asked.from_json(orjson.loads(data)) for id_, data in found.items()}

    def of(self, query: str) -> Sequence[Judgement]:
        """What was said of the results of a query, by who and item."""
        data = self._engine.run("HGET", self._keys.judged, query)
        if data is None:
            return []
        return list(self._of(query, Asked.from_json(orjson.loads(data))))

    def all(self) -> Iterator[Judgement]:
        """All judgements, by query, who and item."""
        for query, asked in sorted(self.queries().items()):
            yield from self._of(query, asked)

    def tally(self) -> Tally:
        """How many there are."""
        grades = [(each.asked.id, each.grade) for each in self.all()]
        return Tally(
            queries=len({query for query, _ in grades}),
            judgements=len(grades),
            relevant=sum(grade > 0 for _, grade in grades),
        )

    def drop(self) -> None:
        """Removes all of them."""
        queries = (id_.decode() for id_ in self._engine.run("HKEYS", self._keys.judged))
        keys = list(map(self._keys.judgements, queries))
        self._engine.run("UNLINK", self._keys.judged, self._keys.judges, *keys)

    def _of(self, query: str, asked: Asked) -> Iterator[Judgement]:
        found = self._engine.run("HGETALL", self._keys.judgements(query))
        for field, data in sorted(found.items()):
            by, item = orjson.loads(field)
            yield Judgement(asked=asked, item=item, by=by, **orjson.loads(data))


def _field(by: str, item: str) -> bytes:
    return orjson.dumps([by, item])


def _told(judgement: Judgement) -> bytes:
    plain: dict[str, Any] = {"grade": judgement.grade, "at": judgement.at}
    if judgement.version:
        plain |= {"version": judgement.version, "models": dict(judgement.models)}
    return orjson.dumps(plain)
