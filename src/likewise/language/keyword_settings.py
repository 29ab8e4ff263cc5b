"""Keyword settings: what a catalogue decides about the words of its texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from likewise.errors import RecipeError
from likewise.language.synonyms import SynonymRule, read_synonyms

UNSTEMMED = "none"
"""The language of texts whose words are compared as they are spelt."""

STEMMED = (
    "arabic",
    "armenian",
    "basque",
    "catalan",
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "greek",
    "hindi",
    "hungarian",
    "indonesian",
    "irish",
    "italian",
    "lithuanian",
    "nepali",
    "norwegian",
    "portuguese",
    "romanian",
    "russian",
    "serbian",
    "spanish",
    "swedish",
    "tamil",
    "turkish",
    "yiddish",
)
"""The languages whose words RediSearch 2.10.5 reduces to their stems, asked of it one by one."""

_SEGMENTED = "chinese"


@dataclass(frozen=True, slots=True)
class KeywordSettings:
    """How words become keywords.

    Attributes:
        language: The language of the texts, one of `STEMMED`, or `UNSTEMMED`. Chinese is searched
            whatever it is.
        synonyms: What a query's words also look for.

    Raises:
        RecipeError: There is no such language.
    """

    language: str = "english"
    synonyms: tuple[SynonymRule, ...] = ()

    def __post_init__(self) -> None:
        if self.language == UNSTEMMED or self.language in STEMMED:
            return
        remedy = f"Choose one of {', '.join(STEMMED)}, or {UNSTEMMED} to compare words as spelt."
        if self.language == _SEGMENTED:
            remedy = (
                "Chinese is searched whatever the language: "
                f"name that of the other words, or {UNSTEMMED}."
            )
        raise RecipeError(
            f"Words of the language {self.language!r} cannot be stemmed.", remedy=remedy
        )

    @classmethod
    def read(cls, language: str, synonyms: Path | None) -> Self:
        """The settings with the synonyms of a file.

        Raises:
            RecipeError: There is no such language, or the file is not one of synonyms.
        """
        return cls(language, read_synonyms(synonyms) if synonyms else ())

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """The settings out of what `dataclasses.asdict` made of them."""
        rules = (SynonymRule(tuple(e["given"]), tuple(e["found"])) for e in plain["synonyms"])
        return cls(plain["language"], tuple(rules))


ENGLISH = KeywordSettings()
