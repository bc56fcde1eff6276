"""Compares our counts with their owners', once a day: read, ask with no transaction open, write."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.metrics.counting.repository import Counts
from services.metrics.facts.repository import Generations
from services.metrics.readings.rules import CountQuestion, Window
from services.metrics.reconciliation.models import Comparison, Discrepancy
from services.metrics.reconciliation.repository import Comparisons
from services.metrics.reconciliation.rules import CHECKS, Check, Told, Verdict, verdict
from shared.db.caller import SYSTEM
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.db.work import Database, Session
from shared.errors import Refusal
from shared.events.consumer import Fetch
from shared.events.cursors import read_cursor
from shared.time.clock import Clock, instant


@dataclass(frozen=True, slots=True)
class Reconciler:
    """The daily comparison; run often, it asks again only what has come to nothing yet."""

    owners: Mapping[str, Fetch]

    async def run(self, database: Database, clock: Clock) -> int:
        """How many discrepancies were opened or closed."""
        changed = 0
        for check in CHECKS:
            async with database.read(SYSTEM) as session:
                done = await Comparisons(session).settled(check.code, clock.today())
            if not done:
                changed += await self._compare(database, clock, check)
        return changed

    async def _compare(self, database: Database, clock: Clock, check: Check) -> int:
        """The owner is asked first: what it tells of afterwards makes us behind, never wrong."""
        told = await self._ask(check)
        async with database.write(SYSTEM) as session:
            today = Window(clock.today(), clock.today())
            question = CountQuestion(entity=check.entity, region="", window=today, where=check.where)
            reading = (await Counts(session).read([question]))[0]
            cursor = (await Generations(session).cursors()).get(check.feed, "")
            ours, position = int(reading.value or 0), read_cursor(check.feed, cursor)
            found = verdict(ours, told, position=position)
            made = Comparison(
                id=new_id(),
                code=check.code,
                day=clock.today(),
                ours=ours,
                theirs=None if told is None else told.total,
                verdict=found.value,
                position=position,
                created_at=instant(),
            )
            return await self._conclude(session, made, found)

    async def _ask(self, check: Check) -> Told | None:
        """The owner's count between two looks at the end of its feed; nothing when it is silent."""
        ask = self.owners[check.feed]
        head = f"/{check.feed}/v1/changes/head"
        try:
            before = await ask(head, {})
            page = await ask(check.path, {**check.asked, "limit": "1", "include_total": "true"})
            after = await ask(head, {})
        except Refusal:
            return None
        return Told(page["total"], page["total_is_exact"], before["position"], after["position"])

    async def _conclude(self, session: Session, made: Comparison, found: Verdict) -> int:
        """Open what differs, close what agrees again; anything else says nothing."""
        comparisons = Comparisons(session)
        comparisons.add(made)
        await session.flush()
        held = await comparisons.open(made.code)
        if found is Verdict.DIFFERS and held is None:
            theirs = made.theirs or 0
            held = Discrepancy(
                id=new_id(),
                code=made.code,
                ours=made.ours,
                theirs=theirs,
                found_by=made.id,
                created_at=instant(),
            )
            comparisons.add(held)
            await session.flush()
            await Trail(session).append(_entry(held, "open", "opened", made))
            return 1
        if found is Verdict.AGREES and held is not None:
            held.closed_at = instant()
            await session.flush()
            await Trail(session).append(_entry(held, "close", "closed", made))
            return 1
        return 0


def _entry(held: Discrepancy, transition: str, event: str, made: Comparison) -> Entry:
    return Entry(
        noun="discrepancy",
        object_id=held.id,
        transition=transition,
        event=f"discrepancy.{event}",
        audience=Audience.INTERNAL,
        payload={"code": held.code, "ours": made.ours, "theirs": made.theirs, "day": made.day},
    )
