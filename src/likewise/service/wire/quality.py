"""Quality as it goes over the wire: what an operator asks of a catalogue and its Redis."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from likewise.service.wire.health import Readiness
from likewise.service.wire.shape import Shape


class ModelShown(Shape):
    """The model that made vectors."""

    name: str = Field(examples=["all-minilm-l6-v2"])
    """Its name."""

    fingerprint: str
    """That of the model that filled the index."""

    modality: Literal["text", "picture"] | None = Field(examples=["text"])
    """What it reads; null where it is not known."""

    at_hand: bool
    """Whether the model that is here is that one; else searches are refused until an import."""

    summary: str
    """What it is good for; empty where it is not known."""

    licence: str = Field(examples=["Apache-2.0"])
    """Of its weights; empty where it is not known."""

    source: str
    """The paper or page of the method; empty where it is not known."""


class CurvePoint(Shape):
    """Pairs of items to which nearly the same probability was given."""

    said: float = Field(examples=[0.71])
    """The mean of the probabilities."""

    seen: float = Field(examples=[0.74])
    """The share of them that are known to belong together."""

    pairs: int = Field(examples=[120])
    """How many there are."""


class CalibrationShown(Shape):
    """What a cosine says of relevance, and how well it says it."""

    asker: Literal["words", "picture", "item"]
    """What the vectors are compared with."""

    half: float = Field(examples=[0.41])
    """The cosine at which the probability is a half."""

    slope: float = Field(examples=[14.2])
    """Of the log-odds by the cosine."""

    pairs: int = Field(examples=[2000])
    """How many known pairs it was measured by; and as many random ones."""

    precision: float = Field(examples=[0.95])
    """The known pairs' share of those that are relevant by it."""

    recall: float = Field(examples=[0.95])
    """The share of the known pairs that are relevant by it."""

    brier: float = Field(examples=[0.04])
    """Mean square of probability less truth, from 0 up to a coin's 0.25."""

    error: float = Field(examples=[0.02])
    """How far the points of the curve are from the diagonal, on average."""

    curve: list[CurvePoint]
    """The reliability curve, the least probable first."""

    origins: dict[str, int]
    """From how pairs came to be known to how many did."""


class Uncalibrated(Shape):
    """Why nothing is known of relevance."""

    asker: Literal["words", "picture", "item"]
    """What the vectors would be compared with."""

    reason: str
    """In words."""


class SettingShown(Shape):
    """How a graph is searched."""

    ef_runtime: int = Field(examples=[200])
    """How many candidates the search holds."""

    policy: str = Field(examples=["auto"])
    """How it goes under a filter."""

    batch_size: int | None
    """How many candidates a batch has; null for as many as Redis thinks fit."""


class GraphShown(Shape):
    """How the graph of an index is linked, and searched where nothing was tuned."""

    m: int = Field(examples=[16])
    """How many links a vector has."""

    ef_construction: int = Field(examples=[200])
    """How many candidates were compared to link a vector."""

    search: SettingShown
    """How it is searched where `likewise tune` has found nothing better."""


class StepShown(Shape):
    """How the graph is searched where at least so many items meet the filter."""

    candidates: int = Field(examples=[1000])
    """So many."""

    setting: SettingShown
    """How."""


class ReadingShown(Shape):
    """What searches found, and how long they took."""

    share: float | None = Field(examples=[0.1])
    """Which share of the items met the filter; null for searches without one."""

    setting: SettingShown
    """How the graph was searched."""

    recall: float = Field(examples=[0.993])
    """The mean share of the ten nearest that were found."""

    doubt: float = Field(examples=[0.002])
    """The standard error of that mean."""

    p50_ms: float = Field(examples=[0.9])
    """The median time."""

    p95_ms: float = Field(examples=[4.2])
    """The time that one in twenty searches exceeds."""


class TuningShown(Shape):
    """How the graph of a vector is searched."""

    unfiltered: SettingShown
    """Without a filter."""

    steps: list[StepShown]
    """Under a filter, the most candidates first; the last is for any number."""

    before: list[ReadingShown]
    """What searches did without the tuning."""

    after: list[ReadingShown]
    """What they do with it, for the same queries."""

    flat: str
    """Why an index without a graph would serve better; empty where it would not."""


