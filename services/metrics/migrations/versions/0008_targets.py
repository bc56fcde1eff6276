"""Targets in immutable editions, and where each stands as it was last judged: all of it public."""

from alembic import op

from shared.db.security import append_only

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATUSES = (
    "achieved_early",
    "on_track",
    "at_risk",
    "off_track",
    "unknown",
    "met",
    "not_met",
    "undetermined",
    "within",
    "near_limit",
    "at_limit",
    "breached",
)
LISTED = ", ".join(f"'{status}'" for status in STATUSES)

TABLES = {
    "targets": """
    id uuid NOT NULL CONSTRAINT targets_pkey PRIMARY KEY,
    code varchar(60) NOT NULL CONSTRAINT targets_code_key UNIQUE,
    document_code varchar(60) NOT NULL,
    place integer NOT NULL,
    region_code varchar(20) NOT NULL,
    region_path varchar(60) NOT NULL,
    edition integer NOT NULL CONSTRAINT targets_edition_check CHECK (edition > 0),
    version integer NOT NULL,
    created_at timestamptz NOT NULL""",
    "target_editions": """
    id uuid NOT NULL CONSTRAINT target_editions_pkey PRIMARY KEY,
    target_id uuid NOT NULL CONSTRAINT target_editions_target_id_fkey REFERENCES metrics.targets,
    number integer NOT NULL,
    clause varchar(40) NOT NULL,
    wording text NOT NULL,
    reading text,
    formal jsonb NOT NULL,
    sentence text NOT NULL,
    sha256 bytea NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT target_editions_target_id_number_key UNIQUE (target_id, number)""",
    "standings": f"""
    target_id uuid NOT NULL CONSTRAINT standings_pkey PRIMARY KEY
        CONSTRAINT standings_target_id_fkey REFERENCES metrics.targets,
    status varchar(40) NOT NULL CONSTRAINT standings_status_check CHECK (status IN ({LISTED})),
    judgement jsonb NOT NULL,
    digest bytea NOT NULL,
    judged_at timestamptz NOT NULL,
    since timestamptz NOT NULL,
    version integer NOT NULL""",
}


def upgrade() -> None:
    for table, columns in TABLES.items():
        op.execute(f"CREATE TABLE metrics.{table} ({columns})")
    op.execute("CREATE INDEX targets_document_idx ON metrics.targets (document_code, place, id)")
    append_only(op, "metrics", "target_editions")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE metrics.{table}")
    op.execute("DROP FUNCTION metrics.keep_target_editions()")
