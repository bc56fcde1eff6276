"""For operators: is the process up, can it work, which build is it, how does it fare."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.db.readiness import at_head
from shared.db.work import Database
from shared.errors.refusals import Unavailable
from shared.http.models import Answer, Instant
from shared.settings.service import Mode

router = APIRouter(include_in_schema=False)


class NotReady(Unavailable):
    """The database does not answer, or its tables are not those that this build knows."""


class Health(Answer):
    """The process answers."""

    status: Literal["ok"] = "ok"


class BuildVersion(Answer):
    """Which build this is, and what time it takes it to be."""

    name: str
    version: str
    commit: str | None = None
    mode: Mode
    business_now: Instant


@router.get("/healthz")
async def check_health() -> Health:
    """The process; never the database, so that an outage does not restart what is sound."""
    return Health()


@router.get("/readyz")
async def check_readiness(request: Request) -> Health:
    """The database and its migration; never a sibling."""
    database: Database | None = request.app.state.database
    if database is not None and not await at_head(database):
        raise NotReady(retry_after=2)
    return Health()


@router.get("/version")
async def read_version(request: Request) -> BuildVersion:
    """Name, version, mode and the business clock."""
    spec, clock = request.app.state.spec, request.app.state.clock
    return BuildVersion(
        name=spec.name,
        version=spec.version,
        commit=spec.settings.commit or None,
        mode=spec.settings.mode,
        business_now=clock.now(),
    )


@router.get("/metrics")
async def read_metrics(request: Request) -> Response:
    """Prometheus text; the gateway does not route here."""
    return Response(generate_latest(request.app.state.figures.registry), media_type=CONTENT_TYPE_LATEST)
