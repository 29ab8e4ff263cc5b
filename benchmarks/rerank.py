"""Rates of the rerankers, and what late interaction does to a ranking.

    python benchmarks/rerank.py [--pairs FILE ...]

The rates are of the late interaction that needs no download, and of a cross-encoder of the same
six layers: a folder made here of all-MiniLM-L6-v2's weights and a head of random numbers, whose
scores mean nothing, but which takes the time that a trained one takes. Texts are of real words in
three lengths; the query has five words. The best of three rounds counts.

With `--pairs` (tab-separated: a sentence, another, how alike they are from 0 to 5, as in STS-B)
each sentence with a partner of 4 or more looks for it among all sentences: nDCG@10 of the fifty
nearest by their vectors, and of the same fifty by late interaction.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import random
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import numpy as np
import safetensors.numpy

from likewise.assembly import Parts
from likewise.embedding.encoder import Precision, encode
from likewise.embedding.known_models import MINILM
from likewise.embedding.load import load_minilm
from likewise.embedding.load_reranker import LATE_INTERACTION, load_reranker
from likewise.embedding.packages import ModelFiles
from likewise.embedding.reranker import Reranker
from likewise.settings import Settings

ROUNDS = 3
LENGTHS = {"titles": (6, 1000), "sentences": (17, 400), "paragraphs": (105, 100)}
QUERY_WORDS = 5
DEPTH = 50
ALIKE = 4.0
QUERIES = 400


def cross_encoder_folder(files: ModelFiles, folder: Path) -> Path:
    """A cross-encoder of MiniLM's size in Hugging Face's layout."""
    weights, shape, _ = load_minilm(files)
    width = weights["embeddings.LayerNorm.weight"].shape[0]
    head = {
        "bert.pooler.dense.weight": np.random.default_rng(7).normal(size=(width, width)) / width,
        "bert.pooler.dense.bias": np.zeros(width),
        "classifier.weight": np.random.default_rng(8).normal(size=(1, width)),
        "classifier.bias": np.zeros(1),
    }
    tensors = {f"bert.{name}": tensor for name, tensor in weights.items()}
    tensors |= {name: tensor.astype(np.float32) for name, tensor in head.items()}
    safetensors.numpy.save_file(tensors, folder / "model.safetensors")
    shutil.copy(files.path(MINILM, "tokenizer.json"), folder)
    config = {
        "architectures": ["BertForSequenceClassification"],
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "layer_norm_eps": shape.epsilon,
    }
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    return folder


def seconds(reranker: Reranker, query: str, texts: Sequence[str]) -> float:
    """The best time of some rounds."""
    best = math.inf
    for _ in range(ROUNDS):
        start = time.perf_counter()
        reranker.score(query, texts)
        best = min(best, time.perf_counter() - start)
    return best


def rates(files: ModelFiles, rerankers: dict[str, Reranker]) -> None:
    """Prints a table of texts a second, and of milliseconds for a page of candidates."""
    vocabulary = json.loads(files.path(MINILM, "tokenizer.json").read_text())["model"]["vocab"]
    words = [word for word in vocabulary if word.isalpha() and word.isascii() and len(word) > 3]  # noqa: PLR2004
    query = " ".join(random.choices(words, k=QUERY_WORDS))
    print(f"{'texts/s':28}" + "".join(f"{name:>12}" for name in LENGTHS) + f"{DEPTH:9} sentences")
    texts = {
        name: [
            " ".join(random.choices(words, k=max(2, round(random.gauss(length, length / 4)))))
            for _ in range(count)
        ]
        for name, (length, count) in LENGTHS.items()
    }
    for name, reranker in rerankers.items():
        found = {
            each: len(given) / seconds(reranker, query, given) for each, given in texts.items()
        }
        page = 1000 * seconds(reranker, query, texts["sentences"][:DEPTH])
        print(
            f"{name:28}" + "".join(f"{rate:12.0f}" for rate in found.values()) + f"{page:16.0f} ms"
        )


def quality(parts: Parts, reranker: Reranker, files: Sequence[Path]) -> None:
    """Prints nDCG@10 before and after late interaction."""
    rows = [
        (row[0], row[1], float(row[2]))
        for file in files
        for row in csv.reader(file.open(encoding="utf-8", newline=""), delimiter="\t")
        if row[2].replace(".", "").isdigit()
    ]
    sentences = sorted({sentence for row in rows for sentence in row[:2]})
    partners: dict[str, set[str]] = {}
    for one, other, alike in rows:
        if alike >= ALIKE and one != other:
            partners.setdefault(one, set()).add(other)
    vectors = encode(parts.encoders.encoder(MINILM.name), sentences)
    before, after = [], []
    for query, wanted in list(partners.items())[:QUERIES]:
        cosines = vectors @ vectors[sentences.index(query)]
        order = [sentences[number] for number in np.argsort(-cosines)[: DEPTH + 1]]
        nearest = [sentence for sentence in order if sentence != query][:DEPTH]
        scores = reranker.score(query, nearest)
        before.append(gain(nearest, wanted))
        after.append(gain([nearest[number] for number in np.argsort(-scores)], wanted))
    change = np.array(after) - np.array(before)
    sample = np.random.default_rng(7).choice(change, (2000, len(change))).mean(axis=1)
    low, high = np.quantile(sample, [0.025, 0.975])
    print(f"nDCG@10 of {len(before)} queries: {mean(before):.4f}, reranked {mean(after):.4f}")
    print(f"change {change.mean():+.4f}, 95 % from {low:+.4f} to {high:+.4f} (bootstrap)")


def gain(ranking: Sequence[str], wanted: set[str]) -> float:
    """NDCG@10, each wanted one being worth the same."""
    found = sum(1 / math.log2(2 + i) for i, each in enumerate(ranking[:10]) if each in wanted)
    return found / sum(1 / math.log2(2 + i) for i in range(min(10, len(wanted))))


def main() -> None:
    """Prints the rates, and the quality where there are pairs."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pairs", type=Path, nargs="+", default=[])
    given = arguments.parse_args()
    random.seed(7)
    parts = Parts(Settings.from_environment(os.environ))
    with tempfile.TemporaryDirectory() as name:
        folder = str(cross_encoder_folder(parts.models, Path(name)))
        rerankers = {
            f"{label}, {precision}": load_reranker(source, parts.models, precision)
            for label, source in ((LATE_INTERACTION, LATE_INTERACTION), ("cross-encoder", folder))
            for precision in Precision
        }
        rates(parts.models, rerankers)
    if given.pairs:
        quality(parts, rerankers[f"{LATE_INTERACTION}, {Precision.EXACT}"], given.pairs)


if __name__ == "__main__":
    main()
