"""How parts are killed under traffic, and what must hold when they are back."""

import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import httpx

from deploy.demo.gateway import Gateway, Json
from deploy.local.choices import SERVICES
from deploy.local.postgres import EmbeddedPostgres
from tests.journeys.feeds import BACK_SECONDS, FOLLOWED, Feed, assert_followed, assert_holders
from tests.journeys.running import Running, until
from tests.journeys.traffic import Traffic

TOLD = ("registry", "review", "trademark", "metrics")
"""Services whose feed an auditor reads whole; identity tells of people to nobody."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The platform with its traffic."""

    platform: Running
    gateway: Gateway

    async def play(
        self,
        strike: Callable[[], Awaitable[None]],
        *,
        writing: Sequence[str] = SERVICES,
        cut_off: bool = False,
    ) -> Traffic:
        """Traffic, a death in its midst, and everything that was acknowledged before, during and after."""
        feeds = [await Feed.now(self.platform, self.gateway, each) for each in writing if each in TOLD]
        traffic = Traffic(self.gateway, cut_off=cut_off)
        await traffic.sign_in()
        async with traffic.flowing(writing):
            await until(traffic.flows(writing), "traffic flows", seconds=BACK_SECONDS)
            await strike()
        await traffic.assert_kept()
        told = {feed.service: await feed.assert_whole() for feed in feeds}
        for service, events in told.items():
            _assert_announced(traffic.written(service), events)
        await assert_followed(
            self.platform, self.gateway, {name: told[name] for name in FOLLOWED if name in told}
        )
        await assert_holders(self.platform, traffic.written("registry"))
        return traffic

    async def kill(self, *parts: str) -> None:
        """End them without a word, at once; return when the supervisor has brought all of them back."""
        killed = {part: self.platform.kill(part) for part in parts}
        for part, pid in killed.items():
            await self._back(part, pid)
        for part in set(parts) & set(SERVICES):
            await until(self.is_ready(part), f"{part} is ready", seconds=BACK_SECONDS)

    async def kill_database(self) -> None:
        """The postmaster, whose children end by themselves."""
        killed = self.postmaster()
        os.kill(killed, signal.SIGKILL)

        async def again() -> bool:
            return self.postmaster() not in {0, killed} and "ready" in self._postmaster_file()

        await until(again, "PostgreSQL runs again", seconds=BACK_SECONDS)
        self._assert_said("postgresql")
        await self._all_ready()

    def postmaster(self) -> int:
        """Its number, 0 while there is none."""
        return int((self._postmaster_file().splitlines() or ["0"])[0])

    def _postmaster_file(self) -> str:
        file = EmbeddedPostgres(self.platform.places.postgres).cluster / "postmaster.pid"
        return file.read_text() if file.exists() else ""

    async def _back(self, part: str, killed: int) -> None:
        async def again() -> bool:
            return self.platform.pid(part) not in {0, killed}

        await until(again, f"{part} runs again", seconds=BACK_SECONDS)
        self._assert_said(part)

    def _assert_said(self, part: str) -> None:
        said = self.platform.log.read_text("utf-8")
        assert f"{part} has ended (exit code -9); starting it again" in said, (
            "the supervisor says nothing of it"
        )

    async def _all_ready(self) -> None:
        for part in SERVICES:
            await until(self.is_ready(part), f"{part} is ready", seconds=BACK_SECONDS)

    def is_ready(self, service: str) -> Callable[[], Awaitable[bool]]:
        """Asked through the gateway."""

        async def ready() -> bool:
            try:
                answer = await self.gateway.http.get(f"/{service}/readyz")
            except httpx.TransportError:
                return False
            return answer.status_code == httpx.codes.OK

        return ready


def _assert_announced(made: Sequence[Json], events: Sequence[Json]) -> None:
    """Each thing was made once, and told once."""
    begun = [event["subject"] for event in events if event["data"]["sequence"] == 1]
    wanted = [each["id"] for each in made]
    assert sorted(each for each in begun if each in set(wanted)) == sorted(wanted)
