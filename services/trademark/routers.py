"""Every router of trademark in the order of life, and what its constraints mean to a caller."""

from typing import Final

from services.trademark.authorisations import routes as authorisations
from services.trademark.authorisations.errors import UserAuthorisationOverlaps
from services.trademark.deadlines import routes as deadlines
from services.trademark.exports import routes as exports
from services.trademark.goods_tables import routes as goods_tables
from services.trademark.holdings import routes as holdings
from services.trademark.indication_imports import routes as indication_imports
from services.trademark.indications import routes as indications
from services.trademark.indications.errors import CapacityReached, IndicationFormTaken, LandReached
from services.trademark.legal_rules import routes as legal_rules
from services.trademark.mark_events import routes as mark_events
from services.trademark.mark_imports import routes as mark_imports
from services.trademark.marks import routes as marks
from services.trademark.marks.errors import EventRecorded, MarkNumberTaken
from services.trademark.similarity import routes as similarity
from shared.app.databasefaults import Constraints

ROUTERS: Final = (
    legal_rules.router,
    indications.router,
    authorisations.router,
    marks.router,
    mark_events.router,
    deadlines.router,
    holdings.router,
    goods_tables.router,
    similarity.router,
    mark_imports.router,
    indication_imports.router,
    exports.router,
)

CONSTRAINTS: Final[Constraints] = {
    "indication_forms_register_key": IndicationFormTaken,
    "indication_allotments_capacity_check": CapacityReached,
    "indication_allotments_land_check": LandReached,
    "indication_uses_period_excl": UserAuthorisationOverlaps,
    "marks_number_key": MarkNumberTaken,
    "mark_events_mark_id_content_hash_key": EventRecorded,
}
