"""Wiring of the routes on panels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.repository import Applications
from services.review.clients.registry_experts import ExpertFacts, RegistryExperts
from services.review.panels.repository import Interests, Panellists
from services.review.panels.schemas import SeatExperts
from services.review.panels.service import ConflictBook, PanelDesk
from services.review.rounds.repository import Rounds
from shared.db.history import Trail
from shared.http.sessions import Read, Write


@dataclass(frozen=True, slots=True)
class Called:
    """The experts that are to be seated, and what registry says of them."""

    wanted: SeatExperts
    experts: Mapping[UUID, ExpertFacts]


async def _called(request: Request, body: SeatExperts) -> Called:
    """Ask registry before the transaction opens."""
    registry: RegistryExperts = request.app.state.registry_experts
    return Called(body, await registry.experts(body.expert_ids))


def conflict_book(session: AsyncSession) -> ConflictBook:
    """The book of conflicts on any session: a request's, or a job's."""
    return ConflictBook(
        interests=Interests(session),
        panellists=Panellists(session),
        trail=Trail(session),
        clock=session.info["clock"],
        caller=session.info["caller"],
    )


def panel_desk(session: AsyncSession) -> PanelDesk:
    """The desk on any session."""
    return PanelDesk(
        panellists=Panellists(session),
        interests=Interests(session),
        applications=Applications(session),
        rounds=Rounds(session),
        book=conflict_book(session),
    )


async def _desk(session: Write) -> PanelDesk:
    return panel_desk(session)


async def _reading_desk(session: Read) -> PanelDesk:
    return panel_desk(session)


Asked = Annotated[Called, Depends(_called)]
Desk = Annotated[PanelDesk, Depends(_desk)]
ReadingDesk = Annotated[PanelDesk, Depends(_reading_desk)]
