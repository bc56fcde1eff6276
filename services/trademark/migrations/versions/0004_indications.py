"""Indications with their legal forms, their users, and what is allotted to them."""

from alembic import op

from shared.db.security import protect

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDICATIONS = """
CREATE TABLE trademark.indications (
    id uuid NOT NULL CONSTRAINT indications_pkey PRIMARY KEY,
    region_path varchar(60) NOT NULL,
    country varchar(2) NOT NULL,
    name varchar(200) NOT NULL,
    sort_key varchar(400) NOT NULL,
    product_class varchar(40) NOT NULL CONSTRAINT indications_product_class_check CHECK (product_class IN
        ('food', 'wine', 'spirits', 'medicine', 'craft', 'other')),
    manager_id uuid,
    manager_name varchar(200),
    area text[] NOT NULL,
    area_note text,
    quality_rules text,
    area_hectares numeric(20, 6),
    yield_kg_per_hectare numeric(20, 6),
    yearly_capacity_kg numeric(20, 6),
    protected boolean NOT NULL,
    conflicts integer NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT indications_home_check CHECK (country = 'CN' OR region_path = '')
)"""

FORMS = """
CREATE TABLE trademark.indication_forms (
    id uuid NOT NULL CONSTRAINT indication_forms_pkey PRIMARY KEY,
    indication_id uuid NOT NULL
        CONSTRAINT indication_forms_indication_id_fkey REFERENCES trademark.indications,
    kind varchar(40) NOT NULL CONSTRAINT indication_forms_kind_check CHECK (kind IN
        ('collective_mark', 'certification_mark', 'product_indication', 'agricultural_indication',
         'foreign_register')),
    register_code varchar(20) NOT NULL,
    number varchar(60) NOT NULL,
    name varchar(500) NOT NULL,
    status varchar(40) NOT NULL CONSTRAINT indication_forms_status_check CHECK (status IN
        ('filed', 'published', 'registered', 'refused', 'cancelled', 'expired')),
    filed_on date,
    published_on date,
    registered_on date,
    valid_to date,
    holder_id uuid,
    holder_name varchar(200),
    area text[] NOT NULL,
    instrument varchar(500),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT indication_forms_registered_check CHECK (status <> 'registered' OR registered_on IS NOT NULL)
)"""

NAMES = """
CREATE TABLE trademark.indication_names (
    indication_id uuid NOT NULL
        CONSTRAINT indication_names_indication_id_fkey REFERENCES trademark.indications,
    key varchar(200) NOT NULL,
    grams text[] NOT NULL,
    CONSTRAINT indication_names_pkey PRIMARY KEY (indication_id, key)
)"""

ALLOTMENTS = """
CREATE TABLE trademark.indication_allotments (
    indication_id uuid NOT NULL
        CONSTRAINT indication_allotments_indication_id_fkey REFERENCES trademark.indications,
    year integer NOT NULL,
    capacity_kg numeric(20, 6),
    allotted_kg numeric(20, 6) NOT NULL,
    land_hectares numeric(20, 6),
    allotted_hectares numeric(20, 6) NOT NULL,
    CONSTRAINT indication_allotments_pkey PRIMARY KEY (indication_id, year),
    CONSTRAINT indication_allotments_floor_check CHECK (allotted_kg >= 0 AND allotted_hectares >= 0),
    CONSTRAINT indication_allotments_capacity_check CHECK (allotted_kg <= capacity_kg),
    CONSTRAINT indication_allotments_land_check CHECK (allotted_hectares <= land_hectares)
)"""

