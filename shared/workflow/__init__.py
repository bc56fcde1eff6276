"""Life cycles as tables; pure, and the same rows decide, offer, draw and constrain."""

from shared.workflow.errors import ActionNotAllowed, UnsoundWorkflowError
from shared.workflow.table import Offer, Outlook, Workflow
from shared.workflow.transition import Blocker, Need, Transition

__all__ = [
    "ActionNotAllowed",
    "Blocker",
    "Need",
    "Offer",
    "Outlook",
    "Transition",
    "UnsoundWorkflowError",
    "Workflow",
]
