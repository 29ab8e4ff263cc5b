"""Checking: whether a filter names fields that there are, each by its role, and is of some size."""

from __future__ import annotations

from likewise.catalogue.recipe import Field, Role
from likewise.errors import FilterError
from likewise.index.filters.tree import (
    AllOf,
    And,
    Between,
    During,
    Filter,
    Fuzzy,
    Inside,
    Missing,
    NoneOf,
    Not,
    OneOf,
    Or,
    Phrase,
    Prefix,
    Within,
    Words,
)
from likewise.index.schema import Schema

# The search module's parser breaks at some hundred parentheses within each other.
MOST_DEPTH = 16
MOST_CONDITIONS = 64

_ROLES: dict[type[Filter], Role] = {
    OneOf: Role.TAG,
    AllOf: Role.TAG,
    NoneOf: Role.TAG,
    Between: Role.NUMBER,
    During: Role.TIME,
    Words: Role.TEXT,
    Phrase: Role.TEXT,
    Prefix: Role.TEXT,
    Fuzzy: Role.TEXT,
    Within: Role.GEO,
    Inside: Role.GEO,
}

_WRITTEN = {
    Role.TAG: "FIELD=VALUE",
    Role.NUMBER: "FIELD<=NUMBER or FIELD=LOW..HIGH",
    Role.TIME: "FIELD>=2024-03-01",
    Role.TEXT: 'FIELD~words, FIELD~"a phrase" or FIELD~begin*',
    Role.GEO: "FIELD~5km@LON,LAT",
}


def check(where: Filter, schema: Schema) -> None:
    """Refuses a filter that the catalogue cannot be asked for.

    Raises:
        FilterError: It names an unknown field, compares one of another role, has too many
            conditions, or is nested too deep.
    """
    conditions = 0
    level: list[Filter] = [where]
    for _ in range(MOST_DEPTH):
        below: list[Filter] = []
        for each in level:
            match each:
                case And() | Or():
                    below += each.filters
                case Not():
                    below.append(each.filter)
                case _:
                    conditions += 1
                    _check_condition(each, schema)
        level = below
        if conditions + len(level) > MOST_CONDITIONS:
            raise FilterError(
                f"The filter has more than {MOST_CONDITIONS} conditions.",
                remedy="Several tags of one field are one condition: FIELD=A,B,C.",
            )
    if level:
        raise FilterError(f"The filter is nested deeper than {MOST_DEPTH} levels.")


def field_of(name: object, schema: Schema) -> Field:
    """The field of that name, which can be filtered by.

    Raises:
        FilterError: There is none.
    """
    for field in (*schema.filterable, schema.id_field):
        if field is not None and field.name == name:
            return field
    names = ", ".join(f"{field.name} ({field.role})" for field in schema.filterable)
    raise FilterError(
        f"There is no field {name!r} to filter by.",
        remedy=f"There are {names}." if names else "This catalogue has no field to filter by.",
    )


def wrong_role(field: Field, found: str) -> FilterError:
    """The error of a condition that does not fit the field's role."""
    return FilterError(
        f"{field.name!r} has the role {field.role} and cannot be compared {found}.",
        remedy=f"Write {_WRITTEN[field.role].replace('FIELD', field.name)}.",
    )


def _check_condition(condition: Filter, schema: Schema) -> None:
    if isinstance(condition, Missing):
        field_of(condition.field, schema)
        return
    role = _ROLES.get(type(condition))
    if role is None:
        raise FilterError(f"A filter is made of conditions, but here of {condition!r}.")
    field = field_of(condition.field, schema)  # type: ignore[attr-defined] # all of _ROLES have one
    if field.role is not role:
        raise wrong_role(field, f"as a {role}")
