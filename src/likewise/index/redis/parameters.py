"""Parameters: the values of a query, kept out of its text so that they can hold anything."""

from __future__ import annotations


class Parameters(list[str | bytes | int | float]):
    """The values that the text of one query refers to: names and values by turns."""

    def bind(self, value: str | bytes | float) -> str:
        """What stands for the value in the query's text."""
        name = f"p{len(self)}"
        self += [name, value]
        return f"${name}"

    def clause(self) -> tuple[str | bytes | int | float, ...]:
        """The end of the command that carries them; nothing where there are none."""
        return ("PARAMS", len(self), *self) if self else ()
