"""People over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.identity.people.dependencies import Desk
from services.identity.people.errors import PersonUnknown
from services.identity.people.repository import People
from services.identity.people.schemas import PersonOut, RegisterPerson
from services.identity.people.workflow import PersonAction
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.lists import Page, Paging
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.http.sessions import Read
from shared.workflow import ActionNotAllowed

router = APIRouter(prefix="/people", tags=["people"])
Administrator = Annotated[Caller, may("identity:person:write", Role.SECURITY_ADMINISTRATOR)]
Reader = Annotated[Caller, may("identity:person:read", Role.SECURITY_ADMINISTRATOR, Role.AUDITOR)]


@router.post("", status_code=201)
async def register_person(_: Administrator, body: RegisterPerson, desk: Desk, once: Once) -> PersonOut:
    """Enter a person whom a provider of sign-in knows; the same subject again is the same person."""
    return await once(lambda: desk.register(body), show=desk.show)


@router.get("")
async def list_people(
    _: Reader,
    session: Read,
    page: Paging,
    provider: Annotated[str | None, Query(max_length=40, description="Where they sign in.")] = None,
    subject: Annotated[str | None, Query(max_length=200, description="Who the provider says it is.")] = None,
) -> Page[PersonOut]:
    """Those who may sign in."""
    return await People(session).list(page, provider=provider, subject=subject)


@router.get("/{person_id}", responses=refusals(PersonUnknown))
async def read_person(_: Reader, person_id: UUID, session: Read, tag: Tag) -> PersonOut:
    """One person."""
    person = PersonOut.model_validate(await People(session).get(person_id))
    tag(person.version)
    return person


@router.post("/{person_id}/block", responses=refusals(PersonUnknown, ActionNotAllowed))
async def block_person(_: Administrator, person_id: UUID, desk: Desk, if_match: IfMatch) -> PersonOut:
    """Keep a person out; every token of theirs is revoked at once."""
    return await desk.step(person_id, PersonAction.BLOCK, seen=if_match)


@router.post("/{person_id}/unblock", responses=refusals(PersonUnknown, ActionNotAllowed))
async def unblock_person(_: Administrator, person_id: UUID, desk: Desk, if_match: IfMatch) -> PersonOut:
    """Let a person in again."""
    return await desk.step(person_id, PersonAction.UNBLOCK, seen=if_match)
