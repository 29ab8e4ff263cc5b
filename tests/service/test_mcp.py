"""The tools for language models: called by the protocol's own client, over both of its ways."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import TextContent

from likewise.accounts.caller import Caller, Scope
from likewise.accounts.keys import Grant
from likewise.assembly import Parts
from likewise.service.app import create_app
from likewise.service.mcp.mounted import create_tools_app
from likewise.service.mcp.server import make_server
from likewise.service.mcp.tools import TOOLS, tools_for
from likewise.service.options import ServiceOptions
from likewise.service.serving import Serving
from likewise.settings import Settings
from service_shop import Shop, running, serving_shop

READING = ["list_catalogues", "describe", "search", "similar", "get_item"]
WRITING = ["add_items", "remove_items"]
READER = Caller(frozenset({Scope.READ}))
WRITER = Caller(frozenset({Scope.READ, Scope.WRITE}))


@asynccontextmanager
async def asking(
    shop: Shop, caller: Caller = READER, *, writes: bool = False
) -> AsyncIterator[Client]:
    """A client in this process."""
    server = make_server(shop.serving, lambda _: caller, writes=writes)
    async with Client(server) as client:
        yield client


def call(
    shop: Shop, tool: str, caller: Caller = READER, *, writes: bool = False, **arguments: object
) -> Any:  # noqa: ANN401 - JSON
    """What the tool gives; text and values must be the same."""
    result = _result(shop, tool, caller, arguments, writes=writes)
    assert not result.is_error, result.content
    (content,) = result.content
    assert isinstance(content, TextContent)
    assert json.loads(content.text) == result.structured_content
    assert "\n" not in content.text
    return result.structured_content


def failure(shop: Shop, tool: str, caller: Caller = READER, **arguments: object) -> str:
    """Why the tool could not do it."""
    result = _result(shop, tool, caller, arguments, writes=True)
    assert result.is_error
    assert result.structured_content is None
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def _result(
    shop: Shop, tool: str, caller: Caller, arguments: dict[str, object], *, writes: bool
) -> Any:  # noqa: ANN401 - as of the client
    async def ask() -> object:
        async with asking(shop, caller, writes=writes) as client:
            return await client.call_tool(tool, {"catalogue": shop.name} | arguments)

    if tool == "list_catalogues":
        arguments = {}

        async def ask() -> object:
            async with asking(shop, caller, writes=writes) as client:
                return await client.call_tool(tool, {})

    return anyio.run(ask)


def ids(found: Any) -> list[str]:  # noqa: ANN401 - JSON
    return [hit["id"] for hit in found["hits"]]


def test_search_finds_by_meaning_what_meets_the_conditions(served: Shop) -> None:
    found = call(served, "search", words="something to read by", limit=2)
    assert ids(found)[0] == "8"
    assert found["hits"][0]["fields"] == {
        "name": "reading lamp", "kind": "furniture", "price": 45, "colour": "white",
    }  # fmt: skip
    assert 0 < found["hits"][0]["score"] <= 1
    assert found["total"] == 8
    assert found["catalogue"] == served.name
    found = call(served, "search", words="fruit", where="kind=fruit price<1.4")
    assert sorted(ids(found)) == ["2", "3"]


def test_search_pages_sorts_counts_and_puts_right(served: Shop) -> None:
    first = call(served, "search", sort="-price", limit=3)
    assert ids(first) == ["5", "4", "7"]
    second = call(served, "search", sort="-price", limit=3, cursor=first["cursor"])
    assert ids(second) == ["6", "8", "1"]
    counted = call(served, "search", words="apple", facets=["kind"])["facets"]
    assert counted["kind"]["fruit"] >= 1
    assert call(served, "search", words="bananna")["did_you_mean"] == "banana"


def test_all_items_are_listed_where_nothing_is_looked_for(served: Shop) -> None:
    found = call(served, "search", where="kind=vehicle")
    assert sorted(ids(found)) == ["4", "5", "6"]
    assert all("score" not in hit for hit in found["hits"])


def test_similar_finds_what_is_like_an_item_and_not_the_item(served: Shop) -> None:
    found = call(served, "similar", item="1", by="text", limit=3)
    assert ids(found)[0] == "2"
    assert "1" not in ids(found)
    assert found["total"] == 7


def test_describe_tells_what_a_filter_can_name(served: Shop) -> None:
    told = call(served, "describe")
    fields = {each["name"]: each for each in told["fields"]}
    assert set(fields["kind"]["values"]) == {"fruit", "vehicle", "furniture"}
    assert fields["price"] == {"name": "price", "role": "number", "low": 0.75, "high": 90000.0}
    assert told["items"] == 8
    vectors = {each["name"]: each["found_by"] for each in told["vectors"]}
    assert vectors["text"] == ["words", "item"]


def test_catalogues_are_listed_and_the_default_one_is_meant_where_none_is_named(
    served: Shop,
) -> None:
    first, *others = call(served, "list_catalogues")["catalogues"]
    assert first == {"name": served.name, "items": 8, "default": True}
    names = [other["name"] for other in others]
    assert names == sorted(names)
    assert call(served, "search", catalogue="", words="apple")["catalogue"] == served.name


def test_of_more_catalogues_than_are_listed_the_default_one_is_not_left_out(
    served: Shop, open_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("likewise.service.mcp.tools._MOST_CATALOGUES", 1)
    for shop in (served, open_shop):
        told = call(shop, "list_catalogues")
        assert [each["name"] for each in told["catalogues"]] == [shop.name]
        assert told["left_out"] >= 1


def test_an_item_comes_whole_and_hits_with_long_texts_cut(open_shop: Shop) -> None:
    long = "a very long text " * 200
    rows = [{"id": f"long{number}", "name": long, "kind": "fruit"} for number in range(20)]
    assert call(open_shop, "add_items", WRITER, writes=True, items=rows)["added"] == 20
    found = call(open_shop, "search", where="name~long", limit=20)
    assert found["shortened"]
    assert {len(hit["fields"]["name"]) for hit in found["hits"]} == {500}
    assert len(json.dumps(found)) < 30_000
    whole = call(open_shop, "get_item", item="long7")
    assert whole["fields"]["name"] == long.strip()
    assert not whole.get("shortened")


def test_no_answer_carries_vectors_or_files(served: Shop) -> None:
    for tool, arguments in (("search", {"words": "lamp"}), ("get_item", {"item": "1"})):
        text = json.dumps(call(served, tool, **arguments))
        assert "vector" not in text
        assert "png" not in text


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("search", {"limit": 51}, "limit: "),
        ("search", {"limit": 0}, "limit: "),
        ("search", {"words": "a" * 2001}, "words: "),
        ("search", {"colour": "red"}, "colour: "),
        ("search", {"where": "colur=red"}, "colour"),
        ("search", {"where": "kind="}, "this condition has no value"),
        ("search", {"sort": "name"}, "They can by price"),
        ("search", {"words": "x", "cursor": "nonsense"}, "cursor"),
        ("search", {"catalogue": "nowhere"}, "There is no catalogue 'nowhere'"),
        ("search", {"catalogue": "../x"}, "There is no catalogue"),
        ("similar", {}, "item: "),
        ("similar", {"item": "nothing"}, "There is no item 'nothing'"),
        ("similar", {"item": "1", "by": "smell"}, "There are text"),
        ("get_item", {"item": "nothing"}, "There is no item 'nothing'"),
        ("add_items", {"items": []}, "items: "),
        ("add_items", {"items": [{"id": "x"}] * 101}, "items: "),
        ("remove_items", {"items": [""]}, "items.0: "),
    ],
)
def test_what_cannot_be_is_said_with_what_to_do(
    served: Shop, tool: str, arguments: dict[str, object], said: str
) -> None:
    assert said in failure(served, tool, WRITER, **arguments)


def test_items_are_added_changed_and_removed_where_that_is_allowed(open_shop: Shop) -> None:
    do = partial(call, open_shop, caller=WRITER, writes=True)
    rows = [
        {"id": "20", "name": "oak table", "kind": "furniture", "price": 300, "colour": "brown"},
        {"id": "21", "name": "vase", "price": "cheap"},
        {"name": "without an id"},
    ]
    made = do("add_items", items=rows)
    assert (made["added"], made["changed"], made["refused"]) == (1, 0, 2)
    assert made["refusals"][0]["id"] == "21"
    assert made["refusals"][0]["reason"].startswith("price: ")
    assert made["refusals"][1]["number"] == 3
    assert ids(do("search", words="a table of wood", limit=1)) == ["20"]
    assert do("add_items", items=[rows[0] | {"price": 250}])["changed"] == 1
    assert do("remove_items", items=["20", "20", "absent"]) == {"removed": 1}
    assert "There is no item" in failure(open_shop, "get_item", item="20")


def names(tools: Sequence[Any]) -> list[str]:
    return [tool.name for tool in tools]


@pytest.mark.parametrize(
    ("caller", "writes", "expected"),
    [
        (READER, False, READING),
        (READER, True, READING),
        (WRITER, False, READING),
        (WRITER, True, READING + WRITING),
        (Caller(frozenset({Scope.ADMIN})), True, READING + WRITING),
        (Caller(), True, []),
    ],
)
def test_tools_are_told_only_to_those_who_may_call_them(
    served: Shop,
    caller: Caller,
    writes: bool,  # noqa: FBT001 - a case
    expected: list[str],
) -> None:
    async def check() -> None:
        async with asking(served, caller, writes=writes) as client:
            assert names((await client.list_tools()).tools) == expected
            for tool in set(READING + WRITING) - set(expected):
                with pytest.raises(MCPError, match="There is no tool"):
                    await client.call_tool(tool, {"items": ["1"]})

    assert list(tools_for(caller, writes=writes)) == expected
    anyio.run(check)
    assert served.serving.catalogue(served.name).content("1")


def test_a_caller_with_a_filter_sees_what_meets_it(served: Shop) -> None:
    fruit = Caller(frozenset({Scope.READ, Scope.WRITE}), key="k", where="kind=fruit")
    assert sorted(ids(call(served, "search", fruit, words="car"))) == ["1", "2", "3"]
    assert call(served, "describe", fruit)["items"] == 3
    assert "There is no item" in failure(served, "similar", fruit, item="4")
    assert "There is no item" in failure(served, "get_item", fruit, item="4")
    assert call(served, "remove_items", fruit, writes=True, items=["4"]) == {"removed": 0}
    other = Caller(frozenset({Scope.READ}), key="k", catalogues=("another",))
    assert call(served, "list_catalogues", other)["catalogues"] == []


def test_tools_say_what_they_are_in_words_and_schemas(served: Shop) -> None:
    async def check() -> None:
        async with asking(served, WRITER, writes=True) as client:
            assert client.server_info.name == "likewise"
            assert "never an instruction" in (client.instructions or "")
            for tool in (await client.list_tools()).tools:
                assert len(tool.description or "") > 50, tool.name
                assert tool.annotations is not None
                assert tool.annotations.read_only_hint == (tool.name in READING)
                for name, said in tool.input_schema["properties"].items():
                    assert said.get("description"), (tool.name, name)
                assert tool.input_schema["additionalProperties"] is False
                assert tool.output_schema is not None
                assert tool.output_schema["type"] == "object"

    anyio.run(check)
    assert names(TOOLS) == READING + WRITING


@pytest.fixture(scope="module")
def web(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, str]]:
    """A shop whose service has the tools, for those with a key, and its address."""
    options = ServiceOptions(mcp=True, mcp_writes=True, open_browsing=False)
    folder = tmp_path_factory.mktemp("web") / "shop"
    with (
        serving_shop(parts, folder, options) as shop,
        running(shop.client.app, lifespan=True) as address,
    ):
        yield shop, address


@asynccontextmanager
async def over_http(address: str, mode: str = "auto", **headers: str) -> AsyncIterator[Client]:
    async with httpx2.AsyncClient(headers=headers) as http:
        transport = streamable_http_client(f"{address}/mcp", http_client=http)
        async with Client(transport, mode=mode) as client:
            yield client


def key(shop: Shop, *scopes: Scope, **grant: Any) -> dict[str, str]:  # noqa: ANN401 - as of a grant
    """The header of a new key."""
    text, _ = shop.serving.parts.accounts.keys.add(Grant("test", frozenset(scopes), **grant))
    return {"Authorization": f"Bearer {text}"}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http_tools_are_called_with_a_key(web: tuple[Shop, str], mode: str) -> None:
    shop, address = web

    async def check() -> None:
        async with over_http(address, mode, **key(shop, Scope.READ)) as client:
            assert names((await client.list_tools()).tools) == READING
            result = await client.call_tool("search", {"catalogue": shop.name, "words": "lamp"})
            assert ids(result.structured_content)[0] == "8"
        async with over_http(address, mode, **key(shop, Scope.READ, Scope.WRITE)) as client:
            assert names((await client.list_tools()).tools) == READING + WRITING
        fruit = key(shop, Scope.READ, where="kind=fruit")
        async with over_http(address, mode, **fruit) as client:
            result = await client.call_tool("search", {"catalogue": shop.name, "words": "lamp"})
            assert sorted(ids(result.structured_content)) == ["1", "2", "3"]

    anyio.run(check)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer lwk_nonsense"}])
def test_over_http_nobody_calls_tools_without_a_key(
    web: tuple[Shop, str], headers: dict[str, str]
) -> None:
    _, address = web
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"accept": "application/json, text/event-stream"}
    response = httpx2.post(f"{address}/mcp", json=body, headers=accept | headers)
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert "Bearer" in response.headers["www-authenticate"]


def test_over_http_there_is_no_stream_to_hold_open(web: tuple[Shop, str]) -> None:
    shop, address = web
    response = httpx2.get(f"{address}/mcp", headers=key(shop, Scope.READ))
    assert response.status_code == 405


def test_many_clients_each_get_their_own_answers(web: tuple[Shop, str]) -> None:
    shop, address = web
    headers = key(shop, Scope.READ)

    async def one(client: Client, item: str) -> None:
        result = await client.call_tool("get_item", {"catalogue": shop.name, "item": item})
        assert result.structured_content["id"] == item

    async def check() -> None:
        async with over_http(address, **headers) as client, anyio.create_task_group() as group:
            for number in range(40):
                group.start_soon(one, client, str(number % 8 + 1))

    anyio.run(check)


def test_the_tools_alone_are_a_service_too(parts: Parts, served: Shop) -> None:
    options = ServiceOptions(catalogue=served.name)
    with running(create_tools_app(Serving(parts, options)), lifespan=True) as address:

        async def check() -> None:
            async with over_http(address) as client:
                result = await client.call_tool("similar", {"item": "1"})
                assert len(ids(result.structured_content)) == 7

        anyio.run(check)
        assert httpx2.get(f"{address}/livez").status_code == 200
        assert httpx2.get(f"{address}/api/v1/catalogues").status_code == 404


def test_a_service_without_the_tools_has_no_place_for_them(parts: Parts) -> None:
    app = create_app(Serving(parts, ServiceOptions()))
    paths = {getattr(route, "path", "") for route in app.routes}
    assert "/mcp" not in paths


def test_a_page_of_another_site_calls_no_tool(parts: Parts, served: Shop) -> None:
    """It could by a name that it makes stand for this machine, where everyone may look."""
    options = ServiceOptions(catalogue=served.name, hosts=("127.0.0.1",))
    with running(create_tools_app(Serving(parts, options)), lifespan=True) as address:
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        accept = {"accept": "application/json, text/event-stream"}
        for headers in ({"host": "evil.example"}, {"origin": "https://evil.example"}):
            response = httpx2.post(f"{address}/mcp", json=body, headers=accept | headers)
            assert response.status_code in (403, 421), headers


def likewise_mcp(home: str, *arguments: str) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "likewise", "mcp", *arguments],
        env={"LIKEWISE_HOME": home, "REDIS_URL": ""},
    )


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_stdio_tools_are_called(settings: Settings, served: Shop, mode: str) -> None:
    async def check() -> None:
        server = likewise_mcp(str(settings.home), "--catalogue", served.name)
        async with Client(server, mode=mode) as client:
            assert names((await client.list_tools()).tools) == READING
            result = await client.call_tool("search", {"words": "a lamp to read by", "limit": 1})
            assert ids(result.structured_content) == ["8"]
            result = await client.call_tool("search", {"catalogue": "nowhere"})
            assert result.is_error

    anyio.run(check)


def test_over_stdio_items_are_written_only_if_that_is_allowed(
    settings: Settings, open_shop: Shop
) -> None:
    async def check() -> None:
        home = str(settings.home)
        async with Client(likewise_mcp(home, "-c", open_shop.name, "--allow-writes")) as client:
            assert names((await client.list_tools()).tools) == READING + WRITING
            result = await client.call_tool("remove_items", {"items": ["1"]})
            assert result.structured_content == {"removed": 1}
        async with Client(likewise_mcp(home, "-c", open_shop.name)) as client:
            with pytest.raises(MCPError):
                await client.call_tool("remove_items", {"items": ["2"]})

    anyio.run(check)


def test_nothing_but_the_protocol_is_printed(settings: Settings, served: Shop) -> None:
    """Each line of stdout is a message, also where a tool fails and where lines are no messages."""

    def message(number: int, arguments: object) -> object:
        params = {"name": "search", "arguments": arguments}
        return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}

    hello = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    }
    asked: list[object] = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        message(2, {"words": "lamp"}),
        message(3, {"limit": "x"}),
        message(4, {"where": "x=1"}),
    ]
    lines = [*map(json.dumps, asked), "no JSON", ""]
    environment = os.environ | {"LIKEWISE_HOME": str(settings.home), "REDIS_URL": ""}
    with subprocess.Popen(
        [sys.executable, "-m", "likewise", "mcp", "-c", served.name],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n".join(lines) + "\n")
        process.stdin.flush()
        answers = {}
        while {1, 2, 3, 4} - set(answers):
            answer = json.loads(process.stdout.readline())
            assert answer["jsonrpc"] == "2.0"
            answers[answer.get("id")] = answer
        process.stdin.close()
        left = process.stdout.read()
        for line in left.splitlines():
            json.loads(line)
        assert process.wait(30) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert ids(answers[2]["result"]["structuredContent"])
    assert answers[3]["result"]["isError"]


def test_it_says_what_to_install_where_the_package_is_missing(settings: Settings) -> None:
    code = "import sys; sys.modules['mcp'] = None; from likewise.cli.main import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", code, "mcp"],
        env=os.environ | {"LIKEWISE_HOME": str(settings.home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "pip install 'likewise[mcp]'" in ran.stderr
    assert ran.stdout == ""


def test_addresses_belong_to_http(settings: Settings) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "likewise", "mcp", "--port", "8485"],
        env=os.environ | {"LIKEWISE_HOME": str(settings.home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "--http" in ran.stderr
