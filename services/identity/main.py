"""Composition root of identity: `uvicorn --factory services.identity.main:build`."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI

from services.identity.background import federated, following
from services.identity.bindings.errors import CONSTRAINTS
from services.identity.clients.registry import RegistryClient
from services.identity.clock.service import ClockWatch
from services.identity.keys.service import KeyRing
from services.identity.mint.service import Mint, OwnTokens
from services.identity.platforms.service import Platforms
from services.identity.providers.service import Providers
from services.identity.revocations.service import RevocationBoard
from services.identity.routers import routers_for
from services.identity.settings import IdentitySettings
from services.identity.tokens.routes import well_known
from shared.app.application import create_app
from shared.app.changes import changes_router, serve_feed
from shared.app.spec import ServiceSpec
from shared.app.worksite import connect
from shared.auth.revocations import RevocationList
from shared.auth.verifier import TokenVerifier
from shared.codes.lists import code_list
from shared.db.work import Database
from shared.http.client import Gateway, SiblingClient
from shared.time.clock import instant

MESSAGES = Path(__file__).with_name("messages.yaml")


def build(
    settings: IdentitySettings | None = None,
    *,
    database: Database | None = None,
    now: Callable[[], datetime] = instant,
) -> FastAPI:
    """The service; `now` is real time, handed in so that tests can let tokens grow old."""
    settings = settings or IdentitySettings()
    database = database or connect("identity", settings)
    return create_app(
        ServiceSpec(
            name="identity",
            title="Lupin identity",
            version="0.1.0",
            description="Who may do what: clients, people, role bindings, tokens, keys, and the demo clock.",
            settings=settings,
            routers=(*routers_for(settings), changes_router("identity")),
            bare_routers=(well_known,),
            messages_path=MESSAGES,
            database=database,
            constraints=CONSTRAINTS,
            lifespans=(following, federated, serve_feed),
            code_lists=[code_list("roles")],
            state=_state(settings, database, now),
        )
    )


def _state(settings: IdentitySettings, database: Database, now: Callable[[], datetime]) -> dict[str, object]:
    ring = KeyRing(database, settings.data_key_bytes, now)
    heard = RevocationList(now=now)
    verifier = TokenVerifier(
        issuer=settings.issuer, audience="identity", keys=ring, revocations=heard, now=now
    )
    board = RevocationBoard(database, now, heard)
    gateway = Gateway.at(settings.gateway_url)
    own = OwnTokens(Mint(ring, settings, database.clock, now), frozenset({"registry:organisation:read"}))
    return {
        "settings": settings,
        "now": now,
        "keys": ring,
        "revocations": board,
        "clock_watch": ClockWatch(database),
        "verifier": verifier,
        "providers": Providers.of(settings.openid_providers, now),
        "platforms": Platforms.of(settings.ticket_platforms),
        "gateway": gateway,
        "registry": RegistryClient(SiblingClient(gateway, "registry", tokens=own)),
    }
