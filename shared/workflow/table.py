"""A life cycle as a table: which step leads where, who may take it, and what must hold first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic

from shared.workflow.errors import ActionNotAllowed, UnsoundWorkflowError
from shared.workflow.soundness import faults
from shared.workflow.transition import A, Blocker, S, Transition


@dataclass(frozen=True, slots=True)
class Offer(Generic[S, A]):
    """A step that the caller's roles could take from here; open when nothing blocks it."""

    action: A
    target: S
    blockers: tuple[Blocker, ...]

    @property
    def open(self) -> bool:
        return not self.blockers


@dataclass(frozen=True, slots=True)
class Outlook(Generic[S, A]):
    """Where a case stands, and the steps of the caller's roles from there."""

    state: S
    offers: Sequence[Offer[S, A]]


@dataclass(frozen=True, slots=True)
class Workflow(Generic[S, A]):
    """The table of one noun in one edition; a case keeps the edition under which it began.

    There is one row for each pair of state and action: two outcomes are two actions. `openings` name the
    history rows by which a case comes into being in the initial state.
    """

    noun: str
    edition: int
    initial: S
    final: frozenset[S]
    transitions: tuple[Transition[S, A], ...]
    openings: tuple[str, ...] = ("create",)
    _rows: Mapping[tuple[S, A], Transition[S, A]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = faults(self.transitions, self.initial, self.final, self.openings)
        if found:
            raise UnsoundWorkflowError(f"{self.noun}, edition {self.edition}: " + "; ".join(found))
        object.__setattr__(self, "_rows", {(row.source, row.action): row for row in self.transitions})

    @property
    def states(self) -> tuple[S, ...]:
        return tuple(type(self.initial))

    @property
    def actions(self) -> tuple[A, ...]:
        return tuple(type(self.transitions[0].action))

    def find(self, state: S, action: A) -> Transition[S, A] | None:
        return self._rows.get((state, action))

    def step(self, state: S, action: A, roles: Collection[str], facts: object) -> Transition[S, A]:
        """The row to apply, or ActionNotAllowed (409)."""
        row = self.find(state, action)
        if row is not None and not row.roles.isdisjoint(roles) and not row.blockers(facts):
            return row
        raise ActionNotAllowed(
            blocked=self._blocked(state, action, roles=roles, facts=facts),
            noun=self.noun,
            state=state.value,
            action=action.value,
        )

    def offers(self, state: S, roles: Collection[str], facts: object) -> list[Offer[S, A]]:
        """The steps from this state that are the caller's to take, each with its blockers."""
        return [
            Offer(row.action, row.target, row.blockers(facts))
            for row in self.transitions
            if row.source == state and not row.roles.isdisjoint(roles)
        ]

    def outlook(self, state: S, roles: Collection[str], facts: object) -> Outlook[S, A]:
        """Where a case stands with what `offers` gives."""
        return Outlook(state, self.offers(state, roles, facts))

    def _blocked(self, state: S, action: A, *, roles: Collection[str], facts: object) -> dict[str, object]:
        offers = self.offers(state, roles, facts)
        blockers = {o.action.value: [b.as_member() for b in o.blockers] for o in offers if not o.open}
        if action not in {offer.action for offer in offers}:
            blockers[action.value] = [self._closed(state, action).as_member()]
        return {
            "state": state.value,
            "allowed": [offer.action.value for offer in offers if offer.open],
            "blockers": blockers,
        }

    def _closed(self, state: S, action: A) -> Blocker:
        row = self.find(state, action)
        if row is not None:
            return Blocker("step_of_another_role", {"roles": sorted(row.roles)})
        sources = [row.source.value for row in self.transitions if row.action == action]
        return Blocker("step_of_another_state", {"states": sources})