class VectorQuality(Shape):
    """A vector of the items, and what is known of searches by it."""

    name: str = Field(examples=["text"])
    """Its name."""

    source: str = Field(examples=["{name} {category}"])
    """What it is made of."""

    dims: int = Field(examples=[384])
    """How many numbers it has."""

    model: ModelShown
    """What makes it."""

    calibrations: list[CalibrationShown]
    """What its cosines say of relevance."""

    uncalibrated: list[Uncalibrated]
    """Of what it was tried, and could not be learnt."""

    tuning: TuningShown | None
    """How its graph is searched; null where there is none, or it was not measured."""


class Quality(Shape):
    """How well a catalogue can be searched, as `likewise tune` has found."""

    name: str = Field(examples=["shop"])
    """The catalogue's."""

    documents: int = Field(examples=[44_424])
    """How many items the index holds."""

    failures: int = Field(examples=[0])
    """How many it could not take."""

    last_failure: str
    """Its last reason, or empty."""

    indexing: bool
    """Whether Redis is still building it."""

    algorithm: str = Field(examples=["hnsw"])
    """How neighbours are looked for: `flat` compares all, and finds all."""

    metric: str = Field(examples=["cosine"])
    """How nearness is measured."""

    type: str = Field(examples=["float32"])
    """How a number of a vector is kept."""

    storage: str = Field(examples=["hash"])
    """As what Redis keeps an item."""

    graph: GraphShown | None
    """The graph; null for an index that compares all."""

    vector_bytes: int = Field(examples=[190_669_824])
    """The memory of the vectors."""

    tuned_at: str | None
    """When `likewise tune` last ran; null for never."""

    tuned_documents: int | None
    """How many items there were when graphs were measured; null where they were not."""

    recall_held: float | None = Field(examples=[0.98])
    """The share of the ten nearest that searches are tuned to find; null where they are not."""

    vectors: list[VectorQuality]
    """The items' vectors."""


class RefusedRow(Shape):
    """A row that was refused."""

    source: str = Field(examples=["products.csv"])
    """Name of the file."""

    line: int = Field(examples=[12])
    """Line at which the row begins, from 1."""

    column: str = Field(examples=["price"])
    """The column at fault; empty where it is the whole row."""

    reason: str
    """What was expected and what was found."""


class ImportShown(Shape):
    """What an import did."""

    at: str = Field(examples=["2026-11-23T22:38:24+00:00"])
    """When it began."""

    seconds: float = Field(examples=[12.5])
    """How long it took."""

    problem: str
    """Why it ended early; empty where it came to its end."""

    added: int
    """Items that were not there before."""

    changed: int
    """Items whose row or picture was another."""

    unchanged: int
    """Items left as they were."""

    removed: int
    """Items that the source had no more."""

    rejected: int
    """Rows refused."""

    encoded: int
    """Vectors that a model had to make."""

    rejects: list[RefusedRow]
    """The first of the refused rows."""

    rejects_file: str = Field(examples=["/var/lib/likewise/catalogues/shop/rejects.csv"])
    """The file of all of them where the service runs; empty where there is none."""


class LastImport(Shape):
    """The last import of a catalogue."""

    last: ImportShown | None
    """What it did; null where none was recorded."""


class EngineShown(Shape):
    """How Redis is; null for what it does not tell."""

    redis_version: str = Field(examples=["8.2.3"])
    """Its version."""

    search_version: str
    """Of its search module."""

    json_version: str
    """Of its JSON module."""

    embedded: bool
    """Whether it is Likewise's own."""

    used_bytes: int | None
    """The memory that it uses."""

    most_bytes: int | None
    """The most that it may use; null for no limit."""

    free_bytes: int | None
    """The memory that is left for it."""

    append_only: bool | None
    """Whether writes are logged to disk."""

    written: bool | None
    """Whether the last write to disk went well."""

    on_timeout_fails: bool | None
    """Whether a search that runs out of time fails, and does not answer with fewer hits."""

    algorithms: list[str] | None
    """How it can look for neighbours."""

    types: list[str] | None
    """How it can keep a number of a vector."""

    hybrid: bool | None
    """Whether it can join rankings itself."""

    readiness: Readiness
    """Whether searches can be answered, as `/readyz` tells it."""
