"""The rows of trademark: each noun's models.py hangs its own on this base."""

from sqlalchemy.orm import DeclarativeBase

from shared.db.tables import metadata_for
from shared.events.calendars import calendar_tables


class Base(DeclarativeBase):
    metadata = metadata_for("trademark")


calendar_tables("trademark")
