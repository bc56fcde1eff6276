"""How often an address has objected to a notice today: a count, and nothing that leads to an objection."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from services.review.filings.rules import MOST_A_DAY
from services.review.models import Base


class FilingAllowance(Base):
    """A counter that can never pass the allowance; it is forgotten with its day.

    `address_key` is keyed with the service's secret, the notice and the day: two counters never show that
    they are of one address, and none shows which.
    """

    __tablename__ = "filing_allowances"
    __table_args__ = (
        CheckConstraint(f"filed BETWEEN 1 AND {MOST_A_DAY}", name="filed"),
        Index("filing_allowances_day_idx", "day"),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("review.notices.id"), primary_key=True)
    address_key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    filed: Mapped[int] = mapped_column(Integer)
