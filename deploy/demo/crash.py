"""In the middle of the story metrics is killed without a word, service and worker, and comes back."""

import asyncio
import os
import signal
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx  # noqa: TID251 - the demo stands outside the house, as any front-end does

from deploy.demo.clock import SYSTEM, DemoClock, until
from deploy.demo.gateway import Gateway, Json
from deploy.demo.progress import Stage

SERVICE = "metrics"
PARTS = (SERVICE, f"{SERVICE}-worker")
SIBLINGS = ("registry", "review", "trademark")
COMPARED = ("code", "ours", "theirs", "verdict")
SAYS = frozenset({"agrees", "differs"})
"""Verdicts that say something; a sibling that is silent or ahead is asked again."""


@dataclass
class Crash:
    """Kills by the numbers that the supervisor has written down; everything else is asked for by HTTP."""

    gateway: Gateway
    stage: Stage
    pids: Path
    _killed: dict[str, int] = field(default_factory=dict)
    _before: dict[str, int] = field(default_factory=dict)
    _back: asyncio.Task[float] | None = None

    async def strike(self) -> None:
        """End both processes at once; the story goes on while they are away."""
        with self.stage.chapter(
            "强行终止 metrics 服务与工作进程 Killed with -9: metrics and its worker", len(PARTS)
        ):
            self._before = await self._read()
            for part in PARTS:
                self._killed[part] = self._pid(part)
                os.kill(self._killed[part], signal.SIGKILL)
        self._back = asyncio.create_task(self._await_return())

    async def told(self) -> Json:
        """When it answered again, and from where to where it caught up."""
        if self._back is None:
            raise RuntimeError("nothing was killed")
        with self.stage.chapter("metrics 恢复并补读 Back again, caught up from its cursors", len(SIBLINGS)):
            seconds = await self._back
            await until(self._caught_up, "metrics does not catch up")
        return {
            "killed": self._killed,
            "again": {part: self._pid(part) for part in PARTS},
            "answered_after": seconds,
            "cursors_before": self._before,
            "cursors_after": await self._read(),
        }

    async def compared(self, clock: DemoClock) -> list[Json]:
        """On the next business day metrics compares its counts with their owners'; what it found."""
        with self.stage.chapter("次日对账 Next day: counts compared with their owners"):
            await until(self._caught_up, "metrics does not catch up")
            today, found = await clock.today(), dict[str, Json]()
            await clock.pass_day(today)
            day = (today + timedelta(days=1)).isoformat()
            officer = self.gateway.person(SYSTEM)

            async def all_said() -> bool:
                asked: set[str] = set()
                async for each in officer.items("/metrics/v1/comparisons"):
                    asked.add(each["code"])
                    if each["day"] == day and each["verdict"] in SAYS:
                        found[each["code"]] = each
                return bool(asked) and asked == set(found)

            await until(all_said, "metrics does not compare with the owners")
        return [{name: found[code][name] for name in COMPARED} for code in sorted(found)]

    def _pid(self, part: str) -> int:
        return int((self.pids / part).read_text() or 0)

    async def _read(self) -> dict[str, int]:
        """How far metrics has read each feed."""
        feeds = await self.gateway.person(SYSTEM).get("/metrics/v1/feeds")
        return {each["feed"]: each["position"] for each in feeds["items"]}

    async def _caught_up(self) -> bool:
        """Every feed has been read to where its owner ends it now."""
        read = await self._read()
        heads = [await self.gateway.public(f"/{name}/v1/changes/head") for name in SIBLINGS]
        return all(read[name] >= head["position"] for name, head in zip(SIBLINGS, heads, strict=True))

    async def _await_return(self) -> float:
        """Seconds until other processes stand in their place and the service answers through the gateway."""
        loop = asyncio.get_running_loop()
        began = loop.time()

        async def answers() -> bool:
            if any(self._pid(part) in {0, self._killed[part]} for part in PARTS):
                return False
            try:
                answer = await self.gateway.http.get(f"/{SERVICE}/readyz")
            except httpx.TransportError:
                return False
            return answer.status_code == httpx.codes.OK

        await until(answers, "metrics does not come back")
        return loop.time() - began
