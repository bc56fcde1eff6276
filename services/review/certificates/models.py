"""Certificates as rows."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from services.review.models import Base
from shared.db.tables import Identified, Owned


class Certificate(Identified, Owned, Base):
    """One issue of a certificate; what it is worth is always the present state of its title.

    Behind a row policy: a code is for whoever holds the paper, and the public asks by code, never for codes.
    """

    __tablename__ = "certificates"
    __table_args__ = (Index("certificates_title_id_idx", "title_id", "id"),)

    title_id: Mapped[UUID] = mapped_column(ForeignKey("review.titles.id"))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    issued_by: Mapped[str] = mapped_column(String(200))
    job_id: Mapped[UUID] = mapped_column(Uuid)
    file_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The document, once the worker has set it."""
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}
