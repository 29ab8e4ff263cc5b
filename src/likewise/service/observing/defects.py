"""Defects: what the log says of an error that nobody foresaw."""

from __future__ import annotations

import logging
import traceback

_LOGGER = logging.getLogger("likewise.service")


def tell_defect(error: BaseException, request_id: str) -> None:
    """Logs where an error came from, but not its words: a caller's may be among them."""
    kinds, frames = list[str](), list[str]()
    cause: BaseException | None = error
    while cause is not None:
        kinds.append(type(cause).__name__)
        frames += [
            f"{frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__
    fields = {"request_id": request_id, "error": " from ".join(kinds), "trace": frames}
    _LOGGER.error("defect", extra={"fields": fields})
