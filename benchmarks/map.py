"""How long maps take, how many neighbours stay together on them, and where new items are placed.

    python benchmarks/map.py FILE.npy METHOD [--rows N] [--transform]

FILE.npy holds vectors, as `benchmarks/tuning.py --vectors` keeps them. The last rows are
held back, and then placed: by Likewise amid neighbours, on their mean, on the nearest one, and with
`--transform` by what UMAP and openTSNE have for it. Neighbours are told by comparing all.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from likewise.embedding.vectors import Vectors
from likewise.index.redis.maps import Points
from likewise.search.mapping.method import Method, Plane, by_neighbours
from likewise.search.mapping.placing import NEIGHBOURS, amid

K = 10
CHECKED = 1000
HELD = 2000
Rows = NDArray[np.int64]


def nearest(asked: Vectors, vectors: Vectors, k: int, own: Rows | None = None) -> Rows:
    """The rows of the k most similar vectors; `own` is what each one is itself."""
    cosines = asked @ vectors.T
    if own is not None:
        cosines[np.arange(len(asked)), own] = -2
    return np.argsort(-cosines, axis=1)[:, :k]


def around(asked: Points, points: Points, k: int, own: Rows | None = None) -> Rows:
    """The rows of the k points that lie nearest."""
    found = []
    for n, point in enumerate(asked):
        distances = ((points - point) ** 2).sum(axis=1)
        if own is not None:
            distances[own[n]] = np.inf
        found.append(np.argpartition(distances, k)[:k])
    return np.array(found)


def shares(truth: Rows, asked: Points, points: Points, own: Rows | None = None) -> str:
    """Which part of the true neighbours are among the 10, and the 100, that lie nearest."""
    return " ".join(
        f"{np.mean([len(set(a) & set(b)) / K for a, b in zip(truth, found, strict=True)]):.3f}"
        for found in (around(asked, points, k, own) for k in (K, 10 * K))
    )


def transformed(method: Method, vectors: Vectors, held: Vectors) -> tuple[Points, Points]:
    """Where a library lays vectors out, and where it puts those that were held back."""
    if method is Method.UMAP:
        from umap import UMAP  # noqa: PLC0415 - as in `method.py`

        made = UMAP(metric="cosine", random_state=0, n_jobs=1)
        return made.fit_transform(vectors), made.transform(held)
    from openTSNE import TSNE  # noqa: PLC0415 - as in `method.py`

    embedding = TSNE(metric="cosine", random_state=0, n_jobs=-1).fit(vectors)
    return np.asarray(embedding), np.asarray(embedding.transform(held))


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("method", type=Method)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--transform", action="store_true")
    asked = parser.parse_args()
    rows = np.array(np.load(asked.file, mmap_mode="r")[: asked.rows])
    vectors, held = rows[:-HELD], rows[-HELD:]
    start = time.perf_counter()
    if asked.transform:
        points, placed = transformed(asked.method, vectors, held)
        ways = {"by the library": placed}
    elif asked.method is Method.PCA:
        plane = Plane.of(vectors)
        points, ways = plane.points(vectors), {"on the plane": plane.points(held)}
    else:
        points, ways = by_neighbours(vectors, asked.method, seed=0), {}
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{asked.method}, {len(vectors):,} vectors: {took:.1f} s, peak {peak:,.0f} MiB")
    checked = np.random.default_rng(0).choice(len(vectors), CHECKED, replace=False)
    truth = nearest(vectors[checked], vectors, K, checked)
    print("laid out:", shares(truth, points[checked], points, checked))
    near = nearest(held, vectors, K)
    amidst = [amid(points[each[:NEIGHBOURS]]) for each in near]
    ways |= {
        "amid 5": np.array(amidst),
        "mean of 5": points[near[:, :NEIGHBOURS]].mean(axis=1),
        "on the nearest": points[near[:, 0]],
    }
    for name, placed in ways.items():
        print(f"placed {name}:", shares(near, placed, points))


if __name__ == "__main__":
    main()
