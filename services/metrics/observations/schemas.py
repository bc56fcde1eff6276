"""Observations on the wire."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from services.metrics.observations.rules import Unit
from services.metrics.readings.rules import Origin
from shared.http.models import Answer, Day, Instant, Line, Quantity, StrictModel, Text, Version

Series = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9_]{1,59}$", description="Code of the series.", examples=["online_retail"]),
]
RegionCode = Annotated[
    str, Field(pattern=r"^[0-9]{6}(-[a-z0-9]{1,8})?$", description="Region that the figure belongs to.")
]


class RecordObservation(StrictModel):
    """A figure that a document or file gives."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "series": "retail_total",
                "region": "370000",
                "period_from": "2014-01-01",
                "period_to": "2014-12-31",
                "value": "25111.5",
                "unit": "hundred_million_yuan",
                "origin": "manual",
                "source": "2014年山东省国民经济和社会发展统计公报",
                "release": "sd-bulletin-2014",
            }
        }
    )

    series: Series
    region: RegionCode
    period_from: Day = Field(description="First day of the period.")
    period_to: Day = Field(description="Last day of the period.")
    value: Quantity = Field(description="The figure, in the unit given beside it.")
    unit: Unit = Field(description="yuan, ten_thousand_yuan (万元), hundred_million_yuan (亿元) or count.")
    origin: Origin = Field(Origin.MANUAL, description="manual or file; reports and feeds write their own.")
    source: Line = Field(description="Document or file that says so.")
    release: Annotated[Line, Field(max_length=80)] = Field(description="Code of the publication.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.period_to < self.period_from:
            raise PydanticCustomError("period_empty", "a period ends on its first day or later")
        return self


class CorrectObservation(StrictModel):
    """Another figure in the place of the one that stands; both are kept."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "value": "25112.3",
                "unit": "hundred_million_yuan",
                "reason": "第三次全国经济普查修订",
                "source": "2015年山东统计年鉴",
                "release": "sd-yearbook-2015",
            }
        }
    )

    value: Quantity = Field(description="The figure as it should be.")
    unit: Unit = Field(description="The unit of the value.")
    reason: Annotated[Text, Field(max_length=2000, description="Why it is corrected.")]
    source: Line = Field(description="Document or file that says so.")
    release: Annotated[Line, Field(max_length=80)] = Field(description="Code of the publication.")


class WithdrawObservation(StrictModel):
    """The figure no longer stands, and no other takes its place."""

    model_config = ConfigDict(json_schema_extra={"example": {"reason": "误录"}})

    reason: Annotated[Text, Field(max_length=2000, description="Why it is withdrawn.")]


class ObservationOut(Answer):
    """One figure, with its three clocks."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "01890a5d-ac96-774b-bcce-b302099a8057",
                "series": "retail_total",
                "region": "370000",
                "period_from": "2014-01-01",
                "period_to": "2014-12-31",
                "origin": "manual",
                "value": "2511150000000.000000",
                "version": 1,
                "known_from": "2015-02-27T02:00:00Z",
                "release_id": "01890a5d-ac96-774b-bcce-b302099a8059",
                "source": "2014年山东省国民经济和社会发展统计公报",
            }
        }
    )

    id: UUID = Field(description="Identifier of this wording.")
    series: str = Field(description="Code of the series.")
    region: str = Field(description="Region that the figure belongs to.")
    period_from: Day = Field(description="First day of the period.")
    period_to: Day = Field(description="Last day of the period.")
    origin: Origin = Field(description="Where it comes from.")
    value: Quantity = Field(description="The figure; money in yuan.")
    version: Version
    known_from: Instant = Field(description="Since when it is known.")
    known_to: Instant | None = Field(None, description="Until when it stood; absent while it stands.")
    release_id: UUID = Field(description="The publication that it came with.")
    source: str = Field(description="Document, file or report that says so.")
    reason: str | None = Field(None, description="Why it replaced the figure before.")


class Figure(StrictModel):
    """One figure to be kept, in yuan or pieces: what a publication hands over."""

    series: str
    region: str
    first: date
    last: date
    value: Decimal
    source: str
    source_id: UUID | None = None
    reason: str | None = None
