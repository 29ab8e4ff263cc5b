"""Load reranker: from a name or a folder to what scores texts."""

from __future__ import annotations

from pathlib import Path

from likewise.embedding.cross_encoder import CrossEncoder
from likewise.embedding.encoder import Precision
from likewise.embedding.late_interaction import LateInteraction
from likewise.embedding.load import load_minilm
from likewise.embedding.packages import ModelFiles
from likewise.embedding.reranker import Reranker
from likewise.errors import UnknownModelError

LATE_INTERACTION = "late-interaction"
"""The reranker that needs no files of its own: it reads the token states of all-MiniLM-L6-v2."""


def load_reranker(name_or_folder: str, files: ModelFiles, precision: Precision) -> Reranker:
    """The reranker of a name, or the cross-encoder of a folder.

    Args:
        name_or_folder: `late-interaction`, or a folder with `config.json`, `tokenizer.json` and
            `model.safetensors` of a BERT, RoBERTa or XLM-RoBERTa that gives one number for two
            texts.
        files: Of the known models.
        precision: Of the network.

    Raises:
        UnknownModelError: There is neither a reranker of that name nor such a folder.
        FetchError: The files of the known model are not here and cannot be fetched.
        ModelError: A file is missing, altered or unreadable, or the network is of another kind.
    """
    if name_or_folder == LATE_INTERACTION:
        weights, shape, tokenizer = load_minilm(files)
        return LateInteraction(
            LATE_INTERACTION, weights, shape, tokenizer=tokenizer, precision=precision
        )
    folder = Path(name_or_folder).expanduser()
    if not folder.is_dir():
        raise UnknownModelError(
            f"There is no reranker {name_or_folder!r}, and no folder of that name.",
            remedy=f"Use {LATE_INTERACTION}, or a folder that holds a cross-encoder.",
        )
    return CrossEncoder.from_folder(folder, precision)
