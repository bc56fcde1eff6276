"""An approval is a step of the table: the history takes it with the state in which the decision stands."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BEFORE = """
    (noun <> 'decision'
    OR (state_from IS NULL AND state_to IS NULL)
    OR (state_from IS NULL AND (transition, state_to) IN (('create', 'draft')))
    OR (state_from, transition, state_to) IN (('draft', 'discard', 'discarded'), ('draft', 'submit',
        'in_approval'), ('in_approval', 'issue', 'issued'), ('in_approval', 'return', 'draft'))) IS
        TRUE
"""
AFTER = """
    (noun <> 'decision'
    OR (state_from IS NULL AND state_to IS NULL)
    OR (state_from IS NULL AND (transition, state_to) IN (('create', 'draft')))
    OR (state_from, transition, state_to) IN (('draft', 'discard', 'discarded'), ('draft', 'submit',
        'in_approval'), ('in_approval', 'approve', 'in_approval'), ('in_approval', 'issue',
        'issued'), ('in_approval', 'return', 'draft'))) IS TRUE
"""


def upgrade() -> None:
    op.execute("""
        -- squawk-ignore ban-drop-constraint
        ALTER TABLE review.history DROP CONSTRAINT history_decision_steps_check
    """)
    op.execute(f"ALTER TABLE review.history ADD CONSTRAINT history_decision_steps_check CHECK ({AFTER})")


def downgrade() -> None:
    """Approvals written in between stay as they are: the history is never rewritten."""
    op.execute("""
        -- squawk-ignore ban-drop-constraint
        ALTER TABLE review.history DROP CONSTRAINT history_decision_steps_check
    """)
    op.execute(
        f"ALTER TABLE review.history ADD CONSTRAINT history_decision_steps_check CHECK ({BEFORE}) NOT VALID"
    )
