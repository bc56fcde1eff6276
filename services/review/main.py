"""Composition root of review: `uvicorn --factory services.review.main:build`."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI

from services.review.clients.registry import RegistryClient
from services.review.clients.registry_experts import RegistryExpertsClient
from services.review.clients.trademark import TrademarkClient
from services.review.routers import CONSTRAINTS, ROUTERS
from services.review.settings import ReviewSettings
from shared.app.compose import compose
from shared.app.house import House
from shared.app.spec import ServiceSpec
from shared.codes.lists import code_list
from shared.db.work import Database

MESSAGES = Path(__file__).with_name("messages.yaml")
CODE_LISTS = ("enterprise_categories", "organisation_kinds", "recommending_bodies", "roles", "service_fields")


def build(
    settings: ReviewSettings | None = None,
    *,
    database: Database | None = None,
    collaborators: Mapping[str, object] | None = None,
) -> FastAPI:
    """The service; `collaborators` stand in for what is made here: `verifier`, `files`, siblings."""
    return compose(
        ServiceSpec(
            name="review",
            title="Lupin review",
            version="0.1.0",
            description="Programmes, rounds, applications, panels, notices, decisions and titles.",
            settings=settings or ReviewSettings(),
            routers=ROUTERS,
            messages_path=MESSAGES,
            database=database,
            code_lists=[code_list(name) for name in CODE_LISTS],
            constraints=CONSTRAINTS,
        ),
        collaborators=collaborators,
        siblings=_among_siblings,
    )


def _among_siblings(house: House) -> Mapping[str, object]:
    """The siblings that routes find in `app.state` when the service runs behind the gateway."""
    registry = house.sibling("registry")
    return {
        "registry": RegistryClient(registry),
        "registry_experts": RegistryExpertsClient(registry),
        "trademark": TrademarkClient(house.sibling("trademark")),
    }
