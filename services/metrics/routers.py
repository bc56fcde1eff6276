"""Every router of metrics in the order of life, and what its constraints mean to a caller."""

from typing import Final

from fastapi import APIRouter

from services.metrics.facts import routes as facts
from services.metrics.facts.errors import RebuildRunning
from services.metrics.figures import routes as figures
from services.metrics.observations import routes as observations
from services.metrics.observations.errors import ObservationExists
from services.metrics.policies import routes as policies
from shared.app.databasefaults import Constraints

ROUTERS: Final[tuple[APIRouter, ...]] = (
    policies.router,
    observations.router,
    facts.router,
    figures.router,
)

CONSTRAINTS: Final[Constraints] = {
    "fact_generations_one_building_key": RebuildRunning,
    "observations_one_at_a_time_excl": ObservationExists,
}
