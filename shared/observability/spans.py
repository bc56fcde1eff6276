"""What a span may say: loaded only where an operator names a collector, for the SDK is large."""

from typing import Final

from opentelemetry.context import Context
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider
from typing_extensions import override

SENT: Final = ("url.path", "url.query", "http.request.method_original")
"""In the words of the caller, who may have put a name, a number or a permission there."""
WITHHELD: Final = "-"


class Withholding(SpanProcessor):
    """The template of the route stays, what was sent in its place goes."""

    @override
    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        told = span.attributes or {}
        span.set_attributes({name: WITHHELD for name in SENT if name in told})


def provider() -> TracerProvider:
    """To which FastAPI adds the exporter that the environment names."""
    made = TracerProvider(shutdown_on_exit=False)
    made.add_span_processor(Withholding())
    return made
