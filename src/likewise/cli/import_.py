"""likewise import: rows into vectors into Redis."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
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

from likewise.assembly import Parts
from likewise.catalogue.item import Reject
from likewise.catalogue.recipe import Recipe
from likewise.catalogue.redisvl_schema import RedisVLSchema
from likewise.catalogue.rows import unused_columns
from likewise.catalogue.source import Format, Source
from likewise.catalogue.survey import Survey, Surveys
from likewise.cli.app import Json, app, parts
from likewise.cli.output import print_json, say
from likewise.cli.plan import plan_json, print_plan
from likewise.errors import SourceError, UsageError
from likewise.importing import Imported, ImportOptions
from likewise.index.sync import Progress

_SHOWN_REJECTS = 5
_SECONDS_BETWEEN_LINES = 5.0
_COMPRESSED = (".gz", ".zst", ".zip")


@app.command("import")
def import_(
    places: Annotated[
        list[str],
        typer.Argument(
            help="Files, patterns such as `*.csv`, a folder of pictures, the URL of a database, "
            "`-` for standard input, or a likewise.toml.",
            metavar="SOURCE",
        ),
    ],
    name: Annotated[
        str | None, typer.Option("--name", help="The catalogue's name; the file's if left out.")
    ] = None,
    images: Annotated[
        Path | None, typer.Option("--images", help="Folder of the pictures.", metavar="DIR")
    ] = None,
    id_column: Annotated[
        str | None, typer.Option("--id", help="The column that identifies a row.")
    ] = None,
    query: Annotated[
        str | None, typer.Option("--query", help="What to ask the database.", metavar="SQL")
    ] = None,
    schema: Annotated[
        Path | None,
        typer.Option("--schema", help="A RedisVL schema that says the roles.", metavar="YAML"),
    ] = None,
    written: Annotated[
        Format | None,
        typer.Option("--format", help="How the rows are written, if the names do not tell."),
    ] = None,
    hosts: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            help="Fetch pictures from it: `cdn.example.com`, `*.example.com`. Repeatable.",
            metavar="HOST",
        ),
    ] = None,
    headers: Annotated[
        list[str] | None,
        typer.Option(
            "--header", help="Sent when pictures are fetched. Repeatable.", metavar="NAME:VALUE"
        ),
    ] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask again for pictures fetched before.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first bad row.")] = False,
    sync: Annotated[
        bool, typer.Option("--sync", help="Remove items that the source has no more.")
    ] = False,
    plan: Annotated[
        bool,
        typer.Option("--plan", help="Say what it would take, from a sample, and write nothing."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Makes a catalogue searchable: reads rows and pictures, encodes them, fills Redis.

    Reads CSV and TSV, JSON lines, JSON, Parquet, Arrow, folders of pictures and databases; files
    may be compressed (.gz, .zst, .zip).

    The columns' roles are guessed, shown, and written to a `likewise.toml`, which rules from then
    on. Rows that have not changed are not encoded again. Rows that cannot be taken are listed with
    line, column and reason, in a file that can be mended and imported. An import that was cut off
    goes on when it is run again.

    **Examples**

    - `likewise import products.csv`
    - `likewise import styles.csv --name fashion --images images --yes`
    - `likewise import "export/*.parquet" --name shop --sync`
    - `likewise import sqlite:///shop.db --query "SELECT * FROM product" --name shop`
    - `likewise import products.csv --plan`
    - `likewise import shop/likewise.toml --dry-run`
    - `likewise import products.json --schema schema.yaml`
    """
    made = parts()
    chosen = _Chosen(name, images, id_column, tuple(hosts or ()))
    file = _recipe_file(places, (name, images, id_column, query, schema, written))
    given = Source(tuple(places), query, written) if file is None else Recipe.load(file).source
    with _copied(given) as copy:
        surveys = Surveys()

        def survey_of(source: Source) -> Survey:
            return surveys.of(copy or source)

        recipe, kept = (
            _recipe(made, file or given, chosen, survey_of)
            if schema is None
            else (_schema_recipe(made, given, chosen, schema, survey_of), False)
        )
        options = ImportOptions(
            source=copy,
            survey_of=surveys.take,
            strict=strict,
            remove_absent=sync,
            refresh=refresh,
            headers=_headers(headers or []),
        )
        _tell(recipe, survey_of(recipe.source).columns, guessed=not kept)
        if plan:
            planned = made.importer.plan(recipe, options)
            if json:
                print_json(plan_json(planned))
            else:
                print_plan(planned)
            raise typer.Exit(0 if planned.fits else 1)
        if not (kept or yes or dry_run) and sys.stdin.isatty():
            typer.confirm("Import it so?", default=True, abort=True, err=True)
        work = made.importer.preview if dry_run else made.import_
        imported = run_import(recipe, options, work, events=json)
    if json:
        print_json(imported_json(imported))
    if dry_run:
        say("That is what an import would do; nothing was written.")
    else:
        say(f"Recipe: {made.settings.recipe_file(recipe.name)}")


