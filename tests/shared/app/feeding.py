"""A review service with the house's own routes, called as whom a test wants."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from shared.app.application import create_app
from shared.app.spec import ServiceSpec
from shared.db.caller import Binding
from shared.db.work import Database
from shared.settings.service import ServiceSettings
from shared.testing.tokens import TestIssuer

ISSUER = TestIssuer()


def house_service(folder: Path, database: Database, **more: Any) -> FastAPI:
    """An application that has what the floor gives and nothing of its own."""
    path = folder / "messages.yaml"
    path.write_text("", encoding="utf-8")
    settings = ServiceSettings(
        database_url="postgresql+asyncpg:///none", data_key=b64encode(b"k" * 32).decode()
    )
    given: dict[str, Any] = {
        "name": "review",
        "title": "Review",
        "version": "1.0.0",
        "settings": settings,
        "messages_path": path,
        "database": database,
        **more,
    }
    given["state"] = {"verifier": ISSUER.verifier("review"), **given.get("state", {})}
    return create_app(ServiceSpec(**given))


def client_as(app: FastAPI, *bindings: Binding, **token: Any) -> httpx.AsyncClient:
    """A client with a token of these bindings; `anonymous=True` sends none."""
    anonymous = token.pop("anonymous", False)
    headers = {} if anonymous else ISSUER.bearer("review", *bindings, **token)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://test",
        headers={"Accept-Language": "en", **headers},
    )
