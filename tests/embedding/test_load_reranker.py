"""Load reranker: names, folders, and what is neither."""

from pathlib import Path

import pytest

from likewise.assembly import Parts
from likewise.embedding.cross_encoder import CrossEncoder
from likewise.embedding.encoder import Precision
from likewise.embedding.late_interaction import LateInteraction
from likewise.embedding.load_reranker import LATE_INTERACTION, load_reranker
from likewise.errors import UnknownModelError
from tiny_cross_encoder import BERT, make


def test_late_interaction_needs_no_files_of_its_own(parts: Parts) -> None:
    found = load_reranker(LATE_INTERACTION, parts.models, Precision.EXACT)
    assert isinstance(found, LateInteraction)


def test_a_folder_is_a_cross_encoder(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "judge", BERT)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path / "judge")
    for name in (str(tmp_path / "judge"), "~/judge", "."):
        found = load_reranker(name, parts.models, Precision.EXACT)
        assert isinstance(found, CrossEncoder)
        assert found.name == "judge"


@pytest.mark.parametrize("name", ["gpt-9", "late-interactions", "/no/such/folder"])
def test_an_unknown_reranker_is_refused_with_what_there_is(name: str, parts: Parts) -> None:
    with pytest.raises(UnknownModelError) as refusal:
        load_reranker(name, parts.models, Precision.EXACT)
    assert name in str(refusal.value)
    assert LATE_INTERACTION in str(refusal.value)
    assert "folder" in str(refusal.value)
