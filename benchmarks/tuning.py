"""What tuning does to recall and latency on 100,000 real texts.

    python benchmarks/tuning.py FOLDER [--rows N] [--vectors FILE.npy]

FOLDER holds WordNet's `data.noun` and the like (Debian's `wordnet-base`: `apt-get download`, then
`dpkg-deb -x`). Each gloss is a document, with its part of speech and its lexicographer's domain as
tags. The tuned index is then asked for words as people type them: the lemmas of glosses that are
not in it, with no filter, with random shares, and with filters that have to do with the query and
that have nothing to do with it. FILE keeps the vectors for the next run.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from likewise.assembly import Parts
from likewise.catalogue.index_recipe import Algorithm, IndexRecipe, Metric, Policy
from likewise.catalogue.recipe import Field, Recipe, Role, VectorRecipe
from likewise.catalogue.source import Source
from likewise.embedding.encoder import encode
from likewise.embedding.known_models import MINILM
from likewise.embedding.load import describe
from likewise.embedding.vectors import Vectors
from likewise.index.filters.tree import EVERYTHING, Filter, OneOf
from likewise.index.redis.store import RedisStore
from likewise.index.requests import Total
from likewise.index.schema import Schema, VectorField
from likewise.index.search_setting import SearchSetting
from likewise.index.store import Document, Stamp, answer
from likewise.search.relevance.calibrating import calibrate
from likewise.search.tuning.tuning import COMPARE_ALL, RECALL, Tuning, search_setting
from likewise.settings import Settings

MODELS = Path(__file__).parents[1] / ".models"
NAME = "glosses"
QUERIES = 200
DOMAINS = [
    "adj.all",
    "adj.pert",
    "adv.all",
    "noun.Tops",
    "noun.act",
    "noun.animal",
    "noun.artifact",
    "noun.attribute",
    "noun.body",
    "noun.cognition",
    "noun.communication",
    "noun.event",
    "noun.feeling",
    "noun.food",
    "noun.group",
    "noun.location",
    "noun.motive",
    "noun.object",
    "noun.person",
    "noun.phenomenon",
    "noun.plant",
    "noun.possession",
    "noun.process",
    "noun.quantity",
    "noun.relation",
    "noun.shape",
    "noun.state",
    "noun.substance",
    "noun.time",
    "verb.body",
    "verb.change",
    "verb.cognition",
    "verb.communication",
    "verb.competition",
    "verb.consumption",
    "verb.contact",
    "verb.creation",
    "verb.emotion",
    "verb.motion",
    "verb.perception",
    "verb.possession",
    "verb.social",
    "verb.stative",
    "verb.weather",
    "adj.ppl",
]


@dataclass(frozen=True, slots=True)
class Gloss:
    """A sense of words."""

    id: str
    lemma: str
    pos: str
    domain: str
    text: str


def glosses(folder: Path) -> Iterator[Gloss]:
    """WordNet's, as `wndb(5)` describes its files."""
    for pos in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{pos}").read_text("utf-8").splitlines():
            if not line.startswith("  "):
                head, _, text = line.partition(" | ")
                parts = head.split()
                lemma = parts[4].replace("_", " ")
                yield Gloss(f"{pos}-{parts[0]}", lemma, pos, DOMAINS[int(parts[1])], text.strip())


def fill(parts: Parts, rows: Sequence[Gloss], vectors: Vectors) -> RedisStore:
    """A store of the glosses."""
    fields = (
        Field("lemma", Role.TEXT),
        Field("gloss", Role.TEXT),
        Field("pos", Role.TAG),
        Field("domain", Role.TAG),
    )
    pattern, fingerprint = "{lemma}: {gloss}", describe(MINILM).fingerprint
    vector = VectorField("text", pattern, MINILM.dims, MINILM.name, fingerprint)
    schema = Schema(fields, (vector,), Metric.COSINE, Algorithm.HNSW)
    recipe = Recipe(
        NAME,
        Source.of("none.csv"),
        "id",
        None,
        fields,
        (VectorRecipe("text", pattern, MINILM.name),),
        IndexRecipe(),
    )
    store = parts.register.begin(recipe, schema)
    store.put(
        Document(
            row.id,
            {"lemma": row.lemma, "gloss": row.text, "pos": row.pos, "domain": row.domain},
            None,
            {"text": vector},
            Stamp(row.id, {}),
        )
        for row, vector in zip(rows, vectors, strict=True)
    )
    parts.register.finish(NAME, store, may_lose=False)
    return store


def compare(
    parts: Parts, store: RedisStore, tuning: Tuning, wheres: Sequence[Filter], typed: Vectors
) -> str:
    """Recall and latency of the ten nearest, before, now, and with BATCHES."""
    before = SearchSetting.of(store.schema)
    found: dict[str, list[tuple[float, float]]] = {
        "all": [],
        "before": [],
        "now": [],
        "BATCHES": [],
    }
    for where, to in zip(wheres, typed, strict=True):
        filtered = where != EVERYTHING
        count = answer(store, Total(where)) if filtered else None
        now = search_setting(tuning, "text", count) or before
        settings = {
            "all": COMPARE_ALL,
            "before": before,
            "now": now,
            "BATCHES": now._replace(policy=Policy.BATCHES) if filtered else now,
        }
        truth: list[float] = []
        for name, setting in settings.items():
            near, took = search(parts, store, setting, where, to)
            truth = near if name == "all" else truth
            right = sum(distance <= truth[-1] + 1e-5 for distance in near)
            found[name].append((min(1.0, right / len(truth)), took))
    return " | ".join(
        f"{np.mean([recall for recall, _ in each]):.4f} "
        f"{np.median([ms for _, ms in each]):.2f} / {np.percentile([ms for _, ms in each], 95):.2f}"
        for each in found.values()
    )


