"""Claims, brands with authorisations, yearly facts and incidents."""

from alembic import op

from shared.db.security import protect

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OWNED = """
    id uuid NOT NULL CONSTRAINT {table}_pkey PRIMARY KEY,
    organisation_id uuid NOT NULL CONSTRAINT {table}_organisation_id_fkey REFERENCES registry.organisations,
    region_path varchar(60) NOT NULL,
    created_at timestamptz NOT NULL"""

TABLES = {
    "claims": """
    subject varchar(200) NOT NULL,
    statement text NOT NULL,
    evidence text[] NOT NULL,
    state varchar(40) NOT NULL CONSTRAINT claims_state_check CHECK (state IN
        ('claimed', 'disputed', 'verified', 'rejected', 'withdrawn', 'superseded', 'revoked')),
    due_on date NOT NULL,
    due_provisional boolean NOT NULL,
    decided_by varchar(200),
    decided_at timestamptz,
    reason text,
    edition integer NOT NULL,
    version integer NOT NULL,
    CONSTRAINT claims_decided_check CHECK ((state IN ('claimed', 'disputed')) = (decided_at IS NULL))""",
    "brands": """
    name varchar(100) NOT NULL,
    kind varchar(40) NOT NULL CONSTRAINT brands_kind_check CHECK (kind IN
        ('product', 'service', 'regional_public', 'industry_cluster', 'city')),
    origin varchar(40) NOT NULL CONSTRAINT brands_origin_check CHECK (origin IN ('own', 'oem')),
    markets text[] NOT NULL CONSTRAINT brands_markets_check CHECK (markets <@ ARRAY['domestic', 'export']),
    marks text[] NOT NULL,
    first_used_on date,
    status varchar(40) NOT NULL CONSTRAINT brands_status_check CHECK (status IN ('active', 'retired')),
    version integer NOT NULL,
    CONSTRAINT brands_name_key UNIQUE (organisation_id, kind, name)""",
    "yearly_facts": """
    year integer NOT NULL,
    kind varchar(40) NOT NULL CONSTRAINT yearly_facts_kind_check CHECK (kind IN
        ('sales', 'online_sales', 'exports', 'taxes', 'staff', 'r_and_d', 'inspection_pass_rate',
         'brand_spend')),
    revision integer NOT NULL,
    is_current boolean NOT NULL,
    value numeric(22, 6) NOT NULL CONSTRAINT yearly_facts_value_check CHECK (value >= 0),
    source varchar(40) NOT NULL CONSTRAINT yearly_facts_source_check CHECK (source IN
        ('declared', 'audited', 'department', 'imported')),
    evidence uuid,
    reason text,
    recorded_by varchar(200) NOT NULL""",
    "incidents": """
    kind varchar(40) NOT NULL CONSTRAINT incidents_kind_check CHECK (kind IN
        ('quality', 'safety', 'environment', 'reputation')),
    level varchar(40) NOT NULL CONSTRAINT incidents_level_check CHECK (level IN
        ('general', 'considerable', 'major', 'extraordinary')),
    occurred_on date NOT NULL,
    description text NOT NULL,
    source varchar(200) NOT NULL,
    closed_on date,
    closing text,
    version integer NOT NULL,
    CONSTRAINT incidents_closing_check CHECK (closed_on IS NULL OR closed_on >= occurred_on)""",
}

AUTHORISATIONS = """
CREATE TABLE registry.brand_authorisations (
    id uuid NOT NULL CONSTRAINT brand_authorisations_pkey PRIMARY KEY,
    brand_id uuid NOT NULL CONSTRAINT brand_authorisations_brand_id_fkey REFERENCES registry.brands,
    organisation_id uuid NOT NULL
        CONSTRAINT brand_authorisations_organisation_id_fkey REFERENCES registry.organisations,
    child_id uuid CONSTRAINT brand_authorisations_child_id_fkey REFERENCES registry.brands,
    valid daterange NOT NULL CONSTRAINT brand_authorisations_valid_check CHECK (NOT isempty(valid)),
    standard varchar(200),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT brand_authorisations_use_excl EXCLUDE USING gist
        (brand_id WITH =, organisation_id WITH =, (coalesce(child_id, brand_id)) WITH =, valid WITH &&),
    CONSTRAINT brand_authorisations_parent_excl EXCLUDE USING gist
        (child_id WITH =, valid WITH &&) WHERE (child_id IS NOT NULL),
    CONSTRAINT brand_authorisations_child_check CHECK (child_id <> brand_id)
)"""

INDEXES = (
    "UNIQUE INDEX claims_one_verified_key ON registry.claims (organisation_id) WHERE state = 'verified'",
    "UNIQUE INDEX claims_one_open_each_key ON registry.claims (organisation_id, subject)"
    " WHERE state IN ('claimed', 'disputed')",
    "INDEX claims_due_on_idx ON registry.claims (due_on) WHERE state IN ('claimed', 'disputed')",
    "INDEX claims_subject_idx ON registry.claims (subject)",
    "INDEX brands_name_idx ON registry.brands (name, id)",
    "INDEX brand_authorisations_organisation_id_idx ON registry.brand_authorisations (organisation_id)",
    "UNIQUE INDEX yearly_facts_revision_key ON registry.yearly_facts (organisation_id, year, kind, revision)",
    "UNIQUE INDEX yearly_facts_current_key ON registry.yearly_facts (organisation_id, year, kind)"
    " WHERE is_current",
    "INDEX incidents_organisation_id_idx ON registry.incidents (organisation_id, occurred_on)",
)


def upgrade() -> None:
    for table, columns in TABLES.items():
        op.execute(f"CREATE TABLE registry.{table} ({OWNED.replace('{table}', table)},{columns})")
        op.execute(
            f"CREATE TRIGGER organisations_{table}_follow AFTER UPDATE OF region_path"
            " ON registry.organisations FOR EACH ROW WHEN (OLD.region_path <> NEW.region_path)"
            f" EXECUTE FUNCTION registry.follow_region('{table}')"
        )
    op.execute(AUTHORISATIONS)
    for index in INDEXES:
        op.execute(f"CREATE {index}")
    protect(op, "registry", "claims", extra="subject = (SELECT registry.caller_subject())")
    protect(op, "registry", "yearly_facts")
    protect(op, "registry", "incidents")


def downgrade() -> None:
    op.execute("DROP TABLE registry.brand_authorisations")
    for table in reversed(TABLES):
        op.execute(f"DROP TRIGGER organisations_{table}_follow ON registry.organisations")
        op.execute(f"DROP TABLE registry.{table}")
