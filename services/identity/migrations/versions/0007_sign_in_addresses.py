"""Where a sign-in came from; the security administrator reads the log too; one's own by an index."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ADDRESS = "ALTER TABLE identity.sign_ins ADD COLUMN address varchar(45)"
IDX = (
    "CREATE INDEX sign_ins_principal_id_idx ON identity.sign_ins (principal_id, recorded_at, id)",
    "CREATE INDEX sign_ins_client_idx ON identity.sign_ins (client, recorded_at, id)",
)


def seen_by(*roles: str) -> str:
    listed = ", ".join(f"'{role}'" for role in roles)
    return (
        "ALTER POLICY sign_ins_rows ON identity.sign_ins USING ((SELECT identity.caller_is_system()) "
        f"OR (SELECT identity.caller_roles()) && ARRAY[{listed}] "
        "OR principal_id::text = (SELECT identity.caller_subject()))"
    )


def upgrade() -> None:
    op.execute(ADDRESS)
    for statement in IDX:
        op.execute(statement)
    op.execute(seen_by("security_administrator", "audit_administrator", "auditor"))


def downgrade() -> None:
    op.execute(seen_by("audit_administrator", "auditor"))
    op.execute("DROP INDEX identity.sign_ins_client_idx")
    op.execute("DROP INDEX identity.sign_ins_principal_id_idx")
    op.execute("ALTER TABLE identity.sign_ins DROP COLUMN address")
