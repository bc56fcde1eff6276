"""Every router of trademark in the order of life, and what its constraints mean to a caller."""

from typing import Final

from services.trademark.legal_rules import routes as legal_rules
from shared.app.databasefaults import Constraints

ROUTERS: Final = (legal_rules.router,)

CONSTRAINTS: Final[Constraints] = {}
