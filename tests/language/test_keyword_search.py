# ruff: noqa: RUF001 - texts in many scripts are what is tested
"""Keyword search in Redis with the library's tokens and terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from likewise.assembly import Parts
from likewise.language.analyzer import Analyzer
from likewise.language.terms import Term

ANALYZER = Analyzer()
TEXTS = (
    "中文搜索引擎很有用",
    "我爱北京天安门",
    "向量数据库支持语义检索",
    "机器学习与深度学习入门",
    "自然语言处理技术",
    "如何重置密码",
    "忘记密码怎么办",
    "上海的天气怎么样",
    "iPhone15手机发布会",
    "数据库的索引与查询优化",
    "长江大桥",
    "研究生命起源",
    "A12-黑色 T-Shirt 項鍊",
    "Café chair for Women's rooms",
    "𠮷野家",
)
QUERIES = {
    "搜索": {0}, "搜索引擎": {0}, "引擎": {0}, "数据库": {2, 9}, "密码": {5, 6}, "重置": {5},
    "深度学习": {3}, "学习": {3}, "语言": {4}, "天气": {7}, "手机": {8}, "iPhone": {8},
    "iphone15": {8}, "生命": {11}, "研究": {11}, "大桥": {10}, "长江": {10}, "北京": {1},
    "索引 查询": {9}, "怎么办": {6},
    "索": {0, 2, 9}, "桥": {10}, "數據庫": {2, 9}, "ＩＰＨＯＮＥ": {8}, "15": {8},
    "天安门北京": {1},
    "a12": {12}, "A12-黑色": {12}, "黑色": {12}, "项链": {12}, "項鏈": {12}, "tshirts": set(),
    "t-shirts": {12}, "t shirt": {12}, "cafe chairs": {13}, "women": {13}, "womens": {13},
    "𠮷野": {14}, "𠮷": {14}, "的": {7, 9},
}  # fmt: skip


@pytest.fixture(scope="module")
def index(parts: Parts) -> Iterator[str]:
    """An index of the texts' tokens."""
    client, name = parts.engine.client, "t-keyword-search"
    client.execute_command(
        "FT.CREATE", name, "PREFIX", 1, f"{name}:", "LANGUAGE", "english",
        "STOPWORDS", 0, "SCHEMA", "text", "TEXT",
    )  # fmt: skip
    for number, text in enumerate(TEXTS):
        client.hset(f"{name}:{number}", "text", " ".join(ANALYZER.tokens(text)))
    yield name
    client.execute_command("FT.DROPINDEX", name, "DD")


def asked(term: Term) -> str:
    """The term as a clause of its own: a phrase that begins a clause takes in what follows it."""
    return f"@text:({'|'.join(map(in_a_row, term.alternatives))})"


def in_a_row(tokens: Sequence[str]) -> str:
    """As a phrase of forms, or of the very words: the first may miss those with digits."""
    if len(tokens) == 1:
        return tokens[0]
    if any(map(str.isdigit, tokens)):
        return f'"{" ".join(tokens)}"'
    return f"(({' '.join(tokens)})=>{{$slop: 0; $inorder: true}})"


def found(parts: Parts, index: str, query: str) -> set[int]:
    """The texts that have every term of the query."""
    words = " ".join(map(asked, ANALYZER.terms(query)))
    reply = parts.engine.client.execute_command(
        "FT.SEARCH", index, words, "NOCONTENT", "LIMIT", 0, 100, "DIALECT", 2
    )
    return {int(key.decode().rpartition(":")[2]) for key in reply[1:]}


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_finds_exactly_the_texts_that_have_its_words(
    parts: Parts, index: str, query: str
) -> None:
    assert found(parts, index, query) == QUERIES[query]


@pytest.mark.parametrize("length", [29, 30, 31, 60, 100, 127, 128, 129, 300, 3000])
@pytest.mark.parametrize("letter", ["a", "é", "я", "好", "ह", "𠮷", "𐐨"])
def test_a_word_of_any_length_is_found(parts: Parts, index: str, letter: str, length: int) -> None:
    client = parts.engine.client
    word = letter * length
    client.hset(f"{index}:100", "text", " ".join(ANALYZER.tokens(f"x {word} y")))
    assert 100 in found(parts, index, word)
    client.delete(f"{index}:100")


@hypothesis_settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.characters(exclude_categories=()), max_size=30))
def test_any_text_is_found_by_its_own_words(parts: Parts, index: str, text: str) -> None:
    client = parts.engine.client
    client.hset(f"{index}:200", "text", " ".join(ANALYZER.tokens(text)))
    if ANALYZER.terms(text):
        assert 200 in found(parts, index, text)


def test_the_tables_of_this_test_are_whole() -> None:
    documents: Mapping[int, str] = dict(enumerate(TEXTS))
    assert set().union(*QUERIES.values()) <= set(documents)
