"""The tables behind webhooks, for migrations and for queries."""

from functools import cache
from pathlib import Path

from alembic.operations import Operations
from sqlalchemy import BigInteger, Column, DateTime, Integer, LargeBinary, MetaData, String, Table, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.db.security import protect_by

SCRIPT = Path(__file__).with_name("webhooks.sql")
OWN = "(subject = (SELECT {schema}.caller_subject()) AND subject <> 'public')"


def create_webhooks(op: Operations, service: str) -> None:
    """Subscriptions and deliveries of a service; a row is seen by its subscriber."""
    script = SCRIPT.read_text("utf-8").format(schema=service)
    for statement in script.split("\n;;"):
        if statement.strip():
            op.execute(statement)
    for table in ("webhooks", "webhook_deliveries"):
        protect_by(op, service, table, OWN.format(schema=service))


def drop_webhooks(op: Operations, service: str) -> None:
    """Undo create_webhooks."""
    op.execute(f"DROP TABLE {service}.webhook_deliveries")
    op.execute(f"DROP TABLE {service}.webhooks")


@cache
def webhooks_table(service: str) -> Table:
    """The subscriptions of one service."""
    return Table(
        "webhooks",
        MetaData(schema=service),
        Column("id", Uuid, primary_key=True),
        Column("subject", String(200)),
        Column("subscribed_as", JSONB),
        Column("url", String(2000)),
        Column("types", ARRAY(String(120))),
        Column("region_path", String(60)),
        Column("state", String(12)),
        Column("disabled_reason", String(40)),
        Column("secret", LargeBinary),
        Column("former_secret", LargeBinary),
        Column("former_secret_until", DateTime(timezone=True)),
        Column("position", BigInteger),
        Column("failing_since", DateTime(timezone=True)),
        Column("version", Integer),
        Column("created_at", DateTime(timezone=True)),
        Column("updated_at", DateTime(timezone=True)),
    )


@cache
def deliveries_table(service: str) -> Table:
    """What was told, or is still to be told, under the subscriptions of one service."""
    return Table(
        "webhook_deliveries",
        MetaData(schema=service),
        Column("id", Uuid, primary_key=True),
        Column("webhook_id", Uuid),
        Column("subject", String(200)),
        Column("event_id", Uuid),
        Column("type", String(120)),
        Column("event_at", DateTime(timezone=True)),
        Column("body", LargeBinary),
        Column("state", String(12)),
        Column("attempts", Integer),
        Column("next_at", DateTime(timezone=True)),
        Column("answered", Integer),
        Column("fault", String(60)),
        Column("took_ms", Integer),
        Column("created_at", DateTime(timezone=True)),
        Column("tried_at", DateTime(timezone=True)),
    )
