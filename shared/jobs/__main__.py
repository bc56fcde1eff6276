"""A worker process: `python -m shared.jobs services.review.jobs --door 0.0.0.0:9100`.

The module named has `crew()`, an asynchronous context manager that reads the settings, opens what the work
needs and yields a `Crew`. SIGTERM and SIGINT end the process within the crew's grace. At its door operators
ask `/healthz` and `/readyz`.
"""

import argparse
import asyncio
import importlib
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import uvloop

from shared.jobs.door import answering
from shared.jobs.work import Crew
from shared.jobs.worker import Worker
from shared.observability import logs


async def serve(crew: Callable[[], AbstractAsyncContextManager[Crew]], door: str = "") -> None:
    """Run one worker until a signal ends it."""
    async with crew() as described:
        logs.configure(described.database.service)
        logs.take_over_standard_logging(described.database.service)
        worker = Worker(described)
        loop = asyncio.get_running_loop()
        for ending in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(ending, worker.stop)
        async with answering(door, worker.lacks):
            await worker.run()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("module", help="such as services.review.jobs")
    parser.add_argument("--door", default="", help="where operators ask: /run/review.sock or 0.0.0.0:9100")
    arguments = parser.parse_args()
    uvloop.run(serve(importlib.import_module(arguments.module).crew, arguments.door))


if __name__ == "__main__":
    main()
