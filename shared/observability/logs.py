"""Logs: one JSON object a line on standard output, with the request's name and without personal data."""

import io
import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any

import orjson
import structlog
from structlog.tracebacks import ExceptionDictTransformer

from shared.observability.context import current
from shared.time.clock import instant

HIDDEN = "[redacted]"
_SENSITIVE = (
    "address",
    "authorization",
    "contact",
    "cookie",
    "email",
    "id_number",
    "identity_number",
    "legal_representative",
    "mobile",
    "password",
    "person_name",
    "phone",
    "secret",
    "token",
    "verifier",
)
"""Parts of key names whose values never reach a log."""

_PRIVATE_TEXT = re.compile(r"\d{7,}[\dXx]?|[\w.+-]+@[\w.-]+|\bDETAIL:.*", re.DOTALL)
"""In messages of exceptions: numbers of people and telephones, mail addresses, the row PostgreSQL quotes."""


def configure(service: str, *, level: str = "INFO") -> None:
    """Set up structlog; harmless when repeated."""
    structlog.configure(
        processors=[*_processors(service), structlog.processors.JSONRenderer(serializer=_json)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.BytesLoggerFactory(),
        cache_logger_on_first_use=False,
    )


def take_over_standard_logging(service: str, *, level: str = "WARNING") -> None:
    """Make what libraries log come out the same way; for processes, when they start."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # a pipe would keep lines back until it is full
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_json_text),
            ],
            foreign_pre_chain=_processors(service),
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)


def access(service: str, *, method: str, route: str, status: int, seconds: float) -> None:
    """The line of one request; written by itself, since a request cannot afford the processors."""
    running = current.get()
    line = {
        "event": "request",
        "level": "info",
        "timestamp": instant(),
        "service": service,
        "method": method,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
    if running is not None:
        line["request_id"] = running.request_id
        if running.traceparent is not None:
            line["trace_id"] = running.traceparent[3:35]
    sys.stdout.write(orjson.dumps(line, option=orjson.OPT_UTC_Z).decode() + "\n")


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Replace values under sensitive key names, however deep they lie."""
    return {name: HIDDEN if _is_sensitive(name) else _redacted(value) for name, value in event.items()}


def _processors(service: str) -> list[structlog.typing.Processor]:
    frames = ExceptionDictTransformer(show_locals=False, max_frames=20)
    return [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(service),
        structlog.processors.ExceptionRenderer(frames),
        _without_private_text,
        redact,
    ]


def _without_private_text(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for fault in event.get("exception") or ():
        if isinstance(fault, dict):
            fault["exc_value"] = _PRIVATE_TEXT.sub(HIDDEN, str(fault.get("exc_value", "")))
    return event


def _redacted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            name: HIDDEN if _is_sensitive(str(name)) else _redacted(inner) for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_redacted(item) for item in value]
    return value


@lru_cache(maxsize=1024)
def _is_sensitive(name: str) -> bool:
    lowered = name.lower()
    return any(part in lowered for part in _SENSITIVE)


def _named(service: str) -> structlog.typing.Processor:
    def name(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["service"] = service
        running = current.get()
        if running is not None:
            event["request_id"] = str(running.request_id)
            if running.traceparent is not None:
                event["trace_id"] = running.traceparent[3:35]
        return event

    return name


def _json(event: Any, **_: Any) -> bytes:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS)


def _json_text(event: Any, **_: Any) -> str:
    return _json(event).decode()
