"""A catalogue of things with a name and a kind, for the tests of what is learnt of one."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from likewise.assembly import Parts
from likewise.catalogue.recipe import Recipe
from likewise.importing import ImportOptions

_RECIPE = """
[catalogue]
name = "{name}"
source = "things.csv"
id = "id"

[fields]
name = "text"
kind = "tag"

[vectors.text]
from = "{{name}} {{kind}}"
model = "all-minilm-l6-v2"

[index]
algorithm = "{algorithm}"
"""


def import_things(
    parts: Parts, folder: Path, name: str, algorithm: str, things: Iterable[tuple[str, str]]
) -> None:
    """Imports things, each a name and a kind, under numbers from 0."""
    with (folder / "things.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "kind"])
        writer.writerows((number, *thing) for number, thing in enumerate(things))
    recipe = _RECIPE.format(name=name, algorithm=algorithm)
    (folder / "likewise.toml").write_text(recipe, encoding="utf-8")
    parts.import_(Recipe.load(folder / "likewise.toml"), ImportOptions())
