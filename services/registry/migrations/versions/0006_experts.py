"""Experts with their ties; the tables of steps constrain the history."""

from alembic import op

from shared.db.security import protect_by

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FIELDS = (
    "'brand_building', 'brand_communication', 'product_planning', 'it_development', "
    "'ecommerce_operation', 'training', 'finance', 'online_marketing', 'logistics'"
)

EXPERTS = f"""
CREATE TABLE registry.experts (
    id uuid NOT NULL CONSTRAINT experts_pkey PRIMARY KEY,
    subject varchar(200) CONSTRAINT experts_subject_key UNIQUE,
    region_code varchar(20) NOT NULL CONSTRAINT experts_region_code_fkey REFERENCES registry.regions,
    region_path varchar(60) NOT NULL,
    name varchar(60) NOT NULL,
    phone varchar(40),
    email varchar(200),
    employer_id uuid CONSTRAINT experts_employer_id_fkey REFERENCES registry.organisations,
    employer_name varchar(200),
    titles text[] NOT NULL,
    fields text[] NOT NULL CONSTRAINT experts_fields_check CHECK (fields <@ ARRAY[{FIELDS}]),
    industries text[] NOT NULL,
    absences datemultirange NOT NULL,
    status varchar(40) NOT NULL
        CONSTRAINT experts_status_check CHECK (status IN ('active', 'suspended', 'retired')),
    version integer NOT NULL,
    created_at timestamptz NOT NULL
)"""

RELATIONS = """
CREATE TABLE registry.expert_relations (
    id uuid NOT NULL CONSTRAINT expert_relations_pkey PRIMARY KEY,
    expert_id uuid NOT NULL CONSTRAINT expert_relations_expert_id_fkey REFERENCES registry.experts,
    subject varchar(200),
    region_path varchar(60) NOT NULL,
    organisation_id uuid NOT NULL
        CONSTRAINT expert_relations_organisation_id_fkey REFERENCES registry.organisations,
    kind varchar(40) NOT NULL CONSTRAINT expert_relations_kind_check CHECK (kind IN
        ('employed', 'advises', 'shareholder', 'kin', 'other')),
    origin varchar(40) NOT NULL
        CONSTRAINT expert_relations_origin_check CHECK (origin IN ('declared', 'found')),
    pinned boolean NOT NULL,
    from_on date,
    until_on date,
    note text,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT expert_relations_term_check CHECK (from_on <= until_on)
)"""

SEEN = (
    "subject = (SELECT registry.caller_subject())"
    " OR region_path ^@ ANY ((SELECT registry.caller_regions())::text[])"
)

STEPS = {
    "organisation": """(noun <> 'organisation' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('register', 'active'))) OR (state_from, transition, state_to) IN (('active', 'change_representative', 'active'), ('active', 'correct', 'active'), ('active', 'dissolve', 'dissolved'), ('active', 'move', 'active'), ('active', 'rename', 'active'), ('dissolved', 'reinstate', 'active'))) IS TRUE""",
    "claim": """(noun <> 'claim' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('claim', 'claimed'))) OR (state_from, transition, state_to) IN (('claimed', 'dispute', 'disputed'), ('claimed', 'reject', 'rejected'), ('claimed', 'verify', 'verified'), ('claimed', 'withdraw', 'withdrawn'), ('disputed', 'award', 'verified'), ('disputed', 'dismiss', 'rejected'), ('disputed', 'resume', 'claimed'), ('disputed', 'supersede', 'superseded'), ('disputed', 'withdraw', 'withdrawn'), ('verified', 'revoke', 'revoked'), ('verified', 'supersede', 'superseded'))) IS TRUE""",
    "expert": """(noun <> 'expert' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('register', 'active'))) OR (state_from, transition, state_to) IN (('active', 'retire', 'retired'), ('active', 'suspend', 'suspended'), ('suspended', 'resume', 'active'), ('suspended', 'retire', 'retired'))) IS TRUE""",
}


def upgrade() -> None:
    op.execute(EXPERTS)
    op.execute("CREATE INDEX experts_region_path_idx ON registry.experts (region_path)")
    op.execute("CREATE INDEX experts_fields_idx ON registry.experts USING gin (fields)")
    op.execute(RELATIONS)
    op.execute("CREATE INDEX expert_relations_expert_id_idx ON registry.expert_relations (expert_id)")
    op.execute(
        "CREATE INDEX expert_relations_organisation_id_idx ON registry.expert_relations (organisation_id)"
    )
    protect_by(op, "registry", "experts", SEEN)
    protect_by(op, "registry", "expert_relations", SEEN)
    for noun, steps in STEPS.items():
        op.execute(f"ALTER TABLE registry.history ADD CONSTRAINT history_{noun}_check CHECK ({steps})")


def downgrade() -> None:
    for noun in STEPS:
        op.execute(f"ALTER TABLE registry.history DROP CONSTRAINT history_{noun}_check")
    op.execute("DROP TABLE registry.expert_relations")
    op.execute("DROP TABLE registry.experts")
