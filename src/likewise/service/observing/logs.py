"""Logs: lines for machines or for a terminal, with no words of those who ask and no secrets."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from typing import Any

from likewise.service.observing.records import Record
from likewise.settings import LogFormat

_REQUESTS = logging.getLogger("likewise.requests")
_FINE = 400
_PROBES = frozenset({"/healthz", "/livez", "/readyz", "/metrics"})


def log_request(record: Record) -> None:
    """One line for each request, but for probes that found all well: they come for ever."""
    if record.route in _PROBES and record.status < _FINE:
        return
    if not _REQUESTS.isEnabledFor(logging.INFO):
        return
    fields: dict[str, object] = {
        "method": record.method,
        "route": record.route,
        "status": record.status,
        "ms": round(record.seconds * 1000, 2),
        "request_id": record.request_id,
        "caller": record.caller,
    }
    fields |= {f"{stage}_ms": round(took * 1000, 2) for stage, took in record.spent.items()}
    _REQUESTS.info("request", extra={"fields": fields})


class JsonLines(logging.Formatter):
    """A line of JSON for each event: whatever is in it, it stays one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        event = {
            "time": _moment(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "process": os.getpid(),
        }
        return json.dumps(event | _fields(record), default=str)  # in ASCII: what splits is escaped


class TerminalLines(logging.Formatter):
    """A line for a person to read."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = _moment(record).astimezone().strftime("%H:%M:%S")
        fields = (f"{name}={value}" for name, value in _fields(record).items() if value != "")
        line = " ".join((at, record.levelname.lower(), record.getMessage(), *fields))
        return "".join(each if each.isprintable() else "?" for each in line)


_FORMATTERS = {LogFormat.JSON: JsonLines, LogFormat.TEXT: TerminalLines}


def logging_config(log_format: LogFormat) -> dict[str, Any]:
    """For `logging.config.dictConfig`: all that is logged goes to stderr in one form."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": _FORMATTERS[log_format]}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "likewise": {"level": "INFO"},
            "uvicorn": {"level": "WARNING"},
        },
    }


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    """What was given beside the message; of an exception its kind alone, as it may quote."""
    fields: dict[str, object] = dict(getattr(record, "fields", {}))
    if record.exc_info and record.exc_info[0] is not None:
        fields.setdefault("error", record.exc_info[0].__name__)
    return fields
