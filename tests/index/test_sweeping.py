"""Words keep their weight though documents are replaced."""

from __future__ import annotations

import time

from likewise.assembly import Parts


def test_a_word_in_every_document_is_common_again_soon_after_some_were_replaced(
    parts: Parts, name: str
) -> None:
    """RediSearch takes it for the rarest while more copies have it than there are documents."""
    run = parts.engine.run
    run("FT.CREATE", name, "PREFIX", 1, f"{name}:", "SCHEMA", "text", "TEXT", "NOSTEM")
    for number in range(10):
        run("HSET", f"{name}:{number}", "text", f"oak word{number}")
    for number in range(3):
        run("HSET", f"{name}:{number}", "text", f"oak other{number}")
    until = time.monotonic() + 60
    while (score := best(parts, name)) > 1 and time.monotonic() < until:
        time.sleep(0.2)
    run("FT.DROPINDEX", name, "DD")
    assert 0 < score < 1


def best(parts: Parts, name: str) -> float:
    found = parts.engine.run(
        "FT.SEARCH", name, "oak", "WITHSCORES", "SCORER", "BM25STD", "NOCONTENT", "LIMIT", 0, 1
    )
    return float(found[2])
