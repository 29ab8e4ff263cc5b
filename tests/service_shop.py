"""A service over a small shop, for the tests of what is searched and written."""

from __future__ import annotations

import csv
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
from fastapi.testclient import TestClient

from drawing import ROWS, draw
from likewise.accounts.caller import Caller, Scope
from likewise.assembly import Parts
from likewise.importing import ImportOptions
from likewise.service.app import create_app
from likewise.service.callers.access import caller
from likewise.service.options import ServiceOptions
from likewise.service.serving import Serving

ANYBODY = Caller(frozenset({Scope.READ}))
WRITER = Caller(frozenset({Scope.READ, Scope.WRITE}), key="k1")


class Shop:
    """A catalogue behind a service, asked as whoever `caller` is.

    Args:
        client: Asks the service.
        serving: What its handlers share.
        name: The catalogue's.
    """

    def __init__(self, client: TestClient, serving: Serving, name: str) -> None:
        self.client = client
        self.serving = serving
        self.name = name
        self.caller = WRITER

    def as_(self, **changed: Any) -> Shop:  # noqa: ANN401 - whatever a caller has
        """The same, asked as another."""
        other = Shop(self.client, self.serving, self.name)
        other.caller = replace(self.caller, **changed)
        return other

    def ask(self, method: str, path: str, **more: Any) -> Any:  # noqa: ANN401 - as of the client
        """The response to a request below the catalogue's path."""
        return self.ask_at(method, f"/api/v1/catalogues/{self.name}{path}", **more)

    def ask_at(self, method: str, address: str, **more: Any) -> Any:  # noqa: ANN401 - as of the client
        """The response to a request anywhere."""
        app: Any = self.client.app
        app.dependency_overrides[caller] = lambda: self.caller
        return self.client.request(method, address, **more)

    def get(self, path: str, **parameters: Any) -> Any:  # noqa: ANN401 - as of the client
        """The response to a GET with these parameters."""
        return self.ask("GET", path, params=parameters or None)

    def search(self, **body: Any) -> Any:  # noqa: ANN401 - JSON
        """What is found."""
        response = self.ask("POST", "/search", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def found(self, **body: Any) -> list[str]:  # noqa: ANN401 - JSON
        """The ids of what is found."""
        return [hit["id"] for hit in self.search(**body)["hits"]]


def write_shop(folder: Path) -> Path:
    """A CSV of eight products with a drawn picture each."""
    (folder / "images").mkdir(parents=True)
    with (folder / "products.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "kind", "price", "colour", "image"])
        for number, row in enumerate(ROWS):
            picture = f"images/{row[0]}.png"
            draw(row[4], number).save(folder / picture)
            writer.writerow([*row, picture])
    return folder / "products.csv"


@contextmanager
def serving_shop(
    parts: Parts, folder: Path, options: ServiceOptions | None = None
) -> Iterator[Shop]:
    """Eight products with their pictures, imported and served."""
    name = f"t-{uuid.uuid4().hex[:12]}"
    recipe = parts.recipe(write_shop(folder), name=name, images=None, id_column=None)
    parts.import_(recipe, ImportOptions())
    serving = Serving(parts, options or ServiceOptions(catalogue=name))
    app = create_app(serving)
    try:
        yield Shop(TestClient(app), serving, name)
    finally:
        serving.close()
        parts.drop(name)


@contextmanager
def running(
    app: Any,  # noqa: ANN401 - an ASGI application
    *,
    lifespan: bool = False,
) -> Iterator[str]:
    """The address of a real server of the application."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="error", lifespan="on" if lifespan else "off")
    )
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def problem(response: Any) -> tuple[int, str]:  # noqa: ANN401 - as of the client
    """The status and the code of a problem, after a look that it is one."""
    told = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert told["status"] == response.status_code
    assert told["detail"]
    return response.status_code, told["code"]
