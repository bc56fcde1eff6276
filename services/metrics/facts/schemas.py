"""Feeds and rebuilds on the wire."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.http.models import Answer, Instant


class UnreadOut(Answer):
    """A kind of event that no reader knows yet; kept, and counted once one does."""

    name: str = Field(description="Noun and past participle.", examples=["organisation.merged"])
    events: int = Field(description="How many of them wait.")
    first_at: Instant = Field(description="When the first was recorded by its owner.")


class FeedOut(Answer):
    """How far one feed has been read."""

    feed: str = Field(description="The service that tells.", examples=["registry"])
    position: int = Field(description="The last position that was looked at; 0 before the first.")
    unread: Sequence[UnreadOut] = Field(description="What waits for a version that can read it.")


class FeedsOut(Answer):
    """The feeds that facts are folded from."""

    items: Sequence[FeedOut] = Field(description="One for each sibling.")


class RebuildOut(Answer):
    """One building of all facts from the beginning of every feed."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "01890a5d-ac96-774b-bcce-b302099a8057",
                "number": 2,
                "state": "current",
                "job_id": "01890a5d-ac96-774b-bcce-b302099a8058",
                "outcome": {
                    "before": {"events": 940, "facts": 812, "digest": "9f0c5d1e22aa4b10"},
                    "after": {"events": 940, "facts": 812, "digest": "9f0c5d1e22aa4b10"},
                    "level": True,
                    "identical": True,
                },
                "created_at": "2017-12-04T02:00:00Z",
                "finished_at": "2017-12-04T02:00:09Z",
            }
        }
    )

    id: UUID = Field(description="Identifier.")
    number: int = Field(description="Which building it is.")
    state: str = Field(description="building, current, past or abandoned.")
    job_id: UUID | None = Field(None, description="The work that builds it.")
    outcome: Mapping[str, Any] | None = Field(
        None, description="Events, facts and digest before and after; `identical` when both had read as far."
    )
    created_at: Instant = Field(description="When it was ordered.")
    finished_at: Instant | None = Field(None, description="When it was put in place, or given up.")
