"""Traces leave only when the operator names a collector, and name route templates only."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from shared.observability import tracing
from tests.collector import Collected, collecting

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
                        "Host": "canary-host.example",
                        "Traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01",
                        "Tracestate": "lupin=canary-state",
                        "Idempotency-Key": "canary-key",
                        "X-Forwarded-For": "canary-address",
                    },
                )
                assert refused.is_error, refused.status_code
        app._telemetry["tracer_provider"].force_flush()

asyncio.run(main())
"""


@pytest.fixture
def collector() -> Iterator[Collected]:
    with collecting() as collected:
        yield collected


def test_P07_spans_reach_the_collector_that_the_environment_names(tmp_path, collector):
    done = subprocess.run(
        [sys.executable, "-c", SERVED, str(tmp_path)],
        env={**os.environ, **collector.environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    told = collector.text()
    assert "/review/v1/code-lists/{name}" in told
    [(service, traces)] = collector.traces().items()
    assert (service, len(traces)) == ("review", 2)
    planted = sorted(set(re.findall("canary-[a-z]+", told)))
    assert planted == [], "spans leave the house: nothing that a caller sent may stand in them"


def test_without_a_collector_nothing_is_traced(monkeypatch):
    for name in tracing.ENDPOINTS:
        monkeypatch.delenv(name, raising=False)
    assert tracing.configuration("review")["tracing"] is False
    assert tracing.configuration("review")["auto_configure"] is False
