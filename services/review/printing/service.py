"""The worker sets certificates as PDF/A; nothing of this is imported by the web process."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from services.review.certificates.models import Certificate
from services.review.certificates.repository import Certificates
from services.review.certificates.rules import shown_code
from services.review.certificates.service import certificate_entry
from services.review.titles.models import Title
from services.review.titles.repository import Titles
from shared.db.history import Trail
from shared.documents.pdf import set_pdf, square_code
from shared.files.files import Files
from shared.files.record import Announcement
from shared.jobs.record import Outcome
from shared.jobs.work import Job

TEMPLATE: Final = Path(__file__).with_name("certificate.typ")
PDF: Final = "application/pdf"


@dataclass(frozen=True, slots=True)
class PrintWork:
    """Read, set with no transaction open, keep; the document counts once the job has ended with it."""

    files: Files
    address: str
    """Of the gateway, where the public verifies."""

    async def run(self, job: Job) -> Outcome:
        """Handler of `print_certificate`."""
        certificate_id = UUID(job.payload["certificate_id"])
        async with job.database.read(job.caller) as session:
            certificate = await Certificates(session).get(certificate_id)
            title = await Titles(session).get(certificate.title_id)
        content = await asyncio.to_thread(self._set, certificate, title)
        said = Announcement(
            name=f"{title.number}.pdf",
            media_type=PDF,
            size=len(content),
            sha256=hashlib.sha256(content).digest(),
        )
        kept = await self.files.keep(said, _whole(content), caller=job.caller)
        return await self._keep(job, certificate_id, kept.id)

    def _set(self, certificate: Certificate, title: Title) -> bytes:
        return set_pdf(TEMPLATE, facts_of(certificate, title, self.address), made_at=certificate.created_at)

    async def _keep(self, job: Job, certificate_id: UUID, file_id: UUID) -> Outcome:
        """The document becomes the holder's in the transaction that ends the job."""
        outcome = Outcome(
            result={"certificate_id": str(certificate_id), "file_id": str(file_id)},
            result_url=f"/review/v1/certificates/{certificate_id}",
        )
        async with job.database.write(job.caller) as session:
            certificate = await Certificates(session).get(certificate_id, lock=True)
            await self.files.attach(
                session,
                file_id,
                organisation_id=certificate.organisation_id,
                region_path=certificate.region_path,
            )
            certificate.file_id = file_id
            await Trail(session).append(certificate_entry(certificate, "print", "printed"))
            await job.finish(session, outcome)
        return outcome


def facts_of(certificate: Certificate, title: Title, address: str) -> dict[str, Any]:
    """What is printed; the address in the square code opens the verification page."""
    verification = f"{address}/verify/{certificate.code}"
    return {
        "number": title.number,
        "name_zh": title.name_zh,
        "name_en": title.name_en,
        "level": title.level,
        "holder_name": title.holder_name,
        "document_number": title.document_number,
        "valid_from": title.valid_from.isoformat(),
        "valid_to": title.valid_to.isoformat(),
        "code": shown_code(certificate.code),
        "verification": verification,
        "square": square_code(verification),
    }


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
