"""likewise models: what each model declares of itself."""

from __future__ import annotations

import json

import pytest

from cli.conftest import Likewise
from likewise.assembly import Parts
from likewise.embedding.known_models import KNOWN_MODELS

DECLARED = {
    "name",
    "modality",
    "dims",
    "dtype",
    "unit_length",
    "fingerprint",
    "preprocessing",
    "licence",
    "source",
    "packages",
    "summary",
    "here",
}


def test_json_lists_every_model(likewise: Likewise) -> None:
    ran = likewise("models", "list", "--json")
    assert ran.rc == 0
    assert [model["name"] for model in ran.data["models"]] == [each.name for each in KNOWN_MODELS]
    assert all(set(model) == DECLARED for model in ran.data["models"])


def test_the_table_lists_every_model(likewise: Likewise) -> None:
    ran = likewise("models", "list")
    assert ran.rc == 0
    assert all(each.name in ran.stdout for each in KNOWN_MODELS)


@pytest.mark.parametrize("model", [each.name for each in KNOWN_MODELS])
def test_what_a_model_declares_is_shown_as_it_is_listed(likewise: Likewise, model: str) -> None:
    ran = likewise("models", "show", model, "--json")
    assert ran.rc == 0
    assert ran.data in likewise("models", "list", "--json").data["models"]


def test_fetching_what_is_here_needs_no_network(likewise: Likewise, parts: Parts) -> None:
    first = KNOWN_MODELS[0]
    parts.models.fetch(first)
    ran = likewise("models", "pull", first.name)
    assert ran.rc == 0
    assert ran.stdout == ""
    assert first.name in ran.stderr
    assert likewise("models", "show", first.name, "--json").data["here"] is True


def test_an_unknown_model_is_wrong_usage(likewise: Likewise) -> None:
    for command in ("show", "pull"):
        ran = likewise("models", command, "no-such-model")
        assert ran.rc == 2
        assert "no-such-model" in ran.stderr
        assert KNOWN_MODELS[0].name in ran.stderr


def test_fingerprints_differ_between_models(likewise: Likewise) -> None:
    models = json.loads(likewise("models", "list", "--json").stdout)["models"]
    assert len({model["fingerprint"] for model in models}) == len(models)
