"""Long work: the queue and its record."""

from alembic import op

from shared.jobs.tables import create_jobs, drop_jobs

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_jobs(op, "identity")


def downgrade() -> None:
    drop_jobs(op, "identity")