USES = """
CREATE TABLE trademark.indication_uses (
    id uuid NOT NULL CONSTRAINT indication_uses_pkey PRIMARY KEY,
    organisation_id uuid NOT NULL,
    region_path varchar(60) NOT NULL,
    indication_id uuid NOT NULL
        CONSTRAINT indication_uses_indication_id_fkey REFERENCES trademark.indications,
    manager_id uuid,
    organisation_name varchar(200) NOT NULL,
    route varchar(40) NOT NULL CONSTRAINT indication_uses_route_check CHECK (route IN
        ('collective_member', 'certification_licensee', 'product_user', 'agricultural_contract')),
    plots jsonb NOT NULL,
    hectares numeric(20, 6) NOT NULL CONSTRAINT indication_uses_hectares_check CHECK (hectares > 0),
    quota_kg numeric(20, 6) NOT NULL CONSTRAINT indication_uses_quota_check CHECK (quota_kg > 0),
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    state varchar(40) NOT NULL CONSTRAINT indication_uses_state_check CHECK (state IN
        ('applied', 'granted', 'suspended', 'declined', 'retracted', 'withdrawn', 'expired')),
    decided_by varchar(200),
    decided_at timestamptz,
    reason text,
    edition integer NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT indication_uses_validity_check CHECK (valid_from <= valid_to),
    CONSTRAINT indication_uses_period_excl EXCLUDE USING gist
        (indication_id WITH =, organisation_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
        WHERE (state IN ('granted', 'suspended'))
)"""

INDEXES = (
    "INDEX indications_order_idx ON trademark.indications (sort_key, id)",
    "INDEX indications_region_idx ON trademark.indications (region_path, sort_key, id)",
    "INDEX indications_conflicts_idx ON trademark.indications (sort_key, id) WHERE conflicts > 0",
    "UNIQUE INDEX indication_forms_register_key ON trademark.indication_forms (register_code, number)",
    "INDEX indication_forms_kind_idx ON trademark.indication_forms (kind, indication_id)",
    "INDEX indication_forms_indication_id_idx ON trademark.indication_forms (indication_id)",
    "INDEX indication_names_key_idx ON trademark.indication_names USING gin (key gin_trgm_ops)",
    "INDEX indication_names_exact_idx ON trademark.indication_names (key)",
    "INDEX indication_names_grams_idx ON trademark.indication_names USING gin (grams)",
    "INDEX indication_uses_register_idx ON trademark.indication_uses (indication_id, valid_to, id)",
    "INDEX indication_uses_region_idx ON trademark.indication_uses (region_path, valid_to, id)",
    "INDEX indication_uses_organisation_idx ON trademark.indication_uses (organisation_id, valid_to, id)",
    "INDEX indication_uses_expiry_idx ON trademark.indication_uses (valid_to)"
    " WHERE state IN ('granted', 'suspended')",
)

SEEN = (
    "manager_id = ANY ((SELECT trademark.caller_organisations())::uuid[])"
    " OR state IN ('granted', 'suspended', 'withdrawn', 'expired')"
)

STEPS = "(noun <> 'indication_use' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('apply', 'applied'))) OR (state_from, transition, state_to) IN (('applied', 'decline', 'declined'), ('applied', 'grant', 'granted'), ('applied', 'retract', 'retracted'), ('granted', 'expire', 'expired'), ('granted', 'suspend', 'suspended'), ('granted', 'withdraw', 'withdrawn'), ('suspended', 'expire', 'expired'), ('suspended', 'resume', 'granted'), ('suspended', 'withdraw', 'withdrawn'))) IS TRUE"

TABLES = (
    "indication_uses",
    "indication_allotments",
    "indication_names",
    "indication_forms",
    "indications",
)


def upgrade() -> None:
    for table in (INDICATIONS, FORMS, NAMES, ALLOTMENTS, USES):
        op.execute(table)
    for index in INDEXES:
        op.execute(f"CREATE {index}")
    protect(op, "trademark", "indication_uses", extra=SEEN)
    op.execute(f"ALTER TABLE trademark.history ADD CONSTRAINT history_indication_use_check CHECK ({STEPS})")


def downgrade() -> None:
    op.execute("ALTER TABLE trademark.history DROP CONSTRAINT history_indication_use_check")
    for table in TABLES:
        op.execute(f"DROP TABLE trademark.{table}")
