"""A plug-in that writes down what tests asked over HTTP and what they were answered.

`pytest -p tests.examples.recording` with `LUPIN_EXCHANGES=<file>`: one line of JSON a call that succeeded.
"""

import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.examples.operations import Addresses

FILE = "LUPIN_EXCHANGES"
OF_A_TEST = 3
"""Exchanges of one operation that are kept of one test."""
OF_ALL = 60
"""Exchanges of one operation that are kept in all."""
LARGEST = 60_000
"""Bytes of a body that may become an example."""


class Recorder:
    """Stands between the client of a test and the service."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.addresses = Addresses()
        self.test = ""
        self.of_test: Counter[str] = Counter()
        self.of_all: Counter[str] = Counter()

    def begin(self, test: str) -> None:
        """What comes from here on belongs to this test."""
        self.test = test
        self.of_test.clear()

    def note(
        self, service: str, request: httpx.Request, asked: bytes, answer: httpx.Response, told: bytes
    ) -> None:
        """Write one exchange down if it may serve as an example."""
        found = self.addresses.find(service, request.method, request.url.path)
        if answer.status_code >= httpx.codes.BAD_REQUEST or found is None:
            return
        name = f"{service}.{found}"
        self.of_test[name] += 1
        self.of_all[name] += 1
        if (
            self.of_test[name] > OF_A_TEST
            or self.of_all[name] > OF_ALL
            or max(len(told), len(asked)) > LARGEST
        ):
            return
        exchange: dict[str, Any] = {
            "service": service,
            "operation": found,
            "test": self.test,
            "nth": self.of_test[name],
            "at": time.time(),
            "asked": asked.decode("utf-8", "replace"),
            "asked_as": _media_type(request.headers),
            "status": answer.status_code,
            "told": told.decode("utf-8", "replace"),
            "told_as": _media_type(answer.headers),
        }
        with self.file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(exchange, ensure_ascii=False) + "\n")


def _media_type(headers: httpx.Headers) -> str:
    return str(headers.get("content-type", "")).partition(";")[0]


def pytest_configure(config: pytest.Config) -> None:
    """Listen, where a file is named."""
    if FILE in os.environ:
        config.pluginmanager.register(Listening(Recorder(Path(os.environ[FILE]))), "lupin-recording")


class Listening:
    """Every call that reaches a service without a network."""

    def __init__(self, recorder: Recorder) -> None:
        handle, self.recorder = httpx.ASGITransport.handle_async_request, recorder

        async def listened(transport: httpx.ASGITransport, request: httpx.Request) -> httpx.Response:
            answer = await handle(transport, request)
            spec = getattr(getattr(transport.app, "state", None), "spec", None)
            if spec is not None:
                stream: Any = answer.stream
                told = b"".join([part async for part in stream])
                recorder.note(spec.name, request, await request.aread(), answer, told)
            return answer

        httpx.ASGITransport.handle_async_request = listened  # type: ignore[assignment, method-assign]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Exchanges from here on belong to this test."""
        self.recorder.begin(item.nodeid)
