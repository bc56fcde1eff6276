"""The embedded run from the shell: `python -m deploy.local run | status | reset`."""

import argparse
import asyncio
import sys

from deploy.local.choices import Choices
from deploy.local.obstacles import Obstacle
from deploy.local.places import Places
from deploy.local.platform import INTERRUPTED, Platform
from deploy.local.progress import Progress
from deploy.local.upkeep import Upkeep


async def obey(command: str, *, sure: bool, progress: Progress) -> int:
    """Does what the command says; the exit code."""
    places, choices = Places.from_environment(), Choices.from_environment()
    if command == "status":
        return 0 if await Upkeep(places, choices, progress).status() else 1
    if command == "reset":
        await Upkeep(places, choices, progress).reset(sure=sure)
        return 0
    await Platform(places, choices, progress).run()
    return 0


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    parser.add_argument("command", choices=["run", "status", "reset"])
    parser.add_argument("--yes", action="store_true", help="reset without a question")
    arguments = parser.parse_args()
    progress = Progress()
    try:
        return asyncio.run(obey(arguments.command, sure=arguments.yes, progress=progress))
    except Obstacle as obstacle:
        progress.failed(str(obstacle))
        return 1
    except KeyboardInterrupt:  # before there was anything to stop
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
