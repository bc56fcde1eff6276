"""Composition root of metrics: `uvicorn --factory services.metrics.main:build`."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI

from services.metrics.routers import CONSTRAINTS, ROUTERS
from services.metrics.settings import MetricsSettings
from services.metrics.walls.service import Walls
from shared.app.compose import compose
from shared.app.spec import ServiceSpec
from shared.codes.lists import code_list
from shared.db.work import Database

MESSAGES = Path(__file__).with_name("messages.yaml")


def build(
    settings: MetricsSettings | None = None,
    *,
    database: Database | None = None,
    collaborators: Mapping[str, object] | None = None,
) -> FastAPI:
    """The service; `collaborators` stand in for what is made here: `verifier`, `files`."""
    return compose(
        ServiceSpec(
            name="metrics",
            title="Lupin metrics",
            version="0.1.0",
            description="Policy documents, targets, observations, and where we stand.",
            settings=settings or MetricsSettings(),
            routers=ROUTERS,
            messages_path=MESSAGES,
            database=database,
            constraints=CONSTRAINTS,
            code_lists=[code_list("region_levels")],
            state={"walls": Walls()},
        ),
        collaborators=collaborators,
    )
