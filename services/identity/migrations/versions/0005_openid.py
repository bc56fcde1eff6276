"""States of sign-ins that were used, and the issuer that a provider's name stands for."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

USED_STATES = """
CREATE TABLE identity.used_states (
    state varchar(80) NOT NULL CONSTRAINT used_states_pkey PRIMARY KEY,
    expires_at timestamptz NOT NULL
)
"""
USED_STATES_IDX = "CREATE INDEX used_states_expires_at_idx ON identity.used_states (expires_at)"
PROVIDER_ISSUERS = """
CREATE TABLE identity.provider_issuers (
    provider varchar(40) NOT NULL CONSTRAINT provider_issuers_pkey PRIMARY KEY,
    issuer varchar(500) NOT NULL CONSTRAINT provider_issuers_issuer_key UNIQUE
)
"""


def upgrade() -> None:
    for statement in (USED_STATES, USED_STATES_IDX, PROVIDER_ISSUERS):
        op.execute(statement)
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON identity.provider_issuers FROM lupin_identity")


def downgrade() -> None:
    op.execute("DROP TABLE identity.provider_issuers")
    op.execute("DROP TABLE identity.used_states")
