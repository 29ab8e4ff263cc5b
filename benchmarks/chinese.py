"""Ways to make tokens of Chinese, by what a keyword search of Redis finds with them.

    python benchmarks/chinese.py --data FOLDER

The folder holds `chinese-keywords` and `cmrc2018-retrieval`, the latter in BEIR's layout. Each way
fills an index of the embedded Redis (BM25STD) and is asked three things:

- keywords: the 20 queries of `chinese-keywords`; all words must be in a text. Answered are those
  whose texts are exactly the relevant ones.
- questions: those of `cmrc2018-retrieval`, any word counts; the one relevant text of 1,104.
- two words: of each text two of jieba's words that are not neighbours, written together, as people
  type; all must be in a text. Relevant are the texts that contain both.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import ir_measures
import rjieba
from ir_measures import R, nDCG
from redis import Redis

from likewise.assembly import Parts
from likewise.language.analyzer import Analyzer
from likewise.language.pieces import Kind, folded_pieces
from likewise.language.stop_words import stop_words
from likewise.language.unspaced import grams
from likewise.settings import Settings

STOP_WORDS = stop_words("english")
ANALYZER = Analyzer()

Cut = Callable[[str], list[str]]
Row = tuple[str, ...]
"""Tokens that follow one another."""


@dataclass(frozen=True)
class Way:
    """How texts are stored and queries asked."""

    name: str
    stored: Callable[[str], Iterable[str]]
    asked: Callable[[str], Iterable[Row]]


@dataclass(frozen=True)
class Collection:
    """Texts and queries, by their ids, and the ids of the texts that each query is about."""

    texts: Mapping[str, str]
    queries: Mapping[str, str]
    relevant: Mapping[str, set[str]]


def pairs(run: str) -> list[str]:
    """Each two neighbours."""
    return [first + second for first, second in pairwise(run)] or [run]


def cut_with(own: Iterable[str]) -> rjieba.Jieba:
    """Jieba with words of one's own."""
    jieba = rjieba.Jieba()
    for word in own:
        jieba.add_word(word, 1000, None)
    return jieba


def tokens(cut: Cut) -> Callable[[str], Iterator[str]]:
    """The tokens of a text whose Chinese is cut so."""

    def made(text: str) -> Iterator[str]:
        for kind, folded in folded_pieces(text, elides=False):
            yield from cut(folded) if kind is Kind.UNSPACED else (folded,)

    return made


def alone(cut: Cut, dropped: frozenset[str] = frozenset()) -> Callable[[str], Iterator[Row]]:
    """Each token of a query by itself, without some."""
    made = tokens(cut)
    return lambda text: ((token,) for token in dict.fromkeys(made(text)) if token not in dropped)


def phrases(cut: Cut) -> Callable[[str], Iterator[Row]]:
    """The words of a query, each as the characters and pairs that make it."""
    made = tokens(cut)
    return lambda text: (
        ANALYZER.phrase(word) for word in dict.fromkeys(made(text)) if word not in STOP_WORDS
    )


def ours(text: str) -> Iterator[Row]:
    """The words of a query by the library."""
    return (row for term in ANALYZER.terms(text) for row in term.alternatives)


def ways(titles: Iterable[str]) -> list[Way]:
    """All that are compared."""
    own = cut_with(titles)

    def both(run: str) -> list[str]:
        return [*rjieba.cut_for_search(run), *pairs(run)]

    return [
        Way("characters", tokens(list), alone(list)),
        Way("pairs", tokens(pairs), alone(pairs)),
        Way("characters and pairs, all asked", tokens(grams), alone(grams)),
        Way("jieba", tokens(rjieba.cut), alone(rjieba.cut)),
        Way("jieba, stop words out", tokens(rjieba.cut), alone(rjieba.cut, STOP_WORDS)),
        Way(
            "jieba for search, stop words out",
            tokens(rjieba.cut_for_search),
            alone(rjieba.cut, STOP_WORDS),
        ),
        Way(
            "the same with the titles as own words",
            tokens(own.cut_for_search),
            alone(own.cut, STOP_WORDS),
        ),
        Way("jieba for search and pairs, stop words out", tokens(both), alone(both, STOP_WORDS)),
        Way("characters and pairs, jieba's words as phrases", tokens(grams), phrases(rjieba.cut)),
        Way("characters and pairs, pairs in jieba's words (ours)", ANALYZER.tokens, ours),
    ]


def keywords(folder: Path) -> Collection:
    """The 20 keyword queries."""
    texts = dict(_rows(folder / "chinese-keywords/documents.tsv"))
    asked = dict(_rows(folder / "chinese-keywords/queries.tsv"))
    return Collection(
        texts,
        {query: query for query in asked},
        {q: set(ids.split(",")) for q, ids in asked.items()},
    )


def questions(folder: Path) -> tuple[Collection, list[str]]:
    """The questions, and the titles of their texts."""
    home = folder / "cmrc2018-retrieval"
    texts = [json.loads(line) for line in (home / "corpus.jsonl").open(encoding="utf-8")]
    asked = [json.loads(line) for line in (home / "queries.jsonl").open(encoding="utf-8")]
    relevant = {query: {text} for query, text in _rows(home / "qrels.tsv")}
    return Collection(
        {row["_id"]: row["text"] for row in texts},
        {row["_id"]: row["text"] for row in asked if row["text"]},
        relevant,
    ), [row["title"] for row in texts]


