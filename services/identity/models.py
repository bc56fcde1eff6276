"""The rows of identity; each noun adds its own in its models.py."""

from sqlalchemy.orm import DeclarativeBase

from shared.db.tables import metadata_for


class Base(DeclarativeBase):
    metadata = metadata_for("identity")
