"""likewise doctor: whether this machine has what Likewise needs."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import typer

from likewise.assembly import Parts
from likewise.cli.app import Json, app, parts
from likewise.cli.output import out, print_json
from likewise.embedding.known_models import KNOWN_MODELS
from likewise.embedding.runtime import has_fast_mode, runtime_version
from likewise.errors import LikewiseError
from likewise.index.engine.connection import examine, redacted

_ARTICLE = (
    "That is a happy person",
    ("That is a very happy person", "That is a happy dog", "Today is a sunny day"),
    (0.94291496, 0.69457746, 0.25687605),
)
_EXACT, _FAST = 1e-5, 5e-3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    name: str
    ok: bool
    said: str


@app.command()
def doctor(json: Json = False) -> None:
    """Checks Redis, the models and the machine; exit status 1 if something is amiss.

    **Example**

    - `likewise doctor`
    """
    findings = list(_findings(parts()))
    if json:
        rows = [{"name": each.name, "ok": each.ok, "said": each.said} for each in findings]
        print_json({"ok": all(each.ok for each in findings), "findings": rows})
    else:
        for each in findings:
            mark = "[green]ok [/green]" if each.ok else "[red]bad[/red]"
            out().print(f"{mark} {each.name}: ", end="")
            out().print(each.said, markup=False, soft_wrap=True)
    if not all(each.ok for each in findings):
        raise typer.Exit(1)


def _findings(made: Parts) -> Iterator[Finding]:
    machine = f"Python {platform.python_version()}, {platform.platform()}"
    yield Finding("machine", ok=True, said=machine)
    yield _checked("data folder", lambda: _folder(made))
    yield _checked("Redis", lambda: _redis(made))
    yield _checked("vectors", lambda: str(made.engine.capabilities))
    fast = "has fast mode (bf16)" if has_fast_mode() else "no fast mode on this processor"
    yield Finding("runtime", ok=True, said=f"{runtime_version()}, {fast}")
    for model in KNOWN_MODELS:
        here = "here" if made.models.has(model) else "not here yet; fetched when first needed"
        yield Finding(f"model {model.name}", ok=True, said=here)
    yield _checked("similarity", lambda: _similarity(made))
    clients = [name for name in ("apt-get", "dpkg-deb", "npm") if shutil.which(name)]
    yield Finding("samples", ok=True, said=f"can be fetched with {', '.join(clients) or 'none'}")


def _checked(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, ok=True, said=check())
    except LikewiseError as error:
        return Finding(name, ok=False, said=str(error))


def _folder(made: Parts) -> str:
    home = made.settings.home
    home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(home).free
    return f"{home}, {free / 2**30:,.1f} GiB free"


def _redis(made: Parts) -> str:
    engine = examine(made.engine.client)
    where = redacted(made.settings.redis_url) if made.settings.redis_url else "embedded"
    durable = "writes logged" if engine.append_only else "writes NOT logged to disk"
    honest = "" if engine.on_timeout_fails else "; slow searches may answer with too few hits"
    return (
        f"{where}, {engine.redis_version}, search {engine.search_version}, "
        f"JSON {engine.json_version}, {durable}{honest}"
    )


def _similarity(made: Parts) -> str:
    query, texts, expected = _ARTICLE
    found = made.similarity(query, texts)
    off = max(abs(one - other) for one, other in zip(found, expected, strict=True))
    limit = _EXACT if made.settings.precision == "exact" else _FAST
    if off > limit:
        raise LikewiseError(f"the known scores are off by {off:.1e}, more than {limit:.0e}")
    return f"the known scores are met to {off:.1e} ({made.settings.precision})"
