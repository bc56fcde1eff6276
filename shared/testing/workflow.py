"""For the product test of a table, and for the diagram of its README."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from shared.codes.roles import Role
from shared.workflow import ActionNotAllowed, Workflow
from shared.workflow.diagram import block
from shared.workflow.transition import A, S


def every_combination(workflow: Workflow[S, A]) -> Iterator[tuple[S, A, Role]]:
    """The whole product of state, action and role, the impossible ones included."""
    return product(workflow.states, workflow.actions, Role)


def outcome(workflow: Workflow[S, A], state: S, action: A, *, role: Role, facts: object) -> S | None:
    """Where one role gets with one step; None when it is refused."""
    try:
        return workflow.step(state, action, {role}, facts).target
    except ActionNotAllowed:
        return None


def assert_only_the_table_moves(workflow: Workflow[S, A], *facts: object) -> None:
    """A combination moves exactly as its row says, or not at all.

    Each need is satisfied by one of `facts` at least: more than one where two needs exclude each other.
    """
    for state, action, role in every_combination(workflow):
        row = workflow.find(state, action)
        taken = row if row is not None and role in row.roles else None
        ends = {outcome(workflow, state, action, role=role, facts=each) for each in facts} - {None}
        told = f"{role} took {action} from {state} to {ends or None}, not {taken and taken.target}"
        if taken and not ends:
            needs = [need.__name__ for need in taken.needs]
            told = f"none of the facts satisfies {needs}, needs of {action} from {state}: pass some that do"
        assert ends == ({taken.target} if taken else set()), told  # noqa: S101 - the testing kit asserts


def assert_documented(workflow: Workflow[Any, Any], readme: Path) -> None:
    """The README shows the diagram of the table as it is now."""
    told = f"python -m shared.workflow.diagram redraws {readme} for {workflow.noun}"
    assert block(workflow) in readme.read_text(encoding="utf-8"), told  # noqa: S101 - the testing kit asserts
