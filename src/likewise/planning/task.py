"""Task: what is to be imported."""

from __future__ import annotations

from dataclasses import dataclass

from likewise.catalogue.recipe import Recipe
from likewise.catalogue.survey import Survey
from likewise.index.schema import Schema


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be imported.

    Attributes:
        recipe: What the rows mean.
        schema: That of the index which the import would fill.
        survey: The rows.
    """

    recipe: Recipe
    schema: Schema
    survey: Survey
