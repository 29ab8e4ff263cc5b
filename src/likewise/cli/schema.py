"""likewise schema: a catalogue's index as RedisVL describes it."""

from __future__ import annotations

import sys

from likewise.cli.app import Json, Name, app, parts
from likewise.cli.output import print_json
from likewise.index.redis.codec import Keys
from likewise.index.redis.redisvl import redisvl_schema, redisvl_yaml


@app.command()
def schema(catalogue: Name = None, json: Json = False) -> None:
    """Prints the schema by which RedisVL opens a catalogue's index.

    **Example**

    - `likewise schema -c furniture > schema.yaml`
    """
    made = parts()
    name = made.catalogue(catalogue).name
    store = made.register.live(name)
    if json:
        print_json(redisvl_schema(Keys(name), store.version, store.schema))
    else:
        sys.stdout.write(redisvl_yaml(Keys(name), store.version, store.schema))
