"""Plays the 2017 programme through the gateway, from the workbook to the fifty."""

from rich.console import Console

from deploy.demo.applying import Applying, Round
from deploy.demo.clock import DemoClock
from deploy.demo.deciding import Deciding
from deploy.demo.enterprises import enterprises
from deploy.demo.gateway import Gateway, Json
from deploy.demo.judging import Judging
from deploy.demo.progress import Stage
from deploy.demo.recommending import Recommending
from deploy.demo.registration import Cast, Registration
from deploy.demo.size import Size


async def play(url: str, passphrase: str, console: Console, size: Size | None = None) -> Json:
    """Play every chapter; what is returned is what the account tells."""
    size = size or Size()
    async with Gateway(url, passphrase) as gateway:
        with Stage(console) as stage:
            clock, held = DemoClock(gateway), Round()
            today = await clock.today()
            cast = Cast(enterprises(today.year - 1, size.enterprises), size.experts)
            await Registration(gateway, stage, cast).play()
            await Applying(gateway, stage, cast, held, today, size).play()
            await Recommending(gateway, stage, cast, held, clock).play()
            await Judging(gateway, stage, cast, held).play()
            await Deciding(gateway, stage, cast, held, clock).play()
        held.counts["imported"] = len(cast.organisations)
        held.counts["applications"] = len(held.applications)
        return {
            "counts": held.counts,
            "fallen": held.fallen,
            "titles": held.titles,
            "reserve": [line for line in held.lines if line["outcome"] == "reserve"],
            "objection": held.objection,
            "import": cast.import_report,
            "seconds": stage.seconds,
            "calls": gateway.calls,
        }
