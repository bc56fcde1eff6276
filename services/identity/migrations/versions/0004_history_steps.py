"""The lives of keys, clients, people and bindings as a CHECK on the history."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STEPS = {
    "binding": "(noun <> 'binding' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('grant', 'granted'))) OR (state_from, transition, state_to) IN (('granted', 'revoke', 'revoked'))) IS TRUE",
    "client": "(noun <> 'client' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('create', 'active'))) OR (state_from, transition, state_to) IN (('active', 'disable', 'disabled'), ('disabled', 'enable', 'active'))) IS TRUE",
    "key": "(noun <> 'key' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('create', 'next'))) OR (state_from, transition, state_to) IN (('active', 'retire', 'retired'), ('next', 'activate', 'active'), ('next', 'withdraw', 'withdrawn'), ('retired', 'withdraw', 'withdrawn'))) IS TRUE",
    "person": "(noun <> 'person' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('create', 'active'))) OR (state_from, transition, state_to) IN (('active', 'block', 'blocked'), ('blocked', 'unblock', 'active'))) IS TRUE",
}


def upgrade() -> None:
    for noun, steps in STEPS.items():
        op.execute(f"ALTER TABLE identity.history ADD CONSTRAINT history_{noun}_check CHECK ({steps})")


def downgrade() -> None:
    for noun in STEPS:
        op.execute(f"ALTER TABLE identity.history DROP CONSTRAINT history_{noun}_check")
