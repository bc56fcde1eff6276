-- What every service's schema starts with. {schema} and {login} are filled in by shared/db/security.py.
-- One statement ends with a line that holds only `;;`.

CREATE FUNCTION {schema}.caller() RETURNS jsonb STABLE PARALLEL SAFE LANGUAGE sql AS
$$ SELECT coalesce(nullif(current_setting('lupin.caller', true), ''), '{{}}')::jsonb $$
;;
CREATE FUNCTION {schema}.caller_subject() RETURNS text STABLE PARALLEL SAFE LANGUAGE sql AS
$$ SELECT {schema}.caller() ->> 'subject' $$
;;
CREATE FUNCTION {schema}.caller_is_system() RETURNS boolean STABLE PARALLEL SAFE LANGUAGE sql AS
$$ SELECT coalesce({schema}.caller() ->> 'kind' = 'system', false) $$
;;
CREATE FUNCTION {schema}.caller_roles() RETURNS text[] STABLE PARALLEL SAFE LANGUAGE sql AS
$$ SELECT coalesce(array_agg(value), '{{}}') FROM jsonb_array_elements_text({schema}.caller() -> 'roles') $$
;;
CREATE FUNCTION {schema}.caller_regions() RETURNS text[] STABLE PARALLEL SAFE LANGUAGE sql AS
$$ SELECT coalesce(array_agg(value), '{{}}') FROM jsonb_array_elements_text({schema}.caller() -> 'regions') $$
;;
CREATE FUNCTION {schema}.caller_organisations() RETURNS uuid[] STABLE PARALLEL SAFE LANGUAGE sql AS
$$ SELECT coalesce(array_agg(value::uuid), '{{}}') FROM jsonb_array_elements_text({schema}.caller() -> 'organisations') $$
;;
CREATE TABLE {schema}.history (
    id uuid NOT NULL CONSTRAINT history_pkey PRIMARY KEY,
    noun varchar(40) NOT NULL,
    object_id uuid NOT NULL,
    sequence integer NOT NULL,
    transition varchar(60) NOT NULL,
    state_from varchar(40),
    state_to varchar(40),
    event varchar(120),
    actor varchar(200) NOT NULL,
    actor_roles jsonb NOT NULL,
    client varchar(200),
    on_behalf_of uuid,
    reason text,
    payload jsonb NOT NULL,
    audience varchar(12) NOT NULL,
    organisation_id uuid,
    region_path varchar(60),
    business_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    previous_hash bytea,
    hash bytea NOT NULL,
    position bigint,
    seal bytea,
    CONSTRAINT history_noun_object_id_sequence_key UNIQUE (noun, object_id, sequence),
    CONSTRAINT history_audience_check CHECK (audience IN ('internal', 'organisation', 'region', 'public')),
    CONSTRAINT history_chain_check CHECK ((sequence = 1) = (previous_hash IS NULL)),
    CONSTRAINT history_sealed_check CHECK ((position IS NULL) = (seal IS NULL))
)
;;
CREATE UNIQUE INDEX history_position_idx ON {schema}.history (position) WHERE position IS NOT NULL
;;
CREATE INDEX history_unstamped_idx ON {schema}.history (id) WHERE position IS NULL
;;
CREATE FUNCTION {schema}.keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.position IS NULL AND NEW.position IS NOT NULL
       AND to_jsonb(OLD) - 'position' - 'seal' = to_jsonb(NEW) - 'position' - 'seal' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'history is append-only' USING ERRCODE = 'restrict_violation';
END $$
;;
CREATE TRIGGER history_append_only BEFORE UPDATE OR DELETE ON {schema}.history
    FOR EACH ROW EXECUTE FUNCTION {schema}.keep_history()
;;
CREATE FUNCTION {schema}.announce_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('{schema}_history', '');
    RETURN NULL;
END $$
;;
CREATE TRIGGER history_announced AFTER INSERT ON {schema}.history
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.announce_history()
;;
CREATE FUNCTION {schema}.history_head(wanted_noun text, wanted_object uuid)
    RETURNS TABLE (sequence integer, hash bytea) STABLE SECURITY DEFINER LANGUAGE sql
    SET search_path = {schema} AS
$$ SELECT h.sequence, h.hash FROM history h WHERE h.noun = wanted_noun AND h.object_id = wanted_object
   ORDER BY h.sequence DESC LIMIT 1 $$
;;
CREATE FUNCTION {schema}.feed_head() RETURNS TABLE ("position" bigint, seal bytea)
    STABLE SECURITY DEFINER LANGUAGE sql SET search_path = {schema} AS
$$ SELECT h.position, h.seal FROM history h WHERE h.position IS NOT NULL ORDER BY h.position DESC LIMIT 1 $$
;;
ALTER TABLE {schema}.history ENABLE ROW LEVEL SECURITY
;;
CREATE POLICY history_read ON {schema}.history FOR SELECT USING (
    audience = 'public'
    OR (SELECT {schema}.caller_is_system())
    OR organisation_id = ANY ((SELECT {schema}.caller_organisations())::uuid[])
    OR coalesce(region_path, '') ^@ ANY ((SELECT {schema}.caller_regions())::text[])
)
;;
CREATE POLICY history_append ON {schema}.history FOR INSERT WITH CHECK (true)
;;
CREATE POLICY history_stamp ON {schema}.history FOR UPDATE USING ((SELECT {schema}.caller_is_system()))
;;
REVOKE ALL ON {schema}.history FROM {login}
;;
GRANT SELECT, INSERT, UPDATE (position, seal) ON {schema}.history TO {login}
;;
CREATE TABLE {schema}.refusals (
    id uuid NOT NULL CONSTRAINT refusals_pkey PRIMARY KEY,
    actor varchar(200) NOT NULL,
    actor_roles jsonb NOT NULL,
    client varchar(200),
    method varchar(10) NOT NULL,
    path text NOT NULL,
    code varchar(80) NOT NULL,
    params jsonb NOT NULL,
    request_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL
)
;;
CREATE INDEX refusals_recorded_at_idx ON {schema}.refusals (recorded_at)
;;
ALTER TABLE {schema}.refusals ENABLE ROW LEVEL SECURITY
;;
CREATE POLICY refusals_read ON {schema}.refusals FOR SELECT USING (
    (SELECT {schema}.caller_is_system())
    OR (SELECT {schema}.caller_roles()) && ARRAY['auditor', 'supervisor', 'audit_administrator']
)
;;
CREATE POLICY refusals_append ON {schema}.refusals FOR INSERT WITH CHECK (true)
;;
REVOKE ALL ON {schema}.refusals FROM {login}
;;
GRANT SELECT, INSERT ON {schema}.refusals TO {login}
;;
CREATE TABLE {schema}.idempotency (
    client varchar(200) NOT NULL,
    route varchar(200) NOT NULL,
    key varchar(255) NOT NULL,
    body_hash bytea NOT NULL,
    status integer NOT NULL,
    reference uuid,
    headers jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT idempotency_pkey PRIMARY KEY (client, route, key)
)
;;
CREATE INDEX idempotency_created_at_idx ON {schema}.idempotency (created_at)
;;
CREATE TABLE {schema}.feed_cursors (
    feed varchar(120) NOT NULL CONSTRAINT feed_cursors_pkey PRIMARY KEY,
    position text NOT NULL,
    moved_at timestamptz NOT NULL
)
;;
