"""Traces leave only when the operator names a collector, and name route templates only."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from shared.observability import tracing

SERVED = """
import asyncio, pathlib, sys
import httpx
from tests.shared.app.small import client_of, small_service

async def main():
    app = small_service(pathlib.Path(sys.argv[1]))
    async with app.router.lifespan_context(app):
        from fastapi.telemetry._runtime import _configure_from_environment
        _configure_from_environment(app._telemetry)
        async with client_of(app) as client:
            answer = await client.get("/review/v1/code-lists/colours")
            assert answer.status_code == 200
            for method, path in (("GET", "/review/v1/code-lists/canary-path"), ("POST", "/canary-nowhere")):
                refused = await client.request(
                    method,
                    f"{path}?access_token=canary-query",
                    content=b'{"name": "canary-body"}',
                    headers={
                        "Authorization": "Bearer canary-token",
                        "Cookie": "canary-cookie=1",
                        "User-Agent": "canary-agent",
                        "Referer": "https://front.example/?canary-referer",
                        "Baggage": "name=canary-baggage",
                        "Idempotency-Key": "canary-key",
                        "X-Forwarded-For": "canary-address",
                    },
                )
                assert refused.is_error, refused.status_code
        app._telemetry["tracer_provider"].force_flush()

asyncio.run(main())
"""


class Collector(BaseHTTPRequestHandler):
    """Keeps what is exported to it."""

    received: list[tuple[str, bytes]]

    def do_POST(self) -> None:
        self.received.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    received: list[tuple[str, bytes]] = []
    server = HTTPServer(("127.0.0.1", 0), type("Kept", (Collector,), {"received": received}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    thread.join()
    server.server_close()


def test_P07_spans_reach_the_collector_that_the_environment_names(tmp_path, collector):
    url, received = collector
    environment = {**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": url}
    done = subprocess.run(
        [sys.executable, "-c", SERVED, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    [(path, body)] = received
    assert path == "/v1/traces"
    assert b"/review/v1/code-lists/{name}" in body
    planted = sorted({canary.decode() for canary in re.findall(rb"canary-[a-z]+", body)})
    assert planted == [], "spans leave the house: nothing that a caller sent may stand in them"


def test_without_a_collector_nothing_is_traced(monkeypatch):
    for name in tracing.ENDPOINTS:
        monkeypatch.delenv(name, raising=False)
    assert tracing.configuration()["tracing"] is False
    assert tracing.configuration()["auto_configure"] is False
