"""Organisations with names and people; what the public sees is kept by trigger."""

from alembic import op

from shared.db.security import append_only, protect, protect_by

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KINDS = (
    "enterprise individual_trader cooperative village_collective area_body association service_institution "
    "comprehensive_provider platform bank guarantor investor academia government recognition_body "
    "trademark_agency media"
)
CATEGORIES = "regional_origin_agriculture export_enterprise time_honoured_brand growing_internet_brand"

TABLES = (
    """
CREATE TABLE registry.organisations (
    id uuid NOT NULL CONSTRAINT organisations_pkey PRIMARY KEY,
    credit_code varchar(18) NOT NULL CONSTRAINT organisations_credit_code_key UNIQUE,
    registration_number varchar(15),
    organisation_code varchar(9),
    name varchar(200) NOT NULL,
    sort_key varchar(1600) NOT NULL,
    kind varchar(40) NOT NULL CONSTRAINT organisations_kind_check CHECK (kind IN ({kinds})),
    category varchar(40) CONSTRAINT organisations_category_check CHECK (category IN ({categories})),
    region_code varchar(20) NOT NULL CONSTRAINT organisations_region_code_fkey REFERENCES registry.regions,
    current_region varchar(20) NOT NULL
        CONSTRAINT organisations_current_region_fkey REFERENCES registry.regions,
    region_path varchar(60) NOT NULL,
    address varchar(300),
    industry_code varchar(4) NOT NULL,
    industry_version varchar(4) NOT NULL,
    size_class varchar(40)
        CONSTRAINT organisations_size_class_check CHECK (size_class IN ('large', 'medium', 'small', 'micro')),
    above_scale boolean,
    above_quota boolean,
    uses_ecommerce boolean,
    established_on date,
    status varchar(40) NOT NULL
        CONSTRAINT organisations_status_check CHECK (status IN ('active', 'dissolved')),
    certified_at timestamptz,
    open_claims integer NOT NULL CONSTRAINT organisations_open_claims_check CHECK (open_claims >= 0),
    open_serious_incidents integer NOT NULL
        CONSTRAINT organisations_open_serious_incidents_check CHECK (open_serious_incidents >= 0),
    facts_filed_through integer,
    changed_on date NOT NULL,
    revision integer NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
)""",
    "CREATE INDEX organisations_region_path_idx ON registry.organisations (region_path)",
    """
CREATE TABLE registry.published_organisations (
    id uuid NOT NULL CONSTRAINT published_organisations_pkey PRIMARY KEY,
    name varchar(200) NOT NULL,
    sort_key varchar(1600) NOT NULL,
    kind varchar(40) NOT NULL,
    category varchar(40),
    current_region varchar(20) NOT NULL,
    region_path varchar(60) NOT NULL,
    industry_code varchar(4) NOT NULL,
    status varchar(40) NOT NULL,
    certified_at timestamptz,
    open_serious_incidents integer NOT NULL,
    facts_filed_through integer,
    version integer NOT NULL
)""",
    "CREATE INDEX published_organisations_order_idx ON registry.published_organisations (sort_key, id)",
    "CREATE INDEX published_organisations_certified_idx"
    " ON registry.published_organisations (sort_key, id) WHERE certified_at IS NOT NULL",
    "CREATE INDEX published_organisations_region_path_idx"
    " ON registry.published_organisations (region_path, sort_key, id)",
    """
CREATE FUNCTION registry.publish_organisation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO registry.published_organisations AS p
    VALUES (NEW.id, NEW.name, NEW.sort_key, NEW.kind, NEW.category, NEW.current_region, NEW.region_path,
            NEW.industry_code, NEW.status, NEW.certified_at, NEW.open_serious_incidents,
            NEW.facts_filed_through, NEW.version)
    ON CONFLICT (id) DO UPDATE SET
        name = excluded.name, sort_key = excluded.sort_key, kind = excluded.kind,
        category = excluded.category, current_region = excluded.current_region,
        region_path = excluded.region_path, industry_code = excluded.industry_code,
        status = excluded.status, certified_at = excluded.certified_at,
        open_serious_incidents = excluded.open_serious_incidents,
        facts_filed_through = excluded.facts_filed_through, version = excluded.version;
    RETURN NULL;
END $$""",
    "CREATE TRIGGER organisations_published AFTER INSERT OR UPDATE ON registry.organisations"
    " FOR EACH ROW EXECUTE FUNCTION registry.publish_organisation()",
    """
CREATE TABLE registry.organisation_names (
    id uuid NOT NULL CONSTRAINT organisation_names_pkey PRIMARY KEY,
    organisation_id uuid NOT NULL
        CONSTRAINT organisation_names_organisation_id_fkey REFERENCES registry.organisations,
    name varchar(200) NOT NULL,
    key varchar(200) NOT NULL,
    pinyin varchar(1600) NOT NULL,
    initials varchar(200) NOT NULL,
    grams text[] NOT NULL,
    from_on date NOT NULL,
    until_on date
)""",
    "CREATE INDEX organisation_names_organisation_id_idx ON registry.organisation_names (organisation_id)",
    "CREATE INDEX organisation_names_key_idx ON registry.organisation_names USING gin (key gin_trgm_ops)",
    "CREATE INDEX organisation_names_pinyin_idx"
    " ON registry.organisation_names USING gin (pinyin gin_trgm_ops)",
    "CREATE INDEX organisation_names_spelling_idx"
    " ON registry.organisation_names USING gin (initials gin_trgm_ops)",
    "CREATE INDEX organisation_names_grams_idx ON registry.organisation_names USING gin (grams)",
    "CREATE UNIQUE INDEX organisation_names_current_key"
    " ON registry.organisation_names (organisation_id) WHERE until_on IS NULL",
    """
CREATE FUNCTION registry.follow_region() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('UPDATE registry.%I SET region_path = $1 WHERE organisation_id = $2', TG_ARGV[0])
    USING NEW.region_path, NEW.id;
    RETURN NULL;
END $$""",
    """
CREATE TABLE registry.people (
    id uuid NOT NULL CONSTRAINT people_pkey PRIMARY KEY,
    organisation_id uuid NOT NULL CONSTRAINT people_organisation_id_fkey REFERENCES registry.organisations,
    region_path varchar(60) NOT NULL,
    role varchar(40) NOT NULL
        CONSTRAINT people_role_check CHECK (role IN ('legal_representative', 'contact', 'officer')),
    name varchar(60) NOT NULL,
    position varchar(60),
    phone varchar(40),
    email varchar(200),
    from_on date NOT NULL,
    until_on date,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT people_term_check CHECK (until_on IS NULL OR from_on <= until_on)
)""",
    "CREATE INDEX people_organisation_id_idx ON registry.people (organisation_id)",
    "CREATE UNIQUE INDEX people_one_representative_key ON registry.people (organisation_id)"
    " WHERE role = 'legal_representative' AND until_on IS NULL",
    "CREATE TRIGGER organisations_people_follow AFTER UPDATE OF region_path ON registry.organisations"
    " FOR EACH ROW WHEN (OLD.region_path <> NEW.region_path)"
    " EXECUTE FUNCTION registry.follow_region('people')",
    """
CREATE TABLE registry.unmaskings (
    id uuid NOT NULL CONSTRAINT unmaskings_pkey PRIMARY KEY,
    organisation_id uuid NOT NULL
        CONSTRAINT unmaskings_organisation_id_fkey REFERENCES registry.organisations,
    region_path varchar(60) NOT NULL,
    person_id uuid NOT NULL CONSTRAINT unmaskings_person_id_fkey REFERENCES registry.people,
    actor varchar(200) NOT NULL,
    client varchar(200),
    purpose text NOT NULL,
    read_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL
)""",
    "CREATE INDEX unmaskings_organisation_id_idx ON registry.unmaskings (organisation_id, read_at)",
    "CREATE INDEX unmaskings_actor_idx ON registry.unmaskings (actor, read_at)",
)


def _quoted(words):
    return ", ".join(f"'{word}'" for word in words.split())


def upgrade() -> None:
    for statement in TABLES:
        filled = statement.replace("{kinds}", _quoted(KINDS)).replace("{categories}", _quoted(CATEGORIES))
        op.execute(filled)
    protect_by(
        op,
        "registry",
        "organisations",
        "id = ANY ((SELECT registry.caller_organisations())::uuid[])"
        " OR region_path ^@ ANY ((SELECT registry.caller_regions())::text[])",
    )
    protect(op, "registry", "people")
    protect(op, "registry", "unmaskings", extra="actor = (SELECT registry.caller_subject())")
    append_only(op, "registry", "unmaskings")


def downgrade() -> None:
    for table in ("unmaskings", "people", "organisation_names", "published_organisations"):
        op.execute(f"DROP TABLE registry.{table}")
    op.execute("DROP TABLE registry.organisations")
    op.execute("DROP FUNCTION registry.publish_organisation()")
    op.execute("DROP FUNCTION registry.follow_region()")
    op.execute("DROP FUNCTION registry.keep_unmaskings()")
