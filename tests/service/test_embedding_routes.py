"""The embedding API: what OpenAI's clients ask, and what they read."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openai
import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from PIL import Image
from redisvl.utils.vectorize import OpenAITextVectorizer

from drawing import draw
from likewise.assembly import Parts
from likewise.embedding.encoder import Encoder, encode
from likewise.embedding.known_models import KNOWN_MODELS
from likewise.errors import EncoderBusyError
from likewise.service.app import create_app
from likewise.service.options import ServiceOptions
from likewise.service.serving import Serving
from likewise.service.wire.embedding import EmbeddingResponse, Models
from likewise.service.work.embedding import MOST_CHARACTERS, MOST_PICTURES
from service_shop import running

TEXT, LOOKS, CONCEPTS = "all-minilm-l6-v2", "efficientnet-lite0", "concepts"
SENTENCES = ["a lamp to read by", "A chair", "das Fahrrad", "x " * 400]


@pytest.fixture(scope="module")
def serving(parts: Parts) -> Iterator[Serving]:
    made = Serving(parts, ServiceOptions())
    yield made
    made.close()


@pytest.fixture(scope="module")
def client(serving: Serving) -> TestClient:
    return TestClient(create_app(serving))


@pytest.fixture(scope="module")
def url(serving: Serving) -> Iterator[str]:
    """A real server on loopback."""
    with running(create_app(serving)) as address:
        yield f"{address}/v1"


@pytest.fixture(scope="module")
def official(url: str) -> Iterator[openai.OpenAI]:
    """OpenAI's own client, with the placeholder that it demands for a key."""
    with openai.OpenAI(base_url=url, api_key="none", max_retries=0) as made:
        yield made


def encoder(parts: Parts, name: str) -> Encoder:
    return parts.encoders.encoder(name)


def ask(client: TestClient, **body: Any) -> Any:  # noqa: ANN401 - JSON, and the response
    response = client.post("/v1/embeddings", json={"model": TEXT, "input": "a lamp"} | body)
    if response.status_code == 200:
        EmbeddingResponse.model_validate(response.json())
    return response


