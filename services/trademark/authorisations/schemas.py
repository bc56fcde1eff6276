"""Users of indications on the wire."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.trademark.authorisations.rules import Route
from services.trademark.authorisations.workflow import UseState
from services.trademark.indications.rules import FormKind
from services.trademark.indications.schemas import Measure, RegionCode
from shared.http.models import Answer, Day, Instant, Line, Quantity, StrictModel, Text, Version

_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
_PLOT: dict[str, Any] = {"region_code": "370828", "hectares": "12.5"}
_USE: dict[str, Any] = {
    "organisation_id": "01890a5d-ac96-774b-bcce-b302099a8058",
    "organisation_name": "金乡县大蒜产业有限公司",
    "route": "product_user",
    "plots": [_PLOT],
    "quota_kg": "250000",
    "valid_from": "2026-01-01",
    "valid_to": "2028-12-31",
}


class PlotIn(StrictModel):
    """Land or a place of work within one region."""

    model_config = ConfigDict(json_schema_extra={"example": _PLOT})

    region_code: RegionCode = Field(description="Region in which it lies.")
    hectares: Measure = Field(description="Its size.")
    note: Annotated[Line, Field(max_length=200)] | None = Field(None, description="Village or parcel.")


class ApplyForUse(StrictModel):
    """A producer asks to use the indication."""

    model_config = ConfigDict(json_schema_extra={"example": _USE})

    organisation_id: UUID = Field(description="The producer.")
    organisation_name: Line = Field(description="The producer's registered name.")
    route: Route = Field(description="Under which legal form.")
    plots: Annotated[list[PlotIn], Field(min_length=1, max_length=100)] = Field(
        description="Where it is grown or made; the officers of the first decide."
    )
    quota_kg: Measure = Field(description="Wanted yearly quantity under the name.")
    valid_from: Day = Field(description="First day.")
    valid_to: Day = Field(description="Last day.")


class UseStep(StrEnum):
    """Steps that people take; time takes `expire`."""

    GRANT = "grant"
    DECLINE = "decline"
    RETRACT = "retract"
    SUSPEND = "suspend"
    RESUME = "resume"
    WITHDRAW = "withdraw"


class TakeUseStep(StrictModel):
    """One step of an authorisation."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"action": "suspend", "reason": "抽检不合格，整改期间暂停使用"}}
    )

    action: UseStep = Field(description="grant, decline, retract, suspend, resume or withdraw.")
    reason: Annotated[Text, Field(max_length=2000)] | None = Field(
        None, description="Needed to decline, suspend and withdraw."
    )


class PlotOut(Answer):
    """Land or a place of work within one region."""

    region_code: str = Field(description="Region in which it lies.")
    hectares: Quantity = Field(description="Its size.")
    note: str | None = Field(None, description="Village or parcel.")


class UseOut(Answer):
    """A producer's right to use an indication, or the application for it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": _ID, "indication_id": _ID, "region_path": "37.3708.370828.", **_USE,
                "hectares": "12.500000", "state": "granted", "version": 2,
                "created_at": "2026-01-05T02:00:00Z",
            }
        }
    )  # fmt: skip

    id: UUID = Field(description="Identifier.")
    indication_id: UUID = Field(description="The indication.")
    organisation_id: UUID = Field(description="The producer.")
    organisation_name: str = Field(description="The producer's name, as applied.")
    region_path: str = Field(description="Path of the region of the first plot.")
    route: Route = Field(description="Under which legal form.")
    plots: Sequence[PlotOut] = Field(description="Where it is grown or made.")
    hectares: Quantity = Field(description="The plots together.")
    quota_kg: Quantity = Field(description="Yearly quantity under the name.")
    valid_from: Day = Field(description="First day.")
    valid_to: Day = Field(description="Last day.")
    state: UseState = Field(description="Where it stands.")
    decided_at: Instant | None = Field(None, description="When the last step was taken.")
    reason: str | None = Field(None, description="Why.")
    version: Version
    created_at: Instant = Field(description="When the producer applied.")


class HeldUse(Answer):
    """A running authorisation of an organisation, for whoever judges its eligibility."""

    id: UUID = Field(description="Identifier.")
    organisation_id: UUID = Field(description="The producer.")
    indication_id: UUID = Field(description="The indication.")
    name: str = Field(description="The product's name.")
    region_path: str = Field(description="Path of the indication's home.")
    form: FormKind = Field(description="The legal form under which it is used.")
    valid_from: Day = Field(description="First day.")
    valid_to: Day = Field(description="Last day.")
    version: Version
