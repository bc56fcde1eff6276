"""Long work and files: the queue, its record, the table of files."""

from alembic import op

from shared.files.tables import create_files, drop_files
from shared.jobs.tables import create_jobs, drop_jobs

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_jobs(op, "metrics")
    create_files(op, "metrics")


def downgrade() -> None:
    drop_files(op, "metrics")
    drop_jobs(op, "metrics")
