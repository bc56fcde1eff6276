"""Marks with goods lines and their append-only log; the copy of organisations that hold them."""

from alembic import op

from shared.db.security import append_only

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATES = "'filed', 'correction', 'not_accepted', 'accepted', 'examining', 'same_day_procedure', 'refused', 'refusal_review', 'refused_finally', 'preliminarily_published', 'opposed', 'registration_denied', 'non_registration_review', 'registered', 'withdrawn', 'surrendered', 'expired', 'revoked', 'invalidated'"
STATUSES = "'filed', 'correction', 'not_accepted', 'accepted', 'examining', 'same_day_procedure', 'refused', 'refusal_review', 'refused_finally', 'preliminarily_published', 'opposed', 'registration_denied', 'non_registration_review', 'registered', 'in_grace', 'under_invalidity', 'under_non_use', 'withdrawn', 'surrendered', 'expired', 'revoked', 'invalidated'"
EVENTS = "'filed', 'transferred', 'holder_renamed', 'agent_changed', 'invalidity_filed', 'invalidity_dismissed', 'non_use_filed', 'non_use_dismissed', 'suit_filed', 'suit_ended', 'suspended', 'resumed', 'correction_requested', 'corrected', 'not_accepted', 'accepted', 'examination_begun', 'same_day_found', 'refused', 'refusal_review_filed', 'refusal_reversed', 'refusal_upheld', 'refusal_final', 'preliminarily_published', 'opposed', 'opposition_dismissed', 'registration_denied', 'denial_review_filed', 'denial_reversed', 'denial_upheld', 'denial_final', 'registered', 'renewed', 'withdrawn', 'surrendered', 'expired', 'revoked', 'invalidated', 'restored'"
STEPS = """(noun <> 'mark' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('enter', 'filed'))) OR (state_from, transition, state_to) IN (('accepted', 'examination_begun', 'examining'), ('accepted', 'preliminarily_published', 'preliminarily_published'), ('accepted', 'refused', 'refused'), ('accepted', 'registered', 'registered'), ('accepted', 'same_day_found', 'same_day_procedure'), ('accepted', 'withdrawn', 'withdrawn'), ('correction', 'accepted', 'accepted'), ('correction', 'corrected', 'filed'), ('correction', 'examination_begun', 'examining'), ('correction', 'not_accepted', 'not_accepted'), ('correction', 'withdrawn', 'withdrawn'), ('examining', 'preliminarily_published', 'preliminarily_published'), ('examining', 'refused', 'refused'), ('examining', 'registered', 'registered'), ('examining', 'same_day_found', 'same_day_procedure'), ('examining', 'withdrawn', 'withdrawn'), ('expired', 'restored', 'registered'), ('filed', 'accepted', 'accepted'), ('filed', 'correction_requested', 'correction'), ('filed', 'examination_begun', 'examining'), ('filed', 'not_accepted', 'not_accepted'), ('filed', 'preliminarily_published', 'preliminarily_published'), ('filed', 'refused', 'refused'), ('filed', 'registered', 'registered'), ('filed', 'withdrawn', 'withdrawn'), ('invalidated', 'restored', 'registered'), ('non_registration_review', 'denial_reversed', 'preliminarily_published'), ('non_registration_review', 'denial_upheld', 'refused_finally'), ('non_registration_review', 'withdrawn', 'withdrawn'), ('opposed', 'opposition_dismissed', 'preliminarily_published'), ('opposed', 'registered', 'registered'), ('opposed', 'registration_denied', 'registration_denied'), ('opposed', 'withdrawn', 'withdrawn'), ('preliminarily_published', 'opposed', 'opposed'), ('preliminarily_published', 'registered', 'registered'), ('preliminarily_published', 'withdrawn', 'withdrawn'), ('refusal_review', 'preliminarily_published', 'preliminarily_published'), ('refusal_review', 'refusal_reversed', 'examining'), ('refusal_review', 'refusal_upheld', 'refused_finally'), ('refusal_review', 'withdrawn', 'withdrawn'), ('refused', 'refusal_final', 'refused_finally'), ('refused', 'refusal_review_filed', 'refusal_review'), ('refused', 'withdrawn', 'withdrawn'), ('registered', 'expired', 'expired'), ('registered', 'invalidated', 'invalidated'), ('registered', 'renewed', 'registered'), ('registered', 'revoked', 'revoked'), ('registered', 'surrendered', 'surrendered'), ('registration_denied', 'denial_final', 'refused_finally'), ('registration_denied', 'denial_review_filed', 'non_registration_review'), ('registration_denied', 'withdrawn', 'withdrawn'), ('revoked', 'restored', 'registered'), ('same_day_procedure', 'examination_begun', 'examining'), ('same_day_procedure', 'preliminarily_published', 'preliminarily_published'), ('same_day_procedure', 'refused', 'refused'), ('same_day_procedure', 'registered', 'registered'), ('same_day_procedure', 'withdrawn', 'withdrawn'))) IS TRUE"""

