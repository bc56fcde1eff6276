"""Every router of metrics in the order of life, and what its constraints mean to a caller."""

from typing import Final

from fastapi import APIRouter

from services.metrics.boards import routes as boards
from services.metrics.charts import routes as charts
from services.metrics.exports import routes as exports
from services.metrics.facts import routes as facts
from services.metrics.facts.errors import RebuildRunning
from services.metrics.figures import routes as figures
from services.metrics.indicators import routes as indicators
from services.metrics.observations import routes as observations
from services.metrics.observations.errors import ObservationExists
from services.metrics.outlooks import routes as outlooks
from services.metrics.policies import routes as policies
from services.metrics.publishing import routes as publishing
from services.metrics.reconciliation import routes as reconciliation
from services.metrics.reporting import routes as reporting
from services.metrics.reporting.errors import ReportBegun, WindowExists
from services.metrics.sdmx import routes as sdmx
from services.metrics.sentences import routes as sentences
from services.metrics.targets import routes as targets
from services.metrics.targets.errors import TargetCodeTaken
from services.metrics.windows import routes as windows
from shared.app.databasefaults import Constraints

ROUTERS: Final[tuple[APIRouter, ...]] = (
    policies.router,
    indicators.router,
    observations.router,
    facts.router,
    figures.router,
    windows.router,
    reporting.router,
    publishing.router,
    reconciliation.router,
    sentences.router,
    targets.router,
    outlooks.router,
    boards.router,
    charts.router,
    exports.router,
    sdmx.router,
)

CONSTRAINTS: Final[Constraints] = {
    "fact_generations_one_building_key": RebuildRunning,
    "targets_code_key": TargetCodeTaken,
    "observations_one_at_a_time_excl": ObservationExists,
    "report_windows_form_key": WindowExists,
    "reports_window_id_key": ReportBegun,
}
