"""What the feeds told, the facts folded from it in generations, and registry's additions to the tree."""

from alembic import op

from shared.db.security import protect_by

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE metrics.areas (
    code varchar(20) CONSTRAINT areas_pkey PRIMARY KEY,
    name varchar(100) NOT NULL,
    parent varchar(20),
    level varchar(20) NOT NULL,
    valid_from date,
    valid_to date,
    successor varchar(20),
    version integer NOT NULL
);
CREATE TABLE metrics.fact_generations (
    id uuid CONSTRAINT fact_generations_pkey PRIMARY KEY,
    number integer NOT NULL CONSTRAINT fact_generations_number_key UNIQUE,
    state varchar(10) NOT NULL,
    job_id uuid,
    cursors jsonb NOT NULL,
    outcome jsonb,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT fact_generations_state_check CHECK (state IN ('building', 'current', 'past', 'abandoned'))
);
CREATE UNIQUE INDEX fact_generations_one_current_key ON metrics.fact_generations (state)
    WHERE state = 'current';
CREATE UNIQUE INDEX fact_generations_one_building_key ON metrics.fact_generations (state)
    WHERE state = 'building';
INSERT INTO metrics.fact_generations (id, number, state, cursors, created_at, finished_at)
    VALUES (gen_random_uuid(), 1, 'current', '{}', now(), now());
CREATE TABLE metrics.fact_events (
    generation integer NOT NULL
        CONSTRAINT fact_events_generation_fkey REFERENCES metrics.fact_generations (number),
    id uuid NOT NULL,
    feed varchar(40) NOT NULL,
    name varchar(120) NOT NULL,
    entity varchar(40) NOT NULL,
    entity_id uuid NOT NULL,
    sequence integer NOT NULL,
    position bigint NOT NULL,
    known_at timestamptz NOT NULL,
    day date NOT NULL,
    data jsonb NOT NULL,
    handling varchar(10) NOT NULL,
    CONSTRAINT fact_events_pkey PRIMARY KEY (generation, id)
);
CREATE INDEX fact_events_entity_idx ON metrics.fact_events (generation, feed, entity, entity_id);
CREATE INDEX fact_events_unread_idx ON metrics.fact_events (generation, feed, name)
    WHERE handling = 'unread';
CREATE TABLE metrics.facts (
    generation integer NOT NULL
        CONSTRAINT facts_generation_fkey REFERENCES metrics.fact_generations (number),
    entity varchar(40) NOT NULL,
    entity_id uuid NOT NULL,
    place integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    region varchar(20),
    attributes jsonb NOT NULL,
    event_id uuid NOT NULL,
    version integer NOT NULL,
    CONSTRAINT facts_pkey PRIMARY KEY (generation, entity, entity_id, place),
    CONSTRAINT facts_validity_check CHECK (valid_from < valid_to),
    CONSTRAINT facts_knowledge_check CHECK (known_from < known_to),
    CONSTRAINT facts_one_at_a_time_excl EXCLUDE USING gist (
        generation WITH =, entity WITH =, entity_id WITH =,
        daterange(valid_from, valid_to) WITH &&, tstzrange(known_from, known_to) WITH &&
    )
);
CREATE INDEX facts_counted_idx ON metrics.facts (generation, entity, region, valid_from);
"""
NAMES = ("facts", "fact_events", "fact_generations", "areas")


def upgrade() -> None:
    for statement in TABLES.split(";"):
        if statement.strip():
            op.execute(statement)
    protect_by(op, "metrics", "fact_events", "false")
    protect_by(op, "metrics", "facts", "false")


def downgrade() -> None:
    for name in NAMES:
        op.execute(f"DROP TABLE metrics.{name}")
