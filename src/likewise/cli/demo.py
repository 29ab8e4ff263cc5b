"""likewise demo: a real catalogue, fetched, imported and searched."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from likewise.assembly import Catalogue
from likewise.catalogue.recipe import Recipe
from likewise.catalogue.samples.registry import (
    SAMPLES,
    fetch_default,
    fetch_sample,
    find_sample,
)
from likewise.catalogue.samples.sample import ByLikeness, ByPicture, ByWords, DemoSearch
from likewise.cli.app import Json, app, parts
from likewise.cli.import_ import imported_json, run_import
from likewise.cli.output import hits_json, out, print_hits, print_json, print_table, say
from likewise.errors import UsageError
from likewise.importing import ImportOptions
from likewise.search.hits import Hits

_HITS = 5


@app.command()
def demo(
    sample: Annotated[
        str | None, typer.Argument(help="Which; the best for this machine if left out.")
    ] = None,
    given: Annotated[
        Path | None,
        typer.Option("--from", help="A folder that has the sample's files.", metavar="DIR"),
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="List the samples.")] = False,
    json: Json = False,
) -> None:
    """Fetches a real catalogue, makes it searchable, and shows five searches.

    **Examples**

    - `likewise demo`
    - `likewise demo --list`
    - `likewise demo fashion --from ~/fashion-product-images-small`
    """
    if show:
        _list(json=json)
        return
    made = parts()
    folder = made.settings.samples_folder
    if sample is None:
        chosen, file = fetch_default(folder, say=say)
    else:
        chosen = find_sample(sample)
        file = fetch_sample(chosen, folder / chosen.name, given=given, say=say)
    recipe = Recipe.load(file)
    imported = run_import(recipe, ImportOptions(remove_absent=True), made.import_)
    catalogue = made.catalogue(recipe.name)
    if not catalogue.schema.algorithm.walks and not catalogue.tuned.at:
        catalogue.tune()  # of a graph it takes a minute, which a demonstration has not
    ran = [(each.title, *_run(each, catalogue, file.parent)) for each in chosen.searches]
    if json:
        searches = [{"title": title, "command": command} | hits_json(hits)
                    for title, command, hits in ran]  # fmt: skip
        print_json({"import": imported_json(imported), "searches": searches})
        return
    for number, (title, command, hits) in enumerate(ran, 1):
        console = out()
        console.print(f"\n[bold]{number}. {title}[/bold]")
        console.print(f"  $ {command}", style="cyan", markup=False, soft_wrap=True)
        print_hits(hits, catalogue.schema.fields)
    _how_to_go_on(recipe.name)


def _list(*, json: bool) -> None:
    if json:
        samples = [
            {"name": each.name, "summary": each.summary, "needs": each.needs} for each in SAMPLES
        ]
        print_json({"samples": samples})
    else:
        print_table(
            ("sample", "what", "needs"),
            [(each.name, each.summary, each.needs) for each in SAMPLES],
        )


def _run(search: DemoSearch, catalogue: Catalogue, folder: Path) -> tuple[str, Hits]:
    match search:
        case ByWords(words=words, by=by, where=where):
            options = "".join(f' --where "{condition}"' for condition in where)
            hits = catalogue.search(words, by=by, where=where, limit=_HITS)
            return f'likewise search "{words}" --by {by}{options}', hits
        case ByPicture(picture=picture):
            file = folder / picture if picture else _first(catalogue)[1]
            return f"likewise search --image {file}", catalogue.search(picture=file, limit=_HITS)
        case ByLikeness(item=item, by=by):
            like = item or _first(catalogue)[0]
            hits = catalogue.similar(like, by=by, limit=_HITS)
            return f'likewise similar "{like}" --by {by}', hits


def _first(catalogue: Catalogue) -> tuple[str, Path]:
    """Id and picture of the first item that has a picture."""
    for item in sorted(catalogue.ids()):
        picture = catalogue.content(item).picture
        if picture:
            return item, Path(picture)
    raise UsageError("No item has a picture.")


def _how_to_go_on(name: str) -> None:
    out().print(
        f"""
[bold]Go on[/bold]
  likewise search "YOUR WORDS"             in {name}, which is kept
  likewise search --image PHOTO.jpg        by a picture of yours
  likewise import YOUR.csv --images DIR    your own catalogue
  likewise status | verify | doctor        how things are
  likewise --help                          everything else
In Python: [cyan]import likewise; likewise.open("{name}").search("YOUR WORDS")[/cyan]
In a browser: [cyan]likewise serve[/cyan], and open the address that it says""",
    )
