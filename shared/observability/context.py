"""What one request is called while it runs: carried into logs, refusals and calls to siblings."""

import re
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID, uuid4

_TRACEPARENT = re.compile(r"^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$", re.ASCII)


@dataclass(frozen=True, slots=True)
class RequestContext:
    """Identity of the running request (`X-Request-Id`) and its place in a trace (W3C Trace Context)."""

    request_id: UUID
    traceparent: str | None = None


current: ContextVar[RequestContext | None] = ContextVar("lupin_request", default=None)


def context_of(headers: list[tuple[bytes, bytes]]) -> RequestContext:
    """The context that the gateway gave; anything but a UUID is replaced: it goes into logs."""
    given = traceparent = None
    for name, value in headers:
        if name == b"x-request-id":
            given = value.decode("latin-1")
        elif name == b"traceparent":
            traceparent = value.decode("latin-1")
    if traceparent is not None and not _TRACEPARENT.match(traceparent):
        traceparent = None
    return RequestContext(_uuid(given), traceparent)


def _uuid(given: str | None) -> UUID:
    if given is None:
        return uuid4()
    try:
        return UUID(given)
    except ValueError:
        return uuid4()
