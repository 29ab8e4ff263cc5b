"""Finding: from a search to the answer that goes over the wire."""

from __future__ import annotations

import time
from collections.abc import Mapping

from PIL.Image import Image

from likewise.embedding.vectors import Vector
from likewise.index.content import Content
from likewise.search import hits as found
from likewise.search.query import KEYWORD
from likewise.service.callers.view import View
from likewise.service.wire.explanation import Explained
from likewise.service.wire.facet import counts
from likewise.service.wire.found import Echo, Found, Hit, Place
from likewise.service.wire.item import picture_address
from likewise.service.wire.query import Search


def find(view: View, asked: Search, picture: Image | None = None) -> Found:
    """The hits of a search; where nothing is looked for, and nothing sorted, items mixed."""
    start = time.perf_counter()
    looked_for = asked.words.strip() or picture or asked.like or asked.unlike or asked.unlike_words
    answer = _found(view, asked, picture) if looked_for or asked.sort else _shelf(view, asked)
    answer.took_ms = (time.perf_counter() - start) * 1000
    return answer


def _found(view: View, asked: Search, picture: Image | None) -> Found:
    hits = view.search(asked, picture)
    vectors = view.vectors([hit.id for hit in hits]) if asked.vectors else None
    shown = []
    for hit in hits:
        explained = Explained.of(view.explain(hits, hit.id)) if asked.explain else None
        shown.append(_hit(view.name, hit, explained, vectors))
    return Found(
        hits=shown,
        total=hits.total,
        relevant=hits.relevant,
        facets=counts(hits.facets),
        legs=list(hits.legs),
        cursor=hits.cursor or None,
        did_you_mean=view.did_you_mean(asked.words) or None if _are_few(hits, asked) else None,
        took_ms=0,
        query=_echo(asked),
    )


def _shelf(view: View, asked: Search) -> Found:
    shelf = view.shelf(
        asked.where, asked.facets, limit=asked.limit, offset=asked.offset, cursor=asked.cursor
    )
    vectors = view.vectors([item.id for item in shelf.items]) if asked.vectors else None
    hits = [found.Hit(item.id, 1.0, Content(item.fields, item.picture)) for item in shelf.items]
    return Found(
        hits=[_hit(view.name, hit, None, vectors) for hit in hits],
        total=shelf.total,
        facets=counts(shelf.facets),
        cursor=shelf.cursor or None,
        took_ms=0,
        query=_echo(asked),
    )


def _hit(
    catalogue: str,
    hit: found.Hit,
    explained: Explained | None,
    vectors: Mapping[str, Mapping[str, Vector]] | None,
) -> Hit:
    return Hit(
        id=hit.id,
        fields=dict(hit.fields),
        picture=picture_address(catalogue, hit.id, hit.picture),
        score=hit.score,
        relevance=hit.relevance,
        places={
            leg: Place(rank=place.rank, score=place.score) for leg, place in hit.places.items()
        },
        folded=list(hit.folded),
        explanation=explained,
        vectors=None
        if vectors is None
        else {name: each.tolist() for name, each in vectors.get(hit.id, {}).items()},
    )


def _are_few(hits: found.Hits, asked: Search) -> bool:
    """Whether the words are worth a look: few hits, or none of the first that has one of them."""
    if not asked.words.strip() or asked.offset or asked.cursor:
        return False
    unsaid = KEYWORD in hits.legs and not any(KEYWORD in hit.places for hit in hits)
    return unsaid or len(hits) < asked.limit


def _echo(asked: Search) -> Echo:
    return Echo(words=asked.words, limit=asked.limit, offset=asked.offset)
