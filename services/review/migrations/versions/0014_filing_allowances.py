"""How often an address has objected to a notice on a day."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "filing_allowances",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("address_key", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("filed", sa.Integer(), nullable=False),
        sa.CheckConstraint("filed BETWEEN 1 AND 10", name=op.f("filing_allowances_filed_check")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["review.notices.id"], name="filing_allowances_notice_id_fkey"
        ),
        sa.PrimaryKeyConstraint("notice_id", "address_key", name="filing_allowances_pkey"),
        schema="review",
    )
    op.create_index("filing_allowances_day_idx", "filing_allowances", ["day"], schema="review")


def downgrade() -> None:
    op.drop_table("filing_allowances", schema="review")
