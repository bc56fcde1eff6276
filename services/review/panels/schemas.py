"""What crosses the wire about panels and conflicts of interest."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.review.panels.rules import ConflictKind, ConflictSource
from shared.codes.kinds import ServiceField
from shared.http.models import Answer, Instant, StrictModel, Text, Version

MOST_EXPERTS = 500
Load = Annotated[
    int, Field(ge=1, le=1000, description="Applications at most; the edition's figure if absent.")
]


class SeatExperts(StrictModel):
    """Calls experts to the panel of a round; one who sits already gets registry's facts of today."""

    expert_ids: Annotated[
        list[UUID],
        Field(min_length=1, max_length=MOST_EXPERTS, description="Experts by registry's identifier."),
    ]
    maximum_load: Load | None = None


class ChangePanellist(StrictModel):
    """Merge patch of a panellist."""

    available: bool | None = Field(None, description="False: gets no further applications.")
    maximum_load: Load | None = None


class NoteConflict(StrictModel):
    """An officer's entry of a conflict of interest; it is pinned, and recuses from what was assigned."""

    panellist_id: UUID
    application_id: UUID
    kind: ConflictKind
    reason: Text = Field(examples=["与该企业主要负责人系亲属"])


class PanellistOut(Answer):
    """A panellist as the round's officers see it."""

    id: UUID
    round_id: UUID
    expert_id: UUID
    name: str
    employer_name: str | None = None
    fields: list[ServiceField]
    available: bool
    maximum_load: int
    version: Version


class PanelOut(Answer):
    """What seating brought about."""

    round_id: UUID
    panellists: int = Field(description="How many experts sit on the panel now.")
    available: int
    conflicts: int = Field(description="Conflicts of interest known in the round.")


class ConflictOut(Answer):
    """A conflict of interest."""

    id: UUID
    round_id: UUID
    panellist_id: UUID
    application_id: UUID
    kind: ConflictKind
    source: ConflictSource
    reason: str
    pinned: bool
    withdrawn_at: Instant | None = None
    version: Version
