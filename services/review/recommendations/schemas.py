"""Recommendations on the wire."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.review.applications.workflow import State
from shared.http.models import Answer, Instant, StrictModel, Text, Version

Rank = Annotated[int, Field(ge=1, le=100_000)]
Opinion = Annotated[Text, Field(max_length=4000)]
OPINION = "该企业品牌基础扎实，网络销售增长快，同意推荐。"


class Recommend(StrictModel):
    """An authority recommends a candidate and ranks it among its own."""

    model_config = ConfigDict(json_schema_extra={"example": {"rank": 1, "opinion": OPINION}})

    rank: Rank = Field(description="Place among the authority's candidates, 1 for the first.")
    opinion: Opinion = Field(description="The opinion of the authority.")
    opinion_file_id: UUID | None = Field(None, description="The sealed opinion, uploaded by the officer.")


_CANDIDATE: dict[str, Any] = {
    "application_id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "version": 4,
    "rank": 1,
    "opinion": OPINION,
}


class Candidate(Recommend):
    """One candidate of a list."""

    model_config = ConfigDict(json_schema_extra={"example": _CANDIDATE})

    application_id: UUID = Field(description="The application.")
    version: Version


class RecommendMany(StrictModel):
    """A list of candidates, recommended whole or not at all."""

    model_config = ConfigDict(json_schema_extra={"example": {"items": [_CANDIDATE]}})

    items: Annotated[list[Candidate], Field(min_length=1, max_length=200)] = Field(
        description="Candidates; each with the version that the officer has seen."
    )


class Reorder(StrictModel):
    """A new order of all candidates of one authority."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "authority": "37.3708.",
                "application_ids": ["01890a5d-ac96-774b-bcce-b302099a8057"],
            }
        }
    )

    authority: Annotated[str, Field(max_length=60)] = Field(
        description="Path of the city or division's code."
    )
    application_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)] = Field(
        description="Every candidate of the authority, the first first."
    )


class RecommendationOut(Answer):
    """A recommendation in force."""

    id: UUID = Field(description="Identifier.")
    application_id: UUID = Field(description="The application.")
    number: str = Field(description="Its number.")
    organisation_name: str = Field(description="Who applies.")
    state: State = Field(description="Where the application stands.")
    authority: str = Field(description="Path of the city or code of the division.")
    rank: int = Field(description="Place among the authority's candidates.")
    sequence: int = Field(description="The dossier that the authority saw.")
    opinion: str = Field(description="Its opinion.")
    opinion_file_id: UUID | None = Field(None, description="The sealed opinion.")
    created_at: Instant = Field(description="When it was recommended.")


class RecommendedOut(Answer):
    """The candidates of the caller's authorities in one round."""

    items: Sequence[RecommendationOut] = Field(description="By authority and rank.")
