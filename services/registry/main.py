"""Composition root of registry: `uvicorn --factory services.registry.main:build`."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI

from services.registry.routers import CONSTRAINTS, ROUTERS
from services.registry.settings import RegistrySettings
from shared.app.compose import compose
from shared.app.spec import ServiceSpec
from shared.codes.lists import code_list, code_list_names
from shared.db.work import Database

MESSAGES = Path(__file__).with_name("messages.yaml")


def build(
    settings: RegistrySettings | None = None,
    *,
    database: Database | None = None,
    collaborators: Mapping[str, object] | None = None,
) -> FastAPI:
    """The service; `collaborators` stand in for what is made here: `verifier`, `files`."""
    return compose(
        ServiceSpec(
            name="registry",
            title="Lupin registry",
            version="0.1.0",
            description="Organisations, brands, experts, regions, calendar, yearly facts and incidents.",
            settings=settings or RegistrySettings(),
            routers=ROUTERS,
            messages_path=MESSAGES,
            database=database,
            code_lists=[code_list(name) for name in code_list_names()],
            constraints=CONSTRAINTS,
        ),
        collaborators=collaborators,
    )
