"""Plays the 2017 programme through the gateway, from the workbook to the fifty and the targets they move."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from deploy.demo.applying import Applying, Round
from deploy.demo.clock import DemoClock
from deploy.demo.crash import Crash
from deploy.demo.deciding import Deciding
from deploy.demo.enterprises import enterprises
from deploy.demo.gateway import Gateway, Json
from deploy.demo.judging import Judging
from deploy.demo.progress import Stage
from deploy.demo.protecting import Protecting
from deploy.demo.recommending import Recommending
from deploy.demo.registration import Cast, Registration
from deploy.demo.reporting import Reporting
from deploy.demo.size import Size
from deploy.demo.targets import Targets


async def play(url: str, passphrase: str, console: Console, pids: Path, size: Size | None = None) -> Json:
    """Play every chapter; what is returned is what the account tells. `pids`: where process numbers stand."""
    async with Gateway(url, passphrase) as gateway:
        with Stage(console) as stage:
            story = Story(gateway, stage, DemoClock(gateway), pids, size or Size())
            told = await story.play()
        return {**told, "seconds": stage.seconds, "calls": gateway.calls}


@dataclass(frozen=True, slots=True)
class Story:
    """The chapters in their order."""

    gateway: Gateway
    stage: Stage
    clock: DemoClock
    pids: Path
    size: Size

    async def play(self) -> Json:
        """Register, protect, report; then the round, and in the middle of it a crash; then the targets."""
        gateway, stage, size = self.gateway, self.stage, self.size
        today, held = await self.clock.today(), Round()
        cast = Cast(enterprises(today.year - 1, size.enterprises), size.experts)
        await Registration(gateway, stage, cast).enrol_officials()
        targets, crash = Targets(gateway, stage, today), Crash(gateway, stage, self.pids)
        before = await targets.before()
        await Registration(gateway, stage, cast).play()
        told: Json = {
            "protected": await Protecting(gateway, stage, cast, size, today).play(),
            "reported": await Reporting(gateway, stage, size, today).play(),
        }
        await Applying(gateway, stage, cast, held, today, size).play()
        await crash.strike()
        await Recommending(gateway, stage, cast, held, self.clock).play()
        await Judging(gateway, stage, cast, held).play()
        told["crash"] = await crash.told()
        await Deciding(gateway, stage, cast, held, self.clock).play()
        told["targets"] = {"before": before, "after": await targets.after(selected=len(held.titles))}
        told["compared"] = await crash.compared(self.clock)
        return told | _of_the_round(cast, held)


def _of_the_round(cast: Cast, held: Round) -> Json:
    """What the round came to."""
    held.counts["imported"] = len(cast.organisations)
    held.counts["applications"] = len(held.applications)
    return {
        "counts": held.counts,
        "fallen": held.fallen,
        "titles": held.titles,
        "certificate": held.certificates[-1]["code"] if held.certificates else None,
        "reserve": [line for line in held.lines if line["outcome"] == "reserve"],
        "objection": held.objection,
        "import": cast.import_report,
    }
