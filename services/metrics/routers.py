"""Every router of metrics in the order of life, and what its constraints mean to a caller."""

from typing import Final

from services.metrics.policies import routes as policies
from shared.app.databasefaults import Constraints

ROUTERS: Final = (policies.router,)

CONSTRAINTS: Final[Constraints] = {}
