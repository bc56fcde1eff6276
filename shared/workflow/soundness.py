"""What must hold of every transition table; checked when it is made."""

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import Any

from shared.workflow.transition import Transition

Rows = Sequence[Transition[Any, Any]]


def faults(rows: Rows, initial: StrEnum, final: Collection[StrEnum], openings: Sequence[str]) -> list[str]:
    """What keeps a table from having one start, no orphan, no dead end and no ambiguity."""
    if not rows:
        return ["no transitions"]
    found = [*_of_names(rows, initial), *_of_rows(rows), *_of_final_states(rows, final)]
    found += [*_of_reach(rows, initial), *_of_exits(rows, initial, final)]
    return found if openings else [*found, "no opening names how a case begins"]


def _of_names(rows: Rows, initial: StrEnum) -> Iterable[str]:
    states, actions = type(initial), type(rows[0].action)
    used = {row.action for row in rows}
    for row in rows:
        if type(row.source) is not states or type(row.target) is not states:
            yield f"{row.action} joins states of another enumeration"
        if type(row.action) is not actions:
            yield f"{row.action} is of another enumeration"
    yield from (f"no row uses {action}" for action in actions if action not in used)


def _of_rows(rows: Rows) -> Iterable[str]:
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


def _of_final_states(rows: Rows, final: Collection[StrEnum]) -> Iterable[str]:
    for row in rows:
        if row.source in final:
            yield f"{row.action} leaves the final state {row.source}"


def _of_reach(rows: Rows, initial: StrEnum) -> Iterable[str]:
    reached = _closure({initial}, {(row.source, row.target) for row in rows})
    yield from (f"{state} cannot be reached" for state in type(initial) if state not in reached)


def _of_exits(rows: Rows, initial: StrEnum, final: Collection[StrEnum]) -> Iterable[str]:
    """A state without an exit is a dead end; so is a circle that no final state can be reached from."""
    moves = {(row.source, row.target) for row in rows if row.source != row.target}
    sources = {source for source, _ in moves}
    ending = _closure(set(final), {(target, source) for source, target in moves})
    for state in type(initial):
        if state in final:
            continue
        if state not in sources:
            yield f"{state} is a dead end"
        elif final and state not in ending:
            yield f"{state} never comes to an end"


def _closure(start: set[StrEnum], edges: set[tuple[StrEnum, StrEnum]]) -> set[StrEnum]:
    reached = set(start)
    while fresh := {target for source, target in edges if source in reached} - reached:
        reached |= fresh
    return reached
