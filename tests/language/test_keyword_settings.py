"""What a catalogue decides about the words of its texts."""

from __future__ import annotations

import pytest

from likewise.assembly import Parts
from likewise.errors import RecipeError
from likewise.language.keyword_settings import STEMMED, UNSTEMMED, KeywordSettings


@pytest.mark.parametrize("language", ["klingon", "English", "", "porter"])
def test_an_unknown_language_is_an_error_that_lists_the_known(language: str) -> None:
    with pytest.raises(RecipeError, match=r"Choose one of arabic, .*, yiddish, or none"):
        KeywordSettings(language)


def test_chinese_is_not_stemmed_and_the_error_says_what_to_name() -> None:
    with pytest.raises(RecipeError, match="Chinese is searched whatever the language"):
        KeywordSettings("chinese")


def test_none_is_a_language() -> None:
    assert KeywordSettings(UNSTEMMED).language == "none"


def test_redis_knows_every_language(parts: Parts, name: str) -> None:
    client = parts.engine.client
    for language in STEMMED:
        index = f"{name}-{language}"
        client.execute_command(
            "FT.CREATE", index, "PREFIX", 1, f"{index}:", "LANGUAGE", language,
            "STOPWORDS", 0, "SCHEMA", "text", "TEXT",
        )  # fmt: skip
        client.execute_command("FT.DROPINDEX", index)
