"""Typed changes of an organisation on the wire."""

from typing import Annotated

from pydantic import ConfigDict, Field

from services.registry.organisations.schemas import Address, Name, RegionCode
from services.registry.people.schemas import NamePerson
from shared.http.models import Day, StrictModel, Text


class _Effective(StrictModel):
    effective_on: Day | None = Field(None, description="Day from which it counts; today by default.")
    reason: Annotated[Text, Field(max_length=2000)] | None = Field(None, description="Why, for the trail.")


class RenameOrganisation(_Effective):
    """A new registered name; the one before still finds the organisation."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "金乡大蒜集团有限公司"}})

    name: Name


class MoveOrganisation(_Effective):
    """A new seat."""

    model_config = ConfigDict(json_schema_extra={"example": {"region_code": "370811"}})

    region_code: RegionCode
    address: Address | None = Field(None, description="Address of the new seat.")


class ChangeRepresentative(_Effective):
    """A new legal representative."""

    model_config = ConfigDict(json_schema_extra={"example": {"legal_representative": {"name": "赵强"}}})

    legal_representative: NamePerson = Field(description="Who represents the organisation from now on.")


class DissolveOrganisation(_Effective):
    """The organisation ends."""

    model_config = ConfigDict(json_schema_extra={"example": {"reason": "注销登记"}})

    reason: Annotated[Text, Field(max_length=2000, description="Why, for the trail.")]
