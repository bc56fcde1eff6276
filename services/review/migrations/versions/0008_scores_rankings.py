"""Scores, score runs and rankings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.db.security import append_only, protect_by

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OVERSEEN = (
    "((SELECT review.caller_roles())::text[] && ARRAY['programme_officer', 'supervisor', 'auditor', "
    "'recognition_chair', 'recognition_member'] "
    "AND region_path ^@ ANY ((SELECT review.caller_regions())::text[]))"
)
STEPS = "(noun <> 'ranking' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('compute', 'computed'))) OR (state_from, transition, state_to) IN (('computed', 'apply', 'applied'), ('computed', 'discard', 'discarded'))) IS TRUE"
SCORED = """
CREATE FUNCTION review.caller_scored(wanted uuid) RETURNS boolean STABLE SECURITY DEFINER LANGUAGE sql
SET search_path = review AS
$$ SELECT EXISTS (SELECT 1 FROM review.assignments a WHERE a.application_id = wanted
   AND a.subject = review.caller_subject() AND a.state = 'scored')
   AND 'expert' = ANY (review.caller_roles()) $$
"""
OWN_RESULT = """
CREATE FUNCTION review.own_result(wanted uuid)
    RETURNS TABLE (experts integer, aggregate numeric, criteria jsonb) STABLE SECURITY DEFINER LANGUAGE sql
SET search_path = review AS
$$ SELECT l.experts, l.aggregate, l.criteria
   FROM review.applications a
   JOIN review.rankings r ON r.round_id = a.round_id AND r.state = 'applied'
   JOIN review.score_lines l ON l.score_run_id = r.score_run_id AND l.application_id = a.id
   WHERE a.id = wanted AND a.state IN ('recognised', 'not_recognised', 'reserve')
     AND a.organisation_id = ANY (review.caller_organisations()) $$
"""
TABLES = ("ranking_lines", "rankings", "score_lines", "score_runs", "scores")
FROZEN = ("scores", "score_runs", "score_lines", "ranking_lines")


def upgrade() -> None:
    op.create_table(
        "score_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("parameters", JSONB(), nullable=False),
        sa.Column("inputs_hash", sa.String(length=64), nullable=False),
        sa.Column("applications", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="score_runs_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="score_runs_pkey"),
        schema="review",
    )
    op.create_index("score_runs_round_id_idx", "score_runs", ["round_id"], unique=False, schema="review")
    op.create_table(
        "rankings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("score_run_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("what_if", sa.Boolean(), nullable=False),
        sa.Column("parameters", JSONB(), nullable=False),
        sa.Column("inputs_hash", sa.String(length=64), nullable=False),
        sa.Column("selected", sa.Integer(), nullable=False),
        sa.Column("reserve", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("applied_by", sa.String(length=200), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'applied') = (applied_at IS NOT NULL)", name="rankings_applied_check"),
        sa.CheckConstraint("NOT (what_if AND state = 'applied')", name="rankings_no_trial_applied_check"),
        sa.CheckConstraint("state IN ('computed', 'applied', 'discarded')", name="rankings_state_check"),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="rankings_round_id_fkey"),
        sa.ForeignKeyConstraint(
            ["score_run_id"], ["review.score_runs.id"], name="rankings_score_run_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="rankings_pkey"),
        schema="review",
    )
    op.create_index(
        "rankings_one_applied_key",
        "rankings",
        ["round_id"],
        unique=True,
        schema="review",
        postgresql_where=sa.text("state = 'applied'"),
    )
    op.create_index("rankings_round_id_idx", "rankings", ["round_id"], unique=False, schema="review")
    op.create_table(
        "score_lines",
        sa.Column("score_run_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("experts", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("trimmed_mean", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("median", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("spread", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("aggregate", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("criteria", JSONB(), nullable=False),
        sa.Column("flags", sa.ARRAY(sa.String(length=20)), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["review.applications.id"], name="score_lines_application_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["score_run_id"], ["review.score_runs.id"], name="score_lines_score_run_id_fkey"
        ),
        sa.PrimaryKeyConstraint("score_run_id", "application_id", name="score_lines_pkey"),
        schema="review",
    )
    op.create_table(
        "ranking_lines",
        sa.Column("ranking_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("application_number", sa.String(length=40), nullable=False),
        sa.Column("organisation_name", sa.String(length=200), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("aggregate", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("fell_by", sa.String(length=20), nullable=True),
        sa.Column("tie_broken_by", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('selected', 'reserve', 'dropped', 'unranked')", name="ranking_lines_outcome_check"
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["review.applications.id"], name="ranking_lines_application_id_fkey"
        ),
        sa.ForeignKeyConstraint(["ranking_id"], ["review.rankings.id"], name="ranking_lines_ranking_id_fkey"),
        sa.PrimaryKeyConstraint("ranking_id", "row", name="ranking_lines_pkey"),
        schema="review",
    )
    op.create_table(
        "scores",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("dossier_sequence", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=60), nullable=False),
        sa.Column("points", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("correction", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(sequence = 1) = (correction IS NULL)", name="scores_correction_check"),
        sa.CheckConstraint("sequence > 0", name="scores_sequence_check"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["review.applications.id"], name="scores_application_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["review.assignments.id"], name="scores_assignment_id_fkey"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="scores_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="scores_pkey"),
        sa.UniqueConstraint(
            "assignment_id", "sequence", "criterion", name="scores_assignment_id_sequence_criterion_key"
        ),
        schema="review",
    )
    op.create_index(
        "scores_application_id_idx", "scores", ["application_id", "subject"], unique=False, schema="review"
    )
    op.create_index("scores_round_id_idx", "scores", ["round_id"], unique=False, schema="review")
    op.execute(SCORED)
    op.execute(OWN_RESULT)
    op.execute(f"ALTER TABLE review.history ADD CONSTRAINT history_ranking_steps_check CHECK ({STEPS})")
    for table in FROZEN:
        append_only(op, "review", table)
    own = "subject = (SELECT review.caller_subject())"
    protect_by(op, "review", "scores", f"{OVERSEEN} OR {own} OR review.caller_scored(application_id)")
    for table in ("score_runs", "score_lines", "rankings", "ranking_lines"):
        protect_by(op, "review", table, OVERSEEN)


def downgrade() -> None:
    op.execute("ALTER TABLE review.history DROP CONSTRAINT history_ranking_steps_check")
    op.execute("DROP FUNCTION review.own_result(uuid)")
    for table in TABLES:
        op.drop_table(table, schema="review")
    for table in FROZEN:
        op.execute(f"DROP FUNCTION review.keep_{table}()")
    op.execute("DROP FUNCTION review.caller_scored(uuid)")
