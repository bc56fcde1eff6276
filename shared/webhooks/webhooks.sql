-- Webhooks: who wants to be told of what, and each telling. {schema} is filled in by shared/webhooks/tables.py.
-- One statement ends with a line that holds only `;;`.

CREATE TABLE {schema}.webhooks (
    id uuid NOT NULL CONSTRAINT webhooks_pkey PRIMARY KEY,
    subject varchar(200) NOT NULL,
    subscribed_as jsonb NOT NULL,
    url varchar(2000) NOT NULL,
    types varchar(120)[] NOT NULL,
    region_path varchar(60),
    state varchar(12) NOT NULL,
    disabled_reason varchar(40),
    secret bytea NOT NULL,
    former_secret bytea,
    former_secret_until timestamptz,
    position bigint NOT NULL,
    failing_since timestamptz,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT webhooks_state_check CHECK (state IN ('active', 'paused', 'disabled', 'removed')),
    CONSTRAINT webhooks_reason_check CHECK ((disabled_reason IS NOT NULL) = (state = 'disabled')),
    CONSTRAINT webhooks_former_check CHECK ((former_secret IS NULL) = (former_secret_until IS NULL))
)
;;
CREATE INDEX webhooks_subject_idx ON {schema}.webhooks (subject, id) WHERE state <> 'removed'
;;
CREATE INDEX webhooks_active_idx ON {schema}.webhooks (id) WHERE state = 'active'
;;
CREATE TABLE {schema}.webhook_deliveries (
    id uuid NOT NULL CONSTRAINT webhook_deliveries_pkey PRIMARY KEY,
    webhook_id uuid NOT NULL CONSTRAINT webhook_deliveries_webhook_id_fkey
        REFERENCES {schema}.webhooks (id) ON DELETE CASCADE,
    subject varchar(200) NOT NULL,
    event_id uuid NOT NULL,
    type varchar(120) NOT NULL,
    event_at timestamptz NOT NULL,
    body bytea NOT NULL,
    state varchar(12) NOT NULL,
    attempts integer NOT NULL,
    next_at timestamptz,
    answered integer,
    fault varchar(60),
    took_ms integer,
    created_at timestamptz NOT NULL,
    tried_at timestamptz,
    CONSTRAINT webhook_deliveries_event_key UNIQUE (webhook_id, event_id),
    CONSTRAINT webhook_deliveries_state_check CHECK (state IN ('pending', 'delivered', 'failed')),
    CONSTRAINT webhook_deliveries_next_check CHECK ((next_at IS NOT NULL) = (state = 'pending'))
)
;;
CREATE INDEX webhook_deliveries_due_idx ON {schema}.webhook_deliveries (next_at, id) WHERE state = 'pending'
;;
CREATE INDEX webhook_deliveries_log_idx ON {schema}.webhook_deliveries (webhook_id, created_at, id)
;;
CREATE INDEX webhook_deliveries_age_idx ON {schema}.webhook_deliveries (created_at)
