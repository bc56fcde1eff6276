"""Enrolments as they cross the wire."""

from pydantic import Field

from services.identity.bindings.schemas import RoleAt
from services.identity.people.schemas import PersonOut, Provider, Subject
from shared.http.models import Answer, Line, StrictModel


class Enrolment(StrictModel):
    """A person with the roles that they are to hold."""

    provider: Provider
    subject: Subject
    display_name: Line
    roles: list[RoleAt] = Field(default_factory=list, max_length=20)


class EnrolPeople(StrictModel):
    """Enter many people with their roles; whoever and whatever is there already stays as it is."""

    people: list[Enrolment] = Field(min_length=1, max_length=500)


class EnrolledOut(Answer):
    """Those who were to be enrolled, in the order of the request."""

    items: list[PersonOut]
