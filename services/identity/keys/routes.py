"""Signing keys over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.identity.keys.dependencies import Desk, Ring
from services.identity.keys.errors import KeyUnknown, NextKeyTooYoung, NoSigningKey
from services.identity.keys.repository import Keys
from services.identity.keys.schemas import KeyOut, KeySetOut, KeysOut, WithdrawKey
from shared.auth.guards import anyone, may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.refused import refusals
from shared.http.sessions import Read
from shared.workflow import ActionNotAllowed

router = APIRouter(tags=["keys"])


@router.get("/jwks")
async def read_key_set(_: Annotated[Caller, anyone()], ring: Ring, response: Response) -> KeySetOut:
    """The public keys by which every service and the gateway check tokens (RFC 7517)."""
    response.headers["Cache-Control"] = "public, max-age=60"
    return KeySetOut.model_validate(await ring.key_set())


@router.get("/keys")
async def list_keys(
    _: Annotated[Caller, may("identity:key:read", Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR)], session: Read
) -> KeysOut:
    """All signing keys, old ones included, without their private halves."""
    return KeysOut(items=[KeyOut.model_validate(key) for key in await Keys(session).all()])


@router.post("/keys/rotations", status_code=201, responses=refusals(NextKeyTooYoung, NoSigningKey))
async def rotate_keys(
    _: Annotated[Caller, may("identity:key:write", Role.SYSTEM_ADMINISTRATOR)],
    desk: Desk,
    ring: Ring,
    once: Once,
) -> KeyOut:
    """Let the next key sign; the active one goes on verifying until its last token is over."""
    shown = await once(desk.rotate, show=desk.show)
    await ring.forget()
    return shown


@router.post("/keys/{key_id}/withdraw", responses=refusals(KeyUnknown, ActionNotAllowed))
async def withdraw_key(
    _: Annotated[Caller, may("identity:key:write", Role.SYSTEM_ADMINISTRATOR)],
    key_id: UUID,
    body: WithdrawKey,
    desk: Desk,
    ring: Ring,
    once: Once,
) -> KeyOut:
    """Stop believing a key that leaked: within two minutes no verifier accepts a token that it signed."""
    shown = await once(lambda: desk.withdraw(key_id, body.reason), show=desk.show)
    await ring.forget()
    return shown
