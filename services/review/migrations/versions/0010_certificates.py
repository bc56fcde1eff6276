"""Certificates of titles, and the one question that the public may ask of them."""

import sqlalchemy as sa
from alembic import op

from shared.db.security import protect

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CERTIFIED = """
CREATE FUNCTION review.certified_title(wanted varchar) RETURNS uuid STABLE SECURITY DEFINER LANGUAGE sql
SET search_path = review AS
$$ SELECT c.title_id FROM review.certificates c WHERE c.code = wanted $$
"""


def upgrade() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("issued_by", sa.String(length=200), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["title_id"], ["review.titles.id"], name="certificates_title_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="certificates_pkey"),
        sa.UniqueConstraint("code", name="certificates_code_key"),
        schema="review",
    )
    op.create_index("certificates_title_id_idx", "certificates", ["title_id", "id"], schema="review")
    protect(op, "review", "certificates")
    op.execute(CERTIFIED)


def downgrade() -> None:
    op.execute("DROP FUNCTION review.certified_title(varchar)")
    op.drop_table("certificates", schema="review")
