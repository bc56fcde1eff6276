"""What an applicant sends while an application is being filled in."""

from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.review.applications.schemas import FORM
from services.review.definitions.schemas import Code
from shared.http.models import StrictModel


class CreateApplication(StrictModel):
    """A draft for one organisation in one round."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "round_id": "01890a5d-ac96-774b-bcce-b302099a8057",
                "organisation_id": "01890a5d-ac96-774b-bcce-b302099a8058",
                "form": FORM,
            }
        }
    )

    round_id: UUID = Field(description="The round to apply in.")
    organisation_id: UUID = Field(description="The caller's own, certified organisation.")
    category: Code | None = Field(
        None,
        description="Category to apply under; absent: the programme's only one, else the organisation's own.",
    )
    form: dict[str, Any] = Field(default_factory=dict, description="Members of the edition's form so far.")


class FillForm(StrictModel):
    """Merge-patch (RFC 7396) of the form: null removes a member."""

    model_config = ConfigDict(json_schema_extra={"example": {"form": {"team_size": 15}}})

    form: dict[str, Any] = Field(description="Members to change.")


class AttachMaterial(StrictModel):
    """An uploaded file becomes one of the application's materials."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"key": "application_form", "file_id": "01890a5d-ac96-774b-bcce-b302099a8059"}
        }
    )

    key: str = Field(max_length=60, description="The edition's material that it is.")
    file_id: UUID = Field(description="A file that has been uploaded and checked.")
