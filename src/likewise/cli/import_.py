"""likewise import: rows into vectors into Redis."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import Annotated, Self

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import (
    Progress as Bar,
)

from likewise.assembly import Imported, ImportOptions, Parts
from likewise.catalogue.item import Reject
from likewise.catalogue.recipe import Recipe
from likewise.catalogue.rows import unused_columns
from likewise.cli.app import Json, app, parts
from likewise.cli.output import print_json, say
from likewise.index.sync import Progress

_SHOWN_REJECTS = 5
_SECONDS_BETWEEN_LINES = 5.0


@app.command("import")
def import_(
    source: Annotated[Path, typer.Argument(help="A CSV file, or a likewise.toml.", metavar="FILE")],
    name: Annotated[
        str | None, typer.Option("--name", help="The catalogue's name; the file's if left out.")
    ] = None,
    images: Annotated[
        Path | None, typer.Option("--images", help="Folder of the pictures.", metavar="DIR")
    ] = None,
    id_column: Annotated[
        str | None, typer.Option("--id", help="The column that identifies a row.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first bad row.")] = False,
    sync: Annotated[
        bool, typer.Option("--sync", help="Remove items that the file has no more.")
    ] = False,
    json: Json = False,
) -> None:
    """Makes a catalogue searchable: reads rows and pictures, encodes them, fills Redis.

    The columns' roles are guessed, shown, and written to a `likewise.toml`, which rules from then
    on. Rows that have not changed are not encoded again. Rows that cannot be taken are listed with
    line, column and reason, in a file that can be mended and imported.

    **Examples**

    - `likewise import products.csv`
    - `likewise import styles.csv --name fashion --images images --yes`
    - `likewise import shop/likewise.toml --sync`
    """
    made = parts()
    chosen = name or _name(source)
    guessed = source.suffix != ".toml" and not made.recipe_file(chosen).exists()
    recipe = made.recipe(source, name=chosen, images=images, id_column=id_column)
    _tell(recipe, guessed=guessed)
    if guessed and not yes and sys.stdin.isatty():
        typer.confirm("Import it so?", default=True, abort=True, err=True)
    imported = run_import(made, recipe, ImportOptions(strict=strict, remove_absent=sync))
    if json:
        print_json(imported_json(imported))
    say(f"Recipe: {made.recipe_file(recipe.name)}")


def run_import(made: Parts, recipe: Recipe, options: ImportOptions) -> Imported:
    """Imports with a bar, or with plain lines where nobody watches; ends with a summary."""
    shown: list[Reject] = []

    def rejected(reject: Reject) -> None:
        if len(shown) < _SHOWN_REJECTS:
            shown.append(reject)

    with _Watch() as watch:
        imported = made.import_(
            recipe,
            ImportOptions(options.strict, options.remove_absent, rejected, watch.advance),
        )
    for reject in shown:
        place = f", column {reject.column}" if reject.column else ""
        say(f"Rejected: {reject.source}, line {reject.line}{place}: {reject.reason}")
    if imported.rejects:
        say(f"All {imported.rejected:,} rejects: {imported.rejects}")
    counts = f"{imported.indexed:,} indexed, {imported.unchanged:,} unchanged"
    counts += f", {imported.removed:,} removed, {imported.rejected:,} rejected"
    say(f"{imported.catalogue}: {counts}, in {imported.seconds:.1f} s.")
    return imported


def imported_json(imported: Imported) -> dict[str, object]:
    """The summary as the contract of `--json` has it."""
    return {
        "catalogue": imported.catalogue,
        "indexed": imported.indexed,
        "unchanged": imported.unchanged,
        "removed": imported.removed,
        "rejected": imported.rejected,
        "rejects": str(imported.rejects) if imported.rejects else None,
        "seconds": round(imported.seconds, 3),
    }


class _Watch:
    """Shows how far an import is, on stderr."""

    def __init__(self) -> None:
        console = Console(stderr=True, highlight=False)
        self._quiet = not console.is_terminal
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]} rows/s"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[counts]}"),
            console=console,
            transient=True,
            disable=self._quiet,
        )
        self._task = self._bar.add_task("Importing", total=None, rate="-", counts="")
        self._start = self._last_line = time.monotonic()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def advance(self, progress: Progress, rows: int) -> None:
        """Shows the state after a batch."""
        now = time.monotonic()
        rate = f"{progress.rows / max(now - self._start, 1e-3):,.0f}"
        counts = (
            f"{progress.indexed:,} indexed, {progress.unchanged:,} unchanged, "
            f"{progress.rejected:,} rejected"
        )
        self._bar.update(self._task, completed=progress.rows, total=rows, rate=rate, counts=counts)
        if self._quiet and now - self._last_line > _SECONDS_BETWEEN_LINES:
            self._last_line = now
            say(f"{progress.rows:,} of {rows:,} rows, {rate} rows/s: {counts}")


def _tell(recipe: Recipe, *, guessed: bool) -> None:
    say(f"Catalogue {recipe.name} from {recipe.source}, identified by {recipe.id}.")
    if guessed:
        roles = ", ".join(f"{field.name} ({field.role})" for field in recipe.fields)
        say(f"Guessed roles: {roles}.")
        if recipe.picture:
            say(f"Pictures: {recipe.picture}")
        for vector in recipe.vectors:
            say(f"Vector {vector.name}: {vector.model} from {vector.source}")
    left_out = unused_columns(recipe, recipe.source)
    if left_out:
        say(f"Columns that the recipe does not name, left out: {', '.join(left_out)}.")


def _name(source: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", source.stem.lower()).strip("-") or "catalogue"
