"""Webhooks: who wants to be told, and each telling."""

from alembic import op

from shared.webhooks.tables import create_webhooks, drop_webhooks

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_webhooks(op, "review")


def downgrade() -> None:
    drop_webhooks(op, "review")
