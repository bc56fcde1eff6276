"""Wiring of enrolments."""

from typing import Annotated

from fastapi import Depends

from services.identity.bindings.dependencies import Desk as BindingsDesk
from services.identity.enrolments.service import EnrolmentDesk
from services.identity.people.repository import People
from shared.db.history import Trail
from shared.http.sessions import Write


async def _desk(session: Write, grants: BindingsDesk) -> EnrolmentDesk:
    return EnrolmentDesk(People(session), grants, Trail(session))


Desk = Annotated[EnrolmentDesk, Depends(_desk, scope="function")]
