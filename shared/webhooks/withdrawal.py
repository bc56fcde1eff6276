"""Whoever loses access is told nothing more: the subscriptions of that subject stop."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shared.events.consumer import Subscription
from shared.events.event import Event
from shared.webhooks.rules import DisabledReason, WebhookState
from shared.webhooks.subscriptions import Subscriptions
from shared.webhooks.tables import webhooks_table


async def stop_telling(session: AsyncSession, event: Event) -> None:
    """Disable what the subject of the event had subscribed to; it resumes with the rights it then has."""
    table = webhooks_table(str(session.info["schema"]))
    theirs = (table.c.subject == event.data["subject"]) & (
        table.c.state.in_([WebhookState.ACTIVE, WebhookState.PAUSED])
    )
    rows = (await session.execute(select(table).where(theirs).with_for_update())).all()
    for row in rows:
        await Subscriptions(session, b"").disable(row, DisabledReason.ACCESS_WITHDRAWN)


WITHDRAWAL = Subscription(
    feed="identity",
    name="webhooks",
    types=("client.disabled", "binding.revoked", "person.blocked"),
    apply=stop_telling,
)
