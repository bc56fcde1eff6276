"""Webhooks: who wants to be told, and each telling."""

from alembic import op

from shared.webhooks.tables import create_webhooks, drop_webhooks

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_webhooks(op, "metrics")


def downgrade() -> None:
    drop_webhooks(op, "metrics")
