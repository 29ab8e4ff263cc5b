"""How fluid the page's map of many items is: milliseconds a frame while it is panned and zoomed.

    python benchmarks/map_page.py [--items N]

The items are made up, and lie on a map by PCA. A Chromium without a processor of graphics, which
draws by SwiftShader on the cores, is moved over it by `web/tools/fluid.js`.
"""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

from likewise.catalogue.index_recipe import Algorithm
from likewise.search.mapping.method import Method
from running_service import CATALOGUE, filled, running

FLUID = Path(__file__).parents[1] / "web" / "tools" / "fluid.js"


def main() -> None:
    """Prints the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--items", type=int, default=100_000)
    given = arguments.parse_args()
    with filled(given.items, Algorithm.FLAT) as parts:
        parts.catalogue(CATALOGUE).map("text", method=Method.PCA)
        with running(parts.settings.home, "-c", CATALOGUE) as service:
            address = f"http://127.0.0.1:{service.port}/catalogues/{CATALOGUE}/map"
            print(f"{given.items:,} items", flush=True)
            subprocess.run(["node", str(FLUID), address], check=True)  # noqa: S607 - whichever Node there is; our own address


if __name__ == "__main__":
    main()
