"""One row of a life cycle: a step, whose it is, and what must hold first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why a step cannot be taken yet; the catalogue turns the code and its parameters into a sentence."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def as_member(self) -> dict[str, object]:
        return {"code": self.code, "params": dict(self.params)}


Need = Callable[[Any], Blocker | None]
"""A named pure function of the case's facts: None when the step may go ahead."""


@dataclass(frozen=True, slots=True)
class Transition(Generic[S, A]):
    """One row of the table. Roles are those of the house; the clock is one of them."""

    source: S
    action: A
    target: S
    roles: frozenset[str]
    needs: tuple[Need, ...] = ()

    def blockers(self, facts: object) -> tuple[Blocker, ...]:
        """What stands in the way, in the order of the needs."""
        found = (need(facts) for need in self.needs)
        return tuple(blocker for blocker in found if blocker is not None)
