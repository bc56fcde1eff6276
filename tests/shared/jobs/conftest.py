"""A worker that looks and tries again in hundredths of seconds, where its process does in seconds."""

from datetime import timedelta

import pytest

from shared.jobs import queue, runner


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "DEQUEUE_TIMEOUT", timedelta(seconds=0.1))
    monkeypatch.setattr(runner, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(runner, "AGAIN", timedelta(milliseconds=5))


@pytest.fixture
def silent_soon(monkeypatch: pytest.MonkeyPatch, soon: None) -> None:
    """Whose heartbeat is half a second old is taken for dead."""
    monkeypatch.setattr(queue, "HEARTBEAT_TIMEOUT", timedelta(seconds=0.5))
