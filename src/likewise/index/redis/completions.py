"""Completions: names that go on from what has been typed, in a dictionary of the search module."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from secrets import token_hex

from likewise.index.engine.engine import Engine
from likewise.language.completion import Completion

_ENTRIES_A_BATCH = 1000
_BESIDE_SECONDS = 600  # what is left of one who was killed goes by itself


class Completions:
    """The dictionary of one catalogue's index.

    Args:
        engine: The Redis that has it.
        key: Where it is.
    """

    def __init__(self, engine: Engine, key: str) -> None:
        self._engine = engine
        self._key = key

    def exists(self) -> bool:
        """Whether there is one."""
        return bool(self._engine.run("EXISTS", self._key))

    def replace(self, entries: Iterable[Completion]) -> int:
        """Puts these in the place of all that there are, at once, and says how many they are.

        Several may do so at the same time: each writes beside in a place of its own, and the last
        one's stay.
        """
        beside, count = f"{self._key}:new:{token_hex(8)}", 0
        source = iter(entries)
        while part := list(islice(source, _ENTRIES_A_BATCH)):
            added = (_added(beside, entry) for entry in part)
            self._engine.together(*added, ("EXPIRE", beside, _BESIDE_SECONDS))
            count += len(part)
        if count:
            self._engine.together(("PERSIST", beside), ("RENAME", beside, self._key))
        else:
            self._engine.run("UNLINK", self._key)
        return count

    def add(self, entries: Iterable[Completion]) -> None:
        """Adds entries; one that is there gets the larger weight of its own and the new one."""
        source = iter(entries)
        while part := list(islice(source, _ENTRIES_A_BATCH)):
            self._engine.together(*(_added(self._key, entry) for entry in part))

    def after(self, typed: str, *, most: int, fuzzy: bool) -> Sequence[str]:
        """The names whose keys begin with what was typed, best first.

        Args:
            typed: Folded as the keys are.
            most: So many at most.
            fuzzy: Also those with one letter other, after the others.
        """
        options = ("FUZZY",) if fuzzy else ()
        command = ("FT.SUGGET", self._key, typed, *options, "MAX", 4 * most, "WITHPAYLOADS")
        reply = self._engine.run(*command) or []
        names = dict.fromkeys(name.decode() for name in reply[1::2] if name is not None)
        return list(names)[:most]


def _added(key: str, entry: Completion) -> tuple[str | float, ...]:
    return ("FT.SUGADD", key, entry.key, entry.weight, "PAYLOAD", entry.name)
