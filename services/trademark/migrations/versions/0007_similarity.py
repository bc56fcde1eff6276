"""The search for similar marks, and the tables of goods that say which groups are similar."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    """
CREATE TABLE trademark.similar_marks (
    mark_id uuid NOT NULL CONSTRAINT similar_marks_pkey PRIMARY KEY,
    number varchar(60) NOT NULL,
    name varchar(500) NOT NULL,
    key varchar(500) NOT NULL,
    sounds text[] NOT NULL,
    classes integer[] NOT NULL,
    groups text[] NOT NULL,
    status varchar(40) NOT NULL,
    size integer NOT NULL,
    grams integer[] NOT NULL
)""",
    """
CREATE TABLE trademark.similar_common_grams (
    gram integer NOT NULL CONSTRAINT similar_common_grams_pkey PRIMARY KEY,
    postings integer NOT NULL
)""",
    """
CREATE TABLE trademark.similar_classes (
    nice_class integer NOT NULL CONSTRAINT similar_classes_pkey PRIMARY KEY
)""",
    """
CREATE TABLE trademark.similar_counts (
    singleton integer NOT NULL CONSTRAINT similar_counts_pkey PRIMARY KEY
        CONSTRAINT similar_counts_singleton_check CHECK (singleton = 1),
    writes bigint NOT NULL,
    counted_at timestamptz NOT NULL
)""",
    """
CREATE TABLE trademark.goods_tables (
    id uuid NOT NULL CONSTRAINT goods_tables_pkey PRIMARY KEY,
    nice_class integer NOT NULL CONSTRAINT goods_tables_nice_class_key UNIQUE
        CONSTRAINT goods_tables_nice_class_check CHECK (nice_class BETWEEN 1 AND 45),
    edition varchar(40) NOT NULL,
    source varchar(300) NOT NULL,
    in_force_on date NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL
)""",
    """
CREATE TABLE trademark.goods_groups (
    code varchar(4) NOT NULL CONSTRAINT goods_groups_pkey PRIMARY KEY,
    table_id uuid NOT NULL CONSTRAINT goods_groups_table_id_fkey REFERENCES trademark.goods_tables,
    title varchar(300) NOT NULL,
    goods varchar(200)[] NOT NULL
)""",
    """
CREATE TABLE trademark.goods_cross_notes (
    code varchar(4) NOT NULL,
    other varchar(4) NOT NULL CONSTRAINT goods_cross_notes_other_check CHECK (other <> code),
    table_id uuid NOT NULL CONSTRAINT goods_cross_notes_table_id_fkey REFERENCES trademark.goods_tables,
    note varchar(500) NOT NULL,
    CONSTRAINT goods_cross_notes_pkey PRIMARY KEY (code, other)
)""",
)

INDEXES = (
    # Never a default GIN index on an int[]: with intarray installed, && is intarray's and passes it over.
    "INDEX similar_marks_grams_idx ON trademark.similar_marks USING gin (grams gin__int_ops)"
    " WITH (gin_pending_list_limit = 1024)",
    "INDEX goods_groups_table_id_idx ON trademark.goods_groups (table_id)",
    "INDEX goods_cross_notes_table_id_idx ON trademark.goods_cross_notes (table_id)",
    "INDEX goods_cross_notes_other_idx ON trademark.goods_cross_notes (other)",
)

NAMES = (
    "goods_cross_notes",
    "goods_groups",
    "goods_tables",
    "similar_counts",
    "similar_classes",
    "similar_common_grams",
    "similar_marks",
)


def upgrade() -> None:
    for table in TABLES:
        op.execute(table)
    for index in INDEXES:
        op.execute(f"CREATE {index}")


def downgrade() -> None:
    for name in NAMES:
        op.execute(f"DROP TABLE trademark.{name}")
