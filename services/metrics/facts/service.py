"""Takes over what the feeds tell, and builds all facts anew beside the current ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.metrics.boundaries.repository import Areas
from services.metrics.entities.rules import Told, fold
from services.metrics.facts.errors import RebuildRunning, RebuildSuperseded
from services.metrics.facts.repository import Generations, Ledger
from services.metrics.facts.schemas import FeedOut, FeedsOut, RebuildOut, UnreadOut
from services.metrics.feeds.rules import FEEDS, Handling, handling, readers
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from shared.db.work import Database, Session, as_house
from shared.events.consumer import Fetch
from shared.events.cursors import read_cursor
from shared.events.event import Event
from shared.jobs.record import Jobs, Outcome, enqueue
from shared.jobs.work import Job
from shared.time.clock import day_of, instant

PAGE = 200
JOB = "rebuild_facts"


async def follow(session: Session, event: Event) -> None:
    """Take one event over into the current generation; the same event again changes nothing."""
    await take_over(session, event, await Generations(session).held())


async def take_over(session: Session, event: Event, generation: int) -> None:
    """Keep the event and fold the facts of its entity anew."""
    if event.name == "region.changed":
        await Areas(session).take_over(event.data)
    handled = handling(event.service, event.name)
    if handled is Handling.PASSED:
        return
    ledger, told = Ledger(session, generation), told_by(event)
    new = await ledger.keep(told, entity_id=event.subject, position=event.position, handling=handled.value)
    if new and handled is Handling.READ:
        await refold(ledger, told.feed, told.name.partition(".")[0], event.subject)


async def refold(ledger: Ledger, feed: str, entity: str, entity_id: UUID) -> None:
    """The facts of one entity follow from everything that was told of it."""
    events = await ledger.told_of(feed, entity, entity_id)
    await ledger.put(entity, entity_id, fold(events, readers(feed)))


def told_by(event: Event) -> Told:
    """An event as facts are folded from it."""
    moment = event.data.get("business_at")
    return Told(
        id=event.id,
        feed=event.service,
        name=event.name,
        sequence=int(event.data["sequence"]),
        known_at=event.time,
        day=day_of(datetime.fromisoformat(moment)) if moment else day_of(event.time),
        data=event.data,
    )


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Reads every feed from zero into a new generation and puts it in the current one's place."""

    database: Database
    feeds: Mapping[str, Fetch]

    async def run(self, job: Job) -> Outcome:
        """Build, catch up with the consumers, compare, swap; a crash begins anew where the pages ended."""
        generation_id = UUID(job.payload["generation_id"])
        while True:
            await self._read_all(job, generation_id)
            outcome = await self._swap(job, generation_id)
            if outcome is not None:
                return outcome

    async def _read_all(self, job: Job, generation_id: UUID) -> None:
        done = 0
        for feed in FEEDS:
            while came := await self._read_page(generation_id, feed):
                done += came
                await job.progress(done)

    async def _read_page(self, generation_id: UUID, feed: str) -> int:
        """One page into the building generation, its cursor in the same transaction; how many events came."""
        async with self.database.read(SYSTEM) as session:
            cursor = (await Generations(session).get(generation_id)).cursors.get(feed, "")
        asked = {"limit": str(PAGE)} | ({"cursor": cursor} if cursor else {})
        page = await self.feeds[feed](f"/{feed}/v1/changes", asked)
        events = [Event.read(written) for written in page["items"]]
        async with self.database.write(SYSTEM) as session:
            building = await Generations(session).get(generation_id, lock=True)
            if building.state != "building":
                raise RebuildSuperseded
            for event in events:
                await take_over(session, event, building.number)
            building.cursors = {**building.cursors, feed: page["next_cursor"]}
        return len(events)

    async def _swap(self, job: Job, generation_id: UUID) -> Outcome | None:
        """In one transaction: stop the consumers, be as far as they are, compare, exchange.

        None when a consumer was further: then the missing pages are read first.
        """
        async with self.database.write(SYSTEM) as session:
            generations = Generations(session)
            live = await generations.cursors(lock=True)
            building = await generations.get(generation_id, lock=True)
            if any(_behind(feed, building.cursors.get(feed, ""), at) for feed, at in live.items()):
                return None
            current = Ledger(session, await generations.held(exclusively=True))
            new = Ledger(session, building.number)
            await new.copy_own(current.generation)
            before, after = await current.figures(), await new.figures()
            await generations.retire()
            building.state, building.finished_at = "current", instant()
            building.outcome = _compared(before, after, level=_level(building.cursors, live))
            await session.flush()
            await generations.move_cursors(building.cursors)
            await current.drop()
            outcome = Outcome(result=building.outcome)
            await job.finish(session, outcome)
            return outcome


def _behind(feed: str, rebuilt: str, live: str) -> bool:
    return read_cursor(feed, rebuilt) < read_cursor(feed, live)


def _level(rebuilt: Mapping[str, str], live: Mapping[str, str]) -> bool:
    return all(
        read_cursor(each, rebuilt.get(each, "")) == read_cursor(each, live.get(each, "")) for each in FEEDS
    )


def _compared(before: Mapping[str, Any], after: Mapping[str, Any], *, level: bool) -> dict[str, Any]:
    """Whether nothing changed can be said only when both had read equally far (`level`)."""
    found = {"before": dict(before), "after": dict(after), "level": level}
    return found | ({"identical": before == after} if level else {})


@dataclass(frozen=True, slots=True)
class RebuildDesk:
    """Orders rebuilds."""

    generations: Generations
    jobs: Jobs

    async def order(self) -> UUID:
        """A new generation and the job that builds it; what a dead job left behind is cleared away."""
        session = self.generations.session
        async with as_house(session):
            left = await self.generations.building()
            if left is not None:
                if left.job_id and (await self.jobs.get(left.job_id)).finished_at is None:
                    raise RebuildRunning
                left.state, left.finished_at = "abandoned", instant()
                await session.flush()
                await Ledger(session, left.number).drop()
        generation_id = new_id()
        job_id = await enqueue(session, JOB, {"generation_id": generation_id})
        await self.generations.begin(generation_id, job_id)
        return generation_id

    async def show(self, generation_id: UUID) -> RebuildOut:
        return RebuildOut.model_validate(await self.generations.get(generation_id))

    async def feeds(self) -> FeedsOut:
        """How far each feed has been read, and what waits unread."""
        async with as_house(self.generations.session):
            cursors, unread = await self.generations.cursors(), await self.generations.unread()
        feeds = [
            FeedOut(
                feed=feed,
                position=read_cursor(feed, cursors.get(feed, "")),
                unread=[UnreadOut.model_validate(each) for each in unread if each["feed"] == feed],
            )
            for feed in FEEDS
        ]
        return FeedsOut(items=feeds)
