"""What time and registry bring about for marks, each thing once however often it is tried."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from services.trademark.holders.repository import Holders
from services.trademark.legal_rules.repository import LegalRules
from services.trademark.legal_rules.rules import LawBook
from services.trademark.mark_events.service import Change, tell
from services.trademark.marks.models import Mark
from services.trademark.marks.repository import Marks, as_event
from services.trademark.marks.rules import fold
from services.trademark.marks.workflow import MarkState
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.db.work import Database, Session
from shared.events.consumer import Subscription
from shared.events.event import Event
from shared.time.clock import Clock

FOLLOWED: Final = tuple(
    f"organisation.{past}"
    for past in ("registered", "corrected", "renamed", "moved", "changed", "dissolved", "reinstated")
)


@dataclass(frozen=True, slots=True)
class Timekeeper:
    """Folds marks anew whose day has come."""

    marks: Marks
    trail: Trail
    clock: Clock

    async def pass_time(self, mark: Mark, book: LawBook) -> None:
        """Grace begins, and ends; the row's day moves on with the effect, so a repeat finds nothing due."""
        events = [as_event(row) for row in await self.marks.events(mark.id)]
        lines = [line.number for line in await self.marks.goods(mark.id)]
        standing = fold(lines, events, law=book, today=self.clock.today())
        before, status, valid = mark.state, mark.status, mark.valid
        mark.put(standing)
        await self.marks.touch(mark)
        await self.marks.set_lines(mark.id, standing.lines)
        if mark.status is status:
            return
        step = "expired" if mark.state is MarkState.EXPIRED else "pass_time"
        day = mark.ended_on or self.clock.today()
        change = Change(step, before, mark.state, day, status, was_valid=valid)
        await tell(self.trail, mark, change, event="mark.status_changed")


async def age_marks(database: Database, clock: Clock) -> int:
    """All marks whose status time alone changes; a batch a transaction, until none is due."""
    changed = 0
    while done := await _age_some(database, clock):
        changed += done
    return changed


async def _age_some(database: Database, clock: Clock) -> int:
    async with database.write(SYSTEM) as session:
        marks = Marks(session)
        due = await marks.due(clock.today())
        if due:
            keeper, book = Timekeeper(marks, Trail(session), clock), await LegalRules(session).book()
            for mark in due:
                await keeper.pass_time(mark, book)
        return len(due)


async def follow_organisation(session: Session, event: Event) -> None:
    """Take over what registry says of an organisation; its marks follow its name and place."""
    if "facts" not in event.data or not await Holders(session).take_over(event.subject, event.data):
        return
    facts: Mapping[str, Any] = event.data["facts"]
    if facts.keys() & {"name", "region_path"}:
        await _marks_follow(session, event.subject, facts)


async def _marks_follow(session: Session, organisation_id: UUID, facts: Mapping[str, Any]) -> None:
    marks, trail = Marks(session), Trail(session)
    for mark in await marks.of_holder(organisation_id):
        mark.holder_name = facts.get("name", mark.holder_name)
        moved = facts.get("region_path", mark.region_path) != mark.region_path
        mark.region_path = facts.get("region_path", mark.region_path)
        await marks.touch(mark)
        step = "holder_moved" if moved else "holder_named"
        day = session.info["clock"].today()
        change = Change(step, mark.state, mark.state, day, mark.status, was_valid=mark.valid)
        await tell(trail, mark, change, event=f"mark.{step}")


HOLDERS: Final = Subscription(
    feed="registry", name="organisations", types=FOLLOWED, apply=follow_organisation
)
"""What keeps holders in step with registry."""
