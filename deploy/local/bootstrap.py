"""Identity's own bootstrap from the shell: sibling clients registered, a first administrator invited."""

import asyncio
import sys

from deploy.local.child import errand, surroundings
from deploy.local.choices import SERVICES
from deploy.local.obstacles import Obstacle
from deploy.local.progress import Progress
from deploy.local.stack import Stack

SIBLINGS = tuple(service for service in SERVICES if service != "identity")


async def bootstrap(stack: Stack, progress: Progress) -> None:
    """Idempotent: a second run registers nothing twice and prints no second link."""
    with progress.step("identity bootstrap"):
        keys = [f"{service}={stack.keyring.public_key(service)}" for service in SIBLINGS]
        words = [word for key in keys for word in ("--client", key)]
        async with errand(
            *(sys.executable, "-m", "services.identity.bootstrap", *words),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**surroundings(), **stack.environment("identity")},
        ) as process:
            output, errors = await process.communicate()
    if process.returncode != 0:
        raise Obstacle(f"Identity's bootstrap failed:\n{errors.decode(errors='replace')}")
    for line in output.decode().splitlines():
        progress.note(line)
