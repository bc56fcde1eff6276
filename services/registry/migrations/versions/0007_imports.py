"""Imports and the rows they turned down; seen by who asked."""

from alembic import op

from shared.db.security import protect_by

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

IMPORTS = """
CREATE TABLE registry.imports (
    id uuid NOT NULL CONSTRAINT imports_pkey PRIMARY KEY,
    subject varchar(200) NOT NULL,
    job_id uuid NOT NULL,
    file_id uuid NOT NULL,
    mode varchar(40) NOT NULL CONSTRAINT imports_mode_check CHECK (mode IN ('validate', 'apply')),
    on_error varchar(40) NOT NULL CONSTRAINT imports_on_error_check CHECK (on_error IN ('abort', 'skip')),
    update_existing boolean NOT NULL,
    last_row integer NOT NULL,
    created integer NOT NULL,
    updated integer NOT NULL,
    unchanged integer NOT NULL,
    failed integer NOT NULL,
    done boolean NOT NULL,
    applied boolean NOT NULL,
    errors_file_id uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT imports_dry_check CHECK (mode = 'apply' OR NOT applied)
)"""

FAULTS = """
CREATE TABLE registry.import_faults (
    import_id uuid NOT NULL CONSTRAINT import_faults_import_id_fkey REFERENCES registry.imports,
    number integer NOT NULL,
    subject varchar(200) NOT NULL,
    typed jsonb NOT NULL,
    errors jsonb NOT NULL,
    CONSTRAINT import_faults_pkey PRIMARY KEY (import_id, number)
)"""


def upgrade() -> None:
    op.execute(IMPORTS)
    op.execute(FAULTS)
    for table in ("imports", "import_faults"):
        protect_by(op, "registry", table, "subject = (SELECT registry.caller_subject())")


def downgrade() -> None:
    op.execute("DROP TABLE registry.import_faults")
    op.execute("DROP TABLE registry.imports")
