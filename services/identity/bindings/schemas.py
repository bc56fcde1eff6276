"""Role bindings as they cross the wire."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.identity.bindings.workflow import BindingState
from shared.codes.roles import Role
from shared.errors.faults import Fault
from shared.http.models import Answer, Instant, Line, StrictModel, Version

RegionPath = Annotated[
    str,
    Field(
        max_length=60,
        pattern=r"^([0-9A-Za-z-]{2,20}\.){0,4}$",
        description="Dotted codes with a closing dot; empty: everywhere.",
        examples=["37.3708."],
    ),
]

Division = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z_]{0,59}$",
        description="The division of a department whose category the officer handles.",
        examples=["foreign_trade"],
    ),
]


class RoleAt(StrictModel):
    """A role and what it is held for."""

    role: Role
    organisation_id: UUID | None = Field(None, description="For roles of an organisation.")
    region_path: RegionPath | None = None
    programme_id: UUID | None = Field(None, description="Narrows the role to one programme.")
    division: Division | None = None
    valid_from: Instant | None = Field(None, description="Business time; now when absent.")
    valid_until: Instant | None = Field(None, description="Business time; for good when absent.")

    @model_validator(mode="after")
    def _times_in_order(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_from >= self.valid_until:
            raise Fault("times_out_of_order")
        return self


class GrantRole(RoleAt):
    """Bind a role to a person or to a client."""

    person_id: UUID | None = None
    client_id: UUID | None = Field(None, description="The client's identifier, not its name.")

    @model_validator(mode="after")
    def _one_principal(self) -> Self:
        if (self.person_id is None) == (self.client_id is None):
            raise Fault("one_principal")
        return self


class RevokeRole(StrictModel):
    """End a binding."""

    reason: Line = Field(description="Goes into the history.", examples=["岗位调整"])


class BindingOut(Answer):
    """A role that a person or client holds."""

    id: UUID
    person_id: UUID | None = None
    client_id: UUID | None = None
    role: Role
    organisation_id: UUID | None = None
    region_path: str | None = None
    programme_id: UUID | None = None
    division: str | None = None
    valid_from: Instant
    valid_until: Instant | None = None
    granted_by: str = Field(description="Subject of whoever granted it.")
    revoked_at: Instant | None = None
    state: BindingState
    created_at: Instant
    version: Version
