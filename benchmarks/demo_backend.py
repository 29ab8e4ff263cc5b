"""Requests per second of the demo's routes: ours, and a back end re-made in the demo's shape.

    python benchmarks/demo_backend.py [--items N] [--algorithm hnsw|flat] [--rounds N] [--seconds S]

Both run under uvicorn, a process each, on the same embedded Redis and the same items: made-up ones
with the columns of the Kaggle fashion data, and vectors of 768 and 512 numbers as the demo's models
make. The other one is no copy: it is what is known of the demo of 2025, written anew with its own
libraries: FastAPI with asynchronous handlers, RedisVL's AsyncSearchIndex over hashes (cosine, the
library's defaults), the page and its count asked for at once, pydantic models that carry every
product's two vectors as text. It keeps one index and one pool of connections, which favours it.

Clients keep their connections; in each round both are asked for the same, by turns, so that only
one of them works at a time. Beside the requests stands what each cost the server's processor.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import numpy as np
import orjson
import uvicorn
from fastapi import APIRouter, Depends, FastAPI, Request
from pydantic import BaseModel
from redis.asyncio import Redis
from redisvl.index import AsyncSearchIndex
from redisvl.query import CountQuery, FilterQuery, VectorQuery
from redisvl.query.filter import FilterExpression, Tag

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, Metric
from likewise.catalogue.recipe import PICTURE, Recipe, VectorRecipe
from likewise.catalogue.samples.fashion import SAMPLE
from likewise.catalogue.source import Source
from likewise.embedding.vectors import Vectors, unit
from likewise.index.schema import Schema, VectorField
from likewise.index.store import Document, Stamp
from likewise.service.app import create_app
from likewise.service.options import ServiceOptions
from likewise.service.serving import Serving
from likewise.settings import Settings

NAME = "benchmark"
HOME, URL, ALGORITHM = (f"DEMO_BENCHMARK_{each}" for each in ("HOME", "URL", "ALGORITHM"))
TEXT_DIMS, IMAGE_DIMS = 768, 512
CENTRES = 200
SHOWN = 15
GENDERS = ("Men", "Women", "Unisex", "Boys", "Girls")
CATEGORIES = ("Apparel", "Accessories", "Footwear", "Personal Care", "Free Items")
FIELDS = ["product_id", "name", "gender", "category", "img_url", "text_vector", "img_vector"]


class Product(BaseModel):
    """A product as the demo sends it."""

    product_id: str
    name: str
    gender: str
    category: str
    img_url: str
    text_vector: str
    img_vector: str


class RankedProduct(Product):
    """A product with how near it is."""

    vector_distance: float
    similarity_score: float


class Products(BaseModel):
    """A page of products."""

    total: int
    products: list[Product]


class RankedProducts(BaseModel):
    """A page of ranked products."""

    total: int
    products: list[RankedProduct]


class Similar(BaseModel):
    """What is asked for."""

    product_id: int
    number_of_results: int = SHOWN
    search_type: str = "KNN"
    gender: str = ""
    category: str = ""


def peer_schema(algorithm: str) -> dict[str, Any]:
    """The index of the demo, in RedisVL's words."""
    vector = {"distance_metric": "cosine", "algorithm": algorithm, "datatype": "float32"}
    return {
        "index": {"name": "products", "prefix": "product", "storage_type": "hash"},
        "fields": [
            {"name": "product_id", "type": "tag"},
            {"name": "gender", "type": "tag"},
            {"name": "category", "type": "tag"},
            {"name": "text_vector", "type": "vector", "attrs": vector | {"dims": TEXT_DIMS}},
            {"name": "img_vector", "type": "vector", "attrs": vector | {"dims": IMAGE_DIMS}},
        ],
    }


def peer_client(url: str) -> Redis:
    """A client as of 2025, when replies came in RESP2, which RedisVL reads faster than RESP3."""
    return Redis.from_url(url, protocol=2)


async def the_index(request: Request) -> AsyncSearchIndex:
    """The one index."""
    found: AsyncSearchIndex = request.app.state.index
    return found


