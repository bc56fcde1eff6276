"""Dossiers and corrections on the wire."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.http.models import Answer, Day, Instant, StrictModel, Text


class Point(StrictModel):
    """One member to put right."""

    pointer: Annotated[str, Field(pattern=r"^/(form|materials)/[^/]{1,60}$")] = Field(
        description="`/form/brand_story` or `/materials/brand_proof`."
    )
    comment: Annotated[Text, Field(max_length=1000)] = Field(description="What is wrong with it.")


class RequestCorrection(StrictModel):
    """Return an application so that the named members, and no others, are put right."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "points": [{"pointer": "/form/brand_story", "comment": "请补充近三年网络销售情况。"}],
                "comment": "请在期限内补正。",
            }
        }
    )

    points: Annotated[list[Point], Field(min_length=1, max_length=50)] = Field(
        description="What to put right."
    )
    comment: Annotated[Text, Field(max_length=2000)] | None = Field(None, description="A word on the whole.")


class CorrectionOut(Answer):
    """A request for correction."""

    id: UUID = Field(description="Identifier.")
    application_id: UUID = Field(description="The application.")
    sequence: int = Field(description="The dossier that it finds fault with.")
    points: Sequence[Point] = Field(description="What is open for change.")
    comment: str | None = Field(None, description="A word on the whole.")
    due_on: Day = Field(description="The last day.")
    provisional: bool = Field(description="The day rests on holidays that are not published yet.")
    closed_at: Instant | None = Field(None, description="When it was answered or given up.")
    answered_by: int | None = Field(None, description="The dossier that answered.")


class CorrectionsOut(Answer):
    """The corrections of one application."""

    items: Sequence[CorrectionOut] = Field(description="Oldest first.")


class ChangeOut(Answer):
    """A member that differs from the dossier before."""

    pointer: str = Field(description="`/form/...`, or `/materials/...` with SHA-256 sums.")
    before: Any = Field(None, description="Absent: it was not there.")
    after: Any = Field(None, description="Absent: it is gone.")


class DossierItem(Answer):
    """A frozen dossier in a list."""

    id: UUID = Field(description="Identifier.")
    application_id: UUID = Field(description="The application.")
    sequence: int = Field(description="1 for the first submission.")
    submitted_at: Instant = Field(description="When it was submitted.")
    hash: str = Field(description="SHA-256 over its content and the dossier before, in hex.")


class DossierOut(DossierItem):
    """What was submitted, as it was."""

    form: dict[str, Any] = Field(description="The form.")
    materials: Sequence[dict[str, Any]] = Field(description="Attached files with their SHA-256.")
    facts: dict[str, Any] = Field(
        description="What registry held of the applicant; `holdings`: what trademark held, if asked."
    )
    facts_version: int = Field(description="Version of registry's facts.")
    facts_at: Instant = Field(description="When registry gave them.")
    changes: Sequence[ChangeOut] = Field(description="What differs from the dossier before.")


class DossiersOut(Answer):
    """The dossiers of one application."""

    items: Sequence[DossierItem] = Field(description="Oldest first.")
