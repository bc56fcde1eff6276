"""A worker process: `python -m shared.jobs services.review.jobs`.

The module named has `crew()`, an asynchronous context manager that reads the settings, opens what the work
needs and yields a `Crew`. SIGTERM and SIGINT end the process within the crew's grace.
"""

import argparse
import asyncio
import importlib
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import uvloop

from shared.jobs.work import Crew
from shared.jobs.worker import Worker
from shared.observability import logs


async def serve(crew: Callable[[], AbstractAsyncContextManager[Crew]]) -> None:
    """Run one worker until a signal ends it."""
    async with crew() as described:
        logs.configure(described.database.service)
        logs.take_over_standard_logging(described.database.service)
        worker = Worker(described)
        loop = asyncio.get_running_loop()
        for ending in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(ending, worker.stop)
        await worker.run()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("module", help="such as services.review.jobs")
    module = importlib.import_module(parser.parse_args().module)
    uvloop.run(serve(module.crew))


if __name__ == "__main__":
    main()
