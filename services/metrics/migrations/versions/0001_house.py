"""What every service has: caller functions, history, refusals, idempotency, feed cursors."""

from alembic import op

from shared.db.security import create_house, drop_house

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_house(op, "metrics")


def downgrade() -> None:
    drop_house(op, "metrics")
