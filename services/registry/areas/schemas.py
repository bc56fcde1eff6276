"""Regions on the wire."""

from typing import Annotated

from pydantic import ConfigDict, Field

from shared.codes.regions import RegionLevel
from shared.http.models import Answer, Day, Line, StrictModel

ZoneCode = Annotated[
    str, Field(pattern=r"^[0-9]{6}-[a-z0-9]{1,8}$", description="Code of the parent, a hyphen, a short name.")
]


class RegionOut(Answer):
    """One region as its code was issued."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "code": "370811",
                "name": "任城区",
                "level": "county",
                "parent": "370800",
                "path": "37.3708.370811.",
                "current_code": "370811",
                "source": "GB/T 2260 (today)",
                "version": 1,
            }
        }
    )

    code: str = Field(description="GB/T 2260 code, or a local code for a functional zone.")
    name: str = Field(description="Full name; names repeat (市中区), codes do not.")
    level: RegionLevel = Field(description="province, city, county or zone.")
    parent: str | None = Field(None, description="Code of the region above.")
    path: str = Field(description="Dotted path with a closing dot: a region covers what begins with its own.")
    valid_from: Day | None = Field(None, description="First day of the code, when known to be after 2012.")
    valid_to: Day | None = Field(None, description="First day on which the code is no longer in force.")
    successor: str | None = Field(None, description="Code that took over the territory.")
    current_code: str = Field(description="Code that holds the territory today.")
    source: str = Field(description="Where this is written.")
    version: int = Field(description="Rises with every change.")


class AddZone(StrictModel):
    """A functional zone without a national code: it carries officers, tasks and targets all the same."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "code": "370600-gx",
                "name": "烟台高新技术产业开发区",
                "parent": "370600",
                "valid_from": "2017-01-01",
                "source": "烟政发〔2017〕1号",
            }
        }
    )

    code: ZoneCode
    name: Annotated[Line, Field(max_length=100, description="Official name of the zone.")]
    parent: Annotated[str, Field(pattern=r"^[0-9]{6}$", description="City or county that it lies in.")]
    valid_from: Day = Field(description="First day of the zone.")
    source: Line = Field(description="Document that set the zone up.")
