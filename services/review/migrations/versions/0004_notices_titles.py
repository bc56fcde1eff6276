"""Notices, objections, decisions, titles: from the ranking to the public register."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint

from shared.db.security import protect, protect_by

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PRESENTED_RECEIPT = """
CREATE FUNCTION review.presented_receipt() RETURNS bytea STABLE PARALLEL SAFE LANGUAGE sql AS
$$ SELECT decode(nullif(current_setting('lupin.receipt', true), ''), 'hex') $$
"""
COUNT_OBJECTION = """
CREATE FUNCTION review.count_objection(wanted uuid, by integer) RETURNS void SECURITY DEFINER LANGUAGE sql
SET search_path = review AS
$$ UPDATE review.applications SET open_objections = open_objections + by WHERE id = wanted $$
"""
COVERED = "region_path ^@ ANY ((SELECT review.caller_regions())::text[])"
BODY = (
    "(SELECT review.caller_roles())::text[] && ARRAY['recognition_chair', 'recognition_member', "
    "'programme_officer', 'supervisor', 'auditor']"
)
RULING = "(SELECT review.caller_roles())::text[] && ARRAY['programme_officer', 'supervisor']"
STEPS = {
    "notice": "(noun <> 'notice' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('create', 'draft'))) OR (state_from, transition, state_to) IN (('draft', 'discard', 'discarded'), ('draft', 'open', 'open'), ('open', 'close', 'closed'))) IS TRUE",
    "notice_entry": "(noun <> 'notice_entry' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('list', 'listed'))) OR (state_from, transition, state_to) IN (('listed', 'decide', 'decided'), ('listed', 'suspend', 'suspended'), ('removed', 'decide', 'decided'), ('suspended', 'remove', 'removed'), ('suspended', 'restore', 'listed'))) IS TRUE",
    "objection": "(noun <> 'objection' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('file', 'received'))) OR (state_from, transition, state_to) IN (('admitted', 'answer', 'answered'), ('admitted', 'dismiss', 'dismissed'), ('admitted', 'uphold', 'upheld'), ('admitted', 'withdraw', 'withdrawn'), ('answered', 'dismiss', 'dismissed'), ('answered', 'uphold', 'upheld'), ('answered', 'withdraw', 'withdrawn'), ('received', 'admit', 'admitted'), ('received', 'refuse', 'inadmissible'), ('received', 'withdraw', 'withdrawn'))) IS TRUE",
    "decision": "(noun <> 'decision' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('create', 'draft'))) OR (state_from, transition, state_to) IN (('draft', 'discard', 'discarded'), ('draft', 'submit', 'in_approval'), ('in_approval', 'issue', 'issued'), ('in_approval', 'return', 'draft'))) IS TRUE",
    "title": "(noun <> 'title' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('grant', 'active'))) OR (state_from, transition, state_to) IN (('active', 'expire', 'expired'), ('active', 'surrender', 'surrendered'), ('active', 'suspend', 'suspended'), ('suspended', 'expire', 'expired'), ('suspended', 'restore', 'active'), ('suspended', 'revoke', 'revoked'), ('suspended', 'surrender', 'surrendered'))) IS TRUE",
}
TABLES = (
    "titles",
    "approvals",
    "decision_entries",
    "objectors",
    "objections",
    "notice_entries",
    "decisions",
    "notices",
)


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed', 'discarded')", name="notices_state_check"),
        sa.CheckConstraint("(closes_on IS NULL) = (opened_at IS NULL)", name="notices_opened_check"),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="notices_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="notices_pkey"),
        sa.UniqueConstraint("number", name="notices_number_key"),
        schema="review",
    )
    op.create_index("notices_round_id_idx", "notices", ["round_id", "state"], unique=False, schema="review")
    op.create_table(
        "decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("body", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("approvals_needed", sa.Integer(), nullable=False),
        sa.Column("document_number", sa.String(length=60), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'issued') = (decided_on IS NOT NULL)", name="decisions_issued_check"),
        sa.CheckConstraint(
            "(state = 'issued') = (document_number IS NOT NULL)", name="decisions_numbered_check"
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'in_approval', 'issued', 'discarded')", name="decisions_state_check"
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["review.notices.id"], name="decisions_notice_id_fkey"),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="decisions_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="decisions_pkey"),
        sa.UniqueConstraint("document_number", name="decisions_document_number_key"),
        schema="review",
    )
    op.create_index(
        "decisions_round_id_idx", "decisions", ["round_id", "state"], unique=False, schema="review"
    )
    op.create_table(
        "notice_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("snapshot", JSONB(), nullable=False),
        sa.Column("snapshot_hash", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('listed', 'suspended', 'removed', 'decided')", name="notice_entries_state_check"
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["review.applications.id"], name="notice_entries_application_id_fkey"
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["review.notices.id"], name="notice_entries_notice_id_fkey"),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="notice_entries_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="notice_entries_pkey"),
        schema="review",
    )
    op.create_index(
        "notice_entries_notice_id_idx", "notice_entries", ["notice_id", "place"], unique=True, schema="review"
    )
    op.create_index(
        "notice_entries_one_running_key",
        "notice_entries",
        ["application_id"],
        unique=True,
        schema="review",
        postgresql_where=sa.text("published AND state IN ('listed', 'suspended')"),
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["review.decisions.id"], name="approvals_decision_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="approvals_pkey"),
        schema="review",
    )
    op.create_index(
        "approvals_nobody_twice_key",
        "approvals",
        ["decision_id", "subject"],
        unique=True,
        schema="review",
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "decision_entries",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("issued", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "outcome = 'recognise' OR reason IS NOT NULL", name="decision_entries_reason_check"
        ),
        sa.CheckConstraint("outcome IN ('recognise', 'reject')", name="decision_entries_outcome_check"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["review.applications.id"], name="decision_entries_application_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["review.decisions.id"], name="decision_entries_decision_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["review.notice_entries.id"], name="decision_entries_entry_id_fkey"
        ),
        sa.PrimaryKeyConstraint("decision_id", "entry_id", name="decision_entries_pkey"),
        schema="review",
    )
    op.create_index(
        "decision_entries_decided_once_key",
        "decision_entries",
        ["entry_id"],
        unique=True,
        schema="review",
        postgresql_where=sa.text("issued"),
    )
    op.create_table(
        "objections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("items", JSONB(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt_hash", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'admitted', 'answered', 'inadmissible', 'upheld', 'dismissed', 'withdrawn')",
            name="objections_state_check",
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["review.applications.id"], name="objections_application_id_fkey"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["review.notice_entries.id"], name="objections_entry_id_fkey"),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="objections_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="objections_pkey"),
        sa.UniqueConstraint("number", name="objections_number_key"),
        schema="review",
    )
    op.create_index(
        "objections_entry_id_idx", "objections", ["entry_id", "state"], unique=False, schema="review"
    )
    op.create_index(
        "objections_region_path_idx",
        "objections",
        ["region_path", "state", "created_at"],
        unique=False,
        schema="review",
    )
    op.create_table(
        "titles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_path", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name_zh", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("holder_name", sa.String(length=200), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("document_number", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        ExcludeConstraint(
            (sa.column("programme_id"), "="),
            (sa.column("subject_kind"), "="),
            (sa.column("subject_id"), "="),
            (sa.text("daterange(valid_from, valid_to, '[]')"), "&&"),
            where=sa.text("state IN ('active', 'suspended')"),
            using="gist",
            name="titles_one_valid_excl",
        ),
        sa.CheckConstraint(
            "state IN ('active', 'suspended', 'revoked', 'expired', 'surrendered')", name="titles_state_check"
        ),
        sa.CheckConstraint("valid_from <= valid_to", name="titles_validity_check"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["review.applications.id"], name="titles_application_id_fkey"
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["review.decisions.id"], name="titles_decision_id_fkey"),
        sa.ForeignKeyConstraint(["programme_id"], ["review.programmes.id"], name="titles_programme_id_fkey"),
        sa.ForeignKeyConstraint(["round_id"], ["review.rounds.id"], name="titles_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="titles_pkey"),
        sa.UniqueConstraint("application_id", name="titles_application_id_key"),
        sa.UniqueConstraint("number", name="titles_number_key"),
        schema="review",
    )
    op.create_index(
        "titles_expiry_idx",
        "titles",
        ["valid_to"],
        unique=False,
        schema="review",
        postgresql_where=sa.text("state IN ('active', 'suspended')"),
    )
    op.create_index(
        "titles_register_idx", "titles", ["programme_id", "state", "number"], unique=False, schema="review"
    )
    op.create_table(
        "objectors",
        sa.Column("objection_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["review.objections.id"], name="objectors_objection_id_fkey"
        ),
        sa.PrimaryKeyConstraint("objection_id", name="objectors_pkey"),
        schema="review",
    )
    for noun, steps in STEPS.items():
        op.execute(f"ALTER TABLE review.history ADD CONSTRAINT history_{noun}_steps_check CHECK ({steps})")
    op.execute(PRESENTED_RECEIPT)
    op.execute(COUNT_OBJECTION)
    protect_by(op, "review", "notices", f"state IN ('open', 'closed') OR {COVERED}")
    protect(op, "review", "notice_entries", extra="published")
    protect(op, "review", "objections", extra="receipt_hash = (SELECT review.presented_receipt())")
    protect_by(op, "review", "objectors", RULING)
    protect_by(op, "review", "decisions", f"state = 'issued' OR {COVERED}")
    protect_by(op, "review", "decision_entries", f"issued OR {BODY}")
    protect_by(op, "review", "approvals", BODY)


def downgrade() -> None:
    for noun in STEPS:
        op.execute(f"ALTER TABLE review.history DROP CONSTRAINT history_{noun}_steps_check")
    for table in TABLES:
        op.drop_table(table, schema="review")
    op.execute("DROP FUNCTION review.count_objection(uuid, integer)")
    op.execute("DROP FUNCTION review.presented_receipt()")
