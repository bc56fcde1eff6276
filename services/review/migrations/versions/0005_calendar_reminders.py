"""Review's copy of the calendar, filled with what the house ships; reminders; the life of a round as a CHECK."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from shared.codes.holidays import seed_calendar, seed_years

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STEPS = "(noun <> 'round' OR (state_from IS NULL AND state_to IS NULL) OR (state_from IS NULL AND (transition, state_to) IN (('create', 'planned'))) OR (state_from, transition, state_to) IN (('open', 'cancel', 'cancelled'), ('open', 'close', 'closed'), ('open', 'end', 'closed'), ('planned', 'cancel', 'cancelled'), ('planned', 'open', 'open'))) IS TRUE"


def upgrade() -> None:
    years = op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="calendar_years_pkey"),
        schema="review",
    )
    days = op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.CheckConstraint("kind IN ('workday', 'holiday', 'makeup')", name="calendar_days_kind_check"),
        sa.PrimaryKeyConstraint("day", name="calendar_days_pkey"),
        schema="review",
    )
    op.bulk_insert(years, [{"year": year, "published": True, "version": 0} for year in sorted(seed_years())])
    op.bulk_insert(
        days,
        [{"day": d.day, "kind": d.kind.value, "name": d.name, "source": d.source} for d in seed_calendar()],
    )
    op.add_column(
        "deadlines",
        sa.Column("reminders", ARRAY(sa.Integer()), nullable=False, server_default="{}"),
        schema="review",
    )
    op.add_column("deadlines", sa.Column("reminded_on", sa.Date(), nullable=True), schema="review")
    op.create_check_constraint(
        op.f("rounds_state_check"),  # as it is: the naming convention would wrap it
        "rounds",
        "state IN ('planned', 'open', 'closed', 'cancelled')",
        schema="review",
    )
    op.execute(f"ALTER TABLE review.history ADD CONSTRAINT history_round_steps_check CHECK ({STEPS})")


def downgrade() -> None:
    op.execute("ALTER TABLE review.history DROP CONSTRAINT history_round_steps_check")
    op.drop_constraint(op.f("rounds_state_check"), "rounds", schema="review")
    op.drop_column("deadlines", "reminded_on", schema="review")
    op.drop_column("deadlines", "reminders", schema="review")
    op.drop_table("calendar_days", schema="review")
    op.drop_table("calendar_years", schema="review")
