"""Deadlines on the wire."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import ConfigDict, Field

from services.trademark.deadlines.rules import DeadlineState
from services.trademark.legal_rules.schemas import LegalRuleOut
from shared.http.models import Answer, Day, Instant


class DeadlineOut(Answer):
    """A deadline of a mark."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "01890a5d-ac96-774b-bcce-b302099a8057",
                "mark_id": "01890a5d-ac96-774b-bcce-b302099a8058",
                "number": "13579246",
                "name": "金乡蒜都",
                "region_path": "37.3708.370828.",
                "code": "renewal_window",
                "trigger_on": "2024-04-06",
                "opens_on": "2023-04-07",
                "due_on": "2024-04-06",
                "last_safe_on": "2024-04-03",
                "provisional": False,
                "straddles": False,
                "assumed_receipt": False,
                "edition": "cn_2019",
                "confidence": "read",
                "state": "open",
            }
        }
    )

    id: UUID = Field(description="Identifier.")
    mark_id: UUID = Field(description="The mark.")
    number: str = Field(description="Number of the mark.")
    name: str = Field(description="The mark in words.")
    organisation_id: UUID | None = Field(None, description="Its holder, where registry knows the holder.")
    region_path: str = Field(description="Where the mark belongs.")
    code: str = Field(description="The legal rule behind it.")
    trigger_on: Day = Field(description="The day from which it is counted.")
    opens_on: Day | None = Field(None, description="First day on which one may act, where the law says one.")
    due_on: Day = Field(description="The last day.")
    last_safe_on: Day = Field(description="The last working day that relies on no rolling.")
    provisional: bool = Field(description="Rests on holidays that are not published yet.")
    straddles: bool = Field(description="Lies across two editions; which governs was not found.")
    assumed_receipt: bool = Field(
        description="Counted from the notice's own day, because its receipt was not told."
    )
    edition: str = Field(description="Edition of the law.")
    confidence: str = Field(description="How well the figure is known.")
    state: DeadlineState = Field(description="open, met, passed or void.")


class DifferenceOut(Answer):
    """One rule of a mark under two editions."""

    code: str = Field(description="The legal rule.")
    trigger_on: Day = Field(description="The day from which it is counted.")
    before_on: Day = Field(description="The last day under the edition before.")
    after_on: Day = Field(description="The last day under the edition of the day asked for.")
    changed: bool = Field(description="Whether the day differs.")
    noted: bool = Field(description="Whether the law says something else beside it.")
    in_between: bool = Field(description="Begun before the day and ending on it or after: nobody knows yet.")
    before: LegalRuleOut = Field(description="The rule before.")
    after: LegalRuleOut = Field(description="The rule from the day on.")


class LawChangesOut(Answer):
    """What a change of law means for one mark."""

    on: Day = Field(description="The first day of the other edition.")
    items: Sequence[DifferenceOut] = Field(description="Each rule that has set a period going for this mark.")


class BasisOut(Answer):
    """A record of recomputation."""

    number: int = Field(description="Rises with each change of rules or calendar.")
    catalogue_version: int = Field(description="Catalogue of legal rules.")
    begun_at: Instant = Field(description="When it came into use.")
    marks: int = Field(description="Marks computed under it so far.")
    moved: int = Field(description="Deadlines whose day became another.")


class BasesOut(Answer):
    """Records of recomputation."""

    items: Sequence[BasisOut] = Field(description="Latest first.")
