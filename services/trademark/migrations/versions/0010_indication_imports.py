"""Imports of indications and what came of their rows; seen by who asked."""

from alembic import op

from shared.db.security import protect_by

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

IMPORTS = """
CREATE TABLE trademark.indication_imports (
    id uuid NOT NULL CONSTRAINT indication_imports_pkey PRIMARY KEY,
    subject varchar(200) NOT NULL,
    job_id uuid NOT NULL,
    file_id uuid NOT NULL,
    mode varchar(40) NOT NULL CONSTRAINT indication_imports_mode_check CHECK (mode IN ('validate', 'apply')),
    on_error varchar(40) NOT NULL CONSTRAINT indication_imports_on_error_check CHECK (on_error IN ('abort', 'skip')),
    last_row integer NOT NULL,
    new integer NOT NULL,
    changed integer NOT NULL,
    unchanged integer NOT NULL,
    refused integer NOT NULL,
    done boolean NOT NULL,
    applied boolean NOT NULL,
    errors_file_id uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT indication_imports_dry_check CHECK (mode = 'apply' OR NOT applied)
)"""

ROWS = """
CREATE TABLE trademark.indication_import_rows (
    import_id uuid NOT NULL CONSTRAINT indication_import_rows_import_id_fkey REFERENCES trademark.indication_imports,
    row integer NOT NULL,
    subject varchar(200) NOT NULL,
    number varchar(200),
    outcome varchar(40) NOT NULL
        CONSTRAINT indication_import_rows_outcome_check CHECK (outcome IN ('new', 'changed', 'unchanged', 'refused')),
    fields jsonb NOT NULL,
    typed jsonb,
    errors jsonb NOT NULL,
    CONSTRAINT indication_import_rows_pkey PRIMARY KEY (import_id, row)
)"""


def upgrade() -> None:
    op.execute(IMPORTS)
    op.execute(ROWS)
    op.execute(
        "CREATE INDEX indication_import_rows_outcome_idx ON trademark.indication_import_rows (import_id, outcome, row)"
    )
    for table in ("indication_imports", "indication_import_rows"):
        protect_by(op, "trademark", table, "subject = (SELECT trademark.caller_subject())")


def downgrade() -> None:
    op.execute("DROP TABLE trademark.indication_import_rows")
    op.execute("DROP TABLE trademark.indication_imports")
