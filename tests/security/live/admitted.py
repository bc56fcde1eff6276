"""Whose token is taken where an operation admits several."""

from collections.abc import Mapping

from shared.codes.roles import Role
from tests.security.standing import operations

FIRST = (Role.PROGRAMME_OFFICER, Role.APPLICANT, Role.CITY_OFFICER)
OWN = {"files", "uploads", "webhooks"}
"""Of whoever made them; the survey's are the applicant's."""


def _first(path: str) -> tuple[Role, ...]:
    return (Role.APPLICANT, *FIRST) if OWN.intersection(path.split("/")) else FIRST


def tokens_of(service: str, held: Mapping[Role, str]) -> dict[str, str]:
    """For each operation with a guard, by its name, the token of somebody whom it admits."""
    return {
        str(each): next(held[role] for role in (*_first(each.path), *held) if each.admits(role))
        for each in operations(service)
        if each.asks is not None
    }
