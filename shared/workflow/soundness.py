"""What must hold of every transition table; checked when it is made."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from shared.workflow.errors import UnsoundWorkflowError

if TYPE_CHECKING:
    from enum import StrEnum

    from shared.workflow.table import Transition, Workflow


def examine(workflow: "Workflow[Any, Any]") -> None:
    """Raise UnsoundWorkflowError unless the table has one start, no orphan, no dead end and no ambiguity."""
    rows = workflow.transitions
    if not rows:
        raise UnsoundWorkflowError(f"{workflow.noun}: no transitions")
    faults = [
        *_of_names(workflow),
        *_of_rows(rows),
        *_of_final_states(workflow),
        *_of_reach(workflow),
        *_of_exits(workflow),
    ]
    if faults:
        raise UnsoundWorkflowError(f"{workflow.noun}, edition {workflow.edition}: " + "; ".join(faults))


def _of_names(workflow: "Workflow[Any, Any]") -> Iterable[str]:
    states, actions = type(workflow.initial), type(workflow.transitions[0].action)
    used = {row.action for row in workflow.transitions}
    for row in workflow.transitions:
        if type(row.source) is not states or type(row.target) is not states:
            yield f"{row.action} joins states of another enumeration"
        if type(row.action) is not actions:
            yield f"{row.action} is of another enumeration"
    yield from (f"no row uses {action}" for action in actions if action not in used)
    if not workflow.openings:
        yield "no opening names how a case begins"


def _of_rows(rows: "Iterable[Transition[Any, Any]]") -> Iterable[str]:
    seen: set[tuple[StrEnum, StrEnum]] = set()
    for row in rows:
        if (row.source, row.action) in seen:
            yield f"two rows for {row.action} from {row.source}"
        seen.add((row.source, row.action))
        if not row.roles:
            yield f"{row.action} from {row.source} is nobody's"
        for need in row.needs:
            if getattr(need, "__name__", "<lambda>") == "<lambda>":
                yield f"{row.action} from {row.source} has a need without a name"


def _of_final_states(workflow: "Workflow[Any, Any]") -> Iterable[str]:
    for row in workflow.transitions:
        if row.source in workflow.final:
            yield f"{row.action} leaves the final state {row.source}"


def _of_reach(workflow: "Workflow[Any, Any]") -> Iterable[str]:
    forward = {(row.source, row.target) for row in workflow.transitions}
    reached = _closure({workflow.initial}, forward)
    yield from (f"{state} cannot be reached" for state in workflow.states if state not in reached)


def _of_exits(workflow: "Workflow[Any, Any]") -> Iterable[str]:
    """A state without an exit is a dead end; so is a circle that no final state can be reached from."""
    moves = {(row.source, row.target) for row in workflow.transitions if row.source != row.target}
    sources = {source for source, _ in moves}
    ending = _closure(set(workflow.final), {(target, source) for source, target in moves})
    for state in workflow.states:
        if state in workflow.final:
            continue
        if state not in sources:
            yield f"{state} is a dead end"
        elif workflow.final and state not in ending:
            yield f"{state} never comes to an end"


def _closure(start: "set[StrEnum]", edges: "set[tuple[StrEnum, StrEnum]]") -> "set[StrEnum]":
    reached = set(start)
    while fresh := {target for source, target in edges if source in reached} - reached:
        reached |= fresh
    return reached
