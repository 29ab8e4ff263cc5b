"""Kills of the importer and of Redis at random points of an import, and what is there afterwards.

    python benchmarks/kills.py [--kills 50] [--rows 20000]

Each round begins without the catalogue, kills the importer (or the server) once, runs the same
command again, and compares every key with those of an import that nobody disturbed. Then the
command runs a third time: it must write and encode nothing. Every tenth round begins without the
cache of vectors, so that the kill falls into the encoding.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from likewise.assembly import Parts
from likewise.importing import Imported, ImportOptions
from likewise.settings import Settings

NAME = "kills"
FRESH_EVERY = 10


def write(file: Path, rows: int) -> Path:
    """A table of that many rows."""
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["id", "title", "brand", "price"])
        for number in range(rows):
            title = f"Thing {number} for the {number % 97}th room of house {number % 1009}"
            writer.writerow([number, title, f"brand {number % 40}", number % 500 + 0.5])
    return file


def run(parts: Parts, table: Path) -> Imported:
    """A whole import."""
    recipe = parts.recipe(table, name=NAME, images=None, id_column=None)
    return parts.import_(recipe, ImportOptions())


def state(parts: Parts) -> str:
    """A digest of every key of the catalogue, its index's facts, and what `verify` finds."""
    digest = hashlib.blake2b(digest_size=16)
    catalogue = parts.catalogue(NAME)
    engine = parts.engine
    keys = sorted(engine.keys(f"likewise:{NAME}:*{{*"))
    for start in range(0, len(keys), 1000):
        part = keys[start : start + 1000]
        commands = [("JSON.GET", key) if ":item:" in key else ("HGETALL", key) for key in part]
        for key, reply in zip(part, engine.pipeline(commands, atomic=False), strict=True):
            pairs = sorted(reply.items()) if isinstance(reply, dict) else reply
            digest.update(repr((key, pairs)).encode())
    digest.update(repr(sorted(catalogue.ids())).encode())
    verified = catalogue.verify()
    return f"{digest.hexdigest()}, {verified.documents} documents, problems {verified.problems}"


def forget(parts: Parts, *, cache: bool) -> None:
    """The catalogue away, and with it the cache of vectors if asked for."""
    with suppress(Exception):
        parts.drop(NAME)
    if cache:
        for file in parts.settings.home.glob("vectors.db*"):
            file.unlink()


def kill(parts: Parts, what: str, importer: subprocess.Popen[bytes]) -> None:
    """Ends the importer or the server as a power cut would."""
    if what == "importer":
        importer.kill()
    else:
        pid = parts.server.status().pid
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    importer.wait()


def main() -> None:
    """Prints a line for each kind of kill; ends with status 1 if a state differed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=50)
    arguments.add_argument("--rows", type=int, default=20_000)
    given = arguments.parse_args()
    random.seed(7)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="likewise-") as folder:
        home = Path(folder) / "home"
        table = write(Path(folder) / "rows.csv", given.rows)
        parts = Parts(Settings(home=home))
        environment = {**os.environ, "LIKEWISE_HOME": str(home)}
        command = [sys.executable, "-m", "likewise", "import", str(table), "--name", NAME, "--yes"]
        try:
            fresh = run(parts, table).seconds
            expected = state(parts)
            forget(parts, cache=False)
            cached = run(parts, table).seconds
            print(f"{given.rows:,} rows: {fresh:.1f} s encoding, {cached:.1f} s from the cache")
            for what in ("importer", "server"):
                different, idle = 0, 0
                for number in range(given.kills):
                    uncached = number % FRESH_EVERY == 0
                    forget(parts, cache=uncached)
                    with subprocess.Popen(
                        command, env=environment, stderr=subprocess.DEVNULL
                    ) as importer:
                        time.sleep(random.uniform(0.3, fresh if uncached else cached + 0.5))
                        kill(parts, what, importer)
                    subprocess.run(command, env=environment, stderr=subprocess.DEVNULL, check=True)
                    found = state(parts)
                    if found != expected:
                        different += 1
                        print(f"  round {number}: {found}, expected {expected}")
                    again = run(parts, table)
                    idle += again.indexed == again.encoded == again.removed == 0
                print(
                    f"{given.kills} kills of the {what}: {given.kills - different} ended in the "
                    f"same state, {idle} second runs wrote and encoded nothing"
                )
                failed += different + given.kills - idle
        finally:
            parts.server.stop()
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
