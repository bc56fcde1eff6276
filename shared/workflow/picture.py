"""The table as Mermaid text."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared.workflow.table import Workflow


def mermaid(workflow: "Workflow[Any, Any]", labels: Mapping[str, str] | None = None) -> str:
    """A state diagram in the order of the table; `labels` give states and actions another wording."""
    words = labels or {}
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{words[s.value]}" as {s.value}' for s in workflow.states if s.value in words]
    lines.append(f"    [*] --> {workflow.initial.value}")
    for row in workflow.transitions:
        action = words.get(row.action.value, row.action.value)
        who = ", ".join(words.get(role, role) for role in sorted(row.roles))
        lines.append(f"    {row.source.value} --> {row.target.value}: {action} ({who})")
    lines += [f"    {state.value} --> [*]" for state in workflow.states if state in workflow.final]
    return "\n".join(lines)
