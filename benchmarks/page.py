"""When the page is painted, and how soon it answers typing, over many items.

    python benchmarks/page.py [--items N]

The items are made up. A Chromium with an empty cache visits the catalogue and types words that are
completed meanwhile, as `web/tools/paced.js` says; the figures are the medians of five visits.
"""

from __future__ import annotations

import argparse
import random
import subprocess
from pathlib import Path

from likewise.catalogue.index_recipe import Algorithm
from running_service import CATALOGUE, filled, running, words

PACED = Path(__file__).parents[1] / "web" / "tools" / "paced.js"


def main() -> None:
    """Prints the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--items", type=int, default=100_000)
    given = arguments.parse_args()
    with (
        filled(given.items, Algorithm.HNSW) as parts,
        running(parts.settings.home, "-c", CATALOGUE) as service,
    ):
        service.wait()
        address = f"http://127.0.0.1:{service.port}/catalogues/{CATALOGUE}"
        typed = words(random.Random(3))
        print(f"{given.items:,} items, typed: {typed}", flush=True)
        subprocess.run(["node", str(PACED), address, typed], check=True)  # noqa: S607 - whichever Node there is; our own address


if __name__ == "__main__":
    main()
