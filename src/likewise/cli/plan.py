"""The plan of an import, on the terminal and as JSON."""

from __future__ import annotations

from likewise.cli.output import print_table
from likewise.planning.memory import Memory
from likewise.planning.plan import Plan

_MINUTE, _HOUR = 60, 3600


def print_plan(plan: Plan) -> None:
    """What the import would do, and below it the memory for each kind of index."""
    print_table(("plan", plan.recipe.name), _facts(plan))
    headers = ("index", "numbers", "a document", "all", "")
    print_table(headers, (_memory_row(plan, each) for each in plan.memory))


def plan_json(plan: Plan) -> dict[str, object]:
    """The plan as the contract of `--json` has it."""
    return {
        "catalogue": plan.recipe.name,
        "rows": plan.rows,
        "exact": plan.exact,
        "rejected": round(plan.rejected, 4),
        "new": round(plan.new, 4),
        "encoded": plan.encoded,
        "seconds": None if plan.seconds is None else round(plan.seconds, 3),
        "algorithm": plan.algorithm,
        "bytes": plan.needed.bytes,
        "fits": plan.fits,
        "memory": [
            {
                "algorithm": each.algorithm,
                "type": each.type,
                "bytes_a_document": each.bytes_a_document,
                "bytes": each.bytes,
            }
            for each in plan.memory
        ],
        "redis": {"maxmemory": plan.room.most, "used": plan.room.used, "free": plan.room.free},
    }


def _facts(plan: Plan) -> list[tuple[str, str]]:
    about = "" if plan.exact else "about "
    return [
        ("rows", "unknown" if plan.rows is None else f"{about}{plan.rows:,}"),
        ("refused", f"{plan.rejected:.1%}"),
        ("new", f"{plan.new:.1%} of the others"),
        ("to encode", "unknown" if plan.encoded is None else f"about {plan.encoded:,} vectors"),
        ("time", "unknown" if plan.seconds is None else f"about {_duration(plan.seconds)}"),
        ("Redis", _room(plan)),
        ("fits", _fits(plan)),
    ]


def _room(plan: Plan) -> str:
    if plan.room.used is None:
        return "does not tell its memory"
    limit = "no limit" if plan.room.most is None else f"at most {_size(plan.room.most)}"
    free = "" if plan.room.free is None else f", {_size(plan.room.free)} free"
    return f"{_size(plan.room.used)} used, {limit}{free}"


def _fits(plan: Plan) -> str:
    if plan.room.free is None:
        return "unknown"
    return "yes" if plan.fits else f"no: {_size(plan.needed.bytes)} needed"


def _memory_row(plan: Plan, each: Memory) -> tuple[str, ...]:
    chosen = "this import" if each == plan.needed else ""
    document = f"{each.bytes_a_document:,} B"
    return (each.algorithm.upper(), each.type, document, _size(each.bytes), chosen)


def _size(number: int) -> str:
    return f"{number / 2**20:,.1f} MiB"


def _duration(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    return f"{seconds / _HOUR:.1f} h"
