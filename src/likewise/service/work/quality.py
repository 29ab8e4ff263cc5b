"""Quality: what an operator asks of a catalogue and its Redis."""

from __future__ import annotations

from likewise.accounts.caller import Caller
from likewise.assembly import CatalogueStatus
from likewise.catalogue.rejects import RejectsFile
from likewise.embedding.known_models import KNOWN_MODELS
from likewise.embedding.load import describe
from likewise.errors import IncompleteIndexError
from likewise.index.engine.health import Health
from likewise.index.schema import Schema, VectorField
from likewise.index.search_setting import SearchSetting
from likewise.search.ranking.legs import Asker
from likewise.search.relevance.relevance import Calibration
from likewise.search.tuning.tuned import Tuned
from likewise.search.tuning.tuning import Reading, VectorTuning
from likewise.service.callers.must import catalogue_of
from likewise.service.problems import Code, ProblemError
from likewise.service.readiness import readiness
from likewise.service.serving import Serving
from likewise.service.wire import quality as wire


def quality(serving: Serving, name: str, caller: Caller) -> wire.Quality:
    """How well a catalogue can be searched.

    Raises:
        ProblemError: There is no such catalogue for the caller, or they do not see all of it.
        IncompleteIndexError: It cannot be searched.
    """
    status = _status(serving, name, caller)
    if status.schema is None or status.facts is None:
        raise IncompleteIndexError(
            f"The catalogue {name!r} cannot be searched.", remedy="Run its import again."
        )
    schema, facts, tuned = status.schema, status.facts, status.tuned
    return wire.Quality(
        name=name,
        documents=facts.documents,
        failures=facts.failures,
        last_failure=facts.last_failure,
        indexing=facts.indexing,
        algorithm=schema.algorithm.value,
        metric=schema.metric.value,
        type=schema.type.value,
        storage=schema.storage.value,
        graph=_graph(schema) if schema.algorithm.walks else None,
        vector_bytes=facts.bytes,
        tuned_at=tuned.at or None,
        tuned_documents=None if tuned.tuning is None else tuned.tuning.documents,
        recall_held=None if tuned.tuning is None else tuned.tuning.recall,
        vectors=[_vector(vector, tuned) for vector in schema.vectors],
    )


def last_import(serving: Serving, name: str, caller: Caller) -> wire.LastImport:
    """What the last import of a catalogue did.

    Raises:
        ProblemError: There is no such catalogue for the caller, or they do not see all of it.
    """
    found = _status(serving, name, caller).imported
    if found is None:
        return wire.LastImport(last=None)
    left = RejectsFile.left_in(serving.parts.settings.catalogue_folder(name))
    file = str(left) if left is not None and found.rejected else ""
    return wire.LastImport(last=wire.ImportShown(**found.to_json(), rejects_file=file))


def engine(serving: Serving) -> wire.EngineShown:
    """How Redis is."""
    health = Health.of(serving.parts.engine).to_json()
    embedded = not serving.parts.settings.redis_url
    return wire.EngineShown(**health, embedded=embedded, readiness=readiness(serving))


def _status(serving: Serving, name: str, caller: Caller) -> CatalogueStatus:
    catalogue_of(serving, name, caller)
    if caller.where:
        raise ProblemError(
            Code.FORBIDDEN,
            "These facts are of all items, and your filter leaves some out.",
            remedy="Ask with a key that has no filter.",
        )
    return serving.parts.catalogue_status(name)


def _graph(schema: Schema) -> wire.GraphShown:
    return wire.GraphShown(
        m=schema.m,
        ef_construction=schema.ef_construction,
        search=wire.SettingShown(
            ef_runtime=schema.ef_runtime,
            policy=schema.policy.value,
            batch_size=schema.batch_size,
        ),
    )


def _vector(vector: VectorField, tuned: Tuned) -> wire.VectorQuality:
    found, missing = tuned.calibrations.found, tuned.calibrations.missing
    tuning = None if tuned.tuning is None else tuned.tuning.vectors.get(vector.name)
    return wire.VectorQuality(
        name=vector.name,
        source=vector.source,
        dims=vector.dims,
        model=_model(vector),
        calibrations=[
            _calibration(asker, each)
            for (name, asker), each in found.items()
            if name == vector.name
        ],
        uncalibrated=[
            wire.Uncalibrated(asker=asker.value, reason=reason)
            for (name, asker), reason in missing.items()
            if name == vector.name
        ],
        tuning=None if tuning is None else _tuning(tuning),
    )


def _model(vector: VectorField) -> wire.ModelShown:
    known = next((model for model in KNOWN_MODELS if model.name == vector.model), None)
    return wire.ModelShown(
        name=vector.model,
        fingerprint=vector.fingerprint,
        modality=known.modality.value if known else None,
        at_hand=known is not None and describe(known).fingerprint == vector.fingerprint,
        summary=known.summary if known else "",
        licence=known.licence if known else "",
        source=known.source if known else "",
    )


def _calibration(asker: Asker, calibration: Calibration) -> wire.CalibrationShown:
    plain = calibration.quality.to_json()
    curve = [wire.CurvePoint(**each._asdict()) for each in calibration.quality.curve]
    told = plain | {"curve": curve, "half": calibration.half, "slope": calibration.slope}
    return wire.CalibrationShown(asker=asker.value, **told)


def _tuning(tuning: VectorTuning) -> wire.TuningShown:
    return wire.TuningShown(
        unfiltered=_setting(tuning.unfiltered),
        steps=[
            wire.StepShown(candidates=step.candidates, setting=_setting(step.setting))
            for step in tuning.steps
        ],
        before=[_reading(each) for each in tuning.before],
        after=[_reading(each) for each in tuning.after],
        flat=tuning.flat,
    )


def _reading(reading: Reading) -> wire.ReadingShown:
    return wire.ReadingShown(
        share=reading.share,
        setting=_setting(reading.setting),
        recall=reading.recall,
        doubt=reading.doubt,
        p50_ms=reading.p50_ms,
        p95_ms=reading.p95_ms,
    )


def _setting(setting: SearchSetting) -> wire.SettingShown:
    return wire.SettingShown(
        ef_runtime=setting.ef_runtime,
        policy=setting.policy.value,
        batch_size=setting.batch_size,
    )
