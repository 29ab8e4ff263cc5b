"""How well relevance is calibrated on catalogues that are there.

    python benchmarks/relevance.py CATALOGUE... [--photos FILE]

For each catalogue of LIKEWISE_HOME, vector and asker, over three seeds: precision and recall at a
half, Brier score and calibration error, for pairs of items that nothing was learnt from; by the
likeliest line (Platt 1999) and by ours, which puts a half where precision and recall are the same.
FILE is a CSV of photos that people took: `photo`, a path relative to the file, and `class_id`, the
id of the item that it shows. They tell which of them find their item relevant.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np

from likewise.assembly import Parts
from likewise.catalogue.media import open_picture
from likewise.embedding.encoder import encode
from likewise.search.ranking.legs import Asker
from likewise.search.relevance.calibrating import calibrate, find_pairs, learn
from likewise.search.relevance.judging import judge
from likewise.search.relevance.known_pairs import FOLDS, Pairs
from likewise.search.relevance.logistic import chance, fit
from likewise.search.relevance.relevance import RELEVANT, Calibration, Quality
from likewise.search.relevance.sample import draw_sample
from likewise.settings import Settings

SEEDS = (0, 1, 2)


def by_the_likeliest_line(pairs: Pairs) -> Quality:
    """What Platt's line does on each fold, learnt from the others."""
    known, random = np.empty(len(pairs)), np.empty(len(pairs))
    for fold in range(FOLDS):
        rows = pairs.folds == fold
        slope, intercept = fit(pairs.known[~rows], pairs.random[~rows])
        known[rows] = chance(slope * pairs.known[rows] + intercept)
        random[rows] = chance(slope * pairs.random[rows] + intercept)
    return judge(known, random, {})


def row(qualities: Sequence[Quality]) -> str:
    """Means over the seeds, and the widest gap."""
    gap = max(abs(each.precision - each.recall) for each in qualities)
    means = (
        np.mean([getattr(each, name) for each in qualities])
        for name in ("precision", "recall", "brier", "error")
    )
    return " ".join(f"{mean:.3f}" for mean in means) + f" gap {gap:.3f}"


def show(parts: Parts, name: str) -> None:
    """Every vector and asker of a catalogue."""
    store = parts.register.live(name)
    encoders = {each.name: parts.encoders.encoder(each.model) for each in store.schema.vectors}
    found: dict[tuple[str, Asker], list[Pairs]] = {}
    for seed in SEEDS:
        sample = draw_sample(store, 2000, seed=seed)
        for key, pairs in find_pairs(store.schema, sample, encoders, Random(seed)).items():
            found.setdefault(key, []).append(pairs)
    print(f"{name}: precision recall brier error, likeliest line | ours")
    for (vector, asker), each in found.items():
        learnt = [learn(pairs) for pairs in each]
        ours = [one.quality for one in learnt if isinstance(one, Calibration)]
        lines = [by_the_likeliest_line(pairs) for pairs in each]
        halves = [f"{one.half:.2f}" for one in learnt if isinstance(one, Calibration)]
        said = row(ours) if ours else "not calibrated"
        print(f"  {vector} {asker}: {row(lines)} | {said}, a half at {', '.join(halves)}")


def show_photos(parts: Parts, name: str, file: Path) -> None:
    """How many photos find their item relevant, and how many other items they do."""
    store = parts.register.live(name)
    calibrations = calibrate(store, parts.encoders.encoder)
    with file.open(encoding="utf-8", newline="") as opened:
        photos = [(file.parent / row["photo"], row["class_id"]) for row in csv.DictReader(opened)]
    ids = sorted(store.ids())
    for field in store.schema.vectors:
        calibration = calibrations.of(field.name, Asker.PICTURE)
        if calibration is None:
            continue
        items = np.array(store.vectors(field.name, ids))
        asked = encode(
            parts.encoders.encoder(field.model), [open_picture(path) for path, _ in photos]
        )
        relevant = calibration.probability(asked @ items.T) >= RELEVANT
        own = np.array([[id_ == true for id_ in ids] for _, true in photos])
        print(f"{field.name}: own item relevant {relevant[own].mean():.3f}, ", end="")
        print(f"others {relevant[~own].mean():.3f}, {len(photos)} photos")


def main() -> None:
    """Measures each catalogue that was named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("catalogues", nargs="+")
    parser.add_argument("--photos", type=Path)
    given = parser.parse_args()
    parts = Parts(Settings.from_environment(os.environ))
    for name in given.catalogues:
        show(parts, name)
        if given.photos is not None:
            show_photos(parts, name, given.photos)


if __name__ == "__main__":
    main()
