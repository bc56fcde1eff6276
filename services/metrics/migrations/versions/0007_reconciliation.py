"""Daily comparisons with the owners' counts, and the differences that they find."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE metrics.comparisons (
    id uuid CONSTRAINT comparisons_pkey PRIMARY KEY,
    code varchar(60) NOT NULL,
    day date NOT NULL,
    ours integer NOT NULL,
    theirs integer,
    verdict varchar(20) NOT NULL,
    position integer NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT comparisons_verdict_check
        CHECK (verdict IN ('agrees', 'differs', 'behind', 'silent', 'uncounted'))
);
CREATE INDEX comparisons_day_idx ON metrics.comparisons (day, code);
CREATE INDEX comparisons_latest_idx ON metrics.comparisons (day DESC, id DESC);
CREATE TABLE metrics.discrepancies (
    id uuid CONSTRAINT discrepancies_pkey PRIMARY KEY,
    code varchar(60) NOT NULL,
    ours integer NOT NULL,
    theirs integer NOT NULL,
    closed_at timestamptz,
    found_by uuid NOT NULL
        CONSTRAINT discrepancies_found_by_fkey REFERENCES metrics.comparisons (id),
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX discrepancies_one_open_key ON metrics.discrepancies (code) WHERE closed_at IS NULL;
"""


def upgrade() -> None:
    for statement in TABLES.split(";"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    for name in ("discrepancies", "comparisons"):
        op.execute(f"DROP TABLE metrics.{name}")
