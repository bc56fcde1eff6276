"""Certificates are ordered here and set by the worker; anybody verifies one by its code."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from services.review.certificates.errors import TitleNotInForce
from services.review.certificates.models import Certificate
from services.review.certificates.repository import Certificates
from services.review.certificates.rules import new_code, read_code
from services.review.certificates.schemas import LABELS, CertificateOut, CertificateVerdictOut
from services.review.titles.errors import TitleOutOfReach
from services.review.titles.models import Title
from services.review.titles.repository import Titles
from services.review.titles.schemas import Validity
from services.review.titles.service import validity_of
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.jobs.record import enqueue
from shared.time.clock import Clock, instant

JOB: Final = "print_certificate"


@dataclass(frozen=True, slots=True)
class CertificateDesk:
    """The programme's office issues; holders and supervisors read."""

    certificates: Certificates
    titles: Titles
    trail: Trail
    clock: Clock
    caller: Caller
    draw: Callable[[int], int]

    async def issue(self, title_id: UUID) -> UUID:
        """A code of its own for every issue; a lost paper is issued anew and both verify alike."""
        title = await self.titles.get(title_id, lock=True)
        if not self.caller.covers(organisation=None, region=title.region_path):
            raise TitleOutOfReach
        if validity_of(title, self.clock.today()) is not Validity.VALID:
            raise TitleNotInForce(number=title.number)
        certificate_id = new_id()
        job_id = await enqueue(
            self.certificates.session,
            JOB,
            {"certificate_id": str(certificate_id)},
            organisation_id=title.organisation_id,
            region_path=title.region_path,
        )
        certificate = Certificate(
            id=certificate_id,
            organisation_id=title.organisation_id,
            region_path=title.region_path,
            title_id=title.id,
            code=new_code(self.draw),
            issued_by=self.caller.subject,
            job_id=job_id,
            created_at=instant(),
        )
        await self.certificates.add(certificate)
        await self.trail.append(certificate_entry(certificate, "issue", "issued"))
        return certificate_id

    async def show(self, certificate_id: UUID) -> CertificateOut:
        """One certificate as it is answered."""
        return CertificateOut.model_validate(await self.certificates.get(certificate_id))


@dataclass(frozen=True, slots=True)
class Verifier:
    """Answers anybody, never refuses, and keeps no trace of who asked."""

    certificates: Certificates
    clock: Clock

    async def verify(self, written: str) -> CertificateVerdictOut:
        """What the title behind a code is worth today."""
        code, today = read_code(written), self.clock.today()
        title = None if code is None else await self.certificates.certified(code)
        validity = Validity.UNKNOWN if title is None else validity_of(title, today)
        label_zh, label_en = LABELS[validity]
        return CertificateVerdictOut(
            validity=validity,
            label_zh=label_zh,
            label_en=label_en,
            checked_on=today,
            **({} if title is None else _printed(title)),
        )


def _printed(title: Title) -> dict[str, object]:
    members = ("number", "name_zh", "name_en", "holder_name", "document_number", "valid_from", "valid_to")
    return {member: getattr(title, member) for member in members}


def certificate_entry(certificate: Certificate, transition: str, participle: str) -> Entry:
    """The trail of a certificate: its holder's to read, and never with its code."""
    return Entry(
        noun="certificate",
        object_id=certificate.id,
        transition=transition,
        event=f"certificate.{participle}",
        audience=Audience.ORGANISATION,
        organisation_id=certificate.organisation_id,
        region_path=certificate.region_path,
        payload={"title_id": str(certificate.title_id), "job_id": str(certificate.job_id)},
    )
