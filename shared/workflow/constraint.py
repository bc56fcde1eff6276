"""The table as a database constraint: a step that the table does not know cannot be written."""

from typing import Any

from shared.workflow.table import Workflow


def check_sql(*editions: Workflow[Any, Any]) -> str:
    """A CHECK expression over the history for all editions of one noun that are still in use.

    Three kinds of row pass: an opening into the initial state, a step of a table, and a record that changes
    no state (both states NULL). `IS TRUE` keeps a NULL from passing by accident.
    """
    nouns = {workflow.noun for workflow in editions}
    if len(nouns) != 1:
        raise ValueError("editions of one noun, please: " + ", ".join(sorted(nouns)))
    openings = sorted({(name, w.initial.value) for w in editions for name in w.openings})
    steps = sorted(
        {(row.source.value, row.action.value, row.target.value) for w in editions for row in w.transitions}
    )
    return (
        f"(noun <> {_quoted(nouns.pop())}"
        " OR (state_from IS NULL AND state_to IS NULL)"
        f" OR (state_from IS NULL AND (transition, state_to) IN ({_tuples(openings)}))"
        f" OR (state_from, transition, state_to) IN ({_tuples(steps)})) IS TRUE"
    )


def _tuples(rows: list[tuple[str, str]] | list[tuple[str, str, str]]) -> str:
    return ", ".join("(" + ", ".join(_quoted(value) for value in row) + ")" for row in rows)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
