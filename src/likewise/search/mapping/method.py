"""Method: how vectors become points of a plane."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import numpy as np

from likewise.embedding.vectors import Vectors
from likewise.errors import UsageError
from likewise.index.redis.maps import Points

FEWEST_NEIGHBOURED = 50
"""With fewer items there are no neighbourhoods to lay out by: PCA shows all that there is."""

_NEIGHBOURS = 15  # UMAP's own default, and with t-SNE's perplexity what was measured:
_PERPLEXITY = 30  # docs/decisions/0026-maps.md


class Method(StrEnum):
    """How vectors become points of a plane.

    PCA is a shadow of them, the widest there is; the others keep neighbours together.
    """

    PCA = "pca"
    TSNE = "tsne"
    UMAP = "umap"


@dataclass(frozen=True, slots=True)
class Plane:
    """The widest shadow of vectors: where new ones fall on it can be told for each alone.

    Attributes:
        centre: What falls on the point (0, 0): shape (dims,), float32.
        axes: Shape (dims, 2), float32.
    """

    centre: Vectors
    axes: Vectors

    @classmethod
    def of(cls, vectors: Vectors) -> Self:
        """That of the vectors, which lie within -1 to 1 on it; the same for the same ones."""
        centre = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
        moved = vectors - centre
        _, directions = np.linalg.eigh((moved.T @ moved).astype(np.float64))
        widest = directions[:, :-3:-1]
        largest = np.abs(widest).argmax(axis=0)
        axes = widest * np.sign(widest[largest, np.arange(widest.shape[1])])
        reach = np.abs(moved @ axes.astype(np.float32)).max(initial=0.0)
        return cls(centre, (axes / (reach if reach > 0 else 1.0)).astype(np.float32))

    def points(self, vectors: Vectors) -> Points:
        """Where vectors fall on it."""
        return np.asarray((vectors - self.centre) @ self.axes, np.float32)

    def to_json(self) -> dict[str, Any]:
        """As plain values; `from_json` reads it back."""
        return {"centre": self.centre.tolist(), "axes": self.axes.tolist()}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Self:
        """The plane that `to_json` wrote."""
        return cls(np.array(plain["centre"], np.float32), np.array(plain["axes"], np.float32))


def by_neighbours(vectors: Vectors, method: Method, *, seed: int) -> Points:
    """Points that keep the vectors' neighbours together, within -1 to 1; the same for a seed.

    Raises:
        UsageError: There are too few vectors, or the package that does it is not installed.
    """
    if len(vectors) < FEWEST_NEIGHBOURED:
        raise UsageError(
            f"A map by {method} needs {FEWEST_NEIGHBOURED} items with the vector, and there are "
            f"{len(vectors)}.",
            remedy="Use pca.",
        )
    laid_out = _umap(vectors, seed) if method is Method.UMAP else _tsne(vectors, seed)
    points = np.asarray(laid_out, np.float64)
    points -= (points.min(axis=0) + points.max(axis=0)) / 2
    return (points / (np.abs(points).max() or 1.0)).astype(np.float32)


def _umap(vectors: Vectors, seed: int) -> object:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells of parts that are not installed
            from umap import UMAP  # noqa: PLC0415 - an extra, which takes seconds to load
    except ImportError:
        raise _missing("umap-learn") from None
    made = UMAP(n_neighbors=_NEIGHBOURS, metric="cosine", random_state=seed, n_jobs=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of vectors without neighbours, which lie apart
        return made.fit_transform(vectors)


def _tsne(vectors: Vectors, seed: int) -> object:
    try:
        from openTSNE import TSNE  # noqa: PLC0415 - an extra
    except ImportError:
        raise _missing("openTSNE") from None
    perplexity = min(_PERPLEXITY, (len(vectors) - 1) / 3)
    made = TSNE(perplexity=perplexity, metric="cosine", random_state=seed, n_jobs=-1)
    return made.fit(vectors)


def _missing(package: str) -> UsageError:
    return UsageError(
        f"This map needs the package {package}.",
        remedy="Install it: pip install 'likewise[map]'; or use pca, which needs nothing.",
    )
