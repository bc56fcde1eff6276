"""Regions and the working-day calendar, filled with what the house ships."""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from shared.codes.holidays import seed_calendar, seed_years
from shared.codes.regions import Regions

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SHIPPED_AT = datetime(2017, 1, 1, tzinfo=UTC)
NAMES = uuid.UUID("0b9c0d7e-2b1c-5d33-9d4d-6b5b7f0c3a10")
YEARS = range(2004, 2041)


def upgrade() -> None:
    regions = op.create_table(
        "regions",
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("parent", sa.String(20)),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        sa.Column("successor", sa.String(20)),
        sa.Column("current_code", sa.String(20), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", name="regions_pkey"),
        sa.UniqueConstraint("id", name="regions_id_key"),
        sa.UniqueConstraint("path", name="regions_path_key"),
        sa.CheckConstraint("level IN ('province', 'city', 'county', 'zone')", name="regions_level_check"),
        sa.CheckConstraint(
            "valid_from IS NULL OR valid_to IS NULL OR valid_from < valid_to", name="regions_validity_check"
        ),
        schema="registry",
    )
    for column in ("parent", "successor", "current_code"):
        op.create_foreign_key(
            f"regions_{column}_fkey",
            "regions",
            "regions",
            [column],
            ["code"],
            source_schema="registry",
            referent_schema="registry",
            deferrable=True,
            initially="DEFERRED",
        )
    op.create_index("regions_parent_idx", "regions", ["parent"], schema="registry")
    tree = Regions.shipped()
    op.bulk_insert(regions, [_region(tree, region) for region in tree])
    years = op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("published", sa.Boolean, nullable=False),
        sa.Column("source", sa.String(200)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name="calendar_years_pkey"),
        sa.UniqueConstraint("id", name="calendar_years_id_key"),
        schema="registry",
    )
    days = op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("day", name="calendar_days_pkey"),
        sa.ForeignKeyConstraint(["year"], ["registry.calendar_years.year"], name="calendar_days_year_fkey"),
        sa.CheckConstraint("kind IN ('workday', 'holiday', 'makeup')", name="calendar_days_kind_check"),
        sa.CheckConstraint("year = extract(year FROM day)", name="calendar_days_year_check"),
        schema="registry",
    )
    op.create_index("calendar_days_year_idx", "calendar_days", ["year"], schema="registry")
    op.bulk_insert(years, [_year(number) for number in YEARS])
    op.bulk_insert(
        days,
        [
            {"day": d.day, "year": d.day.year, "kind": d.kind.value, "name": d.name, "source": d.source}
            for d in seed_calendar()
            if d.day.year in YEARS
        ],
    )


def _region(tree, region):
    return {
        "code": region.code,
        "id": uuid.uuid5(NAMES, f"region:{region.code}"),
        "name": region.name,
        "parent": region.parent,
        "level": region.level.value,
        "path": tree.path(region.code),
        "valid_from": region.valid_from,
        "valid_to": region.valid_to,
        "successor": region.successor,
        "current_code": tree.current(region.code).code,
        "source": region.source,
        "version": 1,
        "created_at": SHIPPED_AT,
    }


def _year(number):
    return {
        "year": number,
        "id": uuid.uuid5(NAMES, f"year:{number}"),
        "published": number in seed_years(),
        "source": seed_calendar()[0].source if number in seed_years() else None,
        "version": 1,
        "created_at": SHIPPED_AT,
    }


def downgrade() -> None:
    for table in ("calendar_days", "calendar_years", "regions"):
        op.drop_table(table, schema="registry")
