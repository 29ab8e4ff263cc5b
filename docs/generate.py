"""Writes docs/reference/ from the code; with --check, says which of its pages are stale."""

from __future__ import annotations

import argparse
import inspect
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).parent / "reference"
HEADER = "<!-- Written by `make docs` from the code: change it there. -->\n"


def commands_page() -> str:
    """Every command with its help, arguments and options."""
    # Here, not at the top: a page that cannot be written must not hide the others.
    from typer.main import get_command  # noqa: PLC0415

    from likewise.cli.main import app  # noqa: PLC0415

    return "\n".join(["# Commands", "", *_command(get_command(app), "likewise")])


def _command(command: Any, name: str) -> Iterator[str]:  # noqa: ANN401 - Typer vendors its classes
    context = command.context_class(command, info_name=name)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    yield from (f"## {name}", "", f"`{usage}`", "", inspect.cleandoc(command.help or ""), "")
    shown = [
        parameter
        for parameter in command.params
        if not parameter.hidden and not parameter.name.endswith("_completion")
    ]
    if shown:
        yield from _table(("parameter", "meaning", "default"), map(_parameter, shown))
    for child_name, child in sorted(getattr(command, "commands", {}).items()):
        if not child.hidden:
            yield from _command(child, f"{name} {child_name}")


def _parameter(parameter: Any) -> tuple[str, str, str]:  # noqa: ANN401 - as above
    spellings = [*parameter.opts, *parameter.secondary_opts]
    spellings[-1] += f" {parameter.metavar}" if parameter.metavar else ""
    unset = parameter.default is None or parameter.default is False  # but 0 is a default
    default = "" if unset else f"`{parameter.default}`"
    return ", ".join(f"`{text}`" for text in spellings), parameter.help or "", default


def errors_page() -> str:
    """Every error with its meaning and the exit status of a command that meets it."""
    from likewise import errors  # noqa: PLC0415 - as for the commands

    ours = [
        kind
        for kind in vars(errors).values()
        if inspect.isclass(kind) and issubclass(kind, errors.LikewiseError)
    ]
    rows = (
        (
            f"`{kind.__name__}`",
            f"`{kind.__base__.__name__}`",
            (inspect.getdoc(kind) or "").partition("\n\n")[0],
            "2" if issubclass(kind, errors.UsageError) else "1",
        )
        for kind in ours
    )
    table = _table(("error", "is a", "meaning", "exit status"), rows)
    return "\n".join(["# Errors", "", "All are in `likewise.errors`.", "", *table])


def settings_page() -> str:
    """Every variable of the environment."""
    from likewise.settings import SETTINGS  # noqa: PLC0415 - as for the commands

    rows = ((f"`{one.variable}`", one.default_text, one.meaning) for one in SETTINGS)
    table = _table(("variable", "default", "meaning"), rows)
    return "\n".join(["# Settings", "", "Read once from the environment.", "", *table])


def openapi_page() -> str:
    """What programs can ask of the service, of which the page's client is made."""
    # As for the commands; and what is asked for is the description alone: no Redis is started.
    from likewise.assembly import Parts  # noqa: PLC0415
    from likewise.service.app import create_app  # noqa: PLC0415
    from likewise.service.options import ServiceOptions  # noqa: PLC0415
    from likewise.service.serving import Serving  # noqa: PLC0415
    from likewise.settings import Settings  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as home:
        serving = Serving(Parts(Settings(home=Path(home))), ServiceOptions())
        described = create_app(serving).openapi()
        serving.close()
    return json.dumps(described, indent=1, ensure_ascii=False)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        cells = (" ".join(cell.split()).replace("|", "\\|") for cell in row)
        yield f"| {' | '.join(cells)} |"
    yield ""


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "errors.md": errors_page,
    "openapi.json": openapi_page,
    "settings.md": settings_page,
}


def main() -> int:
    """Writes the pages or checks them; 1 if any is stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    check = parser.parse_args().check
    pages = {
        REFERENCE / name: f"{HEADER if name.endswith('.md') else ''}{page().rstrip()}\n"
        for name, page in PAGES.items()
    }
    stale = [path for path, text in pages.items() if not path.is_file() or path.read_text() != text]
    for path in stale:
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(pages[path])
        print(f"{path} {'is stale: run `make docs`' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
