"""likewise verify: whether a catalogue is whole."""

from __future__ import annotations

import typer

from likewise.cli.app import Json, Name, app, parts
from likewise.cli.output import out, print_json


@app.command()
def verify(catalogue: Name = None, json: Json = False) -> None:
    """Compares keys, indexed documents, models and every vector; exit status 1 if any is wrong.

    **Example**

    - `likewise verify -c furniture`
    """
    found = parts().catalogue(catalogue)
    verified = found.verify()
    ok = not verified.problems
    if json:
        problems = list(verified.problems)
        print_json({"ok": ok, "documents": verified.documents, "problems": problems})
    else:
        out().print(
            f"{found.name}: {verified.documents:,} documents, {'all well' if ok else 'not well'}."
        )
        for problem in verified.problems:
            out().print(f"- {problem}", markup=False)
    if not ok:
        raise typer.Exit(1)
