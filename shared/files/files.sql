-- Files: what is known of each; the bytes lie in the store under a random key.
-- {schema} is filled in by shared/files/tables.py. One statement ends with a line that holds only `;;`.

CREATE TABLE {schema}.files (
    id uuid NOT NULL CONSTRAINT files_pkey PRIMARY KEY,
    name varchar(255) NOT NULL,
    media_type varchar(120) NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    state varchar(12) NOT NULL,
    fault varchar(80),
    incoming_key varchar(64) NOT NULL CONSTRAINT files_incoming_key_key UNIQUE,
    object_key varchar(64) CONSTRAINT files_object_key_key UNIQUE,
    owner varchar(200) NOT NULL,
    organisation_id uuid,
    region_path varchar(60),
    created_at timestamptz NOT NULL,
    completed_at timestamptz,
    CONSTRAINT files_state_check CHECK (state IN ('pending', 'ready', 'rejected')),
    CONSTRAINT files_ready_check CHECK ((object_key IS NOT NULL) = (state = 'ready')),
    CONSTRAINT files_completed_check CHECK ((completed_at IS NULL) = (state = 'pending')),
    CONSTRAINT files_fault_check CHECK ((fault IS NOT NULL) = (state = 'rejected')),
    CONSTRAINT files_size_check CHECK (size > 0),
    CONSTRAINT files_sha256_check CHECK (octet_length(sha256) = 32)
)
;;
CREATE INDEX files_owner_idx ON {schema}.files (owner, id)
;;
CREATE INDEX files_pending_idx ON {schema}.files (created_at) WHERE state = 'pending'
;;
