"""Webhooks on the wire."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from sqlalchemy import Row

from shared.errors.faults import Fault
from shared.events.event import event_type
from shared.http.models import Answer, Instant, StrictModel, Version
from shared.webhooks.rules import DeliveryState, DisabledReason, WebhookState

SUBSCRIBED: dict[str, Any] = {
    "url": "https://platform.example/lupin/events",
    "types": ["cn.lupin.review.title.granted.v1"],
    "region_path": "37.3708.",
}
Url = Annotated[str, Field(min_length=8, max_length=2000, pattern=r"^https?://[\x21-\x7e]+$")]
Types = Annotated[
    list[Annotated[str, Field(max_length=120, pattern=r"^cn\.lupin\.[a-z]+\.[a-z_]+\.[a-z_]+\.v1$")]],
    Field(max_length=50),
]
RegionPath = Annotated[str, Field(max_length=60, pattern=r"^([0-9A-Za-z-]{2,20}\.){1,4}$")]


class SubscribeWebhook(StrictModel):
    """Where to tell what."""

    model_config = ConfigDict(json_schema_extra={"example": SUBSCRIBED})

    url: Url = Field(
        description="Receives the POST; https, or http within a network that the operator listed."
    )
    types: Types = Field(default_factory=list, description="Types of the feed; all when empty.")
    region_path: RegionPath | None = Field(None, description="Only what happens in this region and below.")


class ChangeWebhook(StrictModel):
    """Merge-patch (RFC 7396); a null region means all regions."""

    model_config = ConfigDict(json_schema_extra={"example": {"url": "https://platform.example/lupin/v2"}})

    url: Url = Field(default_factory=str, validate_default=False, description="Another address.")
    types: Types = Field(default_factory=list, description="Other types; all when empty.")
    region_path: RegionPath | None = Field(None, description="Another region; null for all.")


class RotateSecret(StrictModel):
    """A new secret."""

    overlap_seconds: int = Field(
        86_400, ge=0, le=604_800, description="How long the secret before signs beside the new one."
    )


class ReplayRange(StrictModel):
    """What happened in this time is told again."""

    since: Instant = Field(description="From this moment.")
    until: Instant = Field(description="To this moment.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since > self.until:
            raise Fault("range_reversed")
        return self


class WebhookOut(Answer):
    """A webhook; its secret is never shown again."""

    id: UUID
    url: str = Field(description="Receives the POST.")
    types: list[str] = Field(description="Types that are told; all when empty.")
    region_path: str | None = Field(None, description="Only this region and below.")
    state: WebhookState = Field(description="active, paused or disabled.")
    disabled_reason: DisabledReason | None = Field(None, description="Why the service stopped telling.")
    failing_since: Instant | None = Field(None, description="Since when no delivery has succeeded.")
    former_secret_until: Instant | None = Field(None, description="Until when two secrets sign.")
    created_at: Instant
    updated_at: Instant
    version: Version


class WebhookWithSecret(WebhookOut):
    """A webhook and its secret, shown this once."""

    secret: str = Field(description="`whsec_...`: verify each delivery with it (Standard Webhooks 1.0).")


class DeliveryOut(Answer):
    """One telling."""

    id: UUID
    event_id: UUID = Field(description="`webhook-id` of the delivery, and `id` of the event.")
    type: str = Field(description="Type of the event.")
    event_at: Instant = Field(description="When it happened.")
    state: DeliveryState = Field(description="pending is tried again.")
    attempts: int = Field(description="Tries so far.")
    answered: int | None = Field(None, description="HTTP status of the last try; only 2xx is success.")
    fault: str | None = Field(None, description="What kept the last try from being answered.")
    took_ms: int | None = Field(None, description="How long the last try took.")
    tried_at: Instant | None = Field(None, description="When it was last tried.")
    next_at: Instant | None = Field(None, description="When it is tried next.")


def webhook_of(row: Row[Any], service: str) -> dict[str, Any]:
    """Members of WebhookOut."""
    members = {name: getattr(row, name) for name in WebhookOut.model_fields}
    return {**members, "types": [event_type(service, name) for name in row.types]}


def delivery_of(row: Row[Any], service: str) -> DeliveryOut:
    """A delivery as its subscriber sees it."""
    members = {name: getattr(row, name) for name in DeliveryOut.model_fields}
    return DeliveryOut(**{**members, "type": event_type(service, row.type)})
