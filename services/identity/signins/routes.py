"""The sign-in log over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.identity.signins.repository import SignIns
from services.identity.signins.schemas import SignInKind, SignInOut
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.lists import Page, Paging
from shared.http.sessions import Read

router = APIRouter(tags=["sign-ins"])


@router.get("/sign-ins")
async def list_sign_ins(
    _: Annotated[Caller, may("identity:sign_in:read", Role.AUDIT_ADMINISTRATOR, Role.AUDITOR)],
    session: Read,
    page: Paging,
    *,
    kind: Annotated[SignInKind | None, Query(description="Clients or people.")] = None,
    failed: Annotated[bool | None, Query(description="Only failed ones, or only granted ones.")] = None,
) -> Page[SignInOut]:
    """Every attempt to get a token, granted or not, newest first."""
    return await SignIns(session).list(page, kind=kind, failed=failed)
