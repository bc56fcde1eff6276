"""Acting relations as rows: for whom a platform says that a person may act."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.acting.rules import Relation
from services.identity.models import Base
from shared.db.columns import Coded
from shared.db.tables import Identified


class ActingRelation(Identified, Base):
    """One person and one legal person; `binding_id` is the role that was granted because of it."""

    __tablename__ = "acting_relations"
    __table_args__ = (UniqueConstraint("person_id", "credit_code"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity.people.id"))
    credit_code: Mapped[str] = mapped_column(String(18))
    legal_name: Mapped[str] = mapped_column(String(200))
    relation: Mapped[Relation] = mapped_column(Coded(Relation))
    organisation_id: Mapped[UUID | None] = mapped_column(Uuid)
    binding_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity.bindings.id"))
    vouched_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    vouched_until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}