TABLES = (
    """holders (
    id uuid NOT NULL CONSTRAINT holders_pkey PRIMARY KEY,
    credit_code varchar(18) NOT NULL,
    name varchar(200) NOT NULL,
    current_region varchar(20) NOT NULL,
    region_path varchar(60) NOT NULL,
    status varchar(40) NOT NULL,
    revision integer NOT NULL)""",
    f"""marks (
    id uuid NOT NULL CONSTRAINT marks_pkey PRIMARY KEY,
    number varchar(20) NOT NULL CONSTRAINT marks_number_key UNIQUE,
    name varchar(200) NOT NULL,
    kind varchar(40) NOT NULL CONSTRAINT marks_kind_check CHECK (kind IN ('product', 'service', 'collective', 'certification')),
    classes integer[] NOT NULL,
    holder_id uuid,
    holder_name varchar(200) NOT NULL,
    holder_country varchar(2) NOT NULL,
    agent varchar(200),
    region_path varchar(60) NOT NULL,
    representations jsonb NOT NULL,
    state varchar(40) NOT NULL CONSTRAINT marks_state_check CHECK (state IN ({STATES})),
    status varchar(40) NOT NULL CONSTRAINT marks_status_check CHECK (status IN ({STATUSES})),
    valid boolean NOT NULL,
    flags text[] NOT NULL,
    filed_on date,
    published_on date,
    registered_on date,
    expires_on date,
    ended_on date,
    next_change_on date,
    key varchar(200) NOT NULL,
    grams text[] NOT NULL,
    content_hash bytea,
    version integer NOT NULL,
    updated_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT marks_valid_check CHECK (NOT valid OR state = 'registered'))""",
    f"""mark_goods (
    mark_id uuid NOT NULL CONSTRAINT mark_goods_mark_id_fkey REFERENCES trademark.marks,
    number integer NOT NULL,
    class_number integer NOT NULL CONSTRAINT mark_goods_class_check CHECK (class_number BETWEEN 1 AND 45),
    group_code varchar(6),
    name varchar(400) NOT NULL,
    state varchar(40) NOT NULL CONSTRAINT mark_goods_state_check CHECK (state IN ({STATES})),
    CONSTRAINT mark_goods_pkey PRIMARY KEY (mark_id, number))""",
    f"""mark_events (
    id uuid NOT NULL CONSTRAINT mark_events_pkey PRIMARY KEY,
    mark_id uuid NOT NULL CONSTRAINT mark_events_mark_id_fkey REFERENCES trademark.marks,
    sequence integer NOT NULL,
    kind varchar(40) NOT NULL CONSTRAINT mark_events_kind_check CHECK (kind IN ({EVENTS})),
    legal_on date NOT NULL,
    received_at timestamptz NOT NULL,
    goods integer[],
    facts jsonb NOT NULL,
    source varchar(200) NOT NULL,
    recorded_by varchar(200) NOT NULL,
    content_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT mark_events_mark_id_sequence_key UNIQUE (mark_id, sequence),
    CONSTRAINT mark_events_mark_id_content_hash_key UNIQUE (mark_id, content_hash))""",
)
INDEXES = (
    "holders_name_idx ON trademark.holders (name)",
    "holders_credit_code_idx ON trademark.holders (credit_code)",
    "marks_region_path_idx ON trademark.marks (region_path, number, id)",
    "marks_holder_id_idx ON trademark.marks (holder_id, number, id)",
    "marks_status_idx ON trademark.marks (status, number, id)",
    "marks_expires_on_idx ON trademark.marks (expires_on, id) WHERE valid",
    "marks_next_change_on_idx ON trademark.marks (next_change_on, id)",
    "marks_classes_idx ON trademark.marks USING gin (classes array_ops)",
    "marks_grams_idx ON trademark.marks USING gin (grams)",
)


def upgrade() -> None:
    for table in TABLES:
        op.execute(f"CREATE TABLE trademark.{table}")
    for index in INDEXES:
        op.execute(f"CREATE INDEX {index}")
    append_only(op, "trademark", "mark_events")
    op.execute(f"ALTER TABLE trademark.history ADD CONSTRAINT history_mark_steps_check CHECK ({STEPS})")


def downgrade() -> None:
    op.execute("ALTER TABLE trademark.history DROP CONSTRAINT history_mark_steps_check")
    for table in ("mark_events", "mark_goods", "marks", "holders"):
        op.execute(f"DROP TABLE trademark.{table}")
    op.execute("DROP FUNCTION trademark.keep_mark_events()")
