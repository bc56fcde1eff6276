"""CHECK constraints under the names by which refusals find them, where they were made with the table twice."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CHECKS = {
    "calendar_days": (
        "kind",
        "year",
    ),
    "regions": (
        "level",
        "validity",
    ),
}
"""Each table with what its constraints are called between `<table>_` and `_check`."""
RENAME = """
DO $$ BEGIN
    IF EXISTS (
        SELECT FROM pg_constraint
        WHERE conrelid = 'registry.{table}'::regclass AND conname = '{table}_{table}_{name}_check_check'
    ) THEN
        ALTER TABLE registry.{table}
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
