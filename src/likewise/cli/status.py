"""likewise status: the catalogues in figures."""

from __future__ import annotations

from likewise.assembly import CatalogueStatus
from likewise.cli.app import Json, app, parts
from likewise.cli.output import out, print_json, print_table
from likewise.errors import EngineError
from likewise.index.engine.health import Health
from likewise.search.tuning.tuned import Tuned
from likewise.search.tuning.tuning import Reading


@app.command()
def status(json: Json = False) -> None:
    """Lists the catalogues: items, index, models, memory, what `likewise tune` found; and Redis.

    With --json also what each one's last import did, with its first refused rows.

    **Example**

    - `likewise status`
    """
    catalogues = parts().status()
    health = _health()
    if json:
        redis = None if health is None else health.to_json()
        print_json({"catalogues": [_json(each) for each in catalogues], "redis": redis})
        return
    if not catalogues:
        out().print("No catalogue yet: try `likewise demo`, or `likewise import FILE`.")
    else:
        headers = ("catalogue", "items", "index", "vectors", "memory of vectors", "tuned")
        print_table(headers, map(_row, catalogues))
    out().print(
        "Redis does not tell how it is." if health is None else _said(health), highlight=False
    )


def _health() -> Health | None:
    """How Redis is; None where it does not tell, being full or slow."""
    try:
        return Health.of(parts().engine)
    except EngineError:
        return None


def _said(health: Health) -> str:
    """How Redis is, in a few sentences."""
    used = "" if health.used_bytes is None else f", {health.used_bytes / 2**20:,.1f} MiB used"
    most = "" if health.most_bytes is None else f" of {health.most_bytes / 2**20:,.1f}"
    kept = "writes are logged to disk" if health.append_only else "writes are NOT logged to disk"
    failed = "; the last write to disk FAILED" if health.written is False else ""
    return (
        f"Redis {health.redis_version}, search {health.search_version}{used}{most}; "
        f"{kept}{failed}. It can do {health.capabilities or 'what it does not tell'}."
    )


def _json(each: CatalogueStatus) -> dict[str, object]:
    if each.schema is None or each.facts is None:
        return {"name": each.name, "complete": False, "import": _import_json(each)}
    return {
        "name": each.name,
        "complete": True,
        "documents": each.facts.documents,
        "failures": each.facts.failures,
        "algorithm": each.schema.algorithm,
        "metric": each.schema.metric,
        "type": each.schema.type,
        "storage": each.schema.storage,
        "vectors": {vector.name: vector.model for vector in each.schema.vectors},
        "vector_bytes": each.facts.bytes,
        "tuned": _tuned_json(each.tuned) if each.tuned.at else None,
        "import": _import_json(each),
    }


def _import_json(each: CatalogueStatus) -> dict[str, object] | None:
    return None if each.imported is None else each.imported.to_json()


def _tuned_json(tuned: Tuned) -> dict[str, object]:
    """The last reading without its curves and settings."""
    return {
        "at": tuned.at,
        "relevance": [
            {
                "vector": vector,
                "asker": asker,
                "half": round(each.half, 4),
                "precision": round(each.quality.precision, 4),
                "recall": round(each.quality.recall, 4),
            }
            for (vector, asker), each in tuned.calibrations.found.items()
        ],
        "searches": [
            {
                "vector": vector,
                "share": reading.share,
                "recall": round(reading.recall, 4),
                "p50_ms": round(reading.p50_ms, 3),
                "p95_ms": round(reading.p95_ms, 3),
            }
            for vector, reading in _searches(tuned)
        ],
    }


def _row(each: CatalogueStatus) -> tuple[str, ...]:
    if each.schema is None or each.facts is None:
        return (each.name, "not ready: run its import again", "", "", "", "")
    vectors = ", ".join(f"{vector.name} ({vector.model})" for vector in each.schema.vectors)
    schema = each.schema
    index = f"{schema.algorithm.upper()}, {schema.metric}, {schema.type}, {schema.storage.upper()}"
    memory = f"{each.facts.bytes / 2**20:,.1f} MiB"
    return (each.name, f"{each.facts.documents:,}", index, vectors, memory, _reading(each.tuned))


def _reading(tuned: Tuned) -> str:
    """The last reading in a few words: when, and the least recall and the slowest median seen."""
    if not tuned.at:
        return "never"
    day = tuned.at.partition("T")[0]
    after = [reading for _, reading in _searches(tuned)]
    if not after:
        return f"{day}, exact"
    least, slowest = min(each.recall for each in after), max(each.p50_ms for each in after)
    return f"{day}, recall {least:.3f} within {slowest:.1f} ms"


def _searches(tuned: Tuned) -> list[tuple[str, Reading]]:
    """What searches do since, by vector."""
    vectors = tuned.tuning.vectors.items() if tuned.tuning else ()
    return [(vector, reading) for vector, each in vectors for reading in each.after]
