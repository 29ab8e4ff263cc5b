"""likewise tune: learns what relevance is, and how to search quickly without missing much."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from likewise.cli.app import Json, Name, app, parts
from likewise.cli.charts import chart, share_text
from likewise.cli.output import out, print_json, print_table, say
from likewise.errors import UsageError
from likewise.search.relevance.relevance import Calibrations
from likewise.search.tuning.tuned import Tuned
from likewise.search.tuning.tuning import RECALL, Reading, Tuning


@app.command()
def tune(
    named: Annotated[
        str | None,
        typer.Argument(help="Which catalogue; the one used last if left out.", metavar="CATALOGUE"),
    ] = None,
    catalogue: Name = None,
    recall: Annotated[
        float,
        typer.Option("--recall", help="The least share of the ten nearest that a search finds."),
    ] = RECALL,
    picture: Annotated[
        Path | None,
        typer.Option("--picture", help="Where the picture goes, an SVG file.", metavar="FILE"),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Another one draws other items.")] = 0,
    json: Json = False,
) -> None:
    """Learns what similarity says of relevance, and how to search graphs quickly; keeps both.

    Relevance is learnt without judgements, from pairs of items that are known to belong together.
    An index that is a graph is measured under filters that admit a half to a thousandth of the
    items, and the quickest settings that find enough are kept. It is worth doing again when the
    catalogue has grown or has changed its kind.

    **Examples**

    - `likewise tune furniture`
    - `likewise tune furniture --recall 0.99 --picture furniture.svg`
    """
    if not 0 < recall < 1:
        raise UsageError(f"The recall must be between 0 and 1, but is {recall}.")
    if seed < 0:
        raise UsageError(f"The seed must be 0 or more, but is {seed}.")
    made = parts()
    name = made.catalogue(named or catalogue).name
    file = picture or made.settings.catalogue_folder(name) / "tuning.svg"
    _write(file, "")  # before minutes are spent on what goes there
    tuned = made.tune(name, recall=recall, seed=seed)
    _write(file, chart(name, tuned))
    if json:
        print_json({"catalogue": name} | tuned.to_json() | {"picture": str(file)})
        return
    _print_calibrations(tuned.calibrations)
    _print_tuning(tuned)
    say(f"The picture is {file}.")


def _write(file: Path, text: str) -> None:
    """Writes the text; where that is empty, only sees whether one could."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w" if text else "a", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        raise UsageError(f"The picture cannot be written: {error}.") from error


def _print_calibrations(calibrations: Calibrations) -> None:
    headers = ("vector", "asked by", "relevant from", "precision", "recall", "error", "pairs")
    rows = [
        (
            *(vector, asker.value, f"{each.half:.3f}"),
            *(f"{each.quality.precision:.2f}", f"{each.quality.recall:.2f}"),
            *(f"{each.quality.error:.2f}", f"{each.quality.pairs:,}"),
        )
        for (vector, asker), each in calibrations.found.items()
    ]
    if rows:
        print_table(headers, rows)
    for (vector, asker), reason in calibrations.missing.items():
        out().print(f"{vector}, asked by {asker.value}: not calibrated: {reason}.", markup=False)


def _print_tuning(tuned: Tuned) -> None:
    if tuned.tuning is None:
        out().print("The index is FLAT: every search is exact, and there is nothing to tune.")
        return
    headers = ("vector", "filter admits", "before", "p50 / p95 ms", "now", "recall", "p50 / p95 ms")
    print_table(headers, _rows(tuned.tuning))
    for vector, each in tuned.tuning.vectors.items():
        if each.flat:
            out().print(
                f"{vector}: FLAT would serve better: {each.flat}. "
                'Write algorithm = "flat" below [index] in likewise.toml, and import again.',
                markup=False,
            )


def _rows(tuning: Tuning) -> Iterator[tuple[str, ...]]:
    for vector, each in tuning.vectors.items():
        for before, after in zip(each.before, each.after, strict=True):
            yield (
                *(vector, share_text(after.share), f"{before.recall:.3f}", _times(before)),
                *(str(after.setting), f"{after.recall:.3f}", _times(after)),
            )


def _times(reading: Reading) -> str:
    return f"{reading.p50_ms:.2f} / {reading.p95_ms:.2f}"
