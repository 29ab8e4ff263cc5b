"""Questions: what might be asked by those who look for an item, made of the item itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from PIL import Image, ImageEnhance, ImageOps
from PIL.Image import Image as Picture

from likewise.catalogue.item import Value
from likewise.catalogue.recipe import Role, pattern_columns
from likewise.index.content import Content
from likewise.index.schema import Schema
from likewise.language.unspaced import UNSPACED

SIDE = 320
"""A snapshot is a square of so many pixels a side."""

# Where no spaces stand between words, each character counts as one.
_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")  # noqa: RUF001 - as Chinese is written
_MOST_WORDS = 40


class Origin(StrEnum):
    """How a question, or a pair, comes to be known."""

    TITLE = "title"
    HALF_TITLE = "half of a title"
    SENTENCE = "first sentence"
    TAG = "tag"
    TAGS = "two tags"
    SNAPSHOT = "snapshot"
    SAME_TAG = "same tag"


@dataclass(frozen=True, slots=True)
class Question:
    """Words with which an item might be looked for.

    Attributes:
        origin: What of the item they are.
        item: The item's number.
        words: As one might type them.
        tags: The tag fields that they are from; empty where they are from texts.
    """

    origin: Origin
    item: int
    words: str
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Worded:
    """The fields of which questions are made.

    Attributes:
        title: The text field with the fewest words, of those that most items have; empty for none.
        others: The other text fields.
        tags: The tag fields.
    """

    title: str
    others: tuple[str, ...]
    tags: tuple[str, ...]


def worded(schema: Schema, contents: Sequence[Content], telling: Sequence[str]) -> Worded:
    """The fields of which questions are made: those that vectors are made of, if any is.

    Args:
        schema: Of the catalogue.
        contents: What some of its items show.
        telling: The tag fields that say something of likeness.
    """
    named = {name for each in schema.vectors for name in pattern_columns(each.source)}
    texts = [field.name for field in schema.fields if field.role is Role.TEXT]
    texts = [name for name in texts if name in named] or texts
    lengths = {name: _lengths(name, contents) for name in texts}
    common = [name for name in texts if 2 * len(lengths[name]) >= len(contents) > 0]
    title = min(common, key=lambda name: sum(lengths[name]) / len(lengths[name]), default="")
    return Worded(
        title,
        tuple(name for name in texts if name != title),
        tuple(name for name in telling if name in named) or tuple(telling),
    )


def questions(contents: Sequence[Content], fields: Worded, random: Random) -> list[Question]:
    """What might be asked for each of these items: up to five questions of an item."""
    made: list[Question] = []
    for number, content in enumerate(contents):
        shown = content.fields
        title = first_sentence(str(shown.get(fields.title, "")))
        texts = (first_sentence(str(shown.get(name, ""))) for name in fields.others)
        asked = [
            Question(Origin.TITLE, number, title),
            Question(Origin.HALF_TITLE, number, half(title, random)),
            Question(Origin.SENTENCE, number, next(filter(None, texts), "")),
            *_of_tags(number, shown, fields.tags, random),
        ]
        told = {each.words: each for each in reversed(asked) if words_of(each.words)}
        made += reversed(told.values())
    return made


def _of_tags(
    number: int, shown: Mapping[str, Value], fields: Sequence[str], random: Random
) -> list[Question]:
    tags = sorted({(tag, name) for name in fields for tag in tags_of(shown.get(name))})
    random.shuffle(tags)
    return [
        Question(origin, number, " ".join(tag for tag, _ in some), frozenset(n for _, n in some))
        for origin, some in ((Origin.TAG, tags[:1]), (Origin.TAGS, tags[-2:]))
        if some
    ]


def words_of(text: str) -> frozenset[str]:
    """The words in a text, whatever their case; each character, where words have no spaces."""
    return frozenset(_WORD.findall(text.casefold()))


def all_words(shown: Mapping[str, Value], schema: Schema) -> frozenset[str]:
    """The words in an item's texts and tags."""
    spoken = (field for field in schema.fields if field.role in (Role.TEXT, Role.TAG))
    texts = (" ".join(tags_of(shown.get(field.name))) for field in spoken)
    return words_of(" ".join(texts))


def tags_of(value: Value | None) -> tuple[str, ...]:
    """The tags in a field's value, be it one or several."""
    if isinstance(value, tuple):
        return tuple(map(str, value))
    return () if value is None else (str(value),)


def first_sentence(text: str) -> str:
    """The first sentence of a text, at most forty words of it."""
    sentence = _SENTENCE_END.split(text.strip(), maxsplit=1)[0]
    ends = [found.end() for found in _WORD.finditer(sentence)]
    return sentence if len(ends) <= _MOST_WORDS else sentence[: ends[_MOST_WORDS - 1]]


def half(text: str, random: Random) -> str:
    """The text without half of its words, the rest as it stood; empty where it has only one."""
    words = list(_WORD.finditer(text))
    kept = (len(words) + 1) // 2
    if kept == len(words):
        return ""
    if re.search(f"[{UNSPACED}]", text):  # single characters mean little, a run may be a word
        start = random.randint(0, len(words) - kept)
        return text[words[start].start() : words[start + kept - 1].end()]
    places = sorted(random.sample(range(len(words)), kept))
    return " ".join(words[place].group() for place in places)


def snapshot(picture: Picture, scenery: Picture, random: Random) -> Picture:
    """The picture as one might take it: a part of it, small, before another, in other light."""
    width, height = picture.size
    share = random.uniform(0.6, 0.95)
    across, down = max(1, int(width * share)), max(1, int(height * share))
    left, top = random.randint(0, width - across), random.randint(0, height - down)
    seen = picture.crop((left, top, left + across, top + down))
    if random.getrandbits(1):
        seen = ImageOps.mirror(seen)
    side = int(SIDE * random.uniform(0.3, 0.8))
    seen = ImageOps.contain(seen, (side, side), Image.Resampling.BILINEAR)
    taken = ImageOps.fit(scenery, (SIDE, SIDE), Image.Resampling.BILINEAR)
    place = (random.randint(0, SIDE - seen.width), random.randint(0, SIDE - seen.height))
    taken.paste(seen, place)
    return ImageEnhance.Brightness(taken).enhance(random.uniform(0.6, 1.4))


def _lengths(name: str, contents: Sequence[Content]) -> list[int]:
    """How many words the field has in each of the items that have it."""
    texts = (str(each.fields[name]) for each in contents if name in each.fields)
    return [len(_WORD.findall(text)) for text in texts]
