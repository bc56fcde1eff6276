"""Servers wait for open requests before they tell the application to end: long polls must hear it too."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def told_of_the_end(close: Callable[[], object]) -> Iterator[None]:
    """A signal that ends the process calls `close` in the event loop, then does what it did before."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {ending: signal.getsignal(ending) for ending in (signal.SIGTERM, signal.SIGINT)}

    def ended(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(close)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    chained = [ending for ending, handler in before.items() if callable(handler)]
    for ending in chained:
        signal.signal(ending, ended)
    try:
        yield
    finally:
        for ending in chained:
            signal.signal(ending, before[ending])
