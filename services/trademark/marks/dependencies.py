"""Wiring of the routes on marks, and the filters of their list."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import Field

from services.trademark.legal_rules.repository import LegalRules
from services.trademark.marks.repository import Filters, Marks
from services.trademark.marks.service import MarkReader, path_of
from services.trademark.marks.workflow import MarkKind, MarkStatus
from shared.http.lists import Listed
from shared.http.models import Day
from shared.http.sessions import Open

NiceClass = Annotated[int, Field(ge=1, le=45)]


async def _reader(session: Open, request: Request) -> MarkReader:
    return MarkReader(Marks(session), LegalRules(session), request.app.state.clock)


async def _filters(  # noqa: PLR0913 - one argument per filter
    *,
    q: Annotated[
        str | None, Query(min_length=1, max_length=60, description="In the name or its initials.")
    ] = None,
    status: Annotated[Listed[MarkStatus], Query(description="One or several.")] = [],  # noqa: B006 - FastAPI copies
    kind: Annotated[Listed[MarkKind], Query(description="One or several.")] = [],  # noqa: B006 - FastAPI copies
    class_: Annotated[Listed[NiceClass], Query(alias="class", description="Nice classes, any of them.")] = [],  # noqa: B006 - FastAPI copies
    holder: Annotated[UUID | None, Query(description="Registry's identifier of the holder.")] = None,
    region: Annotated[
        str | None, Query(pattern=r"^[0-9]{6}$", description="Region of the holder: it and all below.")
    ] = None,
    number: Annotated[str | None, Query(max_length=20, description="Exactly this number.")] = None,
    valid: Annotated[bool | None, Query(description="Only (or not) valid registrations.")] = None,
    expires_before: Annotated[Day | None, Query(description="Term ends before this day.")] = None,
) -> Filters:
    return Filters(
        q=q,
        statuses=status,
        kinds=kind,
        classes=class_,
        holder=holder,
        region_path=None if region is None else path_of(region, parameter="region"),
        number=number,
        valid=valid,
        expires_before=expires_before,
    )


Reader = Annotated[MarkReader, Depends(_reader)]
Asked = Annotated[Filters, Depends(_filters)]
