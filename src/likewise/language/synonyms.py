"""Synonyms: words that a query also looks for, out of a file in Solr's form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from likewise.errors import RecipeError

MOST_RULES = 100_000

_ARROW = "=>"
_COMMA = re.compile(r"(?<!\\),")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class SynonymRule:
    """Who asks for one of some words also finds what has one of others.

    Attributes:
        given: The words or phrases asked for.
        found: The words or phrases looked for besides them.
    """

    given: tuple[str, ...]
    found: tuple[str, ...]


def read_synonyms(path: Path) -> tuple[SynonymRule, ...]:
    """The rules of a file.

    Raises:
        RecipeError: The file cannot be read, is not UTF-8, or has a line that is no rule.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RecipeError(
            f"The synonyms {path} cannot be read: {error.strerror or error}.",
            remedy="Name a file that exists.",
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RecipeError(
            f"The synonyms {path} are not UTF-8: line {line} has the byte "
            f"{error.object[error.start]:#04x}.",
            remedy="Save the file as UTF-8.",
        ) from error
    return parse_synonyms(text.splitlines(), path.name)


def parse_synonyms(lines: Iterable[str], source: str) -> tuple[SynonymRule, ...]:
    r"""The rules of lines; blank ones and those that begin with `#` have none.

    `sofa, couch` makes each find the other. `tv => television` makes `tv` also find `television`,
    but not the reverse. `\,` is a comma within a word.

    Args:
        lines: Without their ends.
        source: What errors call the lines' file.

    Raises:
        RecipeError: A line is no rule, or there are more than `MOST_RULES`.
    """
    rules = tuple(_rules(lines, source))
    if len(rules) > MOST_RULES:
        raise RecipeError(
            f"{source} has {len(rules):,} rules; at most {MOST_RULES:,} are held.",
            remedy="Keep those that people search for.",
        )
    return rules


def _rules(lines: Iterable[str], source: str) -> Iterator[SynonymRule]:
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        sides = [_words(side, f"{source}, line {number}") for side in text.split(_ARROW)]
        if len(sides) > 2:  # noqa: PLR2004 - the left and the right of an arrow
            raise _refused(f"{source}, line {number}", f"has {len(sides) - 1} arrows")
        if len(sides) == 1 and len(sides[0]) == 1:
            raise _refused(f"{source}, line {number}", f"has only the word {text!r}")
        yield SynonymRule(sides[0], sides[-1])


def _words(side: str, place: str) -> tuple[str, ...]:
    words = tuple(_ESCAPED.sub(r"\1", word).strip() for word in _COMMA.split(side))
    if not all(words):
        raise _refused(place, "has a side or a place between commas that is empty")
    wordless = [word for word in words if not any(map(str.isalnum, word))]
    if wordless:
        raise _refused(place, f"has {wordless[0]!r}, which has no letter or digit")
    return words


def _refused(place: str, found: str) -> RecipeError:
    return RecipeError(
        f"{place}: expected words between commas, or `words => words`; it {found}.",
        remedy="Correct the line, or begin it with # to leave it out.",
    )
