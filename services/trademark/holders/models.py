"""What registry tells of organisations, as far as holders of marks need it: name, code and place."""

from uuid import UUID

from sqlalchemy import Index, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from services.trademark.models import Base


class Holder(Base):
    """An organisation as registry last told it; what the public directory shows as well."""

    __tablename__ = "holders"
    __table_args__ = (
        Index("holders_name_idx", "name"),
        Index("holders_credit_code_idx", "credit_code"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    credit_code: Mapped[str] = mapped_column(String(18))
    name: Mapped[str] = mapped_column(String(200))
    current_region: Mapped[str] = mapped_column(String(20))
    region_path: Mapped[str] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int] = mapped_column(Integer)
    """Registry's, that was taken over last: an older telling changes nothing."""
