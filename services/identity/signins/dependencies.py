"""Wiring of the sign-in log."""

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.signins.repository import SignIns
from services.identity.signins.rules import read_address
from services.identity.signins.service import SignInLog
from shared.auth.fences import SEEN


def address_of(request: Request) -> str | None:
    """Where the running request came from."""
    beside = request.client.host if request.client else ""
    return read_address(request.headers.get(SEEN, beside))


def log_of(request: Request, session: AsyncSession) -> SignInLog:
    """The log for whoever calls now."""
    state = request.app.state
    return SignInLog(SignIns(session), state.settings.data_key_bytes, state.now, address_of(request))
