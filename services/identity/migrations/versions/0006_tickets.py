"""Tickets that were brought, and for whom platforms say that people may act."""

from alembic import op

from shared.db.security import protect_by

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

USED_TICKETS = """
CREATE TABLE identity.used_tickets (
    digest bytea NOT NULL CONSTRAINT used_tickets_pkey PRIMARY KEY,
    expires_at timestamptz NOT NULL
)
"""
USED_TICKETS_IDX = "CREATE INDEX used_tickets_expires_at_idx ON identity.used_tickets (expires_at)"
RELATIONS = """
CREATE TABLE identity.acting_relations (
    id uuid NOT NULL CONSTRAINT acting_relations_pkey PRIMARY KEY,
    person_id uuid NOT NULL CONSTRAINT acting_relations_person_id_fkey REFERENCES identity.people,
    credit_code varchar(18) NOT NULL,
    legal_name varchar(200) NOT NULL,
    relation varchar(40) NOT NULL,
    organisation_id uuid,
    binding_id uuid CONSTRAINT acting_relations_binding_id_fkey REFERENCES identity.bindings,
    vouched_at timestamptz NOT NULL,
    vouched_until timestamptz NOT NULL,
    ended_at timestamptz,
    created_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT acting_relations_person_id_credit_code_key UNIQUE (person_id, credit_code),
    CONSTRAINT acting_relations_relation_check CHECK (relation IN ('legal_representative', 'agent')),
    CONSTRAINT acting_relations_bound_check CHECK (binding_id IS NULL OR organisation_id IS NOT NULL)
)
"""
RELATIONS_IDX = (
    "CREATE INDEX acting_relations_credit_code_idx ON identity.acting_relations (credit_code, id)",
    "CREATE INDEX acting_relations_person_id_idx ON identity.acting_relations (person_id, credit_code, id)",
)
SEEN = (
    "(SELECT identity.caller_roles()) && ARRAY['security_administrator', 'auditor'] "
    "OR person_id::text = (SELECT identity.caller_subject())"
)


def upgrade() -> None:
    for statement in (USED_TICKETS, USED_TICKETS_IDX, RELATIONS, *RELATIONS_IDX):
        op.execute(statement)
    protect_by(op, "identity", "acting_relations", SEEN)
    op.execute("REVOKE DELETE, TRUNCATE ON identity.acting_relations FROM lupin_identity")


def downgrade() -> None:
    op.execute("DROP TABLE identity.acting_relations")
    op.execute("DROP TABLE identity.used_tickets")
