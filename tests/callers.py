"""Callers as a session knows them, for tests that ask repositories and not routes."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from shared.codes.roles import Role
from shared.db.caller import PUBLIC, Binding, Caller, CallerKind
from shared.db.ids import new_id
from shared.http.lists import PageQuery

ELSEWHERE: Final = ("37.3706.", "37.3708.370811.")
"""Another city than that of Jinxiang, and a neighbouring county."""
EVERYTHING: Final = PageQuery(None, None, limit=50, cursor=None, sort=None, include_total=True)  # type: ignore[arg-type] # looked at on other pages only
"""On one page, so that neither request nor response is looked at."""


def person(role: Role, subject: str = "somebody", **place: Any) -> Caller:
    """Somebody with one binding."""
    return Caller(CallerKind.PERSON, subject, bindings=(Binding(role, **place),))


def in_every_role(*places: Mapping[str, Any]) -> Caller:
    """One caller who holds all roles in these places: rights only add up, so that one too many shows."""
    bindings = tuple(Binding(role, **place) for role in Role for place in places)
    return Caller(CallerKind.PERSON, "somebody", bindings=bindings)


def strangers() -> Iterator[Caller | None]:
    """Nobody, the public, and whoever holds every role elsewhere, for another organisation, and nowhere."""
    yield from (None, PUBLIC)
    yield in_every_role(*({"region": region} for region in ELSEWHERE), {"organisation": new_id()}, {})
