"""Keys, revocations, clients, people, bindings, sign-ins, the clock and administrator invitations."""

from alembic import op

from shared.db.security import append_only, protect_by

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEYS = """
CREATE TABLE identity.keys (
    id uuid NOT NULL CONSTRAINT keys_pkey PRIMARY KEY,
    kid varchar(64) NOT NULL CONSTRAINT keys_kid_key UNIQUE,
    state varchar(12) NOT NULL,
    jwk jsonb NOT NULL,
    sealed bytea NOT NULL,
    activated_at timestamptz,
    retired_at timestamptz,
    created_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT keys_state_check CHECK (state IN ('next', 'active', 'retired', 'withdrawn')),
    CONSTRAINT keys_activated_check CHECK (state IN ('next', 'withdrawn') OR activated_at IS NOT NULL)
)
;;
CREATE UNIQUE INDEX keys_next_idx ON identity.keys (state) WHERE state IN ('next', 'active')
"""

REVOCATIONS = """
CREATE TABLE identity.revocations (
    position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT revocations_pkey PRIMARY KEY,
    kind varchar(12) NOT NULL,
    value varchar(255) NOT NULL,
    revoked_before timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT revocations_kind_check CHECK (kind IN ('token', 'subject', 'client'))
)
;;
CREATE INDEX revocations_expires_at_idx ON identity.revocations (expires_at)
"""

CLIENTS = """
CREATE TABLE identity.clients (
    id uuid NOT NULL CONSTRAINT clients_pkey PRIMARY KEY,
    name varchar(64) NOT NULL CONSTRAINT clients_name_key UNIQUE,
    title varchar(200) NOT NULL,
    method varchar(12) NOT NULL,
    state varchar(12) NOT NULL,
    scopes varchar(120)[] NOT NULL,
    key_set jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT clients_method_check CHECK (method IN ('secret', 'private_key', 'none')),
    CONSTRAINT clients_state_check CHECK (state IN ('active', 'disabled'))
)
;;
CREATE TABLE identity.client_secrets (
    id uuid NOT NULL CONSTRAINT client_secrets_pkey PRIMARY KEY,
    client_id uuid NOT NULL CONSTRAINT client_secrets_client_id_fkey REFERENCES identity.clients,
    digest bytea NOT NULL CONSTRAINT client_secrets_digest_key UNIQUE,
    expires_at timestamptz,
    created_at timestamptz NOT NULL
)
;;
CREATE INDEX client_secrets_client_id_idx ON identity.client_secrets (client_id)
;;
CREATE TABLE identity.used_assertions (
    client_id uuid NOT NULL CONSTRAINT used_assertions_client_id_fkey REFERENCES identity.clients,
    token_id varchar(255) NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT used_assertions_pkey PRIMARY KEY (client_id, token_id)
)
;;
CREATE INDEX used_assertions_expires_at_idx ON identity.used_assertions (expires_at)
"""

PEOPLE = """
CREATE TABLE identity.people (
    id uuid NOT NULL CONSTRAINT people_pkey PRIMARY KEY,
    provider varchar(40) NOT NULL,
    subject varchar(200) NOT NULL,
    display_name varchar(200) NOT NULL,
    state varchar(12) NOT NULL,
    created_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT people_provider_subject_key UNIQUE (provider, subject),
    CONSTRAINT people_state_check CHECK (state IN ('active', 'blocked'))
)
;;
CREATE INDEX people_display_name_idx ON identity.people (display_name, id)
"""

BINDINGS = """
CREATE TABLE identity.bindings (
    id uuid NOT NULL CONSTRAINT bindings_pkey PRIMARY KEY,
    person_id uuid CONSTRAINT bindings_person_id_fkey REFERENCES identity.people,
    client_id uuid CONSTRAINT bindings_client_id_fkey REFERENCES identity.clients,
    role varchar(40) NOT NULL,
    organisation_id uuid,
    region_path varchar(60),
    programme_id uuid,
    division varchar(60),
    valid_from timestamptz NOT NULL,
    valid_until timestamptz,
    granted_by varchar(200) NOT NULL,
    revoked_at timestamptz,
    revoked_by varchar(200),
    created_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT bindings_principal_check CHECK (num_nonnulls(person_id, client_id) = 1),
    CONSTRAINT bindings_validity_check CHECK (valid_until IS NULL OR valid_from < valid_until),
    CONSTRAINT bindings_revoked_check CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
    CONSTRAINT bindings_same_excl EXCLUDE USING gist (
        coalesce(person_id, client_id) WITH =,
        role WITH =,
        coalesce(organisation_id, '00000000-0000-0000-0000-000000000000') WITH =,
        coalesce(region_path, '-') WITH =,
        coalesce(programme_id, '00000000-0000-0000-0000-000000000000') WITH =,
        coalesce(division, '') WITH =,
        tstzrange(valid_from, valid_until) WITH &&
    ) WHERE (revoked_at IS NULL),
    CONSTRAINT bindings_one_duty_excl EXCLUDE USING gist (
        coalesce(person_id, client_id) WITH =,
        (CASE role WHEN 'system_administrator' THEN 1 WHEN 'security_administrator' THEN 2
                   WHEN 'audit_administrator' THEN 3 ELSE 0 END) WITH <>,
        tstzrange(valid_from, valid_until) WITH &&
    ) WHERE (revoked_at IS NULL)
)
;;
CREATE INDEX bindings_person_id_idx ON identity.bindings (person_id)
;;
CREATE INDEX bindings_client_id_idx ON identity.bindings (client_id)
;;
CREATE INDEX bindings_role_idx ON identity.bindings (role, id)
"""

