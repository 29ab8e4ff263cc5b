"""Arranging: what is made of a ranking before a page of it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from likewise.catalogue.item import Value
from likewise.embedding.reranker import Reranker
from likewise.embedding.vectors import Vectors
from likewise.errors import UsageError
from likewise.index.store import Store
from likewise.search.arranging.diversity import diverse
from likewise.search.arranging.duplicates import fold_duplicates
from likewise.search.arranging.grouping import group
from likewise.search.arranging.rerank import rerank
from likewise.search.hits import Hit
from likewise.search.query import Arrangement
from likewise.search.ranking.ranking import with_contents


class Arranger:
    """Reranks, diversifies, folds and groups, in this order.

    Args:
        store: Has the candidates' vectors and contents.
        arrangement: What is asked for.
        words: What was looked for, for the reranker.
        vector: The name of the vectors by which candidates are alike.
        reranker_of: From a name to the reranker.
    """

    def __init__(
        self,
        store: Store,
        arrangement: Arrangement,
        *,
        words: str,
        vector: str,
        reranker_of: Callable[[str], Reranker],
    ) -> None:
        self._store = store
        self._arrangement = arrangement
        self._words = words
        self._vector = vector
        self._reranker = reranker_of(arrangement.rerank) if arrangement.rerank else None
        if self._reranker and not words.strip():
            raise UsageError("A reranker reads words, and the search has none.")
        self._check_group()

    def arranged(self, found: Sequence[Hit]) -> Sequence[Hit]:
        """The hits in their final order; a longer ranking only adds to what is kept."""
        wanted = self._arrangement
        whole = with_contents(self._store, found)
        if self._reranker:
            whole = self._reranked(whole, self._reranker)
        if wanted.diversity is not None:
            whole = self._diversified(whole, wanted.diversity)
        if wanted.fold is not None:
            kept = fold_duplicates(whole, self._vectors(whole), similarity=wanted.fold)
            whole = [each.candidate._replace(folded=each.folded) for each in kept]
        if wanted.group_by:
            standing = {each.id: each.folded for each in whole}
            groups = group(whole, self._value, most=wanted.group_size)
            whole = [
                each.candidate._replace(
                    folded=(*each.candidate.folded, *_all(each.folded, standing))
                )
                for each in groups
            ]
        return whole

    def _reranked(self, found: Sequence[Hit], reranker: Reranker) -> Sequence[Hit]:
        ranked = rerank(
            self._words, found, self._text, reranker=reranker, depth=self._arrangement.depth
        )
        return [
            each.candidate._replace(score=0.0 if each.score is None else each.score)
            for each in ranked
        ]

    def _diversified(self, found: Sequence[Hit], diversity: float) -> Sequence[Hit]:
        first, rest = found[: self._arrangement.depth], found[self._arrangement.depth :]
        scores = [each.score for each in first]
        order = diverse(
            scores, self._vectors(first), relevance_share=1 - diversity, count=len(first)
        )
        return [*(first[number] for number in order), *rest]

    def _vectors(self, found: Sequence[Hit]) -> Vectors:
        """A row for each; of zeros where there is no vector."""
        field = self._store.schema.vector(self._vector)
        dims = field.dims if field else 0
        rows = np.zeros((len(found), dims), np.float32)
        if found:
            vectors = self._store.vectors(self._vector, [each.id for each in found])
            for row, vector in zip(rows, vectors, strict=True):
                row[:] = 0 if vector is None else vector
        return rows

    def _text(self, hit: Hit) -> str:
        return self._store.schema.text_of(hit.fields)

    def _value(self, hit: Hit) -> Value | None:
        return hit.fields.get(self._arrangement.group_by)

    def _check_group(self) -> None:
        wanted = self._arrangement.group_by
        names = [field.name for field in self._store.schema.fields]
        if wanted and wanted not in names:
            raise UsageError(
                f"There is no field {wanted!r} to group by.",
                remedy=f"There are {', '.join(names)}.",
            )


def _all(ids: Iterable[str], standing: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The items, each with those that it stood for itself."""
    for id_ in ids:
        yield id_
        yield from standing[id_]
