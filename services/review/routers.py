"""Every router of review, in the order of a case's life: the documentation lists them so."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter

from services.review.acceptances import routes as acceptances
from services.review.aggregates import routes as aggregates
from services.review.applications import routes as applications
from services.review.archives import routes as archives
from services.review.assignments import routes as assignments
from services.review.assignments.errors import AlreadyAssigned
from services.review.certificates import routes as certificates
from services.review.decisions import routes as decisions
from services.review.decisions.errors import AlreadyApproved, AlreadyDecided, DocumentNumberTaken
from services.review.dossiers import routes as dossiers
from services.review.dossiers.errors import CorrectionOpen
from services.review.drafts import routes as drafts
from services.review.drafts.errors import AlreadyApplied
from services.review.draws import routes as draws
from services.review.eligibility import routes as eligibility
from services.review.exports import routes as exports
from services.review.filings import routes as filings
from services.review.notices import routes as notices
from services.review.notices.errors import EntryAlreadyNoticed
from services.review.objections import routes as objections
from services.review.objections.errors import ObjectionsOpen
from services.review.panels import routes as panels
from services.review.programmes import routes as programmes
from services.review.programmes.errors import ProgrammeCodeTaken
from services.review.rankings import routes as rankings
from services.review.rankings.errors import RoundAlreadyRanked
from services.review.recommendations import routes as recommendations
from services.review.recommendations.errors import AlreadyRecommended, RankTaken
from services.review.rounds import routes as rounds
from services.review.rounds.errors import QuotaReached, RoundCodeTaken
from services.review.scores import routes as scores
from services.review.timelines import routes as timelines
from services.review.titles import routes as titles
from services.review.titles.errors import TitleAlreadyHeld
from services.review.withdrawals import routes as withdrawals
from services.review.worklists import routes as worklists
from shared.errors import Refusal

ROUTERS: Sequence[APIRouter] = (
    programmes.router,
    rounds.router,
    applications.router,
    drafts.router,
    eligibility.router,
    dossiers.router,
    recommendations.router,
    withdrawals.router,
    timelines.router,
    acceptances.router,
    panels.router,
    draws.router,
    assignments.router,
    scores.router,
    aggregates.router,
    rankings.router,
    notices.router,
    filings.router,
    objections.router,
    decisions.router,
    titles.router,
    certificates.router,
    worklists.router,
    archives.router,
    exports.router,
)
"""One line a noun."""

CONSTRAINTS: Mapping[str, type[Refusal]] = {
    "assignments_one_seat_key": AlreadyAssigned,
    "corrections_one_open_key": CorrectionOpen,
    "applications_no_open_objection_check": ObjectionsOpen,
    "approvals_nobody_twice_key": AlreadyApproved,
    "decision_entries_decided_once_key": AlreadyDecided,
    "decisions_document_number_key": DocumentNumberTaken,
    "notice_entries_one_running_key": EntryAlreadyNoticed,
    "titles_one_valid_excl": TitleAlreadyHeld,
    "applications_one_per_round_key": AlreadyApplied,
    "programmes_code_key": ProgrammeCodeTaken,
    "quotas_cap_check": QuotaReached,
    "recommendations_application_id_key": AlreadyRecommended,
    "rankings_one_applied_key": RoundAlreadyRanked,
    "recommendations_rank_key": RankTaken,
    "rounds_programme_id_code_key": RoundCodeTaken,
}
"""What a broken constraint means to a caller, by the constraint's name."""
