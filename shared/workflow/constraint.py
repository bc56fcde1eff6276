"""The table as a database constraint: a step that the table does not know cannot be written."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared.workflow.table import Workflow


@dataclass(frozen=True, slots=True)
class HistoryColumns:
    """The columns of the history that a step occupies."""

    noun: str = "noun"
    source: str = "state_from"
    action: str = "transition"
    target: str = "state_to"


COLUMNS = HistoryColumns()


def check_sql(*editions: "Workflow[Any, Any]", columns: HistoryColumns = COLUMNS) -> str:
    """A CHECK expression over the history for all editions of one noun that are still in use.

    Three kinds of row pass: an opening into the initial state, a step of a table, and a record that changes
    no state (both states NULL). `IS TRUE` keeps a NULL from passing by accident.
    """
    nouns = {workflow.noun for workflow in editions}
    if len(nouns) != 1:
        raise ValueError("editions of one noun, please: " + ", ".join(sorted(nouns)))
    c = columns
    openings = sorted({(name, w.initial.value) for w in editions for name in w.openings})
    steps = sorted(
        {(row.source.value, row.action.value, row.target.value) for w in editions for row in w.transitions}
    )
    return (
        f"({c.noun} <> {_quoted(nouns.pop())}"
        f" OR ({c.source} IS NULL AND {c.target} IS NULL)"
        f" OR ({c.source} IS NULL AND ({c.action}, {c.target}) IN ({_tuples(openings)}))"
        f" OR ({c.source}, {c.action}, {c.target}) IN ({_tuples(steps)})) IS TRUE"
    )


def _tuples(rows: "list[tuple[str, str]] | list[tuple[str, str, str]]") -> str:
    return ", ".join("(" + ", ".join(_quoted(value) for value in row) + ")" for row in rows)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