def two_words(texts: Mapping[str, str]) -> Collection:
    """Two words of each text that are not neighbours in it, written together."""
    chance = random.Random(0)
    queries: dict[str, str] = {}
    relevant: dict[str, set[str]] = {}
    for id_, text in texts.items():
        words = [w for w in rjieba.cut(text) if len(w) > 1 and w not in STOP_WORDS and w.isalpha()]
        first, second = chance.sample(sorted(set(words)), 2)
        if words.index(first) + 1 == words.index(second):
            continue
        queries[id_] = first + second
        relevant[id_] = {
            each for each, other in texts.items() if first in other and second in other
        }
    return Collection(texts, queries, relevant)


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        first, second = line.split("\t")[:2]
        yield first, second


class Index:
    """Texts in Redis, stored in one way."""

    def __init__(self, client: Redis, name: str, texts: Mapping[str, str], way: Way) -> None:
        self._client, self._name, self._way, self._count = client, name, way, len(texts)
        schema = ("SCHEMA", "text", "TEXT")
        options = ("PREFIX", 1, f"{name}:", "LANGUAGE", "english", "STOPWORDS", 0)
        client.execute_command("FT.CREATE", name, *options, *schema)
        while self._information()["indexing"]:  # else it may index a document twice
            time.sleep(0.1)
        begun = time.perf_counter()
        made = {id_: " ".join(way.stored(text)) for id_, text in texts.items()}
        self.microseconds = (time.perf_counter() - begun) * 1e6 / sum(map(len, texts.values()))
        pipeline = client.pipeline(transaction=False)
        for id_, text in made.items():
            pipeline.hset(f"{name}:{id_}", "text", text)
        pipeline.execute()
        found = self._information()
        self.megabytes = float(found["inverted_sz_mb"]) + float(found["offset_vectors_sz_mb"])

    def ask(self, query: str, between: str, most: int) -> dict[str, float]:
        """The ids of the texts that are found, best first, and their scores."""
        rows = list(dict.fromkeys(self._way.asked(query)))
        if not rows:
            return {}
        found = self._client.execute_command(
            *("FT.SEARCH", self._name, between.join(f"@text:({_row(row)})" for row in rows)),
            *("SCORER", "BM25STD", "WITHSCORES", "NOCONTENT", "LIMIT", 0, most, "DIALECT", 2),
        )
        ids = (key.decode().removeprefix(f"{self._name}:") for key in found[1::2])
        return dict(zip(ids, map(float, found[2::2]), strict=True))

    def exactly(self, collection: Collection) -> tuple[float, float, int]:
        """Precision and recall of what has all words; how many answers are exactly right."""
        precision, recall, right = 0.0, 0.0, 0
        for id_, query in collection.queries.items():
            found = set(self.ask(query, " ", self._count))
            relevant = collection.relevant[id_]
            precision += len(found & relevant) / len(found) if found else 0
            recall += len(found & relevant) / len(relevant)
            right += found == relevant
        count = len(collection.queries)
        return precision / count, recall / count, right

    def ranked(self, collection: Collection) -> tuple[float, float, float]:
        """NDCG@10, Recall@10, and the median milliseconds of a query."""
        run, times = {}, []
        for id_, query in collection.queries.items():
            begun = time.perf_counter()
            run[id_] = self.ask(query, "|", 10)
            times.append((time.perf_counter() - begun) * 1000)
        relevant = {id_: dict.fromkeys(texts, 1) for id_, texts in collection.relevant.items()}
        asked = {id_: texts for id_, texts in relevant.items() if id_ in run}
        found = ir_measures.calc_aggregate([nDCG @ 10, R @ 10], asked, run)
        return found[nDCG @ 10], found[R @ 10], median(times)

    def drop(self) -> None:
        """Removes the index and its documents."""
        self._client.execute_command("FT.DROPINDEX", self._name, "DD")

    def _information(self) -> Mapping[str, bytes]:
        found = self._client.execute_command("FT.INFO", self._name)
        names = (name.decode() if isinstance(name, bytes) else name for name in found[::2])
        return dict(zip(names, found[1::2], strict=True))


def _row(row: Row) -> str:
    return row[0] if len(row) == 1 else f"(({' '.join(row)})=>{{$slop: 0; $inorder: true}})"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data
    short = keywords(folder)
    long, titles = questions(folder)
    together = two_words(long.texts)
    print(f"{len(long.queries)} questions, {len(together.queries)} times two words")
    print("| way | keywords | nDCG@10 | Recall@10 | two words: precision | recall |", end="")
    print(" index, MB | us a character | ms a question |\n|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as home:
        parts = Parts(Settings(home=Path(home)))
        try:
            for number, way in enumerate(ways(titles)):
                index = Index(parts.engine.client, f"short{number}", short.texts, way)
                right = index.exactly(short)[2]
                index.drop()
                index = Index(parts.engine.client, f"long{number}", long.texts, way)
                ndcg, recall, milliseconds = index.ranked(long)
                precise, complete, _ = index.exactly(together)
                index.drop()
                print(
                    f"| {way.name} | {right} of 20 | {ndcg:.4f} | {recall:.4f} | {precise:.3f} |"
                    f" {complete:.3f} | {index.megabytes:.1f} | {index.microseconds:.2f} |"
                    f" {milliseconds:.2f} |",
                    flush=True,
                )
        finally:
            parts.engine.client.close()
            parts.server.stop()


if __name__ == "__main__":
    main()
