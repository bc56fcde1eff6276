"""What time brings about, one thing per transaction: a case that cannot be ended stops no other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.review.applications.rules import CaseFacts
from services.review.applications.service import Casework, Step
from services.review.applications.workflow import Action
from services.review.notices.service import NoticeDesk
from services.review.rounds.repository import Rounds
from services.review.rounds.service import RoundDesk
from services.review.rounds.workflow import RoundAction
from services.review.timekeeping.repository import Overdue
from services.review.titles.service import Register
from shared.codes.roles import Role
from shared.db.history import Trail
from shared.db.work import Database, Session
from shared.jobs.turns import one_by_one
from shared.time.clock import Clock


@dataclass(frozen=True, slots=True)
class Timekeeper:
    """Acts in the role of the clock; its fields make the desks within a session."""

    desk: Callable[[Session], RoundDesk]
    notices: Callable[[Session], NoticeDesk]
    register: Callable[[Session], Register]

    async def open_rounds(self, database: Database, clock: Clock) -> int:
        """Open the rounds whose day has come."""

        async def find(session: Session) -> Sequence[UUID]:
            return await Rounds(session).due_to_open(clock.today())

        async def act(session: Session, round_id: UUID) -> bool:
            return await self._advance(session, round_id, RoundAction.OPEN)

        return await one_by_one(database, find, act)

    async def end_rounds(self, database: Database, clock: Clock) -> int:
        """Close the rounds that are over and in which nothing waits."""

        async def find(session: Session) -> Sequence[UUID]:
            return await Rounds(session).due_to_end(clock.today())

        async def act(session: Session, round_id: UUID) -> bool:
            return await self._advance(session, round_id, RoundAction.END)

        return await one_by_one(database, find, act)

    async def remind(self, database: Database, clock: Clock) -> int:
        """Tell of last days that draw near."""

        async def find(session: Session) -> Sequence[UUID]:
            return await Rounds(session).due_to_remind(clock.today())

        async def act(session: Session, round_id: UUID) -> bool:
            return await self.desk(session).remind(round_id) > 0

        return await one_by_one(database, find, act)

    async def lapse_applications(self, database: Database, clock: Clock) -> int:
        """End drafts, candidates and corrections whose time has run out."""

        async def find(session: Session) -> Sequence[UUID]:
            return await Overdue(session).applications(clock.today())

        return await one_by_one(database, find, lapse)

    async def close_notices(self, database: Database, clock: Clock) -> int:
        """Close the public notices whose last day has passed (V10)."""

        async def find(session: Session) -> Sequence[UUID]:
            return await self.notices(session).notices.due(clock.today())

        async def act(session: Session, notice_id: UUID) -> bool:
            await self.notices(session).close(notice_id)
            return True

        return await one_by_one(database, find, act)

    async def expire_titles(self, database: Database, clock: Clock) -> int:
        """End the titles whose last day has passed (V12)."""

        async def find(session: Session) -> Sequence[UUID]:
            return await self.register(session).titles.ended(clock.today())

        async def act(session: Session, title_id: UUID) -> bool:
            await self.register(session).expire(title_id)
            return True

        return await one_by_one(database, find, act)

    async def _advance(self, session: Session, round_id: UUID, action: RoundAction) -> bool:
        desk = self.desk(session)
        await desk.advance(await desk.rounds.get(round_id, lock=True), action, {Role.CLOCK})
        return True


async def lapse(session: Session, application_id: UUID) -> bool:
    """End one application by the clock, through the same table as every other step."""
    overdue, clock = Overdue(session), session.info["clock"]
    application = await overdue.lock(application_id)
    if application is None:
        return False
    days = await Rounds(session).days(application.round_id)
    facts = CaseFacts(
        today=clock.today(),
        applications_close_on=days.get("application"),
        recommendations_close_on=days.get("recommendation"),
        correction_due_on=application.correction_due_on,
    )
    await overdue.close_corrections(application_id, clock.now())
    await Casework(Trail(session)).advance(application, Step(Action.LAPSE, {Role.CLOCK}, facts))
    return True
