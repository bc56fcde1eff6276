"""The life of a report from draft to publication, and of the sheets above it (M06)."""

from enum import StrEnum

from services.metrics.reporting.rules import (
    below_is_settled,
    four_eyes,
    is_lower_sheet,
    is_top_sheet,
    nothing_blocks,
    of_own_level,
    window_has_opened,
)
from shared.codes.roles import Role
from shared.workflow import Transition, Workflow


class ReportState(StrEnum):
    """Where a unit's report stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"


class ReportAction(StrEnum):
    """What may be done with a report; publication takes all approved ones along."""

    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    PUBLISH = "publish"
    REVISE = "revise"


class SheetState(StrEnum):
    """Where a region's sheet over the reports below it stands."""

    OPEN = "open"
    APPROVED = "approved"
    PUBLISHED = "published"


class SheetAction(StrEnum):
    """Approval of a lower sheet, publication of the top one, and what a revision below does to both."""

    APPROVE = "approve"
    PUBLISH = "publish"
    REOPEN = "reopen"


REPORTERS = frozenset({Role.STATISTICIAN, Role.COUNTY_OFFICER, Role.ZONE_OFFICER, Role.CITY_OFFICER})
APPROVERS = frozenset({Role.COUNTY_OFFICER, Role.ZONE_OFFICER, Role.CITY_OFFICER, Role.PROGRAMME_OFFICER})
CITY = frozenset({Role.CITY_OFFICER})
PROVINCE = frozenset({Role.PROGRAMME_OFFICER})
HOUSE = frozenset({Role.CLOCK})

R, A = ReportState, ReportAction

REPORT: Workflow[ReportState, ReportAction] = Workflow(
    noun="report",
    edition=1,
    initial=R.DRAFT,
    final=frozenset(),
    transitions=(
        Transition(R.DRAFT, A.SUBMIT, R.SUBMITTED, REPORTERS, (window_has_opened, nothing_blocks)),
        Transition(R.RETURNED, A.SUBMIT, R.SUBMITTED, REPORTERS, (nothing_blocks,)),
        Transition(R.SUBMITTED, A.APPROVE, R.APPROVED, APPROVERS, (of_own_level, four_eyes)),
        Transition(R.SUBMITTED, A.RETURN, R.RETURNED, APPROVERS),
        Transition(R.APPROVED, A.RETURN, R.RETURNED, APPROVERS),
        Transition(R.APPROVED, A.PUBLISH, R.PUBLISHED, PROVINCE),
        Transition(R.PUBLISHED, A.REVISE, R.DRAFT, REPORTERS),
    ),
)

SHEET: Workflow[SheetState, SheetAction] = Workflow(
    noun="sheet",
    edition=1,
    initial=SheetState.OPEN,
    final=frozenset(),
    transitions=(
        Transition(
            SheetState.OPEN,
            SheetAction.APPROVE,
            SheetState.APPROVED,
            CITY,
            (is_lower_sheet, below_is_settled, four_eyes),
        ),
        Transition(
            SheetState.OPEN,
            SheetAction.PUBLISH,
            SheetState.PUBLISHED,
            PROVINCE,
            (is_top_sheet, below_is_settled, four_eyes),
        ),
        Transition(SheetState.APPROVED, SheetAction.REOPEN, SheetState.OPEN, HOUSE),
        Transition(SheetState.PUBLISHED, SheetAction.REOPEN, SheetState.OPEN, HOUSE),
    ),
)