Index = Annotated[AsyncSearchIndex, Depends(the_index)]
router = APIRouter(prefix="/api/v1/product")


def condition(gender: str, category: str) -> FilterExpression:
    """What products must be."""
    found = FilterExpression("*")
    for name, value in (("gender", gender), ("category", category)):
        if value:
            found &= Tag(name) == value
    return found


@router.get("/", response_model=Products)
async def browse(
    index: Index, limit: int = 20, skip: int = 0, gender: str = "", category: str = ""
) -> dict[str, object]:
    """A page of products."""
    where = condition(gender, category)
    page = FilterQuery(where, return_fields=FIELDS).paging(skip, limit)
    total, products = await asyncio.gather(index.query(CountQuery(where)), index.query(page))
    return {"total": total, "products": products}


@router.post("/vectorsearch/image", response_model=RankedProducts)
async def by_image(asked: Similar, index: Index) -> dict[str, object]:
    """Products that look like one."""
    return await nearest(asked, "img_vector", index)


@router.post("/vectorsearch/text", response_model=RankedProducts)
async def by_text(asked: Similar, index: Index) -> dict[str, object]:
    """Products described like one."""
    return await nearest(asked, "text_vector", index)


async def nearest(asked: Similar, vector: str, index: AsyncSearchIndex) -> dict[str, object]:
    """The nearest by a vector."""
    where = condition(asked.gender, asked.category)
    product = await index.fetch(str(asked.product_id))
    query = VectorQuery(
        product[vector],
        vector,
        return_fields=FIELDS,
        num_results=asked.number_of_results,
        filter_expression=where,
    )
    total, products = await asyncio.gather(index.query(CountQuery(where)), index.query(query))
    for each in products:
        each["similarity_score"] = 1 - float(each["vector_distance"])
    return {"total": total, "products": products}


def peer_app() -> FastAPI:
    """The demo's back end in the least form that answers as it does."""
    client = peer_client(os.environ[URL])

    @asynccontextmanager
    async def closing(_: FastAPI) -> AsyncIterator[None]:
        yield
        await client.aclose()

    app = FastAPI(lifespan=closing)
    schema = peer_schema(os.environ[ALGORITHM])
    app.state.index = AsyncSearchIndex.from_dict(schema, redis_client=client)
    app.include_router(router)
    return app


def our_app() -> FastAPI:
    """Ours."""
    parts = Parts(Settings(home=Path(os.environ[HOME])))
    return create_app(Serving(parts, ServiceOptions(catalogue=NAME)))


def clustered(chosen: np.random.Generator, count: int, dims: int) -> Vectors:
    """Vectors around centres, as those of a catalogue are."""
    centres = unit(chosen.standard_normal((CENTRES, dims), np.float32))
    noise = chosen.standard_normal((count, dims), np.float32) * (0.7 / dims**0.5)
    return unit(centres[chosen.integers(CENTRES, size=count)] + noise)


@dataclass(frozen=True)
class Data:
    """The items; an item's id is its number."""

    rows: Sequence[dict[str, Any]]
    text: Vectors
    image: Vectors

    @classmethod
    def of(cls, count: int) -> Data:
        """So many made-up items."""
        chosen = random.Random(5)
        rows = [
            {
                "gender": chosen.choice(GENDERS),
                "masterCategory": chosen.choice(CATEGORIES),
                "subCategory": chosen.choice(("Topwear", "Shoes", "Bags", "Watches")),
                "articleType": chosen.choice(("Tshirts", "Shirts", "Heels", "Backpacks")),
                "baseColour": chosen.choice(("Black", "White", "Blue", "Red")),
                "season": chosen.choice(("Summer", "Winter")),
                "year": chosen.randrange(2010, 2019),
                "usage": chosen.choice(("Casual", "Sports")),
                "productDisplayName": f"Maker {chosen.randrange(300)} Thing {number}",
                "picture": f"{number}.jpg",
            }
            for number in range(count)
        ]
        vectors = np.random.default_rng(5)
        return cls(
            rows, clustered(vectors, count, TEXT_DIMS), clustered(vectors, count, IMAGE_DIMS)
        )


