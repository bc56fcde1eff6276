"""Wiring of the routes on reports."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.observations.repository import Observations
from services.metrics.reporting.repository import Reports
from services.metrics.reporting.service import ReportDesk
from shared.db.history import Trail
from shared.http.sessions import Read, Write


def report_desk(session: AsyncSession) -> ReportDesk:
    """The desk on any session."""
    caller, clock = session.info["caller"], session.info["clock"]
    return ReportDesk(Reports(session), Observations(session), Trail(session), caller, clock)


async def _desk(session: Write) -> ReportDesk:
    return report_desk(session)


async def _reading(session: Read) -> ReportDesk:
    return report_desk(session)


Desk = Annotated[ReportDesk, Depends(_desk)]
Reader = Annotated[ReportDesk, Depends(_reading)]
