"""The whole API under fire: what OpenAPI says of it holds, and nothing makes it fail.

Every operation is asked by its examples, by what each parameter could and could not be, and by
chance; as nobody, and as one who may do everything.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from schemathesis.engine import events, from_schema

from likewise.accounts.caller import Caller, Scope
from likewise.assembly import Parts
from likewise.service.callers.access import caller
from likewise.settings import Settings
from service_shop import Shop, serving_shop

_EVERYTHING = Caller(frozenset(Scope), account="1")
_NOBODY = Caller()

_OFF = {"enabled": False}
# What fits the form may still not be possible, such as a filter by a field that there is not.
_CHECKS = {"positive_data_acceptance": _OFF, "ignored_auth": _OFF}
_LEFT_OUT: dict[str, tuple[str, ...]] = {
    # Whatever stands in a line, the line is answered.
    "POST /api/v1/catalogues/{name}/items": ("negative_data_rejection",),
    "PATCH /api/v1/catalogues/{name}/items": ("negative_data_rejection",),
    # An empty field of a form is as good as none.
    "POST /api/signup": ("negative_data_rejection",),
    "POST /api/token": ("negative_data_rejection",),
    # `me` stands where a number may: with the methods of that, it is no number.
    "GET /api/v1/users/me": ("unsupported_method", "allow_header_conformance"),
}
_OPERATIONS = [
    {"include-name": name, "checks": _CHECKS | dict.fromkeys(checks, _OFF)}
    for name, checks in _LEFT_OUT.items()
]


@schemathesis.serializer("application/x-ndjson")
def _as_lines(_: schemathesis.SerializationContext, value: Any) -> bytes:  # noqa: ANN401 - any
    """What is sent as lines."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@pytest.fixture(scope="module")
def own(settings: Settings) -> Iterator[Parts]:
    """Parts on a Redis of this module's own, as accounts and keys come and go as well."""
    with tempfile.TemporaryDirectory(prefix="likewise-") as name:
        home = Path(name)
        (home / "models").symlink_to(settings.models_folder)
        parts = Parts(Settings(home=home))
        yield parts
        parts.engine.client.close()
        parts.server.stop()


@pytest.fixture
def shop(own: Parts, tmp_path: Path) -> Iterator[Shop]:
    """A shop of one test's own."""
    with serving_shop(own, tmp_path / "shop") as served:
        yield served


@pytest.mark.parametrize(
    ("asking", "phases"), [(_NOBODY, ("examples", "fuzzing")), (_EVERYTHING, ())]
)
def test_what_is_said_of_the_api_holds(shop: Shop, asking: Caller, phases: tuple[str, ...]) -> None:
    app: Any = shop.client.app
    app.dependency_overrides[caller] = lambda: asking
    config = schemathesis.Config.from_dict(
        {
            "checks": _CHECKS,
            "operations": _OPERATIONS,
            "parameters": {"path.name": shop.name},
            "generation": {"max-examples": 5, "deterministic": True, "database": "none"},
            "continue-on-failure": True,
            "phases": {
                name: {"enabled": not phases or name in phases}
                for name in ("examples", "coverage", "fuzzing")
            }
            | {"stateful": {"enabled": False}},
        }
    )
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app, config=config)
    told = [line for event in from_schema(schema).execute() for line in _told(event)]
    assert not told, "\n".join(told)


def _told(event: events.EngineEvent) -> Iterator[str]:
    """What went wrong, a line each."""
    if isinstance(event, events.FatalError):
        yield f"{event.exception!r}"
    if isinstance(event, events.NonFatalError):
        yield f"{event.label}: {event.info}"
    if not isinstance(event, events.ScenarioFinished):
        return
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                yield f"{event.label}: {failure.title}: {failure.message}"
                yield f"    {check.failure_info.code_sample}"
