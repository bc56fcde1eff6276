"""Composition root of trademark: `uvicorn --factory services.trademark.main:build`."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI

from services.trademark.routers import CONSTRAINTS, ROUTERS
from services.trademark.settings import TrademarkSettings
from shared.app.compose import compose
from shared.app.spec import ServiceSpec
from shared.codes.lists import code_list
from shared.db.work import Database

MESSAGES = Path(__file__).with_name("messages.yaml")
CODE_LISTS = ("import_failures", "import_modes", "import_outcomes")


def build(
    settings: TrademarkSettings | None = None,
    *,
    database: Database | None = None,
    collaborators: Mapping[str, object] | None = None,
) -> FastAPI:
    """The service; `collaborators` stand in for what is made here: `verifier`, `files`."""
    return compose(
        ServiceSpec(
            name="trademark",
            title="Lupin trademark",
            version="0.1.0",
            description="Trademarks, geographical indications, their deadlines, and similar marks.",
            settings=settings or TrademarkSettings(),
            routers=ROUTERS,
            messages_path=MESSAGES,
            database=database,
            constraints=CONSTRAINTS,
            code_lists=[code_list(name) for name in CODE_LISTS],
        ),
        collaborators=collaborators,
    )
