"""Certificates of titles, and their verification by anybody."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from services.review.certificates.dependencies import Desk, PublicVerifier, ReadingDesk
from services.review.certificates.errors import CertificateNotFound, TitleNotInForce
from services.review.certificates.models import Certificate
from services.review.certificates.schemas import CertificateOut, CertificateVerdictOut, IssueCertificate
from services.review.titles.errors import TitleNotFound, TitleOutOfReach
from shared.auth.guards import anyone, may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Page, Paging
from shared.http.preconditions import Tag
from shared.http.refused import refusals

router = APIRouter(tags=["certificates"])

C = Certificate.__table__.c
CERTIFICATES = Keyset({"created_at": C.id}, C.id, "-created_at")
Office = Annotated[Caller, may("review:certificate:write", Role.PROGRAMME_OFFICER)]
Reader = Annotated[
    Caller,
    may("review:certificate:read", Role.APPLICANT, Role.PROGRAMME_OFFICER, Role.SUPERVISOR, Role.AUDITOR),
]
Anyone = Annotated[Caller, anyone()]


@router.post(
    "/certificates", status_code=202, responses=refusals(TitleNotFound, TitleOutOfReach, TitleNotInForce)
)
async def issue_certificate(
    caller: Office, wanted: IssueCertificate, desk: Desk, once: Once, response: Response
) -> CertificateOut:
    """Issue a certificate for a title that is good today; the worker sets it as PDF/A (V11)."""
    issued = await once(lambda: desk.issue(wanted.title_id), show=desk.show)
    response.headers["Location"] = f"/review/v1/jobs/{issued.job_id}"
    return issued


@router.get("/certificates")
async def list_certificates(
    caller: Reader,
    desk: ReadingDesk,
    page: Paging,
    title_id: Annotated[UUID | None, Query(description="Of this title.")] = None,
) -> Page[CertificateOut]:
    """Certificates of the caller's own organisations or regions, newest first."""
    listing = desk.certificates.listing(title_id)
    return await page.of(desk.certificates.session, listing, CERTIFICATES, CertificateOut.model_validate)


@router.get("/certificates/{certificate_id}", responses=refusals(CertificateNotFound))
async def show_certificate(
    caller: Reader, certificate_id: UUID, desk: ReadingDesk, tag: Tag
) -> CertificateOut:
    """One certificate; `file_id` is there once the document is set."""
    shown = await desk.show(certificate_id)
    tag(shown.version)
    return shown


@router.get("/verifications/{code}")
async def verify_certificate(
    caller: Anyone,
    code: Annotated[str, Path(max_length=64, description="As printed; case, spaces and hyphens are free.")],
    verifier: PublicVerifier,
    response: Response,
) -> CertificateVerdictOut:
    """Whether the title behind a certificate is good now; never a refusal, whatever was typed (V11)."""
    response.headers["Cache-Control"] = "no-store"
    return await verifier.verify(code)
