"""Names of programmes and titles are as long as a definition may have them."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COLUMNS = {"programmes": {"title_zh": 200, "title_en": 200}, "titles": {"name_zh": 100, "name_en": 100}}
LENGTH = 500


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(
                "-- squawk-ignore changing-column-type\n"
                f"ALTER TABLE review.{table} ALTER COLUMN {column} TYPE varchar({LENGTH})"
            )


def downgrade() -> None:
    for table, columns in COLUMNS.items():
        for column, length in columns.items():
            op.execute(
                f"ALTER TABLE review.{table} ALTER COLUMN {column} TYPE varchar({length})"
                f" USING left({column}, {length})"
            )
