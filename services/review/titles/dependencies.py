"""Wiring of the routes on titles, and of issuing."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.service import Casework
from services.review.decisions.dependencies import decision_desk
from services.review.notices.service import EntryBook
from services.review.rounds.repository import Quotas
from services.review.titles.repository import Titles
from services.review.titles.service import Issuing, Register
from shared.db.history import Trail
from shared.http.sessions import Read, Write


async def _issuing(session: Write) -> Issuing:
    trail = Trail(session)
    return Issuing(
        desk=decision_desk(session),
        titles=Titles(session),
        quotas=Quotas(session),
        casework=Casework(trail),
        book=EntryBook(trail),
        trail=trail,
        clock=session.info["clock"],
        caller=session.info["caller"],
    )


def register_on(session: AsyncSession) -> Register:
    """The register on a session: a request's, or one that the clock has opened."""
    return Register(Titles(session), Trail(session), session.info["clock"], session.info["caller"])


async def _register(session: Write) -> Register:
    return register_on(session)


async def _reading(session: Read) -> Register:
    return register_on(session)


IssuingDesk = Annotated[Issuing, Depends(_issuing)]
RegisterDesk = Annotated[Register, Depends(_register)]
PublicRegister = Annotated[Register, Depends(_reading)]
