"""Role bindings as rows; exclusion constraints keep duties apart and bindings single."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models import Base
from shared.db.tables import Identified


class BindingRow(Identified, Base):
    """A person or client holds a role for an organisation, below a region, in a programme."""

    __tablename__ = "bindings"

    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity.people.id"))
    client_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity.clients.id"))
    role: Mapped[str] = mapped_column(String(40))
    organisation_id: Mapped[UUID | None] = mapped_column(Uuid)
    region_path: Mapped[str | None] = mapped_column(String(60))
    programme_id: Mapped[UUID | None] = mapped_column(Uuid)
    division: Mapped[str | None] = mapped_column(String(60))
    valid_from: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    valid_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    granted_by: Mapped[str] = mapped_column(String(200))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_by: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}