def error(response: Any, status: int) -> dict[str, Any]:  # noqa: ANN401 - of the client
    """The error in OpenAI's shape, after a look that it is one."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    told: dict[str, Any] = response.json()["error"]
    assert set(response.json()) == {"error"}
    assert set(told) == {"message", "type", "param", "code"}
    return told


def floats(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4")


def data_uri(picture: Image.Image, form: str = "PNG") -> str:
    file = io.BytesIO()
    picture.save(file, form)
    return f"data:image/{form.lower()};base64,{base64.b64encode(file.getvalue()).decode()}"


def pictures(count: int) -> list[Image.Image]:
    colours = ("red", "green", "blue", "yellow")
    return [draw(colours[number % 4], number).convert("RGB") for number in range(count)]


@pytest.mark.parametrize("format_", ["float", "base64", None])
def test_openais_client_reads_the_vectors_that_the_library_makes(
    official: openai.OpenAI, parts: Parts, format_: str | None
) -> None:
    """Left to itself it asks for base64."""
    chosen: Any = openai.omit if format_ is None else format_
    found = official.embeddings.create(model=TEXT, input=SENTENCES, encoding_format=chosen)
    rows = [each.embedding for each in found.data]
    vectors = np.array([floats(row) if isinstance(row, str) else row for row in rows])
    assert_allclose(vectors, encode(encoder(parts, TEXT), SENTENCES), atol=1e-6)
    assert [each.index for each in found.data] == [0, 1, 2, 3]
    assert (found.object, found.model, found.data[0].object) == ("list", TEXT, "embedding")


def test_openais_client_counts_the_tokens_that_were_read(
    official: openai.OpenAI, parts: Parts
) -> None:
    """Two special ones for each text; a long text is cut at 256."""
    network = encoder(parts, TEXT).network
    for texts, tokens in ((["lamp"], 3), (["lamp", "red lamp"], 7), (["x " * 400], 256)):
        usage = official.embeddings.create(model=TEXT, input=texts).usage
        assert usage.prompt_tokens == usage.total_tokens == tokens
        assert sum(len(network.prepare(text)) for text in texts) == tokens


def test_the_example_of_the_page_prints_what_it_says(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "embedding-api.md").read_text("utf-8")
    example = page.split("```python\n")[1].split("```")[0]
    assert "http://localhost:8484/v1" in example
    program = compile(example.replace("http://localhost:8484/v1", url), "embedding-api.md", "exec")
    exec(program, {})  # noqa: S102 - our own page
    assert capsys.readouterr().out.split() == example.rpartition("# ")[2].split()


def test_redisvls_vectoriser_gets_what_the_library_makes(url: str, parts: Parts) -> None:
    vectoriser = OpenAITextVectorizer(TEXT, api_config={"api_key": "none", "base_url": url})
    assert vectoriser.dims == 384
    found = [vectoriser.embed(SENTENCES[0]), *vectoriser.embed_many(SENTENCES[1:], batch_size=2)]
    assert_allclose(found, encode(encoder(parts, TEXT), SENTENCES), atol=1e-6)


def test_many_clients_at_once_each_get_the_vectors_of_their_own_texts(
    official: openai.OpenAI, parts: Parts
) -> None:
    texts = [f"{number} lamps and {'many ' * (number % 7)}chairs" for number in range(96)]

    def vector(text: str) -> Sequence[float]:
        return official.embeddings.create(model=TEXT, input=text).data[0].embedding

    with ThreadPoolExecutor(32) as threads:
        found = list(threads.map(vector, texts))
    assert_allclose(found, encode(encoder(parts, TEXT), texts), atol=1e-6)


def test_openais_client_lists_the_models_and_finds_one(official: openai.OpenAI) -> None:
    listed = list(official.models.list())
    assert [each.id for each in listed] == [model.name for model in KNOWN_MODELS]
    assert all((each.object, each.owned_by) == ("model", "likewise") for each in listed)
    found = official.models.retrieve(CONCEPTS)
    assert found.model_extra is not None
    assert found.model_extra["dimensions"] == 384
    assert found.model_extra["modalities"] == ["image", "text"]


def test_a_model_that_is_not_there_is_not_found_by_openais_client(
    official: openai.OpenAI,
) -> None:
    with pytest.raises(openai.NotFoundError) as refusal:
        official.embeddings.create(model="text-embedding-3-small", input="x")
    assert (refusal.value.code, refusal.value.param) == ("model_not_found", "model")
    assert TEXT in refusal.value.message
    with pytest.raises(openai.NotFoundError):
        official.models.retrieve("text-embedding-3-small")


def test_the_case_of_a_models_name_does_not_matter(client: TestClient) -> None:
    assert ask(client, model="All-MiniLM-L6-v2").json()["model"] == TEXT


def test_models_whose_files_are_not_here_are_not_offered_and_never_fetched(
    parts: Parts, tmp_path: Path
) -> None:
    """A request must not make the service fetch anything, nor wait for it."""
    bare = Parts(replace(parts.settings, home=tmp_path))
    bare.engine = parts.engine
    serving = Serving(bare, ServiceOptions())
    asked = TestClient(create_app(serving))
    assert asked.get("/v1/models").json()["data"] == []
    told = error(ask(asked), 404)
    assert "likewise models pull all-minilm-l6-v2" in told["message"]
    assert told["code"] == "model_not_found"
    assert asked.post("/rerank", json={"query": "x", "documents": ["y"]}).status_code == 404
    serving.close()


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=200), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_any_texts_are_answered_with_their_vectors_or_with_the_one_that_cannot_be_read(
    client: TestClient, parts: Parts, texts: list[str]
) -> None:
    response = ask(client, input=texts, encoding_format="base64")
    if response.status_code == 200:
        found = [floats(each["embedding"]) for each in response.json()["data"]]
        assert_allclose(found, encode(encoder(parts, TEXT), texts), atol=1e-6)
    else:
        told = error(response, 400)
        assert (told["type"], told["param"]) == ("invalid_request_error", "input")


def test_float_vectors_hold_the_same_numbers_as_base64(client: TestClient) -> None:
    plain = ask(client, encoding_format="float").json()["data"][0]["embedding"]
    packed = ask(client, encoding_format="base64").json()["data"][0]["embedding"]
    assert np.array_equal(np.array(plain, np.float32), floats(packed))


def test_two_thousand_inputs_are_taken_and_one_more_than_openai_takes_is_not(
    client: TestClient,
) -> None:
    found = ask(client, input=["a lamp"] * 2048, encoding_format="base64").json()["data"]
    assert [each["index"] for each in found] == list(range(2048))
    assert error(ask(client, input=["a lamp"] * 2049), 400)["param"] == "input"


@pytest.mark.parametrize("tokens", [[1, 2, 3], [[1, 2], [3]]])
def test_token_ids_are_refused_with_what_to_do(client: TestClient, tokens: list[Any]) -> None:
    told = error(ask(client, input=tokens), 400)
    assert told["param"] == "input"
    assert "check_embedding_ctx_length=False" in told["message"]


@pytest.mark.parametrize(
    ("body", "param", "words"),
    [
        ({"input": ""}, "input", "at least 1 character"),
        ({"input": []}, "input", "at least 1 item"),
        ({"input": ["a lamp", " "]}, "input", "Input 1: .*nothing that can be read"),
        ({"input": None}, "input", "list"),
        ({"input": {"text": "x"}}, "input", "list"),
        ({"input": "x" * (MOST_CHARACTERS + 1)}, "input", "100,001 characters"),
        ({"dimensions": 128}, "dimensions", "384 dimensions, and cannot be cut to 128"),
        ({"dimensions": "384"}, "dimensions", "integer"),
        ({"encoding_format": "int8"}, "encoding_format", "float"),
        ({"modality": "audio"}, "modality", "No model here reads audio"),
        ({"modality": "image"}, "modality", "reads texts, and no pictures"),
        ({"model": LOOKS}, "modality", "reads pictures, and no texts"),
        ({"model": 7}, "model", "string"),
        ({"truncate": True}, "truncate", "not permitted"),
    ],
)
def test_what_cannot_be_done_is_told_with_the_field_that_is_wrong(
    client: TestClient, body: dict[str, Any], param: str, words: str
) -> None:
    told = error(ask(client, **body), 400)
    assert told["param"] == param
    assert re.search(words, told["message"]), told["message"]


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"null", b'{"model": NaN}', b"\xff", b'{"model": "a", "input": "\\ud800"}'],
)
def test_a_body_that_is_no_request_is_told_in_openais_shape(client: TestClient, raw: bytes) -> None:
    headers = {"content-type": "application/json"}
    error(client.post("/v1/embeddings", content=raw, headers=headers), 400)


def test_the_models_own_dimensions_may_be_asked_for_and_user_is_not_looked_at(
    client: TestClient,
) -> None:
    found = ask(client, dimensions=384, user="somebody").json()["data"][0]["embedding"]
    assert len(found) == 384


@pytest.mark.parametrize("name", [LOOKS, CONCEPTS])
def test_pictures_are_encoded_as_the_library_does(
    client: TestClient, parts: Parts, name: str
) -> None:
    shown = pictures(5)
    response = ask(
        client,
        model=name,
        modality="image",
        input=[data_uri(each) for each in shown],
        encoding_format="base64",
    )
    found = [floats(each["embedding"]) for each in response.json()["data"]]
    assert_allclose(found, encode(encoder(parts, name), shown), atol=1e-5)
    assert response.json()["usage"] == {"prompt_tokens": 0, "total_tokens": 0}


def test_words_and_pictures_of_the_concept_model_share_a_space(
    client: TestClient, parts: Parts
) -> None:
    found = ask(client, model=CONCEPTS, input="a red apple").json()
    assert found["model"] == CONCEPTS
    expected = encode(encoder(parts, TEXT), ["a red apple"])[0]
    assert_allclose(found["data"][0]["embedding"], expected, atol=1e-6)


@pytest.mark.parametrize(
    "uri",
    [
        "https://example.com/picture.png",
        "/etc/passwd",
        "data:image/png;base64,!!!!",
        "data:image/png;base64,aGVsbG8=",
        "data:text/html;base64,aGVsbG8=",
    ],
)
def test_what_is_no_picture_in_a_data_uri_is_refused_and_nothing_is_fetched(
    client: TestClient, uri: str
) -> None:
    shown = [data_uri(draw("red", 1)), uri]
    told = error(ask(client, model=LOOKS, modality="image", input=shown), 400)
    assert told["message"].startswith("Input 1: ")
    assert told["param"] == "input"


def test_more_pictures_than_one_request_may_bring_are_refused(client: TestClient) -> None:
    shown = [data_uri(draw("red", 1))] * (MOST_PICTURES + 1)
    told = error(ask(client, model=LOOKS, modality="image", input=shown), 400)
    assert f"the most of one request are {MOST_PICTURES}" in told["message"]


def test_errors_of_routing_below_v1_have_openais_shape_too(client: TestClient) -> None:
    assert error(client.get("/v1/chat"), 404)["code"] == "not_found"
    assert error(client.get("/v1/embeddings"), 405)["type"] == "invalid_request_error"


def test_too_much_to_do_is_told_with_when_to_come_again(
    serving: Serving,
) -> None:
    """OpenAI's clients ask again by themselves after the seconds that it says."""
    app = create_app(serving)
    app.add_api_route("/v1/busy", _busy)
    response = TestClient(app).get("/v1/busy")
    told = error(response, 503)
    assert (told["type"], told["code"]) == ("server_error", "overloaded")
    assert told["message"] == "The model has more to do than it can in time. Ask again."
    assert response.headers["retry-after"] == "1"


