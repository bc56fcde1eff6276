"""Clients over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.identity.api_clients.dependencies import Desk
from services.identity.api_clients.errors import ClientNameTaken, ClientUnknown, KeySetUnusable, SecretNotUsed
from services.identity.api_clients.repository import Clients
from services.identity.api_clients.schemas import (
    ChangeKeys,
    ClientOut,
    ClientWithSecret,
    FenceClient,
    RegisterClient,
    RotateSecret,
)
from services.identity.api_clients.workflow import ClientAction
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import SecretAlreadyShown
from shared.http.idempotency import Once
from shared.http.lists import Page, Paging
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.http.sessions import Read
from shared.workflow import ActionNotAllowed

router = APIRouter(prefix="/clients", tags=["clients"])
Administrator = Annotated[Caller, may("identity:client:write", Role.SYSTEM_ADMINISTRATOR)]
Reader = Annotated[Caller, may("identity:client:read", Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR)]


@router.post("", status_code=201, responses=refusals(ClientNameTaken, KeySetUnusable, SecretAlreadyShown))
async def register_client(_: Administrator, body: RegisterClient, desk: Desk, once: Once) -> ClientWithSecret:
    """Register a program; its secret is shown in this answer only."""
    return await once.secret(lambda: desk.register(body))


@router.get("")
async def list_clients(
    _: Reader,
    session: Read,
    page: Paging,
    organisation_id: Annotated[UUID | None, Query(description="Those that this organisation owns.")] = None,
) -> Page[ClientOut]:
    """The registered programs."""
    return await Clients(session).list(page, organisation_id=organisation_id)


@router.get("/{client_id}", responses=refusals(ClientUnknown))
async def read_client(_: Reader, client_id: UUID, session: Read, tag: Tag) -> ClientOut:
    """One program."""
    client = ClientOut.model_validate(await Clients(session).get(client_id))
    tag(client.version)
    return client


@router.post(
    "/{client_id}/secrets",
    status_code=201,
    responses=refusals(ClientUnknown, SecretNotUsed, SecretAlreadyShown),
)
async def rotate_client_secret(
    _: Administrator, client_id: UUID, body: RotateSecret, desk: Desk, once: Once
) -> ClientWithSecret:
    """A new secret, shown in this answer only; the old one stays good for the overlap."""
    return await once.secret(lambda: desk.rotate_secret(client_id, body.overlap_seconds))


@router.put("/{client_id}/public-keys", responses=refusals(ClientUnknown, KeySetUnusable))
async def change_client_keys(
    _: Administrator, client_id: UUID, body: ChangeKeys, desk: Desk, if_match: IfMatch
) -> ClientOut:
    """Replace the public keys of a client that proves itself by a private key."""
    return await desk.change_keys(client_id, body.public_keys, seen=if_match)


@router.put("/{client_id}/fences", responses=refusals(ClientUnknown))
async def fence_client(
    _: Administrator, client_id: UUID, body: FenceClient, desk: Desk, if_match: IfMatch
) -> ClientOut:
    """From where a client may be used, how fast, and whose it is; its tokens are revoked at once."""
    return await desk.fence(client_id, body, seen=if_match)


@router.post("/{client_id}/disable", responses=refusals(ClientUnknown, ActionNotAllowed))
async def disable_client(_: Administrator, client_id: UUID, desk: Desk, if_match: IfMatch) -> ClientOut:
    """Switch a client off; its tokens are revoked at once."""
    return await desk.step(client_id, ClientAction.DISABLE, seen=if_match)


@router.post("/{client_id}/enable", responses=refusals(ClientUnknown, ActionNotAllowed))
async def enable_client(_: Administrator, client_id: UUID, desk: Desk, if_match: IfMatch) -> ClientOut:
    """Switch a client on again."""
    return await desk.step(client_id, ClientAction.ENABLE, seen=if_match)
