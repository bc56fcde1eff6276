"""Legal rules as rows, and which catalogue they were taken from."""

from datetime import date, datetime

from sqlalchemy import Date, DateTime, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from services.trademark.legal_rules.rules import Calculation, Confidence, Direction, Roll, Service
from services.trademark.models import Base
from shared.db.columns import Coded


class LegalRule(Base):
    """One figure in one edition of the law."""

    __tablename__ = "legal_rules"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    valid_from: Mapped[date] = mapped_column(Date, primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(Date)
    place: Mapped[int] = mapped_column(Integer)
    """Order of the catalogue."""
    edition: Mapped[str] = mapped_column(String(40))
    jurisdiction: Mapped[str] = mapped_column(String(2))
    right_kind: Mapped[str] = mapped_column(String(40))
    trigger_event: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(12))
    direction: Mapped[Direction] = mapped_column(Coded(Direction))
    calculation: Mapped[Calculation] = mapped_column(Coded(Calculation))
    roll: Mapped[Roll] = mapped_column(Coded(Roll))
    service: Mapped[Service] = mapped_column(Coded(Service))
    article: Mapped[str | None] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(200))
    confidence: Mapped[Confidence] = mapped_column(Coded(Confidence))
    note_zh: Mapped[str | None] = mapped_column(String(400))
    note_en: Mapped[str | None] = mapped_column(String(400))


class LegalCatalogue(Base):
    """A catalogue that was taken over; the highest version is in use."""

    __tablename__ = "legal_catalogues"

    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    taken_over_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
