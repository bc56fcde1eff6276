"""What a span may say: loaded only where an operator names a collector, for the SDK is large."""

import os
from collections.abc import Sequence
from typing import Final

from opentelemetry.context import Context
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.sampling import Sampler, SamplingResult
from opentelemetry.trace import Link, SpanKind, TraceState
from opentelemetry.util.types import Attributes
from typing_extensions import override

SENT: Final = ("url.path", "url.query", "http.request.method_original", "server.address")
"""In the words of the caller, who may have put a name, a number or a permission there; the last is `Host`."""
WITHHELD: Final = "-"
NAME: Final = "OTEL_SERVICE_NAME"


class Withholding(SpanProcessor):
    """The template of the route stays, what was sent in its place goes."""

    @override
    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        told = span.attributes or {}
        span.set_attributes({name: WITHHELD for name in SENT if name in told})


class WithoutState(Sampler):
    """Chooses as another does; but `tracestate`, free text of the caller, does not leave with the span."""

    def __init__(self, chosen: Sampler) -> None:
        self._chosen = chosen

    @override
    def should_sample(
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes | None = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        found = self._chosen.should_sample(parent_context, trace_id, name, kind, attributes, links)
        return SamplingResult(found.decision, found.attributes)

    @override
    def get_description(self) -> str:
        return f"WithoutState{{{self._chosen.get_description()}}}"


def provider(service: str) -> TracerProvider:
    """To which FastAPI adds the exporter that the environment names; the sampler is the environment's too."""
    resource = Resource.create({SERVICE_NAME: os.environ.get(NAME) or service})
    made = TracerProvider(resource=resource, shutdown_on_exit=False)
    made.sampler = WithoutState(made.sampler)
    made.add_span_processor(Withholding())
    return made
