"""Every router of registry in the order of life, and what its constraints mean to a caller."""

from typing import Final

from services.registry.areas import routes as areas
from services.registry.brands import routes as brands
from services.registry.brands.errors import AuthorisationOverlaps, BrandNameTaken
from services.registry.calendars import routes as calendars
from services.registry.certifications import routes as certifications
from services.registry.certifications.errors import AlreadyCertified, AlreadyClaimed
from services.registry.changes import routes as changes
from services.registry.directory import routes as directory
from services.registry.dossiers import routes as dossiers
from services.registry.experts import routes as experts
from services.registry.experts.errors import ExpertSubjectTaken
from services.registry.exports import routes as exports
from services.registry.facts import routes as facts
from services.registry.imports import routes as imports
from services.registry.incidents import routes as incidents
from services.registry.organisations import routes as organisations
from services.registry.organisations.errors import CreditCodeTaken
from services.registry.people import routes as people
from shared.app.databasefaults import Constraints

ROUTERS: Final = (
    areas.router,
    calendars.router,
    directory.router,
    dossiers.router,
    organisations.router,
    changes.router,
    people.router,
    certifications.router,
    brands.router,
    facts.router,
    incidents.router,
    experts.router,
    imports.router,
    exports.router,
)

CONSTRAINTS: Final[Constraints] = {
    "organisations_credit_code_key": CreditCodeTaken,
    "claims_one_verified_key": AlreadyCertified,
    "claims_one_open_each_key": AlreadyClaimed,
    "experts_subject_key": ExpertSubjectTaken,
    "brands_name_key": BrandNameTaken,
    "brand_authorisations_use_excl": AuthorisationOverlaps,
    "brand_authorisations_parent_excl": AuthorisationOverlaps,
}
