"""Whose token is taken where an operation admits several."""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Final, TypeVar

from shared.codes.roles import Role
from tests.security.standing import operations

FIRST = (Role.PROGRAMME_OFFICER, Role.APPLICANT, Role.CITY_OFFICER)
OWN = {"files", "uploads", "webhooks"}
"""Of whoever made them; the survey's are the applicant's."""
FRESH: Final = 60.0
"""Seconds for which the tokens of a long run are used."""

Held = TypeVar("Held")


def kept(ask: Callable[[], Held]) -> Callable[[], Held]:
    """Asks anew when the answer is no longer fresh: a run is longer than a token lives."""
    held: list[tuple[float, Held]] = []

    def ask_if_old() -> Held:
        if not held or monotonic() - held[0][0] > FRESH:
            held[:] = [(monotonic(), ask())]
        return held[0][1]

    return ask_if_old


def _first(path: str) -> tuple[Role, ...]:
    return (Role.APPLICANT, *FIRST) if OWN.intersection(path.split("/")) else FIRST


def tokens_of(service: str, held: Mapping[Role, str]) -> dict[str, str]:
    """For each operation with a guard, by its name, the token of somebody whom it admits."""
    return {
        str(each): next(held[role] for role in (*_first(each.path), *held) if each.admits(role))
        for each in operations(service)
        if each.asks is not None
    }


def all_tokens_of(service: str, held: Mapping[Role, str]) -> dict[str, list[str]]:
    """For each operation with a guard, by its name, the tokens of all whom it admits."""
    return {
        str(each): [held[role] for role in dict.fromkeys((*_first(each.path), *held)) if each.admits(role)]
        for each in operations(service)
        if each.asks is not None
    }