def run_import(
    recipe: Recipe,
    options: ImportOptions,
    work: Callable[[Recipe, ImportOptions], Imported],
    *,
    events: bool = False,
) -> Imported:
    """Imports with a bar, or with plain lines where nobody watches; ends with a summary."""
    shown: list[Reject] = []

    def rejected(reject: Reject) -> None:
        if events:
            print_json({"event": "rejected"} | reject_json(reject))
        elif len(shown) < _SHOWN_REJECTS:
            shown.append(reject)

    with _Watch(events=events) as watch:
        try:
            imported = work(recipe, replace(options, rejected=rejected, advanced=watch.advance))
        except KeyboardInterrupt:
            say("Stopped. What was written stays; the same command goes on from here.")
            raise
    for reject in shown:
        say(f"Rejected: {reject}")
    if imported.rejects:
        say(f"Rejects: {imported.rejects}")
    counts = f"{imported.added:,} added, {imported.changed:,} changed"
    counts += f", {imported.removed:,} removed, {imported.unchanged:,} unchanged"
    counts += f", {imported.rejected:,} rejected"
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
        "added": imported.added,
        "changed": imported.changed,
        "encoded": imported.encoded,
    }


def reject_json(reject: Reject) -> dict[str, object]:
    """A refused row as `--json` has it."""
    return {
        "source": reject.source,
        "line": reject.line,
        "column": reject.column,
        "reason": reject.reason,
    }


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What the options say of a recipe."""

    name: str | None
    images: Path | None
    id_column: str | None
    hosts: tuple[str, ...]


def _recipe_file(places: list[str], said: tuple[object, ...]) -> Path | None:
    """The `likewise.toml` that is to be imported, if it is one."""
    files = [Path(place) for place in places if Path(place).suffix == ".toml"]
    if not files:
        return None
    if len(places) > 1 or any(each is not None for each in said):
        raise UsageError(
            f"{files[0]} says itself what is imported, and how it is called and read.",
            remedy="Give it alone, without --name, --images, --id, --query, --schema and --format.",
        )
    return files[0]


def _recipe(
    made: Parts, source: Source | Path, chosen: _Chosen, survey_of: Callable[[Source], Survey]
) -> tuple[Recipe, bool]:
    """The recipe, and whether it was there before."""
    name = chosen.name or ("" if isinstance(source, Path) else _name(source))
    kept = isinstance(source, Path) or made.settings.recipe_file(name).exists()
    recipe = made.recipe(
        source,
        name=name,
        images=chosen.images,
        id_column=chosen.id_column,
        hosts=chosen.hosts,
        survey_of=survey_of,
    )
    if kept and (chosen.images or chosen.id_column):
        file = made.settings.recipe_file(recipe.name)
        say(f"{file} rules; --images and --id would only help to guess it.")
    return recipe, kept


def _schema_recipe(
    made: Parts,
    source: Source,
    chosen: _Chosen,
    file: Path,
    survey_of: Callable[[Source], Survey],
) -> Recipe:
    """The recipe of a RedisVL schema; what it cannot say is told."""
    schema = RedisVLSchema.load(file)
    read = made.recipe_of_schema(
        schema,
        replace(survey_of(source), source=source),
        name=chosen.name or schema.catalogue,
        images=chosen.images,
        id_column=chosen.id_column,
        hosts=chosen.hosts,
    )
    for note in read.notes:
        say(note)
    return read.recipe


@contextmanager
def _copied(source: Source) -> Iterator[Source | None]:
    """Standard input as a file, since the guess reads it too; None where it is something else."""
    if not source.is_input:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="likewise-") as folder:
        file = Path(folder) / "standard input"  # as rejects name it
        with file.open("wb") as opened:
            shutil.copyfileobj(sys.stdin.buffer, opened)
        try:
            yield replace(source, places=(str(file),))
        except SourceError as error:
            problem = error.problem.replace(str(file), file.name)
            raise SourceError(problem, remedy=error.remedy) from error


def _headers(given: list[str]) -> dict[str, str]:
    parted = [text.partition(":") for text in given]
    wrong = [text for text, (name, _, value) in zip(given, parted, strict=True)
             if not name.strip() or not value.strip()]  # fmt: skip
    if wrong:
        raise UsageError("A --header cannot be read.", remedy='Write --header "NAME: VALUE".')
    return {name.strip(): value.strip() for name, _, value in parted}


class _Watch:
    """Shows how far an import is: on stderr, or as events on stdout."""

    def __init__(self, *, events: bool) -> None:
        console = Console(stderr=True, highlight=False)
        self._events = events
        self._quiet = not console.is_terminal
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(bar_width=6),  # all of it fits into 80 columns
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]} rows/s"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[counts]}"),
            console=console,
            transient=True,
            disable=self._quiet or events,
        )
        self._task = self._bar.add_task("Surveying", total=None, rate="-", counts="")
        self._start = self._last_line = time.monotonic()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def advance(self, progress: Progress, rows: int | None) -> None:
        """Shows the state after a batch."""
        now = time.monotonic()
        if self._events:
            print_json({"event": "progress", "rows": rows} | asdict(progress))
            return
        rate = f"{progress.rows / max(now - self._start, 1e-3):,.0f}"
        found = {
            "indexed": progress.indexed,
            "unchanged": progress.unchanged,
            "rejected": progress.rejected,
        }
        counts = ", ".join(f"{count:,} {what}" for what, count in found.items() if count)
        self._bar.update(
            self._task,
            description="Importing",
            completed=progress.rows,
            total=rows,
            rate=rate,
            counts=counts,
        )
        if self._quiet and now - self._last_line > _SECONDS_BETWEEN_LINES:
            self._last_line = now
            of = "" if rows is None else f" of about {rows:,}"
            say(f"{progress.rows:,}{of} rows, {rate} rows/s: {counts}")


def _tell(recipe: Recipe, columns: tuple[str, ...], *, guessed: bool) -> None:
    source = "standard input" if recipe.source.is_input else recipe.source
    say(f"Catalogue {recipe.name} from {source}, identified by {recipe.id}.")
    if guessed:
        roles = ", ".join(f"{field.name} ({field.role})" for field in recipe.fields)
        say(f"Roles: {roles}.")
        if recipe.picture:
            say(f"Pictures: {recipe.picture}")
        for vector in recipe.vectors:
            say(f"Vector {vector.name}: {vector.model} from {vector.source}")
    left_out = unused_columns(recipe, columns)
    if left_out:
        say(f"Columns that the recipe does not name, left out: {', '.join(left_out)}.")


def _name(source: Source) -> str:
    """A catalogue's name from that of the source."""
    place = source.without_password().places[0]
    if source.is_database:
        place = place.partition("?")[0]
    file = Path(place).absolute()
    if file.suffix.lower() in _COMPRESSED:
        file = file.with_suffix("")
    words = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")
    return words or "catalogue"
