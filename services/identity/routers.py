"""Which routes identity has: those of production, and those that demo and training add."""

from collections.abc import Sequence

from fastapi import APIRouter

from services.identity.acting.routes import router as acting
from services.identity.administrators.routes import router as administrators
from services.identity.api_clients.routes import router as clients
from services.identity.bindings.routes import router as bindings
from services.identity.clock.routes import moving
from services.identity.clock.routes import router as clock
from services.identity.demo.routes import router as demo
from services.identity.enrolments.routes import router as enrolments
from services.identity.keys.routes import router as keys
from services.identity.openid.routes import router as openid
from services.identity.people.routes import router as people
from services.identity.platforms.routes import router as platforms
from services.identity.providers.routes import router as providers
from services.identity.revocations.routes import router as revocations
from services.identity.settings import IdentitySettings
from services.identity.signins.routes import router as sign_ins
from services.identity.tickets.routes import router as tickets
from services.identity.tokens.routes import router as tokens
from shared.settings.service import Mode

ROUTERS = (
    tokens,
    keys,
    revocations,
    clients,
    bindings,
    enrolments,
    people,
    providers,
    openid,
    platforms,
    tickets,
    acting,
    sign_ins,
    administrators,
    clock,
)


def routers_for(settings: IdentitySettings) -> Sequence[APIRouter]:
    """In production neither the movable clock nor the demo sign-in exists."""
    more = [moving] if settings.mode is not Mode.PRODUCTION else []
    return (*ROUTERS, *more, *([demo] if settings.demo_sign_in else []))
