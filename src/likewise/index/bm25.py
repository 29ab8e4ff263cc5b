"""BM25: how much the words of a query say about a text.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with the
constants of Redis' BM25STD.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from likewise.index.filters.wording import follow_one_another
from likewise.language.terms import Term

_K1 = 1.2
_B = 0.5


def bm25(terms: Sequence[Term], texts: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """The scores of the texts that have at least one of the terms.

    Args:
        terms: The query.
        texts: From a document's id to its tokens; also those of documents without any.
    """
    average = sum(map(len, texts.values())) / max(1, len(texts))
    scores: dict[str, float] = {}
    for term in terms:
        for alternative in term.alternatives:
            holders = {
                id_ for id_, tokens in texts.items() if follow_one_another(alternative, tokens)
            }
            for token in alternative:
                within = sum(token in tokens for tokens in texts.values())
                rarity = math.log1p((len(texts) - within + 0.5) / (within + 0.5))
                for id_ in holders:
                    count, length = texts[id_].count(token), len(texts[id_])
                    damped = count + _K1 * (1 - _B + _B * length / average)
                    scores[id_] = scores.get(id_, 0) + rarity * count * (_K1 + 1) / damped
    return scores


def has_all(tokens: Sequence[str], terms: Sequence[Term]) -> bool:
    """Whether a text has every term."""
    return all(
        any(follow_one_another(each, tokens) for each in term.alternatives) for term in terms
    )
