"""Refusals of webhooks."""

from shared.errors.refusals import Conflict, Invalid, NotFound


class WebhookNotFound(NotFound):
    """No such webhook of this subscriber."""


class DeliveryNotFound(NotFound):
    """No such delivery of this webhook, or it is older than the log."""


class TargetRefused(Invalid):
    """The address is not one that this service may call."""


class WebhookNotActive(Conflict):
    """The webhook is paused or disabled: resume it first."""


class WebhookActive(Conflict):
    """The webhook is active already."""


class TooManyWebhooks(Conflict):
    """The subscriber has as many webhooks as one may have."""
