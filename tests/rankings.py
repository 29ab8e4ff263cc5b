"""Rankings made up for tests: best first, ties by id."""

from collections.abc import Mapping

from hypothesis import strategies as st

from likewise.index.requests import Neighbour

IDS = [f"item-{number}" for number in range(40)]

Ranking = tuple[Neighbour, ...]


def ranked(scores: Mapping[str, float]) -> Ranking:
    """The ranking of items with these scores."""
    return tuple(
        Neighbour(id_, score)
        for id_, score in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def rankings(least: float = -1, most: float = 1) -> st.SearchStrategy[Ranking]:
    """Rankings with many ties, of any of forty items."""
    scores = st.one_of(st.floats(least, most), st.sampled_from([0.0, 0.5, 1.0]))
    return st.dictionaries(st.sampled_from(IDS), scores, max_size=len(IDS)).map(ranked)
