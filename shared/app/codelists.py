"""The code lists of a service with their labels, so that no front-end hard-codes one."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from shared.auth.guards import anyone
from shared.codes.lists import CodeList, Entry
from shared.errors.refusals import NotFound
from shared.http.models import Answer, Day
from shared.http.preconditions import names_tag
from shared.http.refused import refusals

router = APIRouter(tags=["code-lists"])


class CodeListUnknown(NotFound):
    """The service has no list of this name."""


class CodeOut(Answer):
    """One code with its label in each language."""

    code: str
    labels: Mapping[str, str]
    parent: str | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    facts: Mapping[str, str] | None = None


class CodeListSummary(Answer):
    """A list without its codes."""

    name: str
    title: Mapping[str, str]
    source: str
    edition: str | None = None
    of: Sequence[str] | None = Field(None, description="Schemas of the contract whose codes these are.")
    size: int


class CodeListOut(CodeListSummary):
    """A list with all its codes, in its own order."""

    items: Sequence[CodeOut]


class CodeListsOut(Answer):
    """All lists of the service."""

    items: Sequence[CodeListSummary]


class CodeShelf:
    """The lists of a service, each rendered once: they change with a release only."""

    def __init__(self, lists: Sequence[CodeList]) -> None:
        self._lists = {one.name: one for one in lists}
        self._rendered: dict[str, tuple[str, bytes]] = {}

    def mark(self, contract: dict[str, Any]) -> None:
        """Say of each enumeration of a contract, in place, which list has the labels of its codes."""
        named = {schema: one.name for one in self._lists.values() for schema in one.of}
        for name, schema in contract["components"]["schemas"].items():
            if "enum" in schema and name in named:
                schema["x-code-list"] = named[name]

    def summaries(self) -> CodeListsOut:
        """What there is."""
        return CodeListsOut(items=[CodeListSummary(**_summary(one)) for one in self._lists.values()])

    def render(self, name: str) -> tuple[str, bytes]:
        """Entity tag and JSON of one list."""
        if name not in self._rendered:
            self._rendered[name] = self._render(name)
        return self._rendered[name]

    def _render(self, name: str) -> tuple[str, bytes]:
        if name not in self._lists:
            raise CodeListUnknown
        found = self._lists[name]
        out = CodeListOut(**_summary(found), items=[_code(entry) for entry in found.entries])
        body = out.model_dump_json(exclude_none=True).encode()
        return f'"{hashlib.sha256(body).hexdigest()[:16]}"', body


@router.get("/code-lists", dependencies=[anyone()])
async def list_code_lists(request: Request) -> CodeListsOut:
    """The code lists of this service."""
    shelf: CodeShelf = request.app.state.code_shelf
    return shelf.summaries()


@router.get(
    "/code-lists/{name}",
    response_model=CodeListOut,
    responses=refusals(CodeListUnknown),
    dependencies=[anyone()],
)
async def read_code_list(
    name: Annotated[str, Path(max_length=60, description="Name of the list.")], request: Request
) -> Response:
    """One code list with labels in Chinese and English."""
    shelf: CodeShelf = request.app.state.code_shelf
    tag, body = shelf.render(name)
    headers = {"ETag": tag, "Cache-Control": "public, max-age=300"}
    if names_tag(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def _summary(found: CodeList) -> dict[str, object]:
    return {
        "name": found.name,
        "title": found.title,
        "source": found.source,
        "edition": found.edition or None,
        "of": found.of or None,
        "size": len(found.entries),
    }


def _code(entry: Entry) -> CodeOut:
    return CodeOut(
        code=entry.code,
        labels=entry.labels,
        parent=entry.parent,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        facts=entry.facts or None,
    )
