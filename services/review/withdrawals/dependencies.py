"""Wiring of withdrawal."""

from typing import Annotated

from fastapi import Depends

from services.review.applications.repository import Applications
from services.review.applications.service import CaseReader, Casework
from services.review.dossiers.repository import Dossiers
from services.review.recommendations.repository import Recommendations
from services.review.rounds.repository import Quotas, Rounds
from services.review.withdrawals.service import WithdrawalDesk
from shared.db.history import Trail
from shared.http.sessions import Write


async def _desk(session: Write) -> WithdrawalDesk:
    applications, quotas, trail = Applications(session), Quotas(session), Trail(session)
    return WithdrawalDesk(
        applications=applications,
        dossiers=Dossiers(session),
        recommendations=Recommendations(session),
        quotas=quotas,
        reader=CaseReader(applications, Rounds(session), quotas, trail),
        casework=Casework(trail),
    )


Desk = Annotated[WithdrawalDesk, Depends(_desk)]
