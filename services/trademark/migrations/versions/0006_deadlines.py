"""Deadlines of marks by the state of their rows, and the bases on which they were computed."""

from alembic import op

from shared.db.security import protect

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DEADLINES = """
CREATE TABLE trademark.deadlines (
    id uuid NOT NULL CONSTRAINT deadlines_pkey PRIMARY KEY,
    mark_id uuid NOT NULL CONSTRAINT deadlines_mark_id_fkey REFERENCES trademark.marks,
    organisation_id uuid,
    region_path varchar(60) NOT NULL,
    code varchar(40) NOT NULL,
    trigger_on date NOT NULL,
    opens_on date,
    due_on date NOT NULL,
    last_safe_on date NOT NULL,
    provisional boolean NOT NULL,
    straddles boolean NOT NULL,
    assumed_receipt boolean NOT NULL,
    edition varchar(40) NOT NULL,
    confidence varchar(40) NOT NULL,
    state varchar(40) NOT NULL
        CONSTRAINT deadlines_state_check CHECK (state IN ('open', 'met', 'passed', 'void')),
    next_reminder_on date,
    basis integer NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT deadlines_safe_check CHECK (last_safe_on <= due_on)
)"""
BASES = """
CREATE TABLE trademark.deadline_bases (
    number integer NOT NULL CONSTRAINT deadline_bases_pkey PRIMARY KEY,
    catalogue_version integer NOT NULL,
    calendar_digest bytea NOT NULL,
    begun_at timestamptz NOT NULL,
    marks integer NOT NULL,
    moved integer NOT NULL
)"""
INDEXES = (
    "UNIQUE INDEX deadlines_mark_id_code_key ON trademark.deadlines (mark_id, code, trigger_on)",
    "INDEX deadlines_due_on_idx ON trademark.deadlines (due_on, id) WHERE state = 'open'",
    "INDEX deadlines_reminder_idx ON trademark.deadlines (next_reminder_on) WHERE state = 'open'",
    "INDEX deadlines_organisation_id_idx ON trademark.deadlines (organisation_id, due_on, id)",
    "INDEX deadlines_region_path_idx ON trademark.deadlines (region_path, due_on, id)",
    "INDEX marks_planned_basis_idx ON trademark.marks (planned_basis, id)",
)


def upgrade() -> None:
    op.execute("ALTER TABLE trademark.marks ADD COLUMN planned_basis integer NOT NULL DEFAULT 0")
    op.execute(DEADLINES)
    op.execute(BASES)
    for index in INDEXES:
        op.execute(f"CREATE {index}")
    protect(op, "trademark", "deadlines")


def downgrade() -> None:
    op.execute("DROP TABLE trademark.deadline_bases")
    op.execute("DROP TABLE trademark.deadlines")
    op.execute("ALTER TABLE trademark.marks DROP COLUMN planned_basis")
