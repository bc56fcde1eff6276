"""Acting for legal persons as it crosses the wire."""

from uuid import UUID

from pydantic import Field

from services.identity.acting.rules import ActingState, Relation
from services.identity.tokens.schemas import TokenOut
from shared.http.models import Answer, Instant, StrictModel


class ActFor(StrictModel):
    """Go on for another legal person, or as oneself."""

    relation_id: UUID | None = Field(None, description="One of the own relations; as oneself when absent.")


class ActingRelationOut(Answer):
    """For whom a person may act, as the platform says."""

    id: UUID
    person_id: UUID
    credit_code: str = Field(description="Unified social credit code of the legal person.")
    legal_name: str = Field(description="What the platform calls it.")
    relation: Relation
    organisation_id: UUID | None = Field(None, description="In the registry; absent until first acted for.")
    state: ActingState
    vouched_until: Instant = Field(description="Until when it is believed; then sign in anew.")


class ActingTokenOut(TokenOut):
    """An access token, and for whom its holder acts with it."""

    acting_for: ActingRelationOut | None = Field(None, description="Absent: as oneself.")
    not_acting: str | None = Field(
        None,
        description="Code of the refusal for which nobody is acted for, though the sign-in was that of a"
        " legal person.",
        examples=["legal_person_not_registered"],
    )
