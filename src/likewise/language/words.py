"""Words of an unspaced script: where a reader would put spaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from likewise.language.unspaced import HAN, is_han

_Cut = Callable[[str], list[str]]

_COMPOUND = 4
"""Characters of a word that may be made of two."""

_OWN_FREQUENCY = 1_000_000
"""How often the dictionary is told that a word of one's own is met: its other readings lose."""

_SCRIPT = re.compile(rf"[{HAN}]+|[\u3040-\u309f]+|[\u30a0-\u30ff]+|[^{HAN}\u3040-\u30ff]+")
"""Chinese; the two of Japanese, which change where its words do; others."""


class Words:
    """Finds the words of a run by jieba's dictionary and one's own words."""

    def __init__(self, own: Iterable[str] = ()) -> None:
        self._own = tuple(own)

    def of(self, run: str) -> Iterator[str]:
        """The words of a folded run in their order; together they are the run.

        A compound of shorter words comes as these: 搜索引擎 as 搜索 and 引擎.
        """
        for script in _SCRIPT.findall(run):
            if is_han(script):
                yield from self._cut(script)
            else:
                yield script

    def _cut(self, run: str) -> Iterator[str]:
        cut, cut_for_search = self._jieba
        for word in cut(run):
            if len(word) < _COMPOUND:
                yield word
                continue
            yield from _tiled(word, frozenset(cut_for_search(word)) - {word}) or (word,)

    @cached_property
    def _jieba(self) -> tuple[_Cut, _Cut]:
        import rjieba  # noqa: PLC0415 - a fifth of a second, for Chinese only

        if not self._own:
            return rjieba.cut, rjieba.cut_for_search  # 25 MB of dictionary: one for all
        jieba = rjieba.Jieba()
        for word in self._own:
            jieba.add_word(word, _OWN_FREQUENCY, None)
        return jieba.cut, jieba.cut_for_search


def _tiled(word: str, parts: frozenset[str]) -> list[str]:
    """The parts that make the word side by side, the longest first; none if they do not."""
    tiles: list[str] = []
    at = 0
    while at < len(word):
        fitting = [part for part in parts if word.startswith(part, at)]
        if not fitting:
            return []
        tiles.append(max(fitting, key=len))
        at += len(tiles[-1])
    return tiles


def joined(words: Iterable[str], apart: frozenset[str]) -> Iterator[str]:
    """The words, neighbours of one character joined: the dictionary lacks what they make.

    Args:
        words: Of a run, in their order.
        apart: Words that are joined with nothing.
    """
    single = ""
    for word in words:
        if len(word) == 1 and word not in apart:
            single += word
            continue
        if single:
            yield single
            single = ""
        yield word
    if single:
        yield single
