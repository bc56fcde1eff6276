"""Filling in, frozen dossiers, corrections, eligibility, recommendations, acceptance."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.db.security import append_only, protect, protect_by

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OVERSEERS = "(SELECT review.caller_roles())::text[] && ARRAY['programme_officer', 'supervisor', 'auditor']"
TABLES = (
    "recommendations",
    "eligibility_runs",
    "dossiers",
    "corrections",
    "application_serials",
    "acceptance_runs",
)
FROZEN = ("dossiers", "eligibility_runs")


def upgrade() -> None:
    op.create_table(
        "acceptance_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("outcomes", JSONB(), nullable=False),
        sa.Column("run_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="acceptance_runs_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="acceptance_runs_pkey"),
        schema="review",
    )
    op.create_index(
        "acceptance_runs_round_id_idx", "acceptance_runs", ["round_id"], unique=False, schema="review"
    )
    op.create_table(
        "application_serials",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="application_serials_round_id_fkey"),
        sa.PrimaryKeyConstraint("round_id", name="application_serials_pkey"),
        schema="review",
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("points", JSONB(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("requested_by", sa.String(length=200), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["review.applications.id"], name="corrections_application_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="corrections_pkey"),
        schema="review",
    )
    op.create_index(
        "corrections_application_id_idx",
        "corrections",
        ["application_id", "id"],
        unique=False,
        schema="review",
    )
    op.create_index(
        "corrections_one_open_key",
        "corrections",
        ["application_id"],
        unique=True,
        schema="review",
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("form", JSONB(), nullable=False),
        sa.Column("materials", JSONB(), nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.Column("facts_version", sa.Integer(), nullable=False),
        sa.Column("facts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.String(length=200), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(sequence = 1) = (previous_hash IS NULL)", name="dossiers_chain_check"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["review.applications.id"], name="dossiers_application_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="dossiers_pkey"),
        sa.UniqueConstraint("application_id", "sequence", name="dossiers_application_id_sequence_key"),
        schema="review",
    )
    op.create_table(
        "eligibility_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.Column("facts_version", sa.Integer(), nullable=False),
        sa.Column("facts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("results", JSONB(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=True),
        sa.Column("run_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('advice', 'submission', 'acceptance', 'notice', 'decision')",
            name="eligibility_runs_purpose_check",
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["review.applications.id"], name="eligibility_runs_application_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="eligibility_runs_pkey"),
        schema="review",
    )
    op.create_index(
        "eligibility_runs_application_id_idx",
        "eligibility_runs",
        ["application_id", "id"],
        unique=False,
        schema="review",
    )
    op.create_table(
        "recommendations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.String(length=60), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("opinion_file_id", sa.Uuid(), nullable=True),
        sa.Column("recommended_by", sa.String(length=200), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rank > 0", name="recommendations_rank_check"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["review.applications.id"], name="recommendations_application_id_fkey"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="recommendations_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="recommendations_pkey"),
        schema="review",
    )
    op.create_index(
        "recommendations_application_id_key",
        "recommendations",
        ["application_id"],
        unique=True,
        schema="review",
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_index(
        "recommendations_rank_key",
        "recommendations",
        ["round_id", "authority", "rank"],
        unique=True,
        schema="review",
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.add_column("applications", sa.Column("open_fields", JSONB(), nullable=True), schema="review")
    op.add_column(
        "applications", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True), schema="review"
    )
    for table in FROZEN:
        append_only(op, "review", table)
    protect(op, "review", "dossiers", extra="review.granted(application_id)")
    protect(op, "review", "corrections")
    protect(op, "review", "eligibility_runs")
    protect(op, "review", "recommendations")
    protect_by(op, "review", "acceptance_runs", OVERSEERS)


def downgrade() -> None:
    op.drop_column("applications", "changed_at", schema="review")
    op.drop_column("applications", "open_fields", schema="review")
    for table in TABLES:
        op.drop_table(table, schema="review")
    for table in FROZEN:
        op.execute(f"DROP FUNCTION review.keep_{table}()")
