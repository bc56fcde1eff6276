"""Every query on certificates."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.certificates.errors import CertificateNotFound
from services.review.certificates.models import Certificate
from services.review.titles.models import Title


@dataclass(frozen=True, slots=True)
class Certificates:
    """The certificates that the session's caller may see."""

    session: AsyncSession

    async def get(self, certificate_id: UUID, *, lock: bool = False) -> Certificate:
        """One certificate, or CertificateNotFound."""
        found = await self.session.get(Certificate, certificate_id, with_for_update=lock or None)
        if found is None:
            raise CertificateNotFound
        return found

    async def add(self, certificate: Certificate) -> None:
        """Keep a new one."""
        self.session.add(certificate)
        await self.session.flush()

    async def certified(self, code: str) -> Title | None:
        """The title behind a code, for anybody who has the code."""
        wanted = select(Title).where(Title.id == func.review.certified_title(code))
        return await self.session.scalar(wanted)

    def listing(self, title_id: UUID | None) -> Select[*tuple[Any, ...]]:
        """Certificates, of one title or of all, without order."""
        found: Select[*tuple[Any, ...]] = select(*Certificate.__table__.c)
        return found if title_id is None else found.where(Certificate.title_id == title_id)
