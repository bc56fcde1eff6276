"""Windows, reports of units, sheets above them; unpublished reports are seen in their own region only."""

from alembic import op

from shared.db.security import protect_by

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE metrics.report_windows (
    id uuid CONSTRAINT report_windows_pkey PRIMARY KEY,
    form varchar(60) NOT NULL,
    region varchar(20) NOT NULL,
    period_from date NOT NULL,
    period_to date NOT NULL,
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    units text[] NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT report_windows_form_key UNIQUE (form, region, period_from, period_to),
    CONSTRAINT report_windows_days_check CHECK (period_from <= period_to AND opens_on <= closes_on)
);
CREATE INDEX report_windows_latest_idx ON metrics.report_windows (closes_on DESC, id DESC);
CREATE TABLE metrics.reports (
    id uuid CONSTRAINT reports_pkey PRIMARY KEY,
    window_id uuid NOT NULL
        CONSTRAINT reports_window_id_fkey REFERENCES metrics.report_windows (id),
    region varchar(20) NOT NULL,
    region_path varchar(60) NOT NULL,
    state varchar(20) NOT NULL,
    nil boolean NOT NULL,
    figures jsonb NOT NULL,
    entries jsonb NOT NULL,
    explanations jsonb NOT NULL,
    published_entries jsonb NOT NULL,
    revision integer NOT NULL,
    submitted_by varchar(200),
    submitted_at timestamptz,
    late boolean NOT NULL,
    approved_by varchar(200),
    reason text,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT reports_window_id_key UNIQUE (window_id, region),
    CONSTRAINT reports_state_check
        CHECK (state IN ('draft', 'submitted', 'returned', 'approved', 'published'))
);
CREATE INDEX reports_window_idx ON metrics.reports (window_id, state, region);
CREATE TABLE metrics.report_sheets (
    id uuid CONSTRAINT report_sheets_pkey PRIMARY KEY,
    window_id uuid NOT NULL
        CONSTRAINT report_sheets_window_id_fkey REFERENCES metrics.report_windows (id),
    region varchar(20) NOT NULL,
    region_path varchar(60) NOT NULL,
    top boolean NOT NULL,
    state varchar(20) NOT NULL,
    decided_by varchar(200),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT report_sheets_window_id_key UNIQUE (window_id, region),
    CONSTRAINT report_sheets_state_check CHECK (state IN ('open', 'approved', 'published'))
);
"""
COVERED = "region_path ^@ ANY ((SELECT metrics.caller_regions())::text[])"
STEPS = {
    "report": "(noun <> 'report' OR (state_from IS NULL AND state_to IS NULL)"
    " OR (state_from IS NULL AND (transition, state_to) IN (('create', 'draft')))"
    " OR (state_from, transition, state_to) IN (('approved', 'publish', 'published'),"
    " ('approved', 'return', 'returned'), ('draft', 'submit', 'submitted'),"
    " ('published', 'revise', 'draft'), ('returned', 'submit', 'submitted'),"
    " ('submitted', 'approve', 'approved'), ('submitted', 'return', 'returned'))) IS TRUE",
    "sheet": "(noun <> 'sheet' OR (state_from IS NULL AND state_to IS NULL)"
    " OR (state_from IS NULL AND (transition, state_to) IN (('create', 'open')))"
    " OR (state_from, transition, state_to) IN (('approved', 'reopen', 'open'),"
    " ('open', 'approve', 'approved'), ('open', 'publish', 'published'),"
    " ('published', 'reopen', 'open'))) IS TRUE",
}


def upgrade() -> None:
    for statement in TABLES.split(";"):
        if statement.strip():
            op.execute(statement)
    protect_by(op, "metrics", "reports", COVERED)
    protect_by(op, "metrics", "report_sheets", COVERED)
    for noun, steps in STEPS.items():
        op.execute(f"ALTER TABLE metrics.history ADD CONSTRAINT history_{noun}_steps_check CHECK ({steps})")


def downgrade() -> None:
    for noun in STEPS:
        op.execute(f"ALTER TABLE metrics.history DROP CONSTRAINT history_{noun}_steps_check")
    for name in ("report_sheets", "reports", "report_windows"):
        op.execute(f"DROP TABLE metrics.{name}")
