"""Programmes, rounds and applications: the spine of a round."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.db.security import protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FREEZE = """
CREATE FUNCTION review.keep_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'published' THEN
        RAISE EXCEPTION 'a published edition is immutable' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$
"""
GRANTED = """
CREATE FUNCTION review.granted(wanted uuid) RETURNS boolean STABLE SECURITY DEFINER LANGUAGE sql
SET search_path = review AS
$$ SELECT EXISTS (SELECT 1 FROM review.case_grants g WHERE g.application_id = wanted
   AND g.subject = review.caller_subject() AND g.revoked_at IS NULL) $$
"""
STEPS = """(noun <> 'application' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('create', 'draft'))) OR (state_from, transition, state_to) IN (('accepted', 'start_review', 'under_review'), ('accepted', 'withdraw', 'withdrawn'), ('draft', 'lapse', 'lapsed'), ('draft', 'submit', 'submitted'), ('draft', 'withdraw', 'withdrawn'), ('in_notice', 'recognise', 'recognised'), ('in_notice', 'reject', 'not_recognised'), ('ranked', 'drop', 'not_recognised'), ('ranked', 'enter_notice', 'in_notice'), ('ranked', 'place_in_reserve', 'reserve'), ('recommended', 'accept', 'accepted'), ('recommended', 'refuse', 'not_recognised'), ('recommended', 'withdraw', 'withdrawn'), ('reserve', 'promote', 'in_notice'), ('returned_for_correction', 'lapse', 'lapsed'), ('returned_for_correction', 'resubmit', 'submitted'), ('returned_for_correction', 'withdraw', 'withdrawn'), ('submitted', 'decline', 'not_recommended'), ('submitted', 'lapse', 'lapsed'), ('submitted', 'recommend', 'recommended'), ('submitted', 'request_correction', 'returned_for_correction'), ('submitted', 'withdraw', 'withdrawn'), ('under_review', 'rank', 'ranked'))) IS TRUE"""


def upgrade() -> None:
    op.create_table(
        "programmes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("title_zh", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("owner_region", sa.String(length=20), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="programmes_pkey"),
        sa.UniqueConstraint("code", name="programmes_code_key"),
        schema="review",
    )
    op.create_table(
        "editions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("definition", JSONB(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)", name="editions_published_check"
        ),
        sa.CheckConstraint("state IN ('draft', 'published')", name="editions_state_check"),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["review.programmes.id"], name="editions_programme_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="editions_pkey"),
        sa.UniqueConstraint("programme_id", "number", name="editions_programme_id_number_key"),
        schema="review",
    )
    op.create_table(
        "rounds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["review.editions.id"], name="rounds_edition_id_fkey"),
        sa.ForeignKeyConstraint(["programme_id"], ["review.programmes.id"], name="rounds_programme_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="rounds_pkey"),
        sa.UniqueConstraint("programme_id", "code", name="rounds_programme_id_code_key"),
        schema="review",
    )
    op.create_table(
        "applications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("workflow_edition", sa.Integer(), nullable=False),
        sa.Column("organisation_name", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("region_code", sa.String(length=20), nullable=False),
        sa.Column("recommended_by", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("form", JSONB(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("open_objections", sa.Integer(), nullable=False),
        sa.Column("correction_due_on", sa.Date(), nullable=True),
        sa.Column("eligible", sa.Boolean(), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state <> 'recognised' OR open_objections = 0", name="applications_no_open_objection_check"
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'returned_for_correction', 'recommended', 'not_recommended', 'accepted', 'under_review', 'ranked', 'in_notice', 'recognised', 'reserve', 'not_recognised', 'withdrawn', 'lapsed')",
            name="applications_state_check",
        ),
        sa.CheckConstraint("open_objections >= 0", name="applications_open_objections_check"),
        sa.ForeignKeyConstraint(["edition_id"], ["review.editions.id"], name="applications_edition_id_fkey"),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="applications_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="applications_pkey"),
        sa.UniqueConstraint("number", name="applications_number_key"),
        schema="review",
    )
    op.create_index(
        "applications_one_per_round_key",
        "applications",
        ["round_id", "organisation_id"],
        unique=True,
        schema="review",
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_index(
        "applications_region_path_idx",
        "applications",
        ["region_path", "round_id"],
        unique=False,
        schema="review",
        postgresql_ops={"region_path": "text_pattern_ops"},
    )
    op.create_index(
        "applications_round_id_state_idx",
        "applications",
        ["round_id", "state", "number"],
        unique=False,
        schema="review",
    )
    op.create_table(
        "deadlines",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("reminders_on", sa.ARRAY(sa.Date()), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="deadlines_round_id_fkey"),
        sa.PrimaryKeyConstraint("round_id", "step", name="deadlines_pkey"),
        schema="review",
    )
    op.create_table(
        "quotas",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken BETWEEN 0 AND cap", name="quotas_cap_check"),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="quotas_round_id_fkey"),
        sa.PrimaryKeyConstraint("round_id", "dimension", "key", name="quotas_pkey"),
        schema="review",
    )
    op.create_table(
        "materials",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("attached_by", sa.String(length=200), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["review.applications.id"], name="materials_application_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="materials_pkey"),
        schema="review",
    )
    op.create_index(
        "materials_application_id_idx",
        "materials",
        ["application_id", "key"],
        unique=False,
        schema="review",
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "case_grants",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["review.applications.id"], name="case_grants_application_id_fkey"
        ),
        sa.PrimaryKeyConstraint("application_id", "subject", "kind", name="case_grants_pkey"),
        schema="review",
    )
    op.execute(FREEZE)
    op.execute(
        "CREATE TRIGGER editions_frozen BEFORE UPDATE OR DELETE ON review.editions "
        "FOR EACH ROW EXECUTE FUNCTION review.keep_edition()"
    )
    op.execute(GRANTED)
    op.execute(f"ALTER TABLE review.history ADD CONSTRAINT history_application_steps_check CHECK ({STEPS})")
    protect(op, "review", "applications", extra="review.granted(id)")
    protect(op, "review", "materials", extra="review.granted(application_id)")


def downgrade() -> None:
    op.execute("ALTER TABLE review.history DROP CONSTRAINT history_application_steps_check")
    for table in (
        "materials",
        "case_grants",
        "applications",
        "quotas",
        "deadlines",
        "rounds",
        "editions",
        "programmes",
    ):
        op.drop_table(table, schema="review")
    op.execute("DROP FUNCTION review.granted(uuid)")
    op.execute("DROP FUNCTION review.keep_edition()")