SIGN_INS = """
CREATE TABLE identity.sign_ins (
    id uuid NOT NULL CONSTRAINT sign_ins_pkey PRIMARY KEY,
    kind varchar(12) NOT NULL,
    name_key bytea NOT NULL,
    principal_id uuid,
    client varchar(64),
    outcome varchar(40) NOT NULL,
    scopes varchar(120)[] NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT sign_ins_kind_check CHECK (kind IN ('client', 'person'))
)
;;
CREATE INDEX sign_ins_failed_idx ON identity.sign_ins (name_key, recorded_at) WHERE outcome <> 'granted'
;;
CREATE INDEX sign_ins_recorded_at_idx ON identity.sign_ins (recorded_at, id)
"""

CLOCK = """
CREATE TABLE identity.clock (
    id uuid NOT NULL CONSTRAINT clock_pkey PRIMARY KEY,
    offset_seconds bigint NOT NULL,
    moved_at timestamptz,
    version integer NOT NULL,
    CONSTRAINT clock_offset_check CHECK (offset_seconds >= 0),
    CONSTRAINT clock_single_check CHECK (id = '00000000-0000-7000-8000-00000000c10c')
)
;;
INSERT INTO identity.clock (id, offset_seconds, version)
VALUES ('00000000-0000-7000-8000-00000000c10c', 0, 1)
;;
CREATE FUNCTION identity.keep_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.offset_seconds < OLD.offset_seconds THEN
        RAISE EXCEPTION 'the clock only moves forward' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
;;
CREATE TRIGGER clock_forward_only BEFORE UPDATE OR DELETE ON identity.clock
    FOR EACH ROW EXECUTE FUNCTION identity.keep_clock()
;;
REVOKE INSERT, DELETE, TRUNCATE ON identity.clock FROM lupin_identity
"""

INVITATIONS = """
CREATE TABLE identity.invitations (
    id uuid NOT NULL CONSTRAINT invitations_pkey PRIMARY KEY,
    role varchar(40) NOT NULL,
    digest bytea NOT NULL CONSTRAINT invitations_digest_key UNIQUE,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT invitations_role_check CHECK (
        role IN ('system_administrator', 'security_administrator', 'audit_administrator'))
)
"""

TABLES = (KEYS, REVOCATIONS, CLIENTS, PEOPLE, BINDINGS, SIGN_INS, CLOCK, INVITATIONS)

OWN = "= (SELECT identity.caller_subject())"
"""The caller is this person; compared as text, because a client's subject is its name."""


def _holds(*roles: str) -> str:
    listed = ", ".join(f"'{role}'" for role in roles)
    return f"(SELECT identity.caller_roles()) && ARRAY[{listed}]"


def upgrade() -> None:
    for script in TABLES:
        for statement in script.split("\n;;\n"):
            op.execute(statement)
    overseers = _holds("security_administrator", "auditor")
    protect_by(op, "identity", "people", f"{overseers} OR id::text {OWN}")
    protect_by(op, "identity", "bindings", f"{overseers} OR person_id::text {OWN}")
    protect_by(
        op,
        "identity",
        "sign_ins",
        f"{_holds('audit_administrator', 'auditor')} OR principal_id::text {OWN}",
    )
    append_only(op, "identity", "sign_ins")


def downgrade() -> None:
    for table in (
        "invitations",
        "clock",
        "sign_ins",
        "bindings",
        "people",
        "used_assertions",
        "client_secrets",
        "clients",
        "revocations",
        "keys",
    ):
        op.execute(f"DROP TABLE identity.{table}")
    op.execute("DROP FUNCTION identity.keep_clock()")
    op.execute("DROP FUNCTION identity.keep_sign_ins()")
