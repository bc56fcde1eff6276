"""CHECK constraints under the names by which refusals find them, where they were made with the table twice."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

CHECKS = {
    "applications": (
        "no_open_objection",
        "open_objections",
        "state",
    ),
    "assignments": ("state",),
    "calendar_days": ("kind",),
    "conflicts": (
        "kind",
        "pinned_stands",
        "source",
    ),
    "decision_entries": (
        "outcome",
        "reason",
    ),
    "decisions": (
        "issued",
        "numbered",
        "state",
    ),
    "dossiers": ("chain",),
    "editions": (
        "published",
        "state",
    ),
    "eligibility_runs": ("purpose",),
    "notice_entries": ("state",),
    "notices": (
        "opened",
        "state",
    ),
    "objections": ("state",),
    "panellists": ("maximum_load",),
    "quotas": ("cap",),
    "ranking_lines": ("outcome",),
    "rankings": (
        "applied",
        "no_trial_applied",
        "state",
    ),
    "recommendations": ("rank",),
    "scores": (
        "correction",
        "sequence",
    ),
    "titles": (
        "state",
        "validity",
    ),
}
"""Each table with what its constraints are called between `<table>_` and `_check`."""
RENAME = """
DO $$ BEGIN
    IF EXISTS (
        SELECT FROM pg_constraint
        WHERE conrelid = 'review.{table}'::regclass AND conname = '{table}_{table}_{name}_check_check'
    ) THEN
        ALTER TABLE review.{table}
            RENAME CONSTRAINT {table}_{table}_{name}_check_check TO {table}_{name}_check;
    END IF;
END $$
"""


def upgrade() -> None:
    for table, names in CHECKS.items():
        for name in names:
            op.execute(RENAME.format(table=table, name=name))


def downgrade() -> None:
    """The names were meant from the beginning: nothing goes back to the wrong ones."""