def fill_ours(parts: Parts, data: Data, algorithm: Algorithm) -> None:
    """Our catalogue."""
    vectors = (
        VectorField("text", "{productDisplayName}", TEXT_DIMS, "all-minilm-l6-v2", "benchmark"),
        VectorField("image", PICTURE, IMAGE_DIMS, "efficientnet-lite0", "benchmark"),
    )
    schema = Schema(SAMPLE.fields, vectors, Metric.COSINE, algorithm)
    made = tuple(VectorRecipe(each.name, each.source, each.model) for each in vectors)
    recipe = Recipe(NAME, Source.of("none.csv"), "id", "{picture}", SAMPLE.fields, made)
    store = parts.register.begin(recipe, schema)
    store.put(
        Document(
            str(number),
            {name: value for name, value in row.items() if name != "picture"},
            row["picture"],
            {"text": data.text[number], "image": data.image[number]},
            Stamp("none", {}),
        )
        for number, row in enumerate(data.rows)
    )
    parts.register.finish(NAME, store, may_lose=False)


def url_of(parts: Parts) -> str:
    """The address of the Redis that both use."""
    return parts.server.start(say=parts.say).url


async def fill_peer(parts: Parts, data: Data, algorithm: Algorithm) -> None:
    """The demo's hashes."""
    client = peer_client(url_of(parts))
    index = AsyncSearchIndex.from_dict(peer_schema(algorithm), redis_client=client)
    await index.create(overwrite=True)
    await index.load(
        [
            {
                "product_id": str(number),
                "name": row["productDisplayName"],
                "gender": row["gender"],
                "category": row["masterCategory"],
                "img_url": f"https://pictures.example/{number}.jpg",
                "text_vector": data.text[number].tobytes(),
                "img_vector": data.image[number].tobytes(),
            }
            for number, row in enumerate(data.rows)
        ],
        id_field="product_id",
    )
    await client.aclose()


@dataclass(frozen=True)
class Served:
    """An application that answers."""

    port: int
    process: int

    @property
    def worked(self) -> float:
        """The processor's seconds that it has taken so far."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(app: str, parts: Parts, algorithm: Algorithm) -> Iterator[Served]:
    """One of the applications under uvicorn, once it answers."""
    home, url = str(parts.settings.home), url_of(parts)
    environment = os.environ | {HOME: home, URL: url, ALGORITHM: algorithm.value}
    port = free_port()
    code = f"import demo_backend; demo_backend.serve(demo_backend.{app}(), {port})"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, env=environment, cwd=Path(__file__).parent) as process:
        try:
            while not listening(port):
                if process.poll() is not None:
                    raise RuntimeError(f"{app} ended before it answered")
                time.sleep(0.1)
            yield Served(port, process.pid)
        finally:
            process.terminate()


def serve(app: FastAPI, port: int) -> None:
    """Serves it on the loopback."""
    uvicorn.run(app, port=port, log_level="warning", access_log=False)


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def listening(port: int) -> bool:
    """Whether somebody answers there."""
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def browsing(_: Data, chosen: random.Random) -> bytes:
    """A page of fifteen: of all, or of a gender and a category, as the demo's buttons ask."""
    where = ""
    if chosen.random() < 0.5:  # noqa: PLR2004 - every other one
        where = f"&gender={chosen.choice(GENDERS[:2])}&category={chosen.choice(CATEGORIES[:3])}"
    skip = SHOWN * chosen.randrange(4)
    return _get(f"/api/v1/product/?limit={SHOWN}&skip={skip}{where}")


def similar(data: Data, chosen: random.Random) -> bytes:
    """Fifteen like a product, by its words or its picture."""
    route = chosen.choice(("text", "image"))
    body = orjson.dumps(
        {"product_id": chosen.randrange(len(data.rows)), "number_of_results": SHOWN}
        | {"search_type": "KNN", "gender": "", "category": ""}
    )
    return _post(f"/api/v1/product/vectorsearch/{route}", body)


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def _post(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def asked(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, message: bytes
) -> bytes:
    """The body of the answer; it must be a good one."""
    writer.write(message)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r")[0])
    body = await reader.readexactly(length)
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head + body)
    return body


