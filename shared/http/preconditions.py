"""Versions as entity tags: `If-Match` on what changes, `If-None-Match` on what is read (RFC 9110)."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request, Response

from shared.errors.refusals import FieldError
from shared.http.errors import RequestInvalid, StaleVersion

_SHAPE = r'^(W/)?"([0-9]{1,18})(\.[A-Za-z0-9_-]*)?"$'
_TAG = re.compile(_SHAPE)


class NotModified(Exception):
    """The caller has this version in this view already: 304."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


def entity_tag(version: int, view: str = "") -> str:
    """`"7"` or `"7.masked"`: version and view, so that two views of one version are cached apart."""
    return f'"{version}.{view}"' if view else f'"{version}"'


async def required_version(
    if_match: Annotated[
        str,
        Header(
            alias="If-Match",
            description='The version that the caller has seen, as `"7"` or as the `ETag` it was given.',
            examples=['"7"'],
            json_schema_extra={"pattern": _SHAPE, "maxLength": 200},
        ),
    ],
) -> int:
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        raise RequestInvalid(errors=[FieldError("entity_tag_malformed", header="If-Match")])
    return int(found.group(2))


IfMatch = Annotated[int, Depends(required_version)]
"""The version the caller has seen; 428 when the header is missing. Compare with `require_version`."""


def require_version(actual: int, seen: int) -> None:
    """Refuse with 412 when the row has moved on since the caller looked."""
    if actual != seen:
        raise StaleVersion(current=actual)


def conditional(response: Response, version: int, view: str = "") -> None:
    """Put the entity tag and `Cache-Control: private` on a response."""
    response.headers["ETag"] = entity_tag(version, view)
    response.headers["Cache-Control"] = "private"


def tagged(request: Request, response: Response, version: int, view: str = "") -> None:
    """`conditional`, and 304 when `If-None-Match` already names this version and view."""
    tag = entity_tag(version, view)
    if request.method == "GET" and names_tag(request.headers.get("if-none-match"), tag):
        raise NotModified(tag)
    conditional(response, version, view)


def names_tag(header: str | None, tag: str) -> bool:
    """Whether an `If-None-Match` header names this tag, weakly compared (RFC 9110, section 13.1.2)."""
    if header is None:
        return False
    listed = {entry.strip().removeprefix("W/") for entry in header.split(",")}
    return "*" in listed or tag in listed


@dataclass(frozen=True, slots=True)
class EntityTag:
    """Tags the answer of the running request: `tag(row.version)`."""

    request: Request
    response: Response

    def __call__(self, version: int, view: str = "") -> None:
        tagged(self.request, self.response, version, view)


async def _tag(request: Request, response: Response) -> EntityTag:
    return EntityTag(request, response)


Tag = Annotated[EntityTag, Depends(_tag)]
