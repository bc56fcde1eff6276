"""Claims on the wire."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.registry.certifications.workflow import ClaimState
from shared.http.models import Answer, Day, Instant, StrictModel, Text, Version

_CLAIM: dict[str, Any] = {
    "id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "organisation_id": "01890a5d-ac96-774b-bcce-b302099a8058",
    "subject": "person-1",
    "statement": "本人受法定代表人委托办理",
    "evidence": ["01890a5d-ac96-774b-bcce-b302099a8059"],
    "state": "claimed",
    "due_on": "2017-03-08",
    "due_provisional": False,
    "version": 1,
    "created_at": "2017-03-01T02:00:00Z",
}


class ClaimOrganisation(StrictModel):
    """Somebody says that an organisation is theirs to act for."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "organisation_id": _CLAIM["organisation_id"],
                "statement": _CLAIM["statement"],
                "evidence": _CLAIM["evidence"],
            }
        }
    )

    organisation_id: UUID = Field(description="Identifier from the directory.")
    statement: Annotated[Text, Field(max_length=2000, description="In what capacity.")]
    evidence: Annotated[list[UUID], Field(min_length=1, max_length=10)] = Field(
        description="Uploaded files: licence, letter of authority."
    )


class DecidedStep(StrEnum):
    """The steps that people take; the house takes the others."""

    VERIFY = "verify"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    AWARD = "award"
    DISMISS = "dismiss"
    REVOKE = "revoke"


class StepClaim(StrictModel):
    """One step of a claim."""

    model_config = ConfigDict(json_schema_extra={"example": {"action": "reject", "reason": "执照已注销"}})

    action: DecidedStep = Field(description="verify, reject, withdraw, award, dismiss or revoke.")
    reason: Annotated[Text, Field(max_length=2000)] | None = Field(
        None, description="Needed to reject, award, dismiss and revoke."
    )


class ClaimOut(Answer):
    """A claim."""

    model_config = ConfigDict(json_schema_extra={"example": _CLAIM})

    id: UUID = Field(description="Identifier.")
    organisation_id: UUID = Field(description="What is claimed.")
    subject: str = Field(description="Who claims: the subject of the person's tokens.")
    statement: str = Field(description="In what capacity.")
    evidence: Sequence[UUID] = Field(description="Uploaded files.")
    state: ClaimState = Field(description="Where the claim stands.")
    due_on: Day = Field(description="Day by which the officer decides, in working days.")
    due_provisional: bool = Field(description="True while the calendar of that year is not published.")
    decided_at: Instant | None = Field(None, description="When it was decided.")
    reason: str | None = Field(None, description="Why it was decided so.")
    version: Version
    created_at: Instant = Field(description="When it was made.")
