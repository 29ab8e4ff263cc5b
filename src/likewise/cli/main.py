"""The entry point: runs a command, and turns errors into words and an exit status."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from pathlib import Path

from rich.console import Console
from rich.text import Text

from likewise.cli import (  # noqa: F401 - each registers its command
    delete,
    demo,
    doctor,
    drop,
    export,
    import_,
    judgements,
    keys,
    list_,
    map_,
    mcp,
    models,
    schema,
    search,
    serve,
    server,
    similar,
    similarity,
    status,
    suggest,
    tune,
    users,
    verify,
    why_not,
)
from likewise.cli.app import app
from likewise.errors import LikewiseError, UsageError

__all__ = ["app", "main"]

_FAILED, _WRONG_USAGE, _INTERRUPTED = 1, 2, 130


def main() -> None:
    """Runs the command line; exit status 0 done, 1 engine or data failed, 2 wrong usage."""
    try:
        app()
    except LikewiseError as error:
        _tell(error)
        sys.exit(_WRONG_USAGE if isinstance(error, UsageError) else _FAILED)
    except KeyboardInterrupt:
        _print("Stopped.", "yellow")
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone; Python would complain when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_FAILED)
    except Exception as error:  # noqa: BLE001 - the outermost edge: no traceback reaches a user
        file = _record()
        _print(f"A defect in Likewise: {type(error).__name__}: {error}", "red")
        _print(f"Please report it with {file}.", "")
        sys.exit(_FAILED)


def _tell(error: LikewiseError) -> None:
    _print(error.problem, "red")
    if error.remedy:
        _print(error.remedy, "")


def _print(text: str, style: str) -> None:
    Console(stderr=True, highlight=False).print(Text(text, style=style))


def _record() -> Path:
    with tempfile.NamedTemporaryFile(
        "w", prefix="likewise-defect-", suffix=".txt", delete=False
    ) as file:
        file.write(traceback.format_exc())
    return Path(file.name)
