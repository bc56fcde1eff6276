"""An OTLP collector for tests: what an exporter sends it, it keeps and can tell."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

PLACE = "/v1/traces"


@dataclass
class Collected:
    """Of all services that export to this address."""

    url: str
    received: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What makes a service export to here, and soon."""
        return {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": self.url + PLACE, "OTEL_BSP_SCHEDULE_DELAY": "500"}

    def requests(self) -> Iterator[ExportTraceServiceRequest]:
        """As protobuf has them; a body that is none fails here."""
        for path, body in list(self.received):
            assert path == PLACE
            yield ExportTraceServiceRequest.FromString(body)

    def traces(self) -> dict[str, set[str]]:
        """Identifiers of traces by the service that told of them."""
        found: dict[str, set[str]] = {}
        for resource in (each for request in self.requests() for each in request.resource_spans):
            told = {each.key: each.value.string_value for each in resource.resource.attributes}
            spans = (span for scope in resource.scope_spans for span in scope.spans)
            found.setdefault(told["service.name"], set()).update(span.trace_id.hex() for span in spans)
        return found

    def text(self) -> str:
        """Everything that was told, down to the last attribute, as readable text."""
        told: list[dict[str, Any]] = [MessageToDict(request) for request in self.requests()]
        return json.dumps(told, ensure_ascii=False)


@contextmanager
def collecting() -> Iterator[Collected]:
    """A collector on a free port, in a thread of its own."""
    collected = Collected("")

    class Kept(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collected.received.append((self.path, body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Kept)
    server.daemon_threads = True
    collected.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield collected
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
