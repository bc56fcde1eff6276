"""Observations with three clocks, publications, and what is still expected."""

from alembic import op

from shared.db.security import login_role

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE metrics.figure_releases (
    id uuid CONSTRAINT figure_releases_pkey PRIMARY KEY,
    code varchar(80) NOT NULL CONSTRAINT figure_releases_code_key UNIQUE,
    title varchar(200) NOT NULL,
    released_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE TABLE metrics.observations (
    id uuid CONSTRAINT observations_pkey PRIMARY KEY,
    series varchar(60) NOT NULL,
    region varchar(20) NOT NULL,
    period_from date NOT NULL,
    period_to date NOT NULL,
    origin varchar(40) NOT NULL,
    value numeric(24, 6) NOT NULL,
    version integer NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    release_id uuid NOT NULL
        CONSTRAINT observations_release_id_fkey REFERENCES metrics.figure_releases (id),
    source varchar(200) NOT NULL,
    source_id uuid,
    reason text,
    created_at timestamptz NOT NULL,
    CONSTRAINT observations_origin_check
        CHECK (origin IN ('report', 'file', 'event', 'derived', 'manual')),
    CONSTRAINT observations_period_check CHECK (period_from <= period_to),
    CONSTRAINT observations_knowledge_check CHECK (known_from < known_to),
    CONSTRAINT observations_one_at_a_time_excl EXCLUDE USING gist (
        series WITH =, region WITH =, period_from WITH =, period_to WITH =, origin WITH =,
        tstzrange(known_from, known_to) WITH &&
    )
);
CREATE INDEX observations_cells_idx ON metrics.observations (series, period_to, region);
CREATE INDEX observations_latest_idx ON metrics.observations (period_to DESC, id DESC);
CREATE TABLE metrics.expectations (
    series varchar(60) NOT NULL,
    period_from date NOT NULL,
    period_to date NOT NULL,
    region varchar(20) NOT NULL,
    expected_at timestamptz NOT NULL,
    reported_at timestamptz,
    approved_at timestamptz,
    at_most numeric(24, 6),
    CONSTRAINT expectations_pkey PRIMARY KEY (series, period_from, period_to, region),
    CONSTRAINT expectations_order_check CHECK (reported_at IS NOT NULL OR approved_at IS NULL)
);
"""
CLOSING = """
CREATE FUNCTION metrics.keep_observations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.known_to = '9999-12-31 00:00:00+00' AND NEW.known_to < OLD.known_to
        AND to_jsonb(NEW) - 'known_to' = to_jsonb(OLD) - 'known_to' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an observation is closed once and never changed'
        USING ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    for statement in TABLES.split(";"):
        if statement.strip():
            op.execute(statement)
    op.execute(CLOSING)
    op.execute(
        "CREATE TRIGGER observations_kept BEFORE UPDATE OR DELETE ON metrics.observations "
        "FOR EACH ROW EXECUTE FUNCTION metrics.keep_observations()"
    )
    login = login_role("metrics")
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON metrics.observations FROM {login}")
    op.execute(f"GRANT UPDATE (known_to) ON metrics.observations TO {login}")


def downgrade() -> None:
    for name in ("expectations", "observations", "figure_releases"):
        op.execute(f"DROP TABLE metrics.{name}")
    op.execute("DROP FUNCTION metrics.keep_observations()")
