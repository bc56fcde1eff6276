"""The sign-in log over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.identity.signins.repository import SignIns, Wanted
from services.identity.signins.schemas import SignInKind, SignInOut
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller, CallerKind
from shared.http.lists import Page, Paging
from shared.http.models import Instant
from shared.http.sessions import Read

router = APIRouter(tags=["sign-ins"])
NOBODY = UUID(int=0)


@router.get("/sign-ins")
async def list_sign_ins(  # noqa: PLR0913 - one argument per filter
    _: Annotated[
        Caller,
        may(
            "identity:sign_in:read",
            Role.SECURITY_ADMINISTRATOR,
            Role.AUDIT_ADMINISTRATOR,
            Role.AUDITOR,
        ),
    ],
    session: Read,
    page: Paging,
    *,
    kind: Annotated[SignInKind | None, Query(description="Clients or people.")] = None,
    failed: Annotated[bool | None, Query(description="Only failed ones, or only granted ones.")] = None,
    principal_id: Annotated[UUID | None, Query(description="Of this person or client.")] = None,
    client: Annotated[str | None, Query(max_length=64, description="Tried through this `client_id`.")] = None,
    recorded_from: Annotated[Instant | None, Query(description="From this moment on.")] = None,
    recorded_until: Annotated[Instant | None, Query(description="Before this moment.")] = None,
) -> Page[SignInOut]:
    """Every attempt to get a token, granted or not, newest first; where from, to the network."""
    wanted = Wanted(kind, failed, principal_id, client, recorded_from, recorded_until)
    return await SignIns(session).list(page, wanted)


@router.get("/sign-ins/mine")
async def list_own_sign_ins(
    caller: Annotated[Caller, may("identity:sign_in:read")], session: Read, page: Paging
) -> Page[SignInOut]:
    """The caller's own, newest first; one that was not theirs is for the security administrator to know."""
    own = UUID(caller.subject) if caller.kind is CallerKind.PERSON else NOBODY
    return await SignIns(session).own(page, own)
