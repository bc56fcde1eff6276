"""Wiring of the routes on dossiers and corrections."""

from typing import Annotated

from fastapi import Depends

from services.review.applications.repository import Applications
from services.review.applications.service import CaseReader, Casework
from services.review.dossiers.repository import Dossiers
from services.review.dossiers.service import DossierDesk, DossierReader
from services.review.eligibility.repository import EligibilityRuns
from services.review.eligibility.service import EligibilityDesk
from services.review.rounds.repository import Quotas, Rounds
from shared.db.history import Trail
from shared.events.calendars import Calendars
from shared.http.sessions import Read, Write


async def _desk(session: Write) -> DossierDesk:
    applications, trail = Applications(session), Trail(session)
    return DossierDesk(
        applications=applications,
        dossiers=Dossiers(session),
        reader=CaseReader(applications, Rounds(session), Quotas(session), trail),
        eligibility=EligibilityDesk(applications, EligibilityRuns(session)),
        calendars=Calendars(session),
        casework=Casework(trail),
    )


async def _made(session: Write) -> DossierReader:
    return DossierReader(Applications(session), Dossiers(session))


async def _reader(session: Read) -> DossierReader:
    return DossierReader(Applications(session), Dossiers(session))


Desk = Annotated[DossierDesk, Depends(_desk)]
Made = Annotated[DossierReader, Depends(_made)]
Reader = Annotated[DossierReader, Depends(_reader)]
