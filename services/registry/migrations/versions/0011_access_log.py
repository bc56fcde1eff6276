"""In which roles somebody read personal data in clear; the audit administrator reads who did, everywhere."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROLES = "ALTER TABLE registry.unmaskings ADD COLUMN actor_roles varchar(40)[] NOT NULL DEFAULT '{}'"
IDX = "CREATE INDEX unmaskings_read_at_idx ON registry.unmaskings (read_at, id)"
OWN = (
    "(SELECT registry.caller_is_system()) "
    "OR organisation_id = ANY ((SELECT registry.caller_organisations())::uuid[]) "
    "OR region_path ^@ ANY ((SELECT registry.caller_regions())::text[]) "
    "OR actor = (SELECT registry.caller_subject())"
)
AUDIT = "'audit_administrator' = ANY ((SELECT registry.caller_roles())::text[])"


def upgrade() -> None:
    op.execute(ROLES)
    op.execute(IDX)
    op.execute(f"ALTER POLICY unmaskings_rows ON registry.unmaskings USING ({OWN} OR {AUDIT})")


def downgrade() -> None:
    op.execute(f"ALTER POLICY unmaskings_rows ON registry.unmaskings USING ({OWN})")
    op.execute("DROP INDEX registry.unmaskings_read_at_idx")
    op.execute("ALTER TABLE registry.unmaskings DROP COLUMN actor_roles")
