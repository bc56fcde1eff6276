"""Applications on the wire."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.review.applications.workflow import State
from shared.codes.roles import Role
from shared.http.models import Answer, Day, Instant, StrictModel, Text, Version

FORM: dict[str, Any] = {
    "brand_name": "蒜都红",
    "brand_story": "三十年专注大蒜深加工，原产地直供，近三年网络销售额连年增长。",
    "online_channels": ["天猫旗舰店", "京东自营"],
    "leader": "总经理",
    "team_size": 12,
    "dedicated_fund_yuan": "800000.00",
}


class WithReason(StrictModel):
    """A step that wants its reason."""

    model_config = ConfigDict(json_schema_extra={"example": {"reason": "企业本年度不再申报。"}})

    reason: Annotated[Text, Field(max_length=2000)] = Field(description="Why; kept in the trail.")


class FaultOut(Answer):
    """What the form still lacks."""

    pointer: str = Field(description="JSON pointer, such as `/form/brand_story`.")
    code: str = Field(description="missing, too_short ...")


class MaterialOut(Answer):
    """A file attached to the application."""

    id: UUID = Field(description="Identifier.")
    key: str = Field(description="The edition's material that it is.")
    file_id: UUID = Field(description="The uploaded file.")
    file_name: str = Field(description="Its name.")
    media_type: str = Field(description="Its sniffed type.")
    size: int = Field(description="Bytes.")
    sha256: str = Field(description="SHA-256 in hex.")


class ApplicationItem(Answer):
    """An application in a list."""

    id: UUID = Field(description="Identifier.")
    number: str = Field(description="Human number, such as IPB-2017-0001.")
    round_id: UUID = Field(description="The round.")
    organisation_id: UUID = Field(description="The applicant.")
    organisation_name: str = Field(description="Its name when it applied.")
    category: str = Field(description="Category of the programme that it applies under.")
    region_code: str = Field(description="Region of the seat when it applied.")
    region_path: str = Field(description="Path of its present region.")
    recommended_by: str = Field(description="Path of the city or code of the division that recommends it.")
    state: State = Field(description="Where it stands.")
    sequence: int = Field(description="Newest frozen dossier; 0: none yet.")
    eligible: bool | None = Field(None, description="What the newest binding eligibility run found.")
    submitted_at: Instant | None = Field(None, description="When it was first submitted.")
    version: Version


class ApplicationOut(ApplicationItem):
    """An application with its form, materials and what is still missing."""

    form: dict[str, Any] = Field(description="The form as filled in so far.")
    faults: Sequence[FaultOut] = Field(description="What the form still lacks; empty: it can be submitted.")
    materials: Sequence[MaterialOut] = Field(description="Attached files.")
    missing_materials: Sequence[str] = Field(description="Required materials not attached yet.")
    correction_due_on: Day | None = Field(None, description="Last day of an open correction.")
    open_fields: Sequence[str] | None = Field(None, description="What an open correction lets be changed.")


class EntryOut(Answer):
    """One entry of the application's history."""

    sequence: int = Field(description="Place in its chain, from 1.")
    transition: str = Field(description="What happened.")
    state_from: str | None = Field(None, description="State before.")
    state_to: str | None = Field(None, description="State after.")
    actor: str | None = Field(None, description="Who did it; absent for applicants.")
    actor_roles: Sequence[Role] = Field(description="In which role.")
    reason: str | None = Field(None, description="Why.")
    payload: dict[str, Any] = Field(description="What belongs to it.")
    business_at: Instant = Field(description="When, by the business clock.")
    hash: str = Field(description="SHA-256 over this entry and the hash before it, in hex.")


class HistoryOut(Answer):
    """The application's chain."""

    items: Sequence[EntryOut] = Field(description="Entries, oldest first.")


class HappenedOut(Answer):
    """Something that happened, in plain words."""

    at: Instant = Field(description="When.")
    code: str = Field(description="Machine code of the sentence.")
    text: str = Field(description="What happened.")
    reason: str | None = Field(None, description="The reason given.")


class ExpectedOut(Answer):
    """What is expected next."""

    of: str = Field(description="Whose turn it is: a role.")
    text: str = Field(description="What is expected.")
    by: Day | None = Field(None, description="The last day for it.")


class TimelineOut(Answer):
    """What happened to an application and what is expected of whom by when."""

    state: State = Field(description="Where it stands.")
    happened: Sequence[HappenedOut] = Field(description="Oldest first.")
    expected: ExpectedOut | None = Field(None, description="Absent when nothing is awaited any more.")
