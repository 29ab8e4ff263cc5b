"""Reranking over HTTP: the order that the library's reranker gives, in Cohere's shape."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from likewise.assembly import Parts
from likewise.embedding.load_reranker import LATE_INTERACTION
from likewise.service.app import create_app
from likewise.service.options import ServiceOptions
from likewise.service.serving import Serving
from service_shop import problem

QUERY = "a lamp to read by"
DOCUMENTS = ["a red chair", "reading lamp for the desk", "bicycle", "a lamp", "reading lamp"]


@pytest.fixture(scope="module")
def client(parts: Parts) -> Iterator[TestClient]:
    serving = Serving(parts, ServiceOptions())
    yield TestClient(create_app(serving))
    serving.close()


def ask(client: TestClient, path: str = "/rerank", **body: Any) -> Any:  # noqa: ANN401 - JSON
    return client.post(path, json={"query": QUERY, "documents": DOCUMENTS} | body)


@pytest.mark.parametrize("path", ["/rerank", "/v1/rerank"])
def test_documents_come_with_the_rerankers_scores_the_best_first(
    client: TestClient, parts: Parts, path: str
) -> None:
    told = ask(client, path).json()
    assert set(told) == {"model", "results"}
    assert told["model"] == LATE_INTERACTION
    scores = parts.reranker(LATE_INTERACTION).score(QUERY, DOCUMENTS)
    assert {each["index"]: each["relevance_score"] for each in told["results"]} == pytest.approx(
        dict(enumerate(scores.tolist())), abs=1e-6
    )
    found = [each["relevance_score"] for each in told["results"]]
    assert found == sorted(found, reverse=True)
    assert all(set(each) == {"index", "relevance_score"} for each in told["results"])
    assert told["results"][0]["index"] in (1, 4)


def test_the_best_of_them_can_be_had_with_their_texts(client: TestClient) -> None:
    results = ask(client, top_n=2, return_documents=True).json()["results"]
    assert len(results) == 2
    assert all(each["document"] == {"text": DOCUMENTS[each["index"]]} for each in results)
    assert len(ask(client, top_n=1000).json()["results"]) == len(DOCUMENTS)


def test_documents_may_be_objects_with_a_text(client: TestClient) -> None:
    plain = ask(client).json()
    assert ask(client, documents=[{"text": each} for each in DOCUMENTS]).json() == plain


@given(st.lists(st.sampled_from([*DOCUMENTS, "", " "]), min_size=1, max_size=8))
@settings(max_examples=20, deadline=None)
def test_equal_documents_have_equal_scores_and_keep_their_order(
    client: TestClient, documents: list[str]
) -> None:
    results = ask(client, documents=documents).json()["results"]
    assert sorted(each["index"] for each in results) == list(range(len(documents)))
    scores: dict[str, float] = {}
    for each in results:
        text = documents[each["index"]]
        assert scores.setdefault(text, each["relevance_score"]) == each["relevance_score"]
    keys = [(-each["relevance_score"], each["index"]) for each in results]
    assert keys == sorted(keys)


def test_several_who_ask_at_once_each_get_their_own_order(client: TestClient) -> None:
    queries = [f"{word} {number}" for number in range(6) for word in ("lamp", "chair", "bicycle")]
    alone = [ask(client, query=query).json() for query in queries]
    with ThreadPoolExecutor(len(queries)) as threads:
        assert list(threads.map(lambda query: ask(client, query=query).json(), queries)) == alone


@pytest.mark.parametrize("name", ["/etc", "..", "gpt-9", "~"])
def test_a_folder_or_an_unknown_name_is_no_reranker(client: TestClient, name: str) -> None:
    assert problem(ask(client, model=name)) == (404, "unknown-model")
    told = ask(client, "/v1/rerank", model=name).json()["error"]
    assert (told["code"], told["param"]) == ("model_not_found", "model")


@pytest.mark.parametrize(
    "body",
    [
        {"query": ""},
        {"query": "\u200b"},
        {"query": 7},
        {"documents": []},
        {"documents": ["x"] * 1001},
        {"documents": [7]},
        {"documents": [{"title": "x"}]},
        {"top_n": 0},
        {"return_documents": "yes"},
        {"texts": ["x"]},
    ],
)
def test_what_cannot_be_ranked_is_refused_with_a_reason(
    client: TestClient, body: dict[str, Any]
) -> None:
    status, _ = problem(ask(client, **body))
    assert status == 422
    told = ask(client, "/v1/rerank", **body)
    assert told.status_code == 400
    assert told.json()["error"]["type"] == "invalid_request_error"
