"""RedisVL recipe: the recipe that imports a source as an index schema of RedisVL asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from likewise.catalogue.recipe import PICTURE, Recipe, Role, VectorRecipe, pattern_columns
from likewise.catalogue.redisvl_schema import RedisVLSchema, SchemaVector, usable_name
from likewise.catalogue.survey import Survey
from likewise.errors import RecipeError

_PICTURE_NAME = re.compile(r"image|picture|photo|img|concept", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ModelSize:
    """What must be known of a model to find the one for a vector field.

    Attributes:
        name: The model's name.
        dims: Length of its vectors.
        of_picture: Whether it reads pictures, not words.
    """

    name: str
    dims: int
    of_picture: bool

    def __str__(self) -> str:
        """As messages list it."""
        return f"{self.name} ({self.dims}, of {'pictures' if self.of_picture else 'words'})"


@dataclass(frozen=True, slots=True)
class SchemaRecipe:
    """A recipe made from a schema, and what the schema asks for and did not get, in sentences."""

    recipe: Recipe
    notes: tuple[str, ...]


def recipe_of_schema(
    schema: RedisVLSchema,
    survey: Survey,
    *,
    name: str,
    id_column: str | None,
    picture: str | None,
    models: Sequence[ModelSize],
) -> SchemaRecipe:
    """The recipe that imports the source as the schema asks.

    Its vectors are made by models, each field's by one whose vectors have that length.

    Args:
        schema: The schema.
        survey: The source; its columns count, not its rows.
        name: The catalogue's name.
        id_column: The column that identifies a row; None for one that is named as ids are.
        picture: The pattern of the pictures; None without pictures.
        models: The models to choose from, the preferred first.

    Raises:
        RecipeError: The source lacks a field, or no model makes vectors of a field's length.
    """
    id_ = schema.id_column(survey.columns) if id_column is None else id_column
    _check_columns(schema, survey, id_)
    maker = _VectorMaker(_words(schema, id_), picture, models)
    vectors = tuple(map(maker.vector, schema.vectors))
    recipe = Recipe(
        name=name,
        source=survey.source.anchored(Path.cwd()),
        id=id_,
        picture=picture,
        fields=schema.fields,
        vectors=vectors,
        index=schema.vectors[0].index,
        folder=survey.source.folder,
    )
    notes = (*_notes_on_words(schema, recipe), *maker.notes, *_notes_on_vectors(schema, survey))
    return SchemaRecipe(recipe, (*schema.notes, *notes))


def _check_columns(schema: RedisVLSchema, survey: Survey, id_: str) -> None:
    wanted = dict.fromkeys((id_, *(field.name for field in schema.fields)))
    missing = [name for name in wanted if name not in survey.columns]
    if missing:
        raise RecipeError(
            f"{survey.source} lacks {_listed(missing)}, named by the schema or as the id. "
            f"It has {_listed(survey.columns)}.",
            remedy="Give fields and columns the same names, or take those out of the schema.",
        )


class _VectorMaker:
    """Finds for each vector field what it is made from, and by which model.

    Args:
        words: The pattern of an item's words; empty where it has none.
        picture: The pattern of its picture; None where it has none.
        models: The models to choose from.
    """

    def __init__(self, words: str, picture: str | None, models: Sequence[ModelSize]) -> None:
        self.notes: list[str] = []
        self._words = words
        self._picture = picture
        self._models = models
        self._made: list[VectorRecipe] = []

    def vector(self, field: SchemaVector) -> VectorRecipe:
        """The recipe of a vector field."""
        model = self._model(field)
        name = usable_name(field.name) or "vector"
        made = VectorRecipe(name, PICTURE if model.of_picture else self._words, model.name)
        if any(each.name == name for each in self._made):
            raise RecipeError(
                f"Two vector fields of the schema would be called {name!r} in Likewise.",
                remedy="Rename one of them.",
            )
        if name != field.name:
            self.notes.append(f"The vector {field.name!r} is called {name!r}.")
        if not model.of_picture and _is_of_picture(field):
            self.notes.append(f"The vector {name!r} is made from words: there are no pictures.")
        for each in self._made:
            if (each.source, each.model) == (made.source, made.model):
                self.notes.append(
                    f"A schema does not say from what a vector is made, so {name!r} is the same "
                    f"as {each.name!r}: change `from` in likewise.toml."
                )
        self._made.append(made)
        return made

    def _model(self, field: SchemaVector) -> ModelSize:
        fitting = [model for model in self._models if model.dims == field.dims]
        if not fitting:
            raise RecipeError(
                f"The vector field {field.name!r} has {field.dims} dims, and no model that "
                "Likewise knows makes vectors of that length.",
                remedy=f"Known are {', '.join(map(str, self._models))}. Give `dims` one of these "
                "lengths: all vectors are made anew.",
            )
        makeable = [each for each in fitting if (self._picture if each.of_picture else self._words)]
        if not makeable:
            needed, remedy = (
                ("pictures", "Name their folder with --images DIR.")
                if fitting[0].of_picture
                else ("words", "Add the field that holds them to the schema, with the type text.")
            )
            raise RecipeError(
                f"The vector field {field.name!r} has {field.dims} dims, as {fitting[0].name} "
                f"makes them of {needed}, but there are none.",
                remedy=remedy,
            )
        return min(makeable, key=lambda model: model.of_picture is not _is_of_picture(field))


def _is_of_picture(field: SchemaVector) -> bool:
    """Whether its name tells of pictures."""
    return _PICTURE_NAME.search(field.name) is not None


def _words(schema: RedisVLSchema, id_: str) -> str:
    """The pattern of an item's words: its texts, or its tags where it has none."""
    texts = [name for name in _named(schema, Role.TEXT, id_) if _fits_pattern(name)]
    tags = [name for name in _named(schema, Role.TAG, id_) if _fits_pattern(name)]
    return " ".join(f"{{{name}}}" for name in texts or tags)


def _notes_on_words(schema: RedisVLSchema, recipe: Recipe) -> Iterator[str]:
    texts = _named(schema, Role.TEXT, recipe.id)
    unfit = [name for name in texts if not _fits_pattern(name)]
    if unfit:
        yield f"{_listed(unfit)} cannot stand in a pattern, and so is in no vector."
    if texts == unfit and not all(vector.of_picture for vector in recipe.vectors):
        yield "The schema has no text to make vectors from: they are made from its tags."


def _notes_on_vectors(schema: RedisVLSchema, survey: Survey) -> Iterator[str]:
    first, *others = schema.vectors
    if any(each.index != first.index for each in others):
        yield f"All vectors are kept and searched as {first.name!r} is."
    given = [vector.name for vector in schema.vectors if vector.name in survey.columns]
    if given:
        yield f"The vectors in the column {_listed(given)} are not taken, but made anew."


def _named(schema: RedisVLSchema, role: Role, id_: str) -> list[str]:
    return [field.name for field in schema.fields if field.role is role and field.name != id_]


def _fits_pattern(name: str) -> bool:
    """Whether `{name}` can be written in a pattern: braces, `!` and `:` mean something there."""
    with suppress(RecipeError):
        return pattern_columns(f"{{{name}}}") == (name,)
    return False


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names))
