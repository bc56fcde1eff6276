"""What a service says about itself; `create_app` makes the rest."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import APIRouter, FastAPI

from shared.app.databasefaults import Constraints
from shared.codes.lists import CodeList
from shared.db.work import Database
from shared.settings.service import ServiceSettings

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceSpec:
    """One service: its name is its schema, its path and the prefix of its settings."""

    name: str
    title: str
    version: str
    settings: ServiceSettings
    routers: Sequence[APIRouter]
    messages_path: Path
    description: str = ""
    database: Database | None = None
    code_lists: Sequence[CodeList] = ()
    constraints: Constraints = field(default_factory=dict)
    lifespans: Sequence[Lifespan] = ()
    state: Mapping[str, object] = field(default_factory=dict)
    """Collaborators for `request.app.state`: the token verifier, clients of siblings, the file store."""
    bare_routers: Sequence[APIRouter] = ()
    """Routers whose paths are complete: `/.well-known/...`, `/objects/...`."""

    @property
    def prefix(self) -> str:
        return f"/{self.name}/v1"
