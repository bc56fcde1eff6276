"""The life of an application, from draft to the decision (requirement rows V04 to V11)."""

from enum import StrEnum

from services.review.applications.rules import (
    cap_has_room,
    correction_is_overdue,
    correction_is_within_time,
    dossier_is_eligible,
    dossier_is_ineligible,
    form_is_valid,
    materials_are_complete,
    no_open_objection,
    notice_has_run,
    organisation_is_certified,
    panel_is_complete,
    recommendation_time_is_over,
    round_takes_applications,
    round_takes_recommendations,
    round_time_is_over,
    scores_are_complete,
)
from shared.codes.roles import Role
from shared.workflow import Transition, Workflow


class ApplicationState(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED_FOR_CORRECTION = "returned_for_correction"
    RECOMMENDED = "recommended"
    NOT_RECOMMENDED = "not_recommended"
    ACCEPTED = "accepted"
    UNDER_REVIEW = "under_review"
    RANKED = "ranked"
    IN_NOTICE = "in_notice"
    RECOGNISED = "recognised"
    RESERVE = "reserve"
    NOT_RECOGNISED = "not_recognised"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class ApplicationAction(StrEnum):
    """What may be done with an application."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    REQUEST_CORRECTION = "request_correction"
    RESUBMIT = "resubmit"
    RECOMMEND = "recommend"
    DECLINE = "decline"
    ACCEPT = "accept"
    REFUSE = "refuse"
    START_REVIEW = "start_review"
    RANK = "rank"
    ENTER_NOTICE = "enter_notice"
    PLACE_IN_RESERVE = "place_in_reserve"
    DROP = "drop"
    PROMOTE = "promote"
    RECOGNISE = "recognise"
    REJECT = "reject"
    LAPSE = "lapse"


State = ApplicationState
Action = ApplicationAction
"""Within the service the short names; the contract shows the long ones."""

APPLICANT = frozenset({Role.APPLICANT})
RECOMMENDERS = frozenset({Role.CITY_OFFICER, Role.DIVISION_OFFICER})
PROGRAMME = frozenset({Role.PROGRAMME_OFFICER})
BODY = frozenset({Role.RECOGNITION_CHAIR})
CLOCK = frozenset({Role.CLOCK})

S, A = State, Action

APPLICATION: Workflow[State, Action] = Workflow(
    noun="application",
    edition=1,
    initial=S.DRAFT,
    final=frozenset({S.NOT_RECOMMENDED, S.RECOGNISED, S.NOT_RECOGNISED, S.WITHDRAWN, S.LAPSED}),
    transitions=(
        Transition(
            S.DRAFT,
            A.SUBMIT,
            S.SUBMITTED,
            APPLICANT,
            (round_takes_applications, organisation_is_certified, form_is_valid, materials_are_complete),
        ),
        Transition(S.DRAFT, A.WITHDRAW, S.WITHDRAWN, APPLICANT),
        Transition(S.DRAFT, A.LAPSE, S.LAPSED, CLOCK, (round_time_is_over,)),
        Transition(S.SUBMITTED, A.WITHDRAW, S.WITHDRAWN, APPLICANT),
        Transition(
            S.SUBMITTED,
            A.REQUEST_CORRECTION,
            S.RETURNED_FOR_CORRECTION,
            RECOMMENDERS,
            (round_takes_recommendations,),
        ),
        Transition(S.SUBMITTED, A.RECOMMEND, S.RECOMMENDED, RECOMMENDERS, (round_takes_recommendations,)),
        Transition(S.SUBMITTED, A.DECLINE, S.NOT_RECOMMENDED, RECOMMENDERS, (round_takes_recommendations,)),
        Transition(S.SUBMITTED, A.LAPSE, S.LAPSED, CLOCK, (recommendation_time_is_over,)),
        Transition(
            S.RETURNED_FOR_CORRECTION,
            A.RESUBMIT,
            S.SUBMITTED,
            APPLICANT,
            (correction_is_within_time, form_is_valid, materials_are_complete),
        ),
        Transition(S.RETURNED_FOR_CORRECTION, A.WITHDRAW, S.WITHDRAWN, APPLICANT),
        Transition(S.RETURNED_FOR_CORRECTION, A.LAPSE, S.LAPSED, CLOCK, (correction_is_overdue,)),
        Transition(S.RECOMMENDED, A.WITHDRAW, S.WITHDRAWN, APPLICANT),
        Transition(S.RECOMMENDED, A.ACCEPT, S.ACCEPTED, PROGRAMME, (dossier_is_eligible,)),
        Transition(S.RECOMMENDED, A.REFUSE, S.NOT_RECOGNISED, PROGRAMME, (dossier_is_ineligible,)),
        Transition(S.ACCEPTED, A.WITHDRAW, S.WITHDRAWN, APPLICANT),
        Transition(S.ACCEPTED, A.START_REVIEW, S.UNDER_REVIEW, PROGRAMME, (panel_is_complete,)),
        Transition(S.UNDER_REVIEW, A.RANK, S.RANKED, PROGRAMME, (scores_are_complete,)),
        Transition(S.RANKED, A.ENTER_NOTICE, S.IN_NOTICE, PROGRAMME, (dossier_is_eligible, cap_has_room)),
        Transition(S.RANKED, A.PLACE_IN_RESERVE, S.RESERVE, PROGRAMME),
        Transition(S.RANKED, A.DROP, S.NOT_RECOGNISED, PROGRAMME),
        Transition(S.RESERVE, A.PROMOTE, S.IN_NOTICE, PROGRAMME, (dossier_is_eligible, cap_has_room)),
        Transition(
            S.IN_NOTICE,
            A.RECOGNISE,
            S.RECOGNISED,
            BODY,
            (notice_has_run, no_open_objection, dossier_is_eligible),
        ),
        Transition(S.IN_NOTICE, A.REJECT, S.NOT_RECOGNISED, BODY, (no_open_objection,)),
    ),
)
