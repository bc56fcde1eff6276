"""What may stand in a policy document, and how a task gets on."""

from enum import StrEnum


class RelationKind(StrEnum):
    """How one document stands to another (M01)."""

    IMPLEMENTS = "implements"
    REPLACES = "replaces"


class TaskState(StrEnum):
    """How far a task is, as its units report."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    HELD_UP = "held_up"
    DONE = "done"
