"""Composition root of registry: `uvicorn --factory services.registry.main:build`."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI

from services.registry.routers import CONSTRAINTS, ROUTERS
from services.registry.settings import RegistrySettings
from shared.app.application import create_app
from shared.app.changes import serve_feed
from shared.app.house import House
from shared.app.housekeeping import floor_routers
from shared.app.spec import ServiceSpec
from shared.codes.lists import code_list, code_list_names
from shared.db.work import Database
from shared.files.files import open_files
from shared.time.clock import Clock

MESSAGES = Path(__file__).with_name("messages.yaml")


def build(
    settings: RegistrySettings | None = None,
    *,
    database: Database | None = None,
    collaborators: Mapping[str, object] | None = None,
) -> FastAPI:
    """The service; `collaborators` stand in for what is made here: `verifier`, `files`."""
    settings = settings or RegistrySettings()
    if database is None:
        url = settings.database_url.get_secret_value()
        database = Database.connect("registry", url, clock=Clock(), pool_size=settings.pool_size)
    house = House.of("registry", settings, database.clock) if collaborators is None else None
    return create_app(
        ServiceSpec(
            name="registry",
            title="Lupin registry",
            version="0.1.0",
            description="Organisations, brands, experts, regions, calendar, yearly facts and incidents.",
            settings=settings,
            routers=(*ROUTERS, *floor_routers("registry")),
            messages_path=MESSAGES,
            database=database,
            code_lists=[code_list(name) for name in code_list_names()],
            constraints=CONSTRAINTS,
            lifespans=(serve_feed,) if house is None else (serve_feed, house.lifespan),
            state={
                "files": open_files(settings, database),
                **(collaborators or {}),
                **({} if house is None else {"verifier": house.verifier}),
            },
        )
    )
