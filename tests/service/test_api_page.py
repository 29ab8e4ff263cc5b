"""The page on the API: each of its examples is run, and answers as the page says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from likewise.service.callers.access import caller
from service_shop import Shop, running

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
_EXAMPLE = re.compile(r"```sh\n(?P<command>[^`]*curl[^`]*)```\n```json\n(?P<answer>[^`]*)```\n")
_MORE = "..."


@pytest.mark.skipif(shutil.which("curl") is None, reason="the page's examples are of curl")
def test_the_examples_of_the_page_are_true(open_shop: Shop, tmp_path: Path) -> None:
    examples = list(_EXAMPLE.finditer(PAGE.read_text(encoding="utf-8")))
    assert len(examples) >= 14
    app: Any = open_shop.client.app
    app.dependency_overrides[caller] = lambda: open_shop.caller
    name = open_shop.name
    with running(app) as address:
        variables = {"SHOP": f"{address}/api/v1/catalogues/{name}", "KEY": "of-the-test"}
        for example in examples:
            done = subprocess.run(
                ["bash", "-c", example["command"].replace("curl ", "curl -s ")],  # noqa: S607 - as of the page
                cwd=tmp_path / "shop",
                env=os.environ | variables,
                capture_output=True,
                check=True,
            )
            told = json.loads(done.stdout.decode().replace(name, "shop"))
            _check(told, json.loads(example["answer"]), example["command"])


def _check(found: object, shown: object, place: str) -> None:
    """Whether what was found is what is shown, `...` standing for anything."""
    if shown == _MORE:
        return
    if isinstance(shown, dict):
        assert isinstance(found, dict), place
        missing = found.keys() - shown.keys()
        assert not missing or _MORE in shown, f"{place}: {missing}"
        for name, value in shown.items():
            if name != _MORE:
                _check(found[name], value, f"{place} {name}")
    elif isinstance(shown, list):
        assert isinstance(found, list), place
        more = shown[-1:] == [_MORE]
        assert len(found) == len(shown) or more, f"{place}: {len(found)}"
        for number, value in enumerate(shown[: len(shown) - more]):
            _check(found[number], value, f"{place} {number}")
    else:
        assert found == shown, place
