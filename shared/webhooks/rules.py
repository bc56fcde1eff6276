"""What is decided about webhooks without asking anybody: when to try again, when to give up, what to sign."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_bytes
from typing import Final

from standardwebhooks.webhooks import Webhook

WAITS: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 72_000, 90_000)
)
"""Between two tries; together three days."""
GONE: Final = 410
"""The receiver wants no more (Standard Webhooks): disabled at once."""
PATIENCE: Final = timedelta(days=3)
PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32


class WebhookState(StrEnum):
    """Active ones are told; paused ones by their subscriber's wish, disabled ones because it is no use."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"
    REMOVED = "removed"


class DisabledReason(StrEnum):
    """Why the service stopped telling."""

    FAILING = "failing"
    """No delivery succeeded for three days."""
    GONE = "gone"
    """The receiver answered 410."""
    ACCESS_WITHDRAWN = "access_withdrawn"
    """The subscriber was blocked, disabled, or lost a role."""


class DeliveryState(StrEnum):
    """pending is tried again; the others are final until replayed."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


def new_secret() -> str:
    """A secret as Standard Webhooks writes it: `whsec_` and the base64 of 32 random bytes."""
    return PREFIX + b64encode(token_bytes(_SECRET_BYTES)).decode("ascii")


def succeeded(status: int | None) -> bool:
    """Only 2xx is success; a redirect is a failure."""
    return status is not None and 200 <= status < 300  # noqa: PLR2004 - where success lies


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many tries; None when it is no use any more."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def worn_out(failing_since: datetime | None, now: datetime) -> bool:
    """Whether nothing has succeeded for so long that telling stops."""
    return failing_since is not None and now - failing_since >= PATIENCE


def signed(secrets: Sequence[str], *, message: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of Standard Webhooks 1.0; a rotated secret signs beside the new one for a while."""
    text = body.decode("utf-8")
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(message, at, text) for secret in secrets),
    }
