"""Raw bodies: whatever stands in one, it is answered or refused, and never makes anything fail."""

from __future__ import annotations

import gzip
import json

import pytest

from service_shop import Shop, problem

DEEP = 100_000
BODIES = {
    "nothing": b"",
    "blanks": b"  \n ",
    "null": b"null",
    "a number": b"7",
    "a text": b'"x"',
    "a list": b"[]",
    "NaN": b'{"limit": NaN}',
    "NaN within a filter": b'{"where": {"price": NaN}}',
    "infinity": b'{"min_score": Infinity}',
    "1e999": b'{"limit": 1e999}',
    "1e999 within a filter": b'{"where": {"price": 1e999}}',
    "a half character": b'{"words": "\\ud800"}',
    "a half character in a name": b'{"\\udfff": 1}',
    "a half character within a filter": b'{"where": {"kind": "\\ud800"}}',
    "5,000 digits": b'{"limit": ' + b"9" * 5000 + b"}",
    "5,000 digits within a filter": b'{"where": {"price": ' + b"9" * 5000 + b"}}",
    "an integer of 65 bits": b'{"offset": 18446744073709551616}',
    "deep lists": b'{"where": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep objects": b'{"where": ' + b'{"not":' * DEEP + b"{}" + b"}" * DEEP + b"}",
    "deep objects that are not closed": b'{"a":' * DEEP,
    "a filter of 60 levels": b'{"where": ' + b'{"not":' * 60 + b"{}" + b"}" * 60 + b"}",
    "bad UTF-8": b'{"words": "\xff\xfe"}',
    "UTF-8 of a half character": b'{"words": "\xed\xa0\x80"}',
    "overlong UTF-8": b'{"words": "\xc0\xaf"}',
    "UTF-16": '{"words": "x"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"words": "x"}',
    "a comment": b'{"words": "x"} // y',
    "two values": b'{"words": "x"}{"words": "y"}',
    "a trailing comma": b'{"words": "x",}',
    "single quotes": b"{'words': 'x'}",
    "a raw line end": b'{"words": "a\nb"}',
    "cut off": b'{"words": "x',
    "form": b"words=x&limit=3",
    "packed": gzip.compress(b'{"words": "x"}'),
    "zeros": bytes(1000),
    "markup": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/search"), ("POST", "/explain"), ("PUT", "/items/new"), ("PATCH", "/items/1")],
)
def test_a_body_that_is_no_use_is_refused(served: Shop, method: str, path: str, name: str) -> None:
    headers = {"content-type": "application/json"}
    told = served.ask(method, path, content=BODIES[name], headers=headers)
    status, code = problem(told)
    assert status == 422
    assert code in {"malformed-request", "unusable-request"}
    assert b"Traceback" not in told.content


@pytest.mark.parametrize("name", BODIES)
def test_lines_that_are_no_use_are_refused_one_by_one(served: Shop, name: str) -> None:
    headers = {"content-type": "application/x-ndjson"}
    told = served.ask("POST", "/items", content=BODIES[name], headers=headers)
    if told.status_code == 422:
        assert problem(told) == (422, "malformed-request")
        return
    assert told.status_code == 200
    rows = told.json()["rows"]
    assert all(row["status"] == "rejected" and row["reason"] for row in rows)


@pytest.mark.parametrize("name", BODIES)
def test_a_form_with_it_is_refused(served: Shop, name: str) -> None:
    files = {"query": (None, BODIES[name]), "picture": ("a.png", b"no picture")}
    told = served.ask("POST", "/search", files=files)
    assert problem(told)[0] == 422


@pytest.mark.parametrize(
    "words",
    ["", " ", "\0", "\u200b\u200d", "🙂" * 500, "a" * 2000, "\u202e", "é", "e\u0301", "搜索引擎",
     "\n\t", "%00", "{}|()[]<>@:$", "-", "*", "\u200b", "A\u0300" * 900],
)  # fmt: skip
def test_odd_words_are_answered_or_refused(served: Shop, words: str) -> None:
    for response in (
        served.ask("POST", "/search", json={"words": words}),
        served.get("/search", q=words),
        served.get("/spelling", words=words),
        served.get("/completions", typed=words[:200]),
    ):
        assert response.status_code in {200, 422}


def test_the_same_words_in_another_form_find_the_same(served: Shop) -> None:
    composed = served.search(words="caf\u00e9 lamp")["hits"]
    assert served.search(words="cafe\u0301 lamp")["hits"] == composed


def test_a_name_that_stands_twice_counts_as_it_was_said_last(served: Shop) -> None:
    headers = {"content-type": "application/json"}
    told = served.ask("POST", "/search", content=b'{"limit":1,"limit":2}', headers=headers)
    assert len(told.json()["hits"]) == 2


def test_numbers_in_answers_are_finite(served: Shop) -> None:
    def refuse(constant: str) -> float:
        raise AssertionError(constant)

    for body in ({"words": "\0"}, {"words": "x", "where": "price<=1e308"}, {"like": ["1"]}):
        told = served.ask("POST", "/search", json=body)
        json.loads(told.content, parse_constant=refuse)
