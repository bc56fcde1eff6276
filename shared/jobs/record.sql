-- The record of long work: what callers ask about. The queue beside it holds nothing but identifiers.
-- {schema} is filled in by shared/jobs/tables.py. One statement ends with a line that holds only `;;`.

CREATE TABLE {schema}.jobs (
    id uuid NOT NULL CONSTRAINT jobs_pkey PRIMARY KEY,
    name varchar(60) NOT NULL,
    state varchar(12) NOT NULL,
    payload jsonb NOT NULL,
    progress_done bigint NOT NULL,
    progress_total bigint,
    attempts integer NOT NULL,
    max_attempts integer NOT NULL,
    requested_by varchar(200) NOT NULL,
    requested_as jsonb NOT NULL,
    organisation_id uuid,
    region_path varchar(60),
    result jsonb,
    result_url text,
    errors_url text,
    error_code varchar(80),
    error_params jsonb,
    cancel_asked_at timestamptz,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    CONSTRAINT jobs_state_check CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    CONSTRAINT jobs_finished_check CHECK ((finished_at IS NOT NULL) = (state IN ('succeeded', 'failed', 'cancelled'))),
    CONSTRAINT jobs_attempts_check CHECK (attempts BETWEEN 0 AND max_attempts),
    CONSTRAINT jobs_progress_check CHECK (progress_done >= 0 AND (progress_total IS NULL OR progress_done <= progress_total))
)
;;
CREATE INDEX jobs_requested_by_idx ON {schema}.jobs (requested_by, id)
;;
CREATE INDEX jobs_unfinished_idx ON {schema}.jobs (id) WHERE finished_at IS NULL
;;
