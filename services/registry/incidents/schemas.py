"""Incidents on the wire."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from services.registry.incidents.rules import IncidentKind, IncidentLevel
from shared.http.models import Answer, Day, Line, StrictModel, Text, Version


class RecordIncident(StrictModel):
    """What happened."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "kind": "quality",
                "level": "major",
                "occurred_on": "2016-05-04",
                "description": "产品抽检不合格，已召回。",
                "source": "鲁质监函〔2016〕88号",
            }
        }
    )

    kind: IncidentKind = Field(description="quality, safety, environment or reputation.")
    level: IncidentLevel = Field(description="general, considerable, major or extraordinary.")
    occurred_on: Day = Field(description="The day it happened.")
    description: Annotated[Text, Field(max_length=4000, description="What happened.")]
    source: Line = Field(description="Document or authority that says so.")


class CloseIncident(StrictModel):
    """The matter is settled."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"closed_on": "2016-09-01", "closing": "整改验收合格。"}}
    )

    closed_on: Day = Field(description="The day it was settled.")
    closing: Annotated[Text, Field(max_length=2000, description="How it was settled.")]


class IncidentOut(Answer):
    """An incident."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "01890a5d-ac96-774b-bcce-b302099a8057",
                "organisation_id": "01890a5d-ac96-774b-bcce-b302099a8058",
                "kind": "quality",
                "level": "major",
                "occurred_on": "2016-05-04",
                "description": "产品抽检不合格，已召回。",
                "source": "鲁质监函〔2016〕88号",
                "version": 1,
            }
        }
    )

    id: UUID = Field(description="Identifier.")
    organisation_id: UUID = Field(description="Whose incident it is.")
    kind: IncidentKind = Field(description="quality, safety, environment or reputation.")
    level: IncidentLevel = Field(description="general, considerable, major or extraordinary.")
    occurred_on: Day = Field(description="The day it happened.")
    description: str = Field(description="What happened.")
    source: str = Field(description="Document or authority that says so.")
    closed_on: Day | None = Field(None, description="The day it was settled; absent while open.")
    closing: str | None = Field(None, description="How it was settled.")
    version: Version


class IncidentsOut(Answer):
    """Incidents of an organisation."""

    items: Sequence[IncidentOut] = Field(description="Latest first.")
