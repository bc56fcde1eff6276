"""Wiring of the routes on certificates."""

import secrets
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.certificates.repository import Certificates
from services.review.certificates.service import CertificateDesk, Verifier
from services.review.titles.repository import Titles
from shared.db.history import Trail
from shared.http.sessions import Read, Write


def _desk_on(session: AsyncSession) -> CertificateDesk:
    return CertificateDesk(
        certificates=Certificates(session),
        titles=Titles(session),
        trail=Trail(session),
        clock=session.info["clock"],
        caller=session.info["caller"],
        draw=secrets.randbits,
    )


async def _desk(session: Write) -> CertificateDesk:
    return _desk_on(session)


async def _reading(session: Read) -> CertificateDesk:
    return _desk_on(session)


async def _verifier(session: Read) -> Verifier:
    return Verifier(Certificates(session), session.info["clock"])


Desk = Annotated[CertificateDesk, Depends(_desk)]
ReadingDesk = Annotated[CertificateDesk, Depends(_reading)]
PublicVerifier = Annotated[Verifier, Depends(_verifier)]
