"""Panels: experts of a round, conflicts of interest, draws and assignments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.db.security import append_only, protect_by

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OVERSEEN = (
    "((SELECT review.caller_roles())::text[] && ARRAY['programme_officer', 'supervisor', 'auditor', "
    "'recognition_chair', 'recognition_member'] "
    "AND region_path ^@ ANY ((SELECT review.caller_regions())::text[]))"
)
OWN = f"{OVERSEEN} OR subject = (SELECT review.caller_subject())"
STEPS = "(noun <> 'assignment' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('assign', 'assigned'))) OR (state_from, transition, state_to) IN (('assigned', 'declare_clear', 'cleared'), ('assigned', 'declare_conflict', 'recused'), ('assigned', 'lapse', 'lapsed'), ('assigned', 'recuse', 'recused'), ('cleared', 'declare_conflict', 'recused'), ('cleared', 'recuse', 'recused'), ('cleared', 'score', 'scored'), ('scored', 'correct', 'scored'), ('scored', 'declare_conflict', 'recused'), ('scored', 'recuse', 'recused'))) IS TRUE"


def upgrade() -> None:
    op.create_table(
        "draws",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("parameters", JSONB(), nullable=False),
        sa.Column("inputs_hash", sa.String(length=64), nullable=False),
        sa.Column("applications", sa.Integer(), nullable=False),
        sa.Column("experts", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("objective", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("unmet", JSONB(), nullable=False),
        sa.Column("loads", JSONB(), nullable=False),
        sa.Column("drawn_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="draws_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="draws_pkey"),
        schema="review",
    )
    op.create_index("draws_round_id_idx", "draws", ["round_id"], unique=False, schema="review")
    op.create_table(
        "panellists",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("expert_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=True),
        sa.Column("employer_name", sa.String(length=200), nullable=True),
        sa.Column("fields", sa.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("relations", JSONB(), nullable=False),
        sa.Column("expert_version", sa.Integer(), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.Column("maximum_load", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("maximum_load > 0", name="panellists_maximum_load_check"),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="panellists_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="panellists_pkey"),
        sa.UniqueConstraint("round_id", "expert_id", name="panellists_round_id_expert_id_key"),
        sa.UniqueConstraint("round_id", "subject", name="panellists_round_id_subject_key"),
        schema="review",
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("draw_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("panellist_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("application_number", sa.String(length=40), nullable=False),
        sa.Column("organisation_name", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("explanation", JSONB(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('assigned', 'cleared', 'scored', 'recused', 'lapsed')", name="assignments_state_check"
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["review.applications.id"], name="assignments_application_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["panellist_id"], ["review.panellists.id"], name="assignments_panellist_id_fkey"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="assignments_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="assignments_pkey"),
        schema="review",
    )
    op.create_index(
        "assignments_one_seat_key",
        "assignments",
        ["application_id", "panellist_id"],
        unique=True,
        schema="review",
        postgresql_where=sa.text("state IN ('assigned', 'cleared', 'scored')"),
    )
    op.create_index(
        "assignments_round_id_state_idx", "assignments", ["round_id", "state"], unique=False, schema="review"
    )
    op.create_index(
        "assignments_subject_idx", "assignments", ["subject", "round_id"], unique=False, schema="review"
    )
    op.create_table(
        "conflicts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("panellist_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('employer', 'former_employer', 'shareholder', 'adviser', 'kin', 'same_group', 'recommender', 'applicant', 'other')",
            name="conflicts_kind_check",
        ),
        sa.CheckConstraint("source IN ('computed', 'declared', 'officer')", name="conflicts_source_check"),
        sa.CheckConstraint("NOT pinned OR withdrawn_at IS NULL", name="conflicts_pinned_stands_check"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["review.applications.id"], name="conflicts_application_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["panellist_id"], ["review.panellists.id"], name="conflicts_panellist_id_fkey"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="conflicts_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="conflicts_pkey"),
        sa.UniqueConstraint(
            "panellist_id",
            "application_id",
            "kind",
            "source",
            name="conflicts_panellist_id_application_id_kind_source_key",
        ),
        schema="review",
    )
    op.create_index(
        "conflicts_application_id_idx", "conflicts", ["application_id"], unique=False, schema="review"
    )
    op.create_index("conflicts_round_id_idx", "conflicts", ["round_id"], unique=False, schema="review")
    op.execute(f"ALTER TABLE review.history ADD CONSTRAINT history_assignment_steps_check CHECK ({STEPS})")
    append_only(op, "review", "draws")
    protect_by(op, "review", "draws", OVERSEEN)
    for table in ("panellists", "conflicts", "assignments"):
        protect_by(op, "review", table, OWN)


def downgrade() -> None:
    op.execute("ALTER TABLE review.history DROP CONSTRAINT history_assignment_steps_check")
    for table in ("conflicts", "assignments", "panellists", "draws"):
        op.drop_table(table, schema="review")
    op.execute("DROP FUNCTION review.keep_draws()")
