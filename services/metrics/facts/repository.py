"""Every query on events and facts but the counting."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.entities.rules import REGION, Fact, Told
from services.metrics.facts.errors import RebuildNotFound
from services.metrics.facts.models import EntityFact, FactEvent, Generation
from services.metrics.feeds.rules import FEEDS, OWN
from shared.db.tables import house_table
from shared.time.clock import instant

SUBSCRIPTION = "facts"
"""The name under which this noun reads each feed."""


def cursor_key(feed: str) -> str:
    return f"{feed}/{SUBSCRIPTION}"


@dataclass(frozen=True, slots=True)
class Ledger:
    """Events and facts of one generation."""

    session: AsyncSession
    generation: int

    async def keep(self, told: Told, *, entity_id: UUID, position: int, handling: str) -> bool:
        """Write an event down; false when it is there already."""
        entity = told.name.partition(".")[0]
        await self.session.execute(select(func.pg_advisory_xact_lock(_lock(entity_id))))
        row = {
            **asdict(told),
            "generation": self.generation,
            "entity": entity,
            "entity_id": entity_id,
            "position": position,
            "handling": handling,
        }
        kept = await self.session.execute(
            upsert(FactEvent).values(row).on_conflict_do_nothing().returning(FactEvent.id)
        )
        return kept.first() is not None

    async def told_of(self, feed: str, entity: str, entity_id: UUID) -> list[Told]:
        """Everything that was told of one entity."""
        e = FactEvent
        columns = (e.id, e.feed, e.name, e.sequence, e.known_at, e.day, e.data)
        rows = await self.session.execute(
            select(*columns).where(
                e.generation == self.generation, e.feed == feed, e.entity == entity, e.entity_id == entity_id
            )
        )
        return [Told(**row._mapping) for row in rows]  # noqa: SLF001 - public API of SQLAlchemy

    async def put(self, entity: str, entity_id: UUID, facts: Sequence[Fact]) -> None:
        """The facts of one entity are these, and no others."""
        mine = (
            EntityFact.generation == self.generation,
            EntityFact.entity == entity,
            EntityFact.entity_id == entity_id,
        )
        await self.session.execute(delete(EntityFact).where(*mine))
        rows = [
            {
                **asdict(fact),
                "region": fact.attributes.get(REGION),
                "generation": self.generation,
                "entity": entity,
                "entity_id": entity_id,
                "place": place,
            }
            for place, fact in enumerate(facts)
        ]
        if rows:
            await self.session.execute(insert(EntityFact), rows)

    async def copy_own(self, source: int) -> None:
        """Take over what this service told itself: no feed of a sibling brings it again."""
        own = select(FactEvent.id).where(FactEvent.generation == source, FactEvent.feed == OWN)
        for model, told in ((FactEvent, "id"), (EntityFact, "event_id")):
            table = model.__table__
            columns = [column for column in table.c if column.name != "generation"]
            taken = select(literal(self.generation), *columns).where(
                table.c.generation == source, table.c[told].in_(own)
            )
            names = ["generation", *(column.name for column in columns)]
            await self.session.execute(upsert(model).from_select(names, taken).on_conflict_do_nothing())

    async def figures(self) -> dict[str, Any]:
        """How many events and facts there are, and a digest of all facts, whatever order they came in."""
        e, f = FactEvent, EntityFact
        events = await self.session.scalar(
            select(func.count()).select_from(e).where(e.generation == self.generation)
        )
        written = func.concat_ws(
            "|", f.entity, f.entity_id, f.place, f.valid_from, f.valid_to, f.known_from, f.known_to,
            f.attributes, f.event_id, f.version,
        )  # fmt: skip
        row = (
            await self.session.execute(
                select(func.count(), func.bit_xor(func.hashtextextended(written, 0)))
                .select_from(f)
                .where(f.generation == self.generation)
            )
        ).one()
        return {"events": events or 0, "facts": row[0], "digest": _hex(row[1])}

    async def drop(self) -> None:
        """Forget everything of this generation."""
        for model in (EntityFact, FactEvent):
            await self.session.execute(delete(model).where(model.__table__.c.generation == self.generation))


@dataclass(frozen=True, slots=True)
class Generations:
    """The buildings of all facts, and how far the feeds have been read."""

    session: AsyncSession

    async def current(self) -> int:
        """The number of the generation that is read."""
        found = await self.session.scalar(select(Generation.number).where(Generation.state == "current"))
        return found or 0

    async def held(self, *, exclusively: bool = False) -> int:
        """The same, held until the transaction ends: no rebuild takes its place in between."""
        statement = select(Generation.number).where(Generation.state == "current")
        while True:  # one that was swapped away while this waited is found no more; its successor is
            found = await self.session.scalar(statement.with_for_update(read=not exclusively))
            if found is not None:
                return found

    async def building(self) -> Generation | None:
        """The one that is being built, or was when its job died."""
        return await self.session.scalar(
            select(Generation).where(Generation.state == "building").with_for_update()
        )

    async def begin(self, generation_id: UUID, job_id: UUID) -> None:
        """A new one beside the current; by constraint only one is built at a time."""
        number = await self.session.scalar(select(func.max(Generation.number)))
        self.session.add(
            Generation(
                id=generation_id,
                number=(number or 0) + 1,
                state="building",
                job_id=job_id,
                cursors={},
                created_at=instant(),
            )
        )
        await self.session.flush()

    async def get(self, generation_id: UUID, *, lock: bool = False) -> Generation:
        found = await self.session.get(Generation, generation_id, with_for_update=True if lock else None)
        if found is None:
            raise RebuildNotFound
        return found

    async def retire(self) -> None:
        """The current one is no longer read."""
        await self.session.execute(
            update(Generation).where(Generation.state == "current").values(state="past")
        )

    async def cursors(self, *, lock: bool = False) -> Mapping[str, str]:
        """Where each feed's subscription stands; locked, no consumer moves before the transaction ends."""
        table = house_table(self.session.info["schema"], "feed_cursors")
        asked = select(table.c.feed, table.c.position).where(
            table.c.feed.in_([cursor_key(feed) for feed in FEEDS])
        )
        rows = await self.session.execute(asked.order_by(table.c.feed).with_for_update() if lock else asked)
        return {row.feed.partition("/")[0]: row.position for row in rows}

    async def move_cursors(self, cursors: Mapping[str, str]) -> None:
        """The consumers go on from here."""
        table = house_table(self.session.info["schema"], "feed_cursors")
        for feed, position in cursors.items():
            row = {"feed": cursor_key(feed), "position": position, "moved_at": instant()}
            await self.session.execute(
                upsert(table).values(row).on_conflict_do_update(index_elements=["feed"], set_=row)
            )

    async def unread(self) -> Sequence[Mapping[str, Any]]:
        """Kinds of event that wait for a version that can read them."""
        e = FactEvent
        rows = await self.session.execute(
            select(e.feed, e.name, func.count().label("events"), func.min(e.known_at).label("first_at"))
            .where(e.handling == "unread", e.generation == await self.current())
            .group_by(e.feed, e.name)
            .order_by(e.feed, e.name)
        )
        return [dict(row) for row in rows.mappings()]

    def listing(self) -> Select[Any]:
        """Generations as a list shows them, without order."""
        return select(*Generation.__table__.c)


def _lock(entity_id: UUID) -> int:
    """A signed number of 64 bits that stands for an entity."""
    return int.from_bytes(entity_id.bytes[8:], "big", signed=True)


def _hex(number: int | None) -> str:
    return "" if number is None else f"{number & (2**64 - 1):016x}"
