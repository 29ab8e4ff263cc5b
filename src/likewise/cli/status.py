"""likewise status: the catalogues in figures."""

from __future__ import annotations

from likewise.assembly import CatalogueStatus
from likewise.cli.app import Json, app, parts
from likewise.cli.output import out, print_json, print_table


@app.command()
def status(json: Json = False) -> None:
    """Lists the catalogues: items, index, models, memory.

    **Example**

    - `likewise status`
    """
    catalogues = parts().status()
    if json:
        print_json({"catalogues": [_json(each) for each in catalogues]})
    elif not catalogues:
        out().print("No catalogue yet: try `likewise demo`, or `likewise import FILE`.")
    else:
        headers = ("catalogue", "items", "index", "vectors", "memory of vectors")
        print_table(headers, map(_row, catalogues))


def _json(each: CatalogueStatus) -> dict[str, object]:
    if each.schema is None or each.facts is None:
        return {"name": each.name, "complete": False}
    return {
        "name": each.name,
        "complete": True,
        "documents": each.facts.documents,
        "failures": each.facts.failures,
        "algorithm": each.schema.algorithm,
        "metric": each.schema.metric,
        "vectors": {vector.name: vector.model for vector in each.schema.vectors},
        "vector_bytes": each.facts.bytes,
    }


def _row(each: CatalogueStatus) -> tuple[str, ...]:
    if each.schema is None or each.facts is None:
        return (each.name, "not ready: run its import again", "", "", "")
    vectors = ", ".join(f"{vector.name} ({vector.model})" for vector in each.schema.vectors)
    index = f"{each.schema.algorithm.upper()}, {each.schema.metric}"
    memory = f"{each.facts.bytes / 2**20:,.1f} MiB"
    return (each.name, f"{each.facts.documents:,}", index, vectors, memory)
