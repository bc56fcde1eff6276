"""From where a client may be used, how fast, and which organisation owns it."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE identity.clients
    ADD COLUMN origins varchar(200)[] NOT NULL DEFAULT '{}',
    ADD COLUMN networks varchar(50)[] NOT NULL DEFAULT '{}',
    ADD COLUMN rate_class varchar(12) NOT NULL DEFAULT 'open'
        CONSTRAINT clients_rate_class_check CHECK (rate_class IN ('open', 'platform', 'modest')),
    ADD COLUMN organisation_id uuid
"""
IDX = "CREATE INDEX clients_organisation_id_idx ON identity.clients (organisation_id, name, id)"


def upgrade() -> None:
    for statement in (FENCES, IDX):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP INDEX identity.clients_organisation_id_idx")
    op.execute("ALTER TABLE identity.clients DROP CONSTRAINT clients_rate_class_check")
    for name in ("organisation_id", "rate_class", "networks", "origins"):
        op.execute(f"ALTER TABLE identity.clients DROP COLUMN {name}")
