"""The samples that there are, and how one becomes a folder ready to import."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from likewise.catalogue.recipe import Field, Recipe, Role
from likewise.catalogue.samples import fashion, fashion_mnist, furniture, shop
from likewise.catalogue.samples.packages import Programs
from likewise.catalogue.samples.sample import Sample, Say
from likewise.catalogue.source import Source
from likewise.errors import FetchError, SourceError, UnknownCatalogueError

SAMPLES = (furniture.SAMPLE, shop.SAMPLE, fashion.SAMPLE, fashion_mnist.SAMPLE)
"""Every sample, the default ones first."""

RECIPE_FILE = "likewise.toml"
"""The recipe's name in a sample's folder; a folder that has it is complete."""

_DEFAULTS = (furniture.SAMPLE, shop.SAMPLE)
_INSTALLED = Programs()


def find_sample(name: str) -> Sample:
    """The sample of that name."""
    for sample in SAMPLES:
        if sample.name == name:
            return sample
    raise UnknownCatalogueError(
        f"There is no sample {name!r}.",
        remedy=f"There are {', '.join(sample.name for sample in SAMPLES)}.",
    )


def fetch_default(home: Path, *, say: Say, programs: Programs = _INSTALLED) -> tuple[Sample, Path]:
    """The sample for whoever names none, in a folder of its name under `home`, and its recipe.

    One that was fetched before comes first, then furniture, then shop. Where one cannot be
    fetched, the reason is said and the next is tried; FetchError lists the choices if none can.
    """
    there = [sample for sample in _DEFAULTS if (home / sample.name / RECIPE_FILE).exists()]
    for sample in there or _DEFAULTS:
        try:
            return sample, fetch_sample(sample, home / sample.name, say=say, programs=programs)
        except (FetchError, SourceError) as error:
            say(f"No {sample.name}: {error}")
    raise FetchError(
        "No sample can be fetched on this machine.",
        remedy="Import a CSV file of your own with `likewise import FILE`. Or fetch "
        + "; ".join(f"{sample.name}, which needs {sample.needs}" for sample in SAMPLES)
        + ".",
    )


def fetch_sample(
    sample: Sample,
    folder: Path,
    *,
    say: Say,
    given: Path | None = None,
    programs: Programs = _INSTALLED,
) -> Path:
    """Makes `folder` hold the sample's rows, pictures and recipe; returns the recipe's file.

    A folder that holds a recipe is used as it is, without network. Otherwise all is built beside
    it and moved there at the end, so that a kill leaves nothing half made.

    Args:
        sample: Which.
        folder: Where; its parents are made.
        say: Takes the words on how far the work is.
        given: A folder that already holds the files of the sample's package, which then is not
            fetched.
        programs: The package clients.
    """
    recipe = folder / RECIPE_FILE
    if recipe.exists():
        say(f"Using {folder}, which was made before; remove it to have {sample.name} made anew.")
        return recipe
    if folder.exists() and any(folder.iterdir()):
        raise FetchError(f"{folder} holds files, but no {RECIPE_FILE}.", remedy="Move it away.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as work:
            fetched = given.resolve() if given else _fetch(sample, Path(work), say, programs)
            draft = Path(work) / "draft"
            _build(sample, fetched, draft, say)
            draft.rename(folder)
    except OSError as error:
        if not recipe.exists():  # else another process made it meanwhile
            raise FetchError(f"{folder} cannot be written: {error}.") from error
    return recipe


def _fetch(sample: Sample, folder: Path, say: Say, programs: Programs) -> Path:
    missing = programs.missing(sample.package.programs)
    if missing:
        raise FetchError(
            f"Fetching {sample.name} needs {' and '.join(missing)}, not found on this machine."
        )
    say(f"Fetching {sample.name} ({sample.summary}).")
    return sample.package.fetch(folder, programs)


def _build(sample: Sample, source: Path, folder: Path, say: Say) -> None:
    folder.mkdir()
    if sample.pictures_stay:
        images = source / "images"
        pattern = str(images).replace("{", "{{").replace("}", "}}")
    else:
        images = folder / "images"
        images.mkdir()
        pattern = images.name
    table = folder / "catalogue.csv"
    recipe = Recipe(
        name=sample.name,
        source=Source.of(table),
        id="id",
        picture=f"{pattern}/{{picture}}",
        fields=(*sample.fields, Field("picture", Role.STORED)),
        vectors=sample.vectors,
        folder=folder,
    )
    rows = list(sample.read(source, images, say))
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [recipe.id, *(field.name for field in recipe.fields)])
        writer.writeheader()
        writer.writerows(rows)
    (folder / RECIPE_FILE).write_text(recipe.to_toml(), encoding="utf-8")
    say(f"{sample.name}: {len(rows):,} items.")
