"""The board on the wire."""

from collections.abc import Sequence

from pydantic import ConfigDict, Field

from services.metrics.attainment.schemas import EXAMPLE, StandingOut
from shared.http.models import Answer, Instant


class BoardItem(StandingOut):
    """A line of the board."""

    model_config = ConfigDict(json_schema_extra={"example": {**EXAMPLE, "since": "2015-07-01T04:00:00Z"}})

    since: Instant = Field(description="Since when it has had this status.")


class BoardOut(Answer):
    """All targets of a document at one look."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"document": "famous_brands_2015", "items": [], "waiting": []}}
    )

    document: str = Field(description="Code of the document.")
    judged_at: Instant | None = Field(None, description="When a judgement last changed.")
    items: Sequence[BoardItem] = Field(description="In the order of the document.")
    waiting: Sequence[str] = Field(description="Codes of targets that have not been judged yet.")
