"""The rows of trademark: each noun's models.py hangs its own on this base."""

from sqlalchemy.orm import DeclarativeBase

from shared.db.tables import metadata_for


class Base(DeclarativeBase):
    metadata = metadata_for("trademark")
