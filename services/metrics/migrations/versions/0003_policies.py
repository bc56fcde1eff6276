"""Policy documents in immutable editions, their clauses, tasks and progress reports: all of it public."""

from alembic import op

from shared.db.security import append_only

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATES = "('not_started', 'under_way', 'held_up', 'done')"

TABLES = {
    "documents": """
    id uuid NOT NULL CONSTRAINT documents_pkey PRIMARY KEY,
    code varchar(60) NOT NULL,
    edition integer NOT NULL CONSTRAINT documents_edition_check CHECK (edition > 0),
    sha256 bytea NOT NULL,
    number varchar(100),
    title_zh varchar(200) NOT NULL,
    title_en varchar(200) NOT NULL,
    issuer varchar(200) NOT NULL,
    region_code varchar(20) NOT NULL,
    region_path varchar(60) NOT NULL,
    issued varchar(10) NOT NULL,
    reading text,
    relations jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT documents_code_edition_key UNIQUE (code, edition)""",
    "clauses": """
    id uuid NOT NULL CONSTRAINT clauses_pkey PRIMARY KEY,
    document_id uuid NOT NULL CONSTRAINT clauses_document_id_fkey REFERENCES metrics.documents,
    place integer NOT NULL,
    number varchar(40) NOT NULL,
    heading varchar(200) NOT NULL,
    content text,
    created_at timestamptz NOT NULL,
    CONSTRAINT clauses_document_id_number_key UNIQUE (document_id, number)""",
    "tasks": f"""
    id uuid NOT NULL CONSTRAINT tasks_pkey PRIMARY KEY,
    document_code varchar(60) NOT NULL,
    code varchar(60) NOT NULL,
    place integer NOT NULL,
    clause varchar(40) NOT NULL,
    name varchar(200) NOT NULL,
    responsible jsonb NOT NULL,
    supporting jsonb NOT NULL,
    due_on date,
    reading text,
    region_path varchar(60) NOT NULL,
    state varchar(40) NOT NULL CONSTRAINT tasks_state_check CHECK (state IN {STATES}),
    reported_on date,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT tasks_document_code_code_key UNIQUE (document_code, code)""",
    "progress_reports": f"""
    id uuid NOT NULL CONSTRAINT progress_reports_pkey PRIMARY KEY,
    task_id uuid NOT NULL CONSTRAINT progress_reports_task_id_fkey REFERENCES metrics.tasks,
    reported_on date NOT NULL,
    unit varchar(200) NOT NULL,
    state varchar(40) NOT NULL CONSTRAINT progress_reports_state_check CHECK (state IN {STATES}),
    account text NOT NULL,
    created_at timestamptz NOT NULL""",
}
INDEXES = (
    "clauses_order_idx ON metrics.clauses (document_id, place)",
    "clauses_content_idx ON metrics.clauses USING gin (content gin_trgm_ops)",
    "tasks_order_idx ON metrics.tasks (document_code, place, id)",
    "progress_reports_task_idx ON metrics.progress_reports (task_id, reported_on, id)",
)
WRITTEN_ONCE = ("documents", "clauses", "progress_reports")


def upgrade() -> None:
    for table, columns in TABLES.items():
        op.execute(f"CREATE TABLE metrics.{table} ({columns})")
    for index in INDEXES:
        op.execute(f"CREATE INDEX {index}")
    for table in WRITTEN_ONCE:
        append_only(op, "metrics", table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE metrics.{table}")
    for table in WRITTEN_ONCE:
        op.execute(f"DROP FUNCTION metrics.keep_{table}()")