def _busy() -> None:
    raise EncoderBusyError("The model has more to do than it can in time.", remedy="Ask again.")


def test_closed_browsing_asks_for_a_key_in_openais_shape(parts: Parts) -> None:
    serving = Serving(parts, ServiceOptions(open_browsing=False))
    closed = TestClient(create_app(serving))
    for headers in ({}, {"authorization": "Bearer none"}):
        response = closed.post(
            "/v1/embeddings", json={"model": TEXT, "input": "x"}, headers=headers
        )
        assert error(response, 401)["code"] == "invalid_api_key"
        assert closed.get("/v1/models", headers=headers).status_code == 401
    serving.close()


@pytest.mark.parametrize("key", ["lwk_0123456789abcdef_" + "x" * 43, "lws_1_" + "x" * 43])
def test_a_key_of_ours_that_is_not_right_is_refused_though_everyone_may_look(
    client: TestClient, key: str
) -> None:
    headers = {"authorization": f"Bearer {key}"}
    assert error(client.get("/v1/models", headers=headers), 401)["code"] == "invalid_api_key"


def test_a_placeholder_is_still_refused_where_openais_clients_do_not_ask(
    client: TestClient,
) -> None:
    headers = {"authorization": "Bearer none"}
    assert client.get("/v1/models", headers=headers).status_code == 200
    assert client.get("/api/v1/catalogues", headers=headers).status_code == 401


def test_the_api_description_names_each_error_that_is_answered(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    for path, method in (
        ("/v1/embeddings", "post"),
        ("/v1/models", "get"),
        ("/v1/models/{model}", "get"),
        ("/v1/rerank", "post"),
    ):
        told = paths[path][method]["responses"]
        assert {"200", "400", "401", "403", "503"} <= set(told)
        assert "422" not in told
        schema = told["400"]["content"]["application/json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/OpenAIErrorBody"}
    Models.model_validate(client.get("/v1/models").json())
