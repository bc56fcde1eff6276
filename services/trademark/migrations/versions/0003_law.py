"""Legal rules as the first catalogue says them, and the copy of registry's calendar."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from services.trademark.legal_rules.repository import rows_of
from services.trademark.legal_rules.service import shipped
from shared.events.calendars import create_calendar, drop_calendar

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SHIPPED_AT = datetime(2026, 11, 22, tzinfo=UTC)


def upgrade() -> None:
    create_calendar(op, "trademark")
    rules = op.create_table(
        "legal_rules",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("jurisdiction", sa.String(length=2), nullable=False),
        sa.Column("right_kind", sa.String(length=40), nullable=False),
        sa.Column("trigger_event", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("calculation", sa.String(length=40), nullable=False),
        sa.Column("roll", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("article", sa.String(length=60), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("confidence", sa.String(length=40), nullable=False),
        sa.Column("note_zh", sa.String(length=400), nullable=True),
        sa.Column("note_en", sa.String(length=400), nullable=True),
        sa.PrimaryKeyConstraint("code", "valid_from", name="legal_rules_pkey"),
        sa.CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name="legal_rules_validity_check"),
        sa.CheckConstraint("direction IN ('after', 'before')", name="legal_rules_direction_check"),
        sa.CheckConstraint("calculation IN ('term', 'response')", name="legal_rules_calculation_check"),
        sa.CheckConstraint("roll IN ('none', 'next_working_day')", name="legal_rules_roll_check"),
        sa.CheckConstraint("service IN ('on_event', 'on_receipt')", name="legal_rules_service_check"),
        sa.CheckConstraint(
            "confidence IN ('read', 'secondary', 'unverified')", name="legal_rules_confidence_check"
        ),
        schema="trademark",
    )
    catalogues = op.create_table(
        "legal_catalogues",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("taken_over_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name="legal_catalogues_pkey"),
        schema="trademark",
    )
    op.bulk_insert(rules, rows_of(shipped().rules))
    digest = sa.func.decode(shipped().digest.hex(), "hex")
    op.execute(catalogues.insert().values(version=1, digest=digest, taken_over_at=SHIPPED_AT))


def downgrade() -> None:
    op.drop_table("legal_catalogues", schema="trademark")
    op.drop_table("legal_rules", schema="trademark")
    drop_calendar(op, "trademark")
