"""A process that is asked to end says so at once to those who wait."""

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from shared.events.ending import told_of_the_end


@pytest.fixture
def served() -> Iterator[list[int]]:
    """What a server's own handler has heard."""
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    yield heard
    signal.signal(signal.SIGTERM, before)


async def test_the_waiting_and_the_server_are_both_told(served: list[int]):
    closed = asyncio.Event()
    with told_of_the_end(closed.set):
        os.kill(os.getpid(), signal.SIGTERM)
        async with asyncio.timeout(10):
            await closed.wait()
    assert served == [signal.SIGTERM]


async def test_afterwards_the_server_alone_is_told(served: list[int]):
    closed = asyncio.Event()
    with told_of_the_end(closed.set):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.sleep(0)
    assert served == [signal.SIGTERM]
    assert not closed.is_set()


async def test_in_another_thread_there_are_no_signals_to_hear():
    def elsewhere() -> bool:
        with told_of_the_end(lambda: None):
            return True

    assert await asyncio.to_thread(elsewhere)
