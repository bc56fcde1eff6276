"""Wiring of the public directory, and the filters that every list of organisations takes."""

from typing import Annotated

from fastapi import Depends, Query

from services.registry.directory.repository import Directory, Filters
from services.registry.standing.rules import OrganisationStatus
from shared.codes.kinds import EnterpriseCategory, OrganisationKind
from shared.http.lists import Listed
from shared.http.sessions import Open


async def _directory(session: Open) -> Directory:
    return Directory(session)


async def _filters(  # noqa: PLR0913 - one argument per filter
    *,
    q: Annotated[
        str | None,
        Query(min_length=1, max_length=60, description="Name or part of it, pinyin, or initials (jxds)."),
    ] = None,
    region: Annotated[
        str | None,
        Query(pattern=r"^[0-9]{6}(-[a-z0-9]{1,8})?$", description="Region code: it and all below."),
    ] = None,
    kind: Annotated[Listed[OrganisationKind], Query(description="One or several kinds.")] = [],  # noqa: B006 - FastAPI copies
    category: Annotated[Listed[EnterpriseCategory], Query(description="One or several categories.")] = [],  # noqa: B006 - FastAPI copies
    industry: Annotated[
        str | None, Query(pattern=r"^[0-9]{2,4}$", description="GB/T 4754 code: it and all below.")
    ] = None,
    certified: Annotated[bool | None, Query(description="Only (or not) those with a verified claim.")] = None,
    status: Annotated[OrganisationStatus | None, Query(description="active or dissolved.")] = None,
) -> Filters:
    return Filters(
        q=q,
        region=region,
        kinds=kind,
        categories=category,
        industry=industry,
        certified=certified,
        status=status,
    )


Published = Annotated[Directory, Depends(_directory)]
Asked = Annotated[Filters, Depends(_filters)]
