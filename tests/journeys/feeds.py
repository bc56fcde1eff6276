"""Feeds that are read as a stranger reads them, and compared with what the databases hold."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass

from deploy.demo.clock import SYSTEM
from deploy.demo.gateway import Gateway, Json
from services.metrics.feeds.rules import Handling, handling
from shared.events.cursors import write_cursor
from shared.events.event import Event
from tests.journeys.people import auditor
from tests.journeys.running import Running, until

BACK_SECONDS = 90
FOLLOWED = ("registry", "review", "trademark")
"""Feeds that metrics reads; trademark reads the first as well."""


@dataclass(frozen=True, slots=True)
class Feed:
    """The events of one service behind a place in its history."""

    platform: Running
    gateway: Gateway
    service: str
    after: int = 0
    cursor: str = ""

    @classmethod
    async def now(cls, platform: Running, gateway: Gateway, service: str) -> "Feed":
        """Behind all that has happened so far."""
        await stamped(platform, service)
        question = f"SELECT coalesce(max(position), 0) FROM {service}.history"  # noqa: S608 - names of our own
        at = await _ask(platform, service, question)
        return cls(platform, gateway, service, int(at), write_cursor(service, int(at)))

    async def events(self) -> list[Json]:
        """Everything since, once all history has its position."""
        await stamped(self.platform, self.service)
        reader, found, cursor = await auditor(self.gateway), list[Json](), self.cursor
        while page := await reader.get(f"/{self.service}/v1/changes", limit=200, cursor=cursor or None):
            found += page["items"]
            if page["next_cursor"] == cursor:
                break
            cursor = page["next_cursor"]
        return found

    async def assert_whole(self) -> list[Json]:
        """Positions without gaps in the history, and each event of it in the feed, once and in order."""
        events = await self.events()
        question = f"""
            SELECT json_build_object(
                'gaps', coalesce(max(position), {self.after}) - {self.after} - count(*),
                'events', coalesce(json_agg(id ORDER BY position) FILTER (WHERE event IS NOT NULL), '[]')
            ) FROM {self.service}.history WHERE position > {self.after}
        """  # noqa: S608 - names of our own
        kept = json.loads(await _ask(self.platform, self.service, question))
        assert kept["gaps"] == 0, f"the positions of {self.service}'s history have gaps"
        delivered = [event["id"] for event in events]
        assert len(set(delivered)) == len(delivered), f"the feed of {self.service} has an event twice"
        assert delivered == kept["events"], (
            f"the feed of {self.service} has {len(delivered)} events, history has {len(kept['events'])}"
        )
        places = [int(event["position"]) for event in events]
        assert places == sorted(set(places)), f"the feed of {self.service} is out of order"
        return events


async def stamped(platform: Running, service: str) -> None:
    """Until the relay has given every entry its place."""
    question = f"SELECT count(*) FROM {service}.history WHERE position IS NULL"  # noqa: S608 - names of our own

    async def holds() -> bool:
        return await _ask(platform, service, question) == "0"

    await until(holds, f"all history of {service} has a position in the feed", seconds=BACK_SECONDS)


async def assert_followed(platform: Running, gateway: Gateway, told: dict[str, Sequence[Json]]) -> None:
    """Metrics has read every feed to its end, and holds each event once."""

    async def caught_up() -> bool:
        answer = await gateway.person(SYSTEM).get("/metrics/v1/feeds")
        read = {each["feed"]: each["position"] for each in answer["items"]}
        heads = {name: await gateway.public(f"/{name}/v1/changes/head") for name in FOLLOWED}
        return all(read[name] >= head["position"] for name, head in heads.items())

    await until(caught_up, "metrics has read every feed to its end", seconds=BACK_SECONDS)
    for service, events in told.items():
        question = f"""
            SELECT coalesce(json_agg(e.id ORDER BY e.position), '[]')
            FROM metrics.fact_events e JOIN metrics.fact_generations g ON g.number = e.generation
            WHERE g.state = 'current' AND e.feed = '{service}'
        """  # noqa: S608 - names of our own
        held = json.loads(await _ask(platform, "metrics", question))
        wanted = [event["id"] for event in events if _is_kept(Event.read(event))]
        assert [each for each in held if each in set(wanted)] == wanted, (
            f"metrics does not hold each event of {service} once and in order"
        )


def _is_kept(event: Event) -> bool:
    return handling(event.service, event.name) is not Handling.PASSED


async def assert_holders(platform: Running, organisations: Sequence[Json]) -> None:
    """Trademark has heard of every organisation."""
    wanted = {each["id"] for each in organisations}

    async def known() -> bool:
        held = json.loads(await _ask(platform, "trademark", "SELECT json_agg(id) FROM trademark.holders"))
        return wanted <= set(held or [])

    await until(known, "trademark knows every organisation", seconds=BACK_SECONDS)


async def _ask(platform: Running, service: str, question: str) -> str:
    ((answer,),) = await asyncio.to_thread(platform.sql, service, question)
    return answer
