"""likewise schema: the index as RedisVL describes it, on stdout alone."""

from __future__ import annotations

import yaml

from cli.conftest import Likewise


def test_the_schema_is_printed_as_yaml_and_as_json(likewise: Likewise, garden: str) -> None:
    written = likewise("schema", "-c", garden)
    data = likewise("schema", "-c", garden, "--json")

    assert (written.rc, data.rc) == (0, 0)
    assert written.stderr == ""
    assert yaml.safe_load(written.stdout) == data.data
    assert data.data["index"]["name"].startswith(f"likewise:{garden}:")
    assert {field["name"]: field["type"] for field in data.data["fields"]} == {
        "kind": "tag",
        "price": "numeric",
        "colour": "tag",
        "_v_text": "vector",
        "_v_image": "vector",
        "_v_concept": "vector",
        "_t_name": "text",
        "_w_name": "text",
        "_draw": "numeric",
        "_id": "tag",
        "_none": "tag",
    }


def test_the_schema_of_no_catalogue_is_refused(likewise: Likewise) -> None:
    ran = likewise("schema", "-c", "nowhere")

    assert ran.rc == 2
    assert ran.stdout == ""
    assert "no catalogue 'nowhere'" in ran.stderr
