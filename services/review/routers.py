"""Every router of review, in the order of a case's life: the documentation lists them so."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter

from services.review.applications import routes as applications
from services.review.dossiers import routes as dossiers
from services.review.dossiers.errors import CorrectionOpen
from services.review.drafts import routes as drafts
from services.review.drafts.errors import AlreadyApplied
from services.review.eligibility import routes as eligibility
from services.review.programmes import routes as programmes
from services.review.programmes.errors import ProgrammeCodeTaken
from services.review.rounds import routes as rounds
from services.review.rounds.errors import QuotaReached, RoundCodeTaken
from shared.errors import Refusal

ROUTERS: Sequence[APIRouter] = (
    programmes.router,
    rounds.router,
    applications.router,
    drafts.router,
    eligibility.router,
    dossiers.router,
)
"""One line a noun."""

CONSTRAINTS: Mapping[str, type[Refusal]] = {
    "corrections_one_open_key": CorrectionOpen,
    "applications_one_per_round_key": AlreadyApplied,
    "programmes_code_key": ProgrammeCodeTaken,
    "quotas_cap_check": QuotaReached,
    "rounds_programme_id_code_key": RoundCodeTaken,
}
"""What a broken constraint means to a caller, by the constraint's name."""
