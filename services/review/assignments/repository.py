"""Every query on assignments, and on the grants by which experts read cases."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.models import Application, CaseGrant
from services.review.applications.workflow import State as CaseState
from services.review.assignments.errors import AssignmentNotFound
from services.review.assignments.models import Assignment
from services.review.assignments.schemas import OverseenAssignmentOut, PanelStateOut
from services.review.assignments.workflow import LIVE, State

ITEM = tuple(getattr(Assignment, name) for name in OverseenAssignmentOut.model_fields)
EXPERT = "expert"
"""The kind of grant that a clean declaration gives."""


@dataclass(frozen=True, slots=True)
class Assignments:
    """Who scores what; an expert finds the own ones only."""

    session: AsyncSession

    async def get(self, assignment_id: UUID, *, lock: bool = False) -> Assignment:
        """One assignment, or AssignmentNotFound."""
        found = await self.session.get(Assignment, assignment_id, with_for_update=lock)
        if found is None:
            raise AssignmentNotFound
        return found

    def add_all(self, rows: Sequence[Assignment]) -> None:
        """Keep what a draw has brought about."""
        self.session.add_all(rows)

    async def live_of(self, round_id: UUID) -> Sequence[Row[UUID, UUID, str]]:
        """Pairs of application and panellist that count towards a panel."""
        rows = await self.session.execute(
            select(Assignment.application_id, Assignment.panellist_id, Assignment.state).where(
                Assignment.round_id == round_id, Assignment.state.in_(LIVE)
            )
        )
        return rows.all()

    async def live_at(self, application_id: UUID, panellist_id: UUID) -> Assignment | None:
        """The running assignment of a pair, locked."""
        return (
            await self.session.scalars(
                select(Assignment)
                .where(
                    Assignment.application_id == application_id,
                    Assignment.panellist_id == panellist_id,
                    Assignment.state.in_(LIVE),
                )
                .with_for_update()
            )
        ).one_or_none()

    async def spent(self, round_id: UUID) -> Collection[tuple[UUID, UUID]]:
        """Pairs of panellist and application that ended: nobody is drawn for the same case twice."""
        rows = await self.session.execute(
            select(Assignment.panellist_id, Assignment.application_id).where(
                Assignment.round_id == round_id, Assignment.state.not_in(LIVE)
            )
        )
        return {(row.panellist_id, row.application_id) for row in rows}

    async def counts(self, round_id: UUID) -> Mapping[UUID, Mapping[State, int]]:
        """How many assignments of each application stand in each state."""
        rows = await self.session.execute(
            select(Assignment.application_id, Assignment.state, func.count())
            .where(Assignment.round_id == round_id)
            .group_by(Assignment.application_id, Assignment.state)
        )
        counted: dict[UUID, dict[State, int]] = {}
        for application_id, state, number in rows:
            counted.setdefault(application_id, {})[State(state)] = number
        return counted

    def listing(
        self,
        *,
        states: Collection[State],
        round_id: UUID | None = None,
        application_id: UUID | None = None,
        subject: str | None = None,
    ) -> Select[Any]:
        """Assignments as a list shows them, without order."""
        asked = select(*ITEM)
        if subject is not None:
            asked = asked.where(Assignment.subject == subject)
        if round_id is not None:
            asked = asked.where(Assignment.round_id == round_id)
        if application_id is not None:
            asked = asked.where(Assignment.application_id == application_id)
        return asked.where(Assignment.state.in_(states)) if states else asked

    async def overdue(self, today: date) -> Sequence[UUID]:
        """Assignments on which nobody declared in time."""
        rows = await self.session.scalars(
            select(Assignment.id)
            .where(Assignment.state == State.ASSIGNED, Assignment.due_on < today)
            .order_by(Assignment.due_on, Assignment.id)
        )
        return rows.all()

    async def in_review(self, application_id: UUID) -> bool:
        """Whether an application, as far as the caller may see it, is under review."""
        found = await self.session.scalar(select(Application.state).where(Application.id == application_id))
        return found == CaseState.UNDER_REVIEW

    async def cases(
        self, round_id: UUID, states: Collection[CaseState], *, lock: bool = False
    ) -> Sequence[Application]:
        """Applications of a round in these states, by number; locked in the order of identifiers."""
        asked = select(Application).where(Application.round_id == round_id, Application.state.in_(states))
        if lock:
            asked = asked.order_by(Application.id).with_for_update()
        found = (await self.session.scalars(asked)).all()
        return sorted(found, key=lambda application: application.number)

    async def panel_state(self, round_id: UUID, *, experts: int) -> PanelStateOut:
        """How far panels and scores have come."""
        cases = await self.session.execute(
            select(Application.id, Application.state).where(
                Application.round_id == round_id,
                Application.state.in_((CaseState.ACCEPTED, CaseState.UNDER_REVIEW)),
            )
        )
        counted = await self.counts(round_id)
        rows = cases.all()
        accepted = [row.id for row in rows if row.state == CaseState.ACCEPTED]
        ready = sum(declared(counted.get(each, {})) >= experts for each in accepted)
        total = {state: sum(each.get(state, 0) for each in counted.values()) for state in LIVE}
        return PanelStateOut(
            round_id=round_id,
            waiting_for_panel=len(accepted) - ready,
            ready=ready,
            under_review=len(rows) - len(accepted),
            undeclared=total[State.ASSIGNED],
            unscored=total[State.CLEARED],
            scored=total[State.SCORED],
        )


def declared(counted: Mapping[State, int]) -> int:
    """How many of an application's experts have declared themselves free of conflict."""
    return counted.get(State.CLEARED, 0) + counted.get(State.SCORED, 0)


@dataclass(frozen=True, slots=True)
class Grants:
    """The unprotected table by which the row policies let an expert read a case."""

    session: AsyncSession

    async def give(self, application_id: UUID, subject: str, at: datetime) -> None:
        """Let a person read an application from now on."""
        new = insert(CaseGrant).values(
            application_id=application_id, subject=subject, kind=EXPERT, granted_at=at
        )
        await self.session.execute(
            new.on_conflict_do_update(
                index_elements=[CaseGrant.application_id, CaseGrant.subject, CaseGrant.kind],
                set_={"granted_at": at, "revoked_at": None},
            )
        )

    async def revoke(self, application_id: UUID, subject: str, at: datetime) -> None:
        """From now on the person reads it no more."""
        await self.session.execute(
            update(CaseGrant)
            .where(
                CaseGrant.application_id == application_id,
                CaseGrant.subject == subject,
                CaseGrant.kind == EXPERT,
                CaseGrant.revoked_at.is_(None),
            )
            .values(revoked_at=at)
        )
