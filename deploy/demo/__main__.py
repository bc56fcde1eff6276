"""`make demo`: the platform, and on it the 2017 programme; a second run tells the kept account."""

import asyncio
import json
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from rich.console import Console

from deploy.demo.account import tell
from deploy.demo.gateway import CallRefusedError, Json
from deploy.demo.play import play
from deploy.local.choices import Choices
from deploy.local.obstacles import Obstacle
from deploy.local.places import Places
from deploy.local.platform import INTERRUPTED, Platform
from deploy.local.progress import Progress
from deploy.local.stack import Stack

BEGUN = {"begun": True}


async def demo(progress: Progress) -> None:
    """Start everything, play once, tell, stay."""
    places, choices = Places.from_environment(), Choices.from_environment()
    if choices.mode != "demo":
        raise Obstacle(f"The demo needs LUPIN_MODE=demo, not {choices.mode}.")
    kept = Kept(places.root / "demo.json")

    async def afterwards(stack: Stack, progress: Progress) -> None:
        told = await told_or_played(kept, stack, progress)
        tell_kept(told, progress)
        address = choices.address
        progress.say(f"\n  portal              {address}/")
        progress.say(f"  dashboard           {address}/dashboard/internet_plus_brand_2017")
        if told.get("certificate"):
            progress.say(f"  verify a certificate {address}/verify/{told['certificate']}")
        progress.say(f"  register of titles  {address}/review/v1/titles")
        progress.say(f"  register of marks   {address}/trademark/v1/marks")
        progress.say(f"  targets             {address}/metrics/v1/board?document=internet_plus_brand_2017")
        progress.say(f"  who may sign in     {address}/identity/v1/demo/people")
        progress.say(f"  their passphrase    {places.root}/keys/demo.passphrase")

    await Platform(places, choices, progress).run(afterwards)


async def told_or_played(kept: "Kept", stack: Stack, progress: Progress) -> Json:
    """The account of the story that was played here before, or a new one."""
    known = kept.read()
    if known == BEGUN:
        raise Obstacle("The last demo was interrupted half-way: `make reset`, then `make demo` again.")
    if known:
        progress.note("The programme was played here before; this is the kept account.")
        return known
    kept.write(BEGUN)
    try:
        told = await play(stack.choices.address, _passphrase(stack), progress.console, stack.places.pids)
    except* CallRefusedError as refused:
        raise Obstacle(f"The demo met a refusal that it does not know.\n{refused.exceptions}") from refused
    kept.write(told)
    return told


def tell_kept(told: Json, progress: Progress) -> None:
    """Print the account; one that lacks what this release tells is told about, and not told."""
    aside = Progress(Console(file=StringIO()))
    try:
        tell(aside.console, told)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        progress.note(
            "The kept account was made by an older release: `make reset`, then `make demo` plays it anew. "
            "What was played stands as it was:"
        )
        return
    tell(progress.console, told)


@dataclass(frozen=True, slots=True)
class Kept:
    """The account in the data folder."""

    path: Path

    def read(self) -> Json:
        """Empty when nothing was played yet."""
        if not self.path.exists():
            return {}
        try:
            known: Json = json.loads(self.path.read_text("utf-8"))
        except ValueError as error:
            raise Obstacle(f"{self.path} cannot be read: `make reset`, then `make demo` again.") from error
        return known

    def write(self, told: Json) -> None:
        """Keep it for the next start."""
        side = self.path.with_name(f".{self.path.name}")
        side.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        side.replace(self.path)


def _passphrase(stack: Stack) -> str:
    return (stack.places.keys / "demo.passphrase").read_text("utf-8").strip()


def main() -> int:
    """The command line."""
    progress = Progress()
    try:
        asyncio.run(demo(progress))
    except Obstacle as obstacle:
        progress.failed(str(obstacle))
        return 1
    except KeyboardInterrupt:  # before there was anything to stop
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