def search(
    parts: Parts, store: RedisStore, setting: SearchSetting, where: Filter, to: Vectors
) -> tuple[list[float], float]:
    """The distances of the ten nearest, and the milliseconds that it took."""
    text = "(@_draw:[0 1])" if setting == COMPARE_ALL and where == EVERYTHING else "*"
    parameters: list[str | bytes] = ["v", to.tobytes()]
    if isinstance(where, OneOf):
        text = f"(@{where.field}:{{$tag}})"
        parameters += ["tag", where.values[0]]
    options = "" if setting == COMPARE_ALL else f" EF_RUNTIME {setting.ef_runtime}"
    if setting.policy is not Policy.AUTO and text != "*":
        options += f" HYBRID_POLICY {setting.policy.upper()}"
    query = f"{text}=>[KNN 10 @_v_text $v{options} AS d]"
    more = ("RETURN", 1, "d", "LIMIT", 0, 10, "TIMEOUT", 0, "PARAMS", len(parameters), *parameters)
    start = time.perf_counter()
    index = f"likewise:{NAME}:{store.version}"
    reply = parts.engine.run("FT.SEARCH", index, query, *more, "DIALECT", 2)
    took = (time.perf_counter() - start) * 1000
    return sorted(float(pairs[1]) for pairs in reply[2::2]), took


def main() -> None:
    """Fills, tunes, and asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--vectors", type=Path)
    given = parser.parse_args()
    random = Random(0)
    rows = list(glosses(given.folder))
    random.shuffle(rows)
    rows, others = rows[: given.rows], rows[given.rows :][:QUERIES]
    with tempfile.TemporaryDirectory(prefix="likewise-") as folder:
        (Path(folder) / "models").symlink_to(MODELS)
        parts = Parts(Settings(home=Path(folder)), say=print)
        try:
            measure(parts, rows, others, given.vectors)
        finally:
            parts.server.stop()


def measure(
    parts: Parts, rows: Sequence[Gloss], others: Sequence[Gloss], kept: Path | None
) -> None:
    """What tuning does to searches for the others' lemmas among the rows."""
    encoder = parts.encoders.encoder(MINILM.name)
    if kept is not None and kept.exists():
        vectors: Vectors = np.load(kept)
    else:
        texts = [f"{row.lemma}: {row.text}" for row in rows]
        parts_ = [encode(encoder, texts[n : n + 2000]) for n in range(0, len(texts), 2000)]
        vectors = np.concatenate(parts_)
        if kept is not None:
            np.save(kept, vectors)
    start = time.perf_counter()
    store = fill(parts, rows, vectors)
    print(f"filled with {len(rows):,} in {time.perf_counter() - start:.0f} s")
    start = time.perf_counter()
    calibrate(store, parts.encoders.encoder)
    print(f"calibrated in {time.perf_counter() - start:.1f} s")
    start = time.perf_counter()
    tuned = parts.tune(NAME, recall=RECALL)
    print(f"calibrated and tuned in {time.perf_counter() - start:.0f} s")
    if tuned.tuning is None:
        return
    for (vector, asker), each in tuned.calibrations.found.items():
        quality = each.quality
        print(f"{vector} {asker}: a half at {each.half:.3f}, {quality.precision:.3f} precision, ")
        print(f"  {quality.recall:.3f} recall, {quality.error:.3f} error, {quality.pairs} pairs")
    text = tuned.tuning.vectors["text"]
    print(text.unfiltered, [(step.candidates, str(step.setting)) for step in text.steps])
    for before, after in zip(text.before, text.after, strict=True):
        print(f"share {before.share}: {before.recall:.4f} {before.p50_ms:.2f} / ", end="")
        print(f"{before.p95_ms:.2f} ms, then {after.setting}: {after.recall:.4f} ", end="")
        print(f"{after.p50_ms:.2f} / {after.p95_ms:.2f} ms")
    typed = encode(encoder, [row.lemma for row in others])
    random, domains = Random(1), [row.domain for row in rows]
    filters: dict[str, list[Filter]] = {
        "no filter": [EVERYTHING] * len(others),
        "noun": [OneOf("pos", ("noun",))] * len(others),
        "verb": [OneOf("pos", ("verb",))] * len(others),
        "own domain": [OneOf("domain", (row.domain,)) for row in others],
        "another's domain": [OneOf("domain", (random.choice(domains),)) for _ in others],
        "any domain": [OneOf("domain", (random.choice(DOMAINS),)) for _ in others],
    }
    print("typed words, recall p50 / p95 ms: comparing all | before | now | forced BATCHES")
    for name, wheres in filters.items():
        there = [n for n, where in enumerate(wheres) if answer(store, Total(where))]
        asked = [wheres[n] for n in there]
        print(f"{name}: {compare(parts, store, tuned.tuning, asked, typed[there])}")


if __name__ == "__main__":
    main()
