"""Wiring of the routes on recommendations."""

from typing import Annotated

from fastapi import Depends

from services.review.applications.repository import Applications
from services.review.applications.service import CaseReader, Casework
from services.review.recommendations.repository import Recommendations
from services.review.recommendations.service import RecommendationDesk
from services.review.rounds.repository import Quotas, Rounds
from shared.db.history import Trail
from shared.files.record import FileRecord
from shared.http.sessions import Read, Write


async def _desk(session: Write) -> RecommendationDesk:
    applications, quotas, trail = Applications(session), Quotas(session), Trail(session)
    return RecommendationDesk(
        applications=applications,
        recommendations=Recommendations(session),
        quotas=quotas,
        reader=CaseReader(applications, Rounds(session), quotas, trail),
        files=FileRecord(session),
        casework=Casework(trail),
    )


async def _known(session: Read) -> Recommendations:
    return Recommendations(session)


Desk = Annotated[RecommendationDesk, Depends(_desk)]
Known = Annotated[Recommendations, Depends(_known)]
