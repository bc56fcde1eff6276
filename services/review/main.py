"""Composition root of review: `uvicorn --factory services.review.main:build`."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI

from services.review.clients.registry import RegistryClient
from services.review.clients.registry_experts import RegistryExpertsClient
from services.review.routers import CONSTRAINTS, ROUTERS
from services.review.settings import ReviewSettings
from shared.app.application import create_app
from shared.app.changes import serve_feed
from shared.app.house import House
from shared.app.housekeeping import floor_routers
from shared.app.spec import ServiceSpec
from shared.codes.lists import code_list
from shared.db.work import Database
from shared.files.files import open_files
from shared.time.clock import Clock

MESSAGES = Path(__file__).with_name("messages.yaml")
CODE_LISTS = ("enterprise_categories", "organisation_kinds", "recommending_bodies", "service_fields")


def build(
    settings: ReviewSettings | None = None,
    *,
    database: Database | None = None,
    collaborators: Mapping[str, object] | None = None,
) -> FastAPI:
    """The service; `collaborators` stand in for what is made here: `verifier`, `registry`, `files`."""
    settings = settings or ReviewSettings()
    if database is None:
        url = settings.database_url.get_secret_value()
        database = Database.connect("review", url, clock=Clock(), pool_size=settings.pool_size)
    house = House.of("review", settings, database.clock) if collaborators is None else None
    return create_app(
        ServiceSpec(
            name="review",
            title="Lupin review",
            version="0.1.0",
            description="Programmes, rounds, applications, panels, notices, decisions and titles.",
            settings=settings,
            routers=(*ROUTERS, *floor_routers("review")),
            messages_path=MESSAGES,
            database=database,
            code_lists=[code_list(name) for name in CODE_LISTS],
            constraints=CONSTRAINTS,
            lifespans=(serve_feed,) if house is None else (serve_feed, house.lifespan),
            state={
                "files": open_files(settings, database),
                **(collaborators or {}),
                **({} if house is None else _among_siblings(house)),
            },
        )
    )


def _among_siblings(house: House) -> dict[str, object]:
    """What routes find in `app.state` when the service runs behind the gateway."""
    registry = house.sibling("registry")
    return {
        "verifier": house.verifier,
        "registry": RegistryClient(registry),
        "registry_experts": RegistryExpertsClient(registry),
    }
