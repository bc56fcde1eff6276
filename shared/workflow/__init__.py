"""Life cycles as tables; pure, and the same rows decide, offer, draw and constrain."""

from shared.workflow.constraint import HistoryColumns
from shared.workflow.errors import ActionNotAllowed, UnsoundWorkflowError
from shared.workflow.table import Blocker, Need, Offer, Outlook, Transition, Workflow

__all__ = [
    "ActionNotAllowed",
    "Blocker",
    "HistoryColumns",
    "Need",
    "Offer",
    "Outlook",
    "Transition",
    "UnsoundWorkflowError",
    "Workflow",
]