@dataclass(frozen=True)
class Load:
    """What the clients saw, and what it cost.

    Attributes:
        per_second: Requests.
        times: Milliseconds of each.
        work: Milliseconds of the server's processor for each.
    """

    per_second: float
    times: Sequence[float]
    work: float

    def __str__(self) -> str:
        p50, p95 = np.percentile(self.times, [50, 95])
        return (
            f"{self.per_second:7.0f}/s  p50 {p50:6.1f} ms  p95 {p95:6.1f} ms"
            f"  processor {self.work:5.2f} ms each"
        )


async def load(served: Served, messages: Sequence[bytes], clients: int, seconds: float) -> Load:
    """So many clients, each asking for the next when it has its answer."""
    times: list[float] = []
    worked = served.worked
    end = time.perf_counter() + seconds

    async def client(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port, limit=2**22)
        place = number * 97
        while (start := time.perf_counter()) < end:
            await asked(reader, writer, messages[place % len(messages)])
            times.append((time.perf_counter() - start) * 1000)
            place += 1
        writer.close()

    await asyncio.gather(*map(client, range(clients)))
    return Load(len(times) / seconds, times, (served.worked - worked) * 1000 / len(times))


async def one(served: Served, message: bytes) -> dict[str, Any]:
    """One answer, to be looked at."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port, limit=2**22)
    found: dict[str, Any] = orjson.loads(await asked(reader, writer, message))
    writer.close()
    return found


def main() -> None:
    """Prints each load's figures, the median of the rounds, and what ours is of the other's."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--items", type=int, default=20_000)
    arguments.add_argument("--algorithm", type=Algorithm, default=Algorithm.HNSW)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=float, default=4)
    arguments.add_argument("--clients", type=int, nargs="+", default=[8, 32])
    given = arguments.parse_args()
    data = Data.of(given.items)
    with tempfile.TemporaryDirectory(prefix="likewise-") as folder:
        home = Path(folder)
        parts = Parts(Settings(home=home))
        try:
            start = time.perf_counter()
            fill_ours(parts, data, given.algorithm)
            middle = time.perf_counter()
            asyncio.run(fill_peer(parts, data, given.algorithm))
            print(
                f"{given.items:,} items, {given.algorithm}: ours written in {middle - start:.0f} s,"
                f" the demo's in {time.perf_counter() - middle:.0f} s"
            )
            with (
                served("our_app", parts, given.algorithm) as ours,
                served("peer_app", parts, given.algorithm) as peer,
            ):
                compare(data, {"ours": ours, "demo": peer}, given)
        finally:
            parts.engine.client.close()
            parts.server.stop()


def compare(data: Data, ways: dict[str, Served], given: argparse.Namespace) -> None:
    """Both in turns, for each kind of request and each number of clients."""
    for kind in (browsing, similar):
        chosen = random.Random(7)
        messages = [kind(data, chosen) for _ in range(2000)]
        for way, each in ways.items():
            answer = asyncio.run(one(each, messages[0]))
            size = len(orjson.dumps(answer))
            print(f"{kind.__name__}: {way} has {len(answer['products'])} in {size:,} bytes")
        for clients in given.clients:
            rounds: dict[str, list[Load]] = {way: [] for way in ways}
            for number in range(given.rounds + 1):
                for way in sorted(ways, reverse=bool(number % 2)):
                    found = asyncio.run(load(ways[way], messages, clients, given.seconds))
                    if number:  # the first is to warm up
                        rounds[way].append(found)
            print(f"  {clients} clients, the median of {given.rounds} rounds")
            for way, loads in rounds.items():
                print(f"    {way}: {sorted(loads, key=_speed)[len(loads) // 2]}")
            ratios = [a.per_second / b.per_second for a, b in zip(*rounds.values(), strict=True)]
            spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
            print(f"    ours / demo: {median(ratios):.2f} ({spread})")


def _speed(found: Load) -> float:
    return found.per_second


if __name__ == "__main__":
    main()
