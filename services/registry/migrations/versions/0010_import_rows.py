"""Imports tell what came of every row, not only of those that were turned down."""

from alembic import op

from shared.db.security import protect_by

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ROWS = """
CREATE TABLE registry.import_rows (
    import_id uuid NOT NULL CONSTRAINT import_rows_import_id_fkey REFERENCES registry.imports,
    row integer NOT NULL,
    subject varchar(200) NOT NULL,
    credit_code varchar(200),
    outcome varchar(40) NOT NULL
        CONSTRAINT import_rows_outcome_check CHECK (outcome IN ('new', 'changed', 'unchanged', 'refused')),
    fields jsonb NOT NULL,
    typed jsonb,
    errors jsonb NOT NULL,
    CONSTRAINT import_rows_pkey PRIMARY KEY (import_id, row)
)"""

TAKE_OVER = """
INSERT INTO registry.import_rows (import_id, row, subject, outcome, fields, typed, errors)
SELECT import_id, number, subject, 'refused', '[]', typed, errors FROM registry.import_faults
"""

GONE = """
-- squawk-ignore ban-drop-table
DROP TABLE registry.import_faults
"""

FAULTS = """
CREATE TABLE registry.import_faults (
    import_id uuid NOT NULL CONSTRAINT import_faults_import_id_fkey REFERENCES registry.imports,
    number integer NOT NULL,
    subject varchar(200) NOT NULL,
    typed jsonb NOT NULL,
    errors jsonb NOT NULL,
    CONSTRAINT import_faults_pkey PRIMARY KEY (import_id, number)
)"""

GIVE_BACK = """
INSERT INTO registry.import_faults (import_id, number, subject, typed, errors)
SELECT import_id, row, subject, typed, errors FROM registry.import_rows
WHERE outcome = 'refused' AND typed IS NOT NULL
"""

PROTECTED = "subject = (SELECT registry.caller_subject())"


def upgrade() -> None:
    op.execute(ROWS)
    op.execute(TAKE_OVER)
    op.execute("CREATE INDEX import_rows_outcome_idx ON registry.import_rows (import_id, outcome, row)")
    protect_by(op, "registry", "import_rows", PROTECTED)
    op.execute(GONE)


def downgrade() -> None:
    op.execute(FAULTS)
    op.execute(GIVE_BACK)
    protect_by(op, "registry", "import_faults", PROTECTED)
    op.execute("DROP TABLE registry.import_rows")
