"""likewise models: the models that Likewise knows."""

from __future__ import annotations

from typing import Annotated

import typer

from likewise.cli.app import Json, app, parts
from likewise.cli.output import print_json, print_table, say
from likewise.embedding.known_models import KNOWN_MODELS, KnownModel, known_model
from likewise.embedding.load import describe

models = typer.Typer(no_args_is_help=True, help="The models that Likewise knows.")
app.add_typer(models, name="models")


@models.command("list")
def list_models(json: Json = False) -> None:
    """Lists the models, and which are here.

    **Example**

    - `likewise models list`
    """
    here = parts().models
    if json:
        rows = [_json(model, here=here.has(model)) for model in KNOWN_MODELS]
        print_json({"models": rows})
        return
    print_table(
        ("model", "reads", "dims", "here", "what for"),
        [
            (
                model.name,
                model.modality,
                model.dims,
                "yes" if here.has(model) else "no",
                model.summary,
            )
            for model in KNOWN_MODELS
        ],
    )


@models.command()
def show(name: Annotated[str, typer.Argument(help="A model.")], json: Json = False) -> None:
    """Shows what a model declares of itself.

    **Example**

    - `likewise models show concepts`
    """
    model = known_model(name)
    facts = _json(model, here=parts().models.has(model))
    if json:
        print_json(facts)
    else:
        print_table(("", ""), facts.items())


@models.command()
def pull(
    names: Annotated[list[str] | None, typer.Argument(help="Models; all if left out.")] = None,
) -> None:
    """Fetches models, so that all later work needs no network.

    **Example**

    - `likewise models pull`
    """
    here = parts().models
    for model in map(known_model, names) if names else KNOWN_MODELS:
        here.fetch(model)
        say(f"{model.name} is here: {here.folder / model.name}")


def _json(model: KnownModel, *, here: bool) -> dict[str, object]:
    return {
        "name": model.name,
        "modality": model.modality,
        "dims": model.dims,
        "dtype": "float32",
        "unit_length": True,
        "fingerprint": describe(model).fingerprint,
        "preprocessing": model.preprocessing,
        "licence": model.licence,
        "source": model.source,
        "packages": [f"{package.name} {package.version}" for package in model.packages],
        "summary": model.summary,
        "here": here,
    }
